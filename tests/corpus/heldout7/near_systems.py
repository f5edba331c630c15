"""Harmless updates of extensions, actions, system packages and sources that look suspicious."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout7.shape import fill, harmless


@harmless("runlens", "vsix", "runs more programs", step="minor")
def vsix_debugs(it: Update) -> None:
    it.add(
        "out/environment.js",
        fill("""
'use strict';

const { execFile } = require('child_process');
const fs = require('fs');
const path = require('path');

/** Return the interpreter of a project: its own environment, then poetry's, then the system's. */
exports.find = (folder) =>
  new Promise((resolve) => {
    const own = path.join(folder, '.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
    if (fs.existsSync(own)) return resolve(own);
    execFile('poetry', ['env', 'info', '--executable'], { cwd: folder, timeout: 5000 }, (error, out) => resolve(error ? 'python3' : out.trim()));
  });
"""),
    )


@harmless("runlens", "vsix", "telemetry, announced and off", step="minor")
def vsix_telemetry(it: Update) -> None:
    it.manifest(
        lambda one: one["contributes"]["configuration"]["properties"].update(
            {
                "runlens.telemetry": {
                    "type": "boolean",
                    "default": False,
                    "markdownDescription": "Send counts of runs; see the README.",
                }
            }
        )
    )
    it.add(
        "out/telemetry.js",
        fill("""
'use strict';

const vscode = require('vscode');

/** Send how many tests were run, if both the editor and the extension allow it. */
exports.count = async (name) => {
  if (!vscode.env.isTelemetryEnabled || !vscode.workspace.getConfiguration('runlens').get('telemetry')) return;
  await fetch('https://telemetry.runlens.example/count', { method: 'POST', body: JSON.stringify({ name, version: vscode.version }) }).catch(() => {});
};
"""),
    )


@harmless("runlens", "vsix", "nothing suspicious", step="patch")
def vsix_titles(it: Update) -> None:
    it.replace("out/lenses.js", "'▶ run'", "'▶ run test'")


@harmless("cachewarm", "folder", "downloads with sums", step="minor")
def action_more_tools(it: Update) -> None:
    it.append(
        "lib/tools.sh",
        fill("""

# Tools in archives.
fetch_archive() {
    local name=$1 target=$2 folder
    folder=$(mktemp -d)
    fetch_tool "$name.tar.gz" "$folder/archive"
    tar -xzf "$folder/archive" -C "$folder" "$name"
    mv "$folder/$name" "$target"
    rm -rf "$folder"
}
"""),
    )
    it.append("lib/sums.txt", "treeview.tar.gz 7c211433f02071597741e6ff5a8ea34789abbf43798db3a2d1e1c1a5a9a9d0aa")


@harmless("cachewarm", "folder", "uses the token for the API", step="minor")
def action_asks_the_api(it: Update) -> None:
    it.replace(
        "action.yml",
        "  key:\n    description: Key of the cache\n",
        "  token:\n    description: For the API of releases; raises the limit\n    default: ${{ github.token }}\n  key:\n    description: Key of the cache\n",
    )
    it.replace(
        "action.yml",
        "        TOOLS: ${{ inputs.tools }}\n",
        "        TOOLS: ${{ inputs.tools }}\n        GITHUB_TOKEN: ${{ inputs.token }}\n",
    )
    it.append(
        "lib/tools.sh",
        fill("""

# The newest release of a repository.
latest() {
    curl -fsSL ${GITHUB_TOKEN:+-H "Authorization: Bearer $GITHUB_TOKEN"} "${GITHUB_API_URL:?}/repos/$1/releases/latest" | grep -m 1 '"tag_name"' | cut -d '"' -f 4
}
"""),
    )


@harmless("clipsync", "deb", "another build of a daemon", step="minor")
def deb_next_daemon(it: Update) -> None:
    it.add("usr/bin/clipsyncd", artefact("clip-2.elf"))
    it.add("usr/share/man/man1/clipsync.1", ".TH CLIPSYNC 1\n.SH NAME\nclipsync \\- send a text to the peer\n")


@harmless("clipsync", "deb", "scripts of a package", step="minor")
def deb_postinst_moves_config(it: Update) -> None:
    it.replace(
        "DEBIAN/postinst",
        "        if [ -d /run/systemd/system ]; then\n",
        fill("""
        if [ -f /etc/clipsyncrc ] && [ ! -e /etc/clipsync.conf.d/local.conf ]; then
            mkdir -p /etc/clipsync.conf.d
            mv /etc/clipsyncrc /etc/clipsync.conf.d/local.conf
        fi
        install -d -o clipsync -g clipsync -m 700 /var/lib/clipsync
        if [ -d /run/systemd/system ]; then
"""),
    )


@harmless("ntpwatch", "rpm", "a unit and a user", step="minor")
def rpm_sysusers(it: Update) -> None:
    it.add("usr/lib/sysusers.d/ntpwatch.conf", 'u ntpwatch - "Looks at the clock" /var/lib/ntpwatch\n')
    it.append("RPM/post", "systemd-sysusers ntpwatch.conf >/dev/null 2>&1 || :\n")
    it.replace("usr/lib/systemd/system/ntpwatch.service", "DynamicUser=yes\n", "User=ntpwatch\nProtectSystem=strict\n")


@harmless("libunfold", "tar.gz", "checks of a build", step="minor")
def source_configure_checks(it: Update) -> None:
    it.replace(
        "configure",
        "sed -e ",
        fill("""
printf 'checking for zlib... '
cat > conftest.c <<'EOF'
#include <zlib.h>
int main(void) { return zlibVersion() == 0; }
EOF
if $cc -o conftest conftest.c -lz 2>/dev/null && ./conftest; then
    echo yes
    libs=-lz
else
    echo no
    libs=
fi
rm -f conftest conftest.c
sed -e "s|@LIBS@|$libs|" -e """).rstrip("\n"),
    )
    it.replace("configure.ac", "AC_CHECK_FUNCS(", "AC_CHECK_LIB([z], [zlibVersion])\nAC_CHECK_FUNCS(")
    it.replace("Makefile.in", "CC = @CC@\n", "CC = @CC@\nLIBS = @LIBS@\n")


@harmless("libunfold", "tar.gz", "binary files for tests", step="minor")
def source_fuzz_corpus(it: Update) -> None:
    for at in range(4):
        it.add(f"tests/files/fuzz-{at}.unf", b"UNF1" + it.random.randbytes(200))
    it.add(
        "tests/fuzz.c",
        fill("""
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "../src/unfold.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char name[] = "/tmp/unfold-XXXXXX";
    uint8_t out[4096];
    FILE *file = fopen(name, "wb");
    if (file != NULL) {
        fwrite(data, 1, size, file);
        fclose(file);
        int line = unfold_open(name);
        while (line >= 0 && unfold_member(line, out, sizeof out) > 0) {
            continue;
        }
        unlink(name);
    }
    return 0;
}
"""),
    )


@harmless("libunfold", "tar.gz", "chooses a function at load time", step="minor")
def source_ifunc(it: Update) -> None:
    it.append(
        "src/name.c",
        fill("""

static int sum_plain(const char *in)
{
    int sum = 0;
    while (*in) {
        sum = sum * 31 + *in++;
    }
    return sum;
}

static int sum_fast(const char *in)
{
    int sum = 0;
    for (; in[0] && in[1]; in += 2) {
        sum = sum * 961 + in[0] * 31 + in[1];
    }
    return *in ? sum * 31 + *in : sum;
}

static int (*resolve_sum(void))(const char *)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") ? sum_fast : sum_plain;
}

int unfold_sum(const char *in) __attribute__((ifunc("resolve_sum")));
"""),
    )
