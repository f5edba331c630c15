"""Harmless updates of extensions, actions, system packages and sources that look suspicious."""

from corpus.heldout.nouns import Update
from corpus.heldout6.shape import fill, harmless


@harmless("mdlive", "vsix", "runs a program of the user", step="minor")
def vscode_exports_by_pandoc(it: Update) -> None:
    it.append("dist/export.js", fill("""

const { execFile } = require('child_process');

exports.exportPdf = (document) =>
  new Promise((resolve, reject) => {
    const program = vscode.workspace.getConfiguration('mdlive').get('pandoc', 'pandoc');
    execFile(program, [document.fileName, '-o', document.fileName.replace(/\\.md$/, '.pdf')], (error) => (error ? reject(error) : resolve()));
  });
"""))  # fmt: skip


@harmless("mdlive", "vsix", "telemetry by the editor's own switch", step="minor")
def vscode_telemetry(it: Update) -> None:
    it.add("dist/telemetry.js", fill("""
'use strict';

const vscode = require('vscode');

exports.note = (name) => {
  if (!vscode.env.isTelemetryEnabled) return;
  fetch('https://telemetry.mdlive.example/events', { method: 'POST', body: JSON.stringify({ name, session: vscode.env.sessionId, version: vscode.version }) }).catch(() => {});
};
"""))  # fmt: skip
    it.replace("dist/extension.js", "() => exportHtml(vscode.window.activeTextEditor.document)", "() => (note('export'), exportHtml(vscode.window.activeTextEditor.document))")  # fmt: skip
    it.after(
        "dist/extension.js",
        "const { exportHtml } = require('./export');\n",
        "const { note } = require('./telemetry');\n",
    )


@harmless("mdlive", "vsix", "starts with the editor", step="minor")
def vscode_activates_sooner(it: Update) -> None:
    it.manifest(lambda one: one.update(activationEvents=["onLanguage:markdown", "onStartupFinished"]))
    it.replace("dist/extension.js", "  const preview = new Preview(context);\n", "  const preview = new Preview(context);\n  const bar = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Right);\n  bar.text = '$(markdown)';\n  bar.command = 'mdlive.preview';\n  bar.show();\n")  # fmt: skip


@harmless("mdlive", "vsix", "nothing suspicious", step="patch")
def vscode_lists(it: Update) -> None:
    it.replace(
        "dist/render.js",
        "    return head ?",
        "    if (/^[-*] /.test(row)) return `<li>${escape(row.slice(2))}</li>`;\n    return head ?",
    )


@harmless("paths-diff", "folder", "asks the API of its platform", step="minor")
def action_uses_the_api(it: Update) -> None:
    it.add("dist/api.js", fill("""
'use strict';

const api = process.env.GITHUB_API_URL;

/** Return the files of a pull request; the token goes to the platform's own API alone. */
exports.files = async (repository, number, token) => {
  const out = [];
  for (let page = 1; ; page++) {
    const answer = await fetch(`${api}/repos/${repository}/pulls/${number}/files?per_page=100&page=${page}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' },
    });
    if (!answer.ok) throw new Error(`the API answered ${answer.status}`);
    const rows = await answer.json();
    out.push(...rows.map((one) => one.filename));
    if (rows.length < 100) return out;
  }
};
"""))  # fmt: skip


@harmless("paths-diff", "folder", "a workflow that releases", step="patch")
def action_release_workflow(it: Update) -> None:
    it.add(".github/workflows/release.yml", fill("""
name: release
on:
  push:
    tags: ["v*"]
permissions:
  contents: write
  id-token: write
jobs:
  release:
    runs-on: ubuntu-latest
    environment: release
    steps:
      - uses: actions/checkout@b4ffde65f46336ab88eb53be808477a3936bae11
      - run: gh release create "$GITHUB_REF_NAME" --generate-notes
        env:
          GH_TOKEN: ${{ secrets.GITHUB_TOKEN }}
"""))  # fmt: skip


@harmless("paths-diff", "folder", "the runtime is newer", step="major")
def action_node_24(it: Update) -> None:
    it.replace("action.yml", "  using: node20\n", "  using: node24\n")
    it.replace(
        "entrypoint.sh",
        "files=$(git diff",
        'git fetch --no-tags --depth=2 origin "$base" 2>/dev/null || true\nfiles=$(git diff',
    )


@harmless("sysmond", "deb", "mails to whom the user names", step="minor")
def deb_report_by_mail(it: Update) -> None:
    it.append("usr/bin/sysmon-report", 'if [ -n "${REPORT_TO:-}" ] && command -v mail >/dev/null; then\n    tail -n "$rows" "$file" | mail -s "load of $(hostname)" "$REPORT_TO"\nfi\n')  # fmt: skip


@harmless("sysmond", "deb", "a maintainer script does more", step="minor")
def deb_postinst_moves_a_file(it: Update) -> None:
    it.replace("DEBIAN/postinst", "        if [ -d /run/systemd/system ]; then\n", fill("""
        if dpkg --compare-versions "$2" lt-nl "4.1.1"; then
            if [ -f /var/log/sysmond.log ]; then
                install -d -o sysmond -g sysmond -m 0750 /var/lib/sysmond
                mv /var/log/sysmond.log /var/lib/sysmond/load.log
                chown sysmond:sysmond /var/lib/sysmond/load.log
            fi
        fi
        if [ -d /run/systemd/system ]; then
"""))  # fmt: skip


@harmless("sysmond", "deb", "a timer and a job", step="minor")
def deb_timer(it: Update) -> None:
    it.add("lib/systemd/system/sysmond-rotate.service", "[Unit]\nDescription=Rotates the log of sysmond\n\n[Service]\nType=oneshot\nUser=sysmond\nExecStart=/usr/sbin/logrotate --state /var/lib/sysmond/rotate.state /etc/logrotate.d/sysmond\n")  # fmt: skip
    it.add("lib/systemd/system/sysmond-rotate.timer", "[Timer]\nOnCalendar=weekly\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n")  # fmt: skip
    it.add("etc/logrotate.d/sysmond", "/var/lib/sysmond/load.log {\n    weekly\n    rotate 4\n    compress\n    missingok\n    copytruncate\n}\n")  # fmt: skip


@harmless("meterd", "rpm", "serves more", step="minor")
def rpm_health(it: Update) -> None:
    it.replace("usr/libexec/meterd", "        body = json.dumps(counts()).encode()\n", '        body = b"ok" if self.path == "/health" else json.dumps(counts()).encode()\n')  # fmt: skip


@harmless("meterd", "rpm", "a script that restarts", step="patch")
def rpm_post_restarts(it: Update) -> None:
    it.append("RPM/post", fill("""
if [ $1 -gt 1 ] && [ -d /run/systemd/system ]; then
    /usr/bin/systemctl try-restart meterd.service >/dev/null 2>&1 || :
fi
"""))  # fmt: skip


@harmless("liblzq", "tar.gz", "binary test files", step="patch")
def source_more_test_files(it: Update) -> None:
    it.add("tests/files/good-2-random.lzq", it.random.randbytes(700))
    it.add("tests/files/bad-4-truncated.lzq", b"\xff" + it.random.randbytes(90))
    it.append("tests/files.sh", 'for file in "$dir"/bad-*; do\n    [ -e "$file" ] && echo "ok $file"\ndone\nexit 0\n')


@harmless("liblzq", "tar.gz", "a macro and a check", step="minor")
def source_macro_of_large_files(it: Update) -> None:
    it.add("m4/lzq_cpu.m4", fill("""
# lzq_cpu.m4 serial 1
AC_DEFUN([LZQ_CPU], [
  AC_MSG_CHECKING([for PCLMULQDQ])
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <wmmintrin.h>]], [[return 0;]])], [lzq_clmul=yes], [lzq_clmul=no])
  AC_MSG_RESULT([$lzq_clmul])
])
"""))  # fmt: skip
    it.replace("configure.ac", "LZQ_CRC_METHOD\n", "LZQ_CRC_METHOD\nLZQ_CPU\n")
    it.replace("configure", "sed -e \"s|@prefix@", fill("""
printf 'checking for PCLMULQDQ... '
if echo '#include <wmmintrin.h>' | "$CC" -mpclmul -x c -c -o /dev/null - 2>/dev/null; then
    echo yes
else
    echo no
fi
sed -e "s|@prefix@
""").rstrip("\n"))  # fmt: skip


@harmless("liblzq", "tar.gz", "chosen when the library is loaded", step="minor")
def source_constructor(it: Update) -> None:
    it.replace("src/crc.c", "uint32_t lzq_crc32(", "__attribute__((constructor)) static void prepare(void)\n{\n    init();\n}\n\nuint32_t lzq_crc32(")  # fmt: skip


@harmless("liblzq", "tar.gz", "the build is in a container", step="minor")
def source_dockerfile(it: Update) -> None:
    it.add("Dockerfile", "FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends gcc make curl ca-certificates && rm -rf /var/lib/apt/lists/*\nCOPY . /src\nWORKDIR /src\nRUN ./configure && make check\n")  # fmt: skip
    it.add("build-aux/fetch-corpus.sh", "#!/bin/sh\n# Fetches files to test with; only for maintainers.\nset -eu\ncurl -fsSL https://downloads.liblzq.example/corpus-3.tar.gz -o corpus.tar.gz\necho '0f8fad5bd9cb469fa16570867728950e0f8fad5bd9cb469fa16570867728950e  corpus.tar.gz' | sha256sum -c -\ntar xzf corpus.tar.gz\n", executable=True)  # fmt: skip
