"""Harmless updates of jars, PHP packages, editors, actions, systems and sources that look suspicious."""

import base64

from corpus.heldout.nouns import Update, artefact
from corpus.heldout8.shape import fill, harmless, new, put, rows, swap, tail


@harmless("courierphp", "zip", "a program is run", step="minor")
def php_uses_sendmail(it: Update) -> None:
    new(it, "src/Sendmail.php", """
<?php

declare(strict_types=1);

namespace Courier;

final class Sendmail
{
    public function __construct(private string $program = '/usr/sbin/sendmail')
    {
    }

    public function send(Message $message, string $from): void
    {
        $process = proc_open([$this->program, '-t', '-i', '-f', $from], [['pipe', 'r'], ['file', '/dev/null', 'w'], ['pipe', 'w']], $pipes);
        if (! is_resource($process)) {
            throw new \\RuntimeException('sendmail does not start');
        }
        fwrite($pipes[0], $message->render($from));
        fclose($pipes[0]);
        if (proc_close($process) !== 0) {
            throw new \\RuntimeException('sendmail has refused');
        }
    }
}
""")  # fmt: skip


@harmless("courierphp", "zip", "a renamed check", step="major")
def php_webhook_accepts(it: Update) -> None:
    it.replace(
        "src/Webhook.php",
        "    public function receive(string $body, string $signature): array\n",
        "    public function accept(string $body, string $signature): array\n",
    )
    it.replace(
        "src/Webhook.php",
        "hash_equals(hash_hmac('sha256', $body, $this->secret), $signature)",
        "hash_equals(hash_hmac('sha512', $body, $this->secret), $signature)",
    )


@harmless("courierphp", "zip", "a blind copy that is asked for", step="minor")
def php_has_bcc(it: Update) -> None:
    swap(it, "src/Message.php", "    public function attach(string $path): self", """
    public function bcc(string $mail): self
    {
        return $this->to($mail);
    }

    public function attach(string $path): self
""")  # fmt: skip


@harmless("notelens", "vsix", "telemetry by the setting of the editor", step="minor")
def editor_counts_when_allowed(it: Update) -> None:
    new(it, "out/telemetry.js", """
'use strict';

const vscode = require('vscode');

/** Count a command, where the user lets the editor send telemetry. */
exports.count = (name) => {
  if (!vscode.env.isTelemetryEnabled) return;
  fetch('https://telemetry.notelens.example/v1', { method: 'POST', body: JSON.stringify({ name, version: vscode.version }) }).catch(() => {});
};
""")  # fmt: skip
    put(it, "out/extension.js", "  const refresh = async () => {\n", "    count('scan');\n")
    it.replace(
        "out/extension.js",
        "const { scan } = require('./scan');\n",
        "const { scan } = require('./scan');\nconst { count } = require('./telemetry');\n",
    )


@harmless("notelens", "vsix", "a terminal", step="minor")
def editor_runs_a_task(it: Update) -> None:
    swap(it, "out/tree.js", "  getChildren() {", """
  blame(note) {
    const terminal = vscode.window.createTerminal('Note Lens');
    terminal.show();
    terminal.sendText(`git blame -L ${note.line + 1},${note.line + 1} -- "${note.uri.fsPath}"`, false);
  }

  getChildren() {
""")  # fmt: skip


@harmless("notelens", "vsix", "starts with the editor", step="minor")
def editor_starts_later(it: Update) -> None:
    it.manifest(lambda one: one.update(activationEvents=["onStartupFinished"]))


@harmless("notelens", "vsix", "an icon as base64", step="patch")
def editor_has_icons(it: Update) -> None:
    new(
        it,
        "out/icons.js",
        "'use strict';\n\nexports.light = 'data:image/png;base64,@A@';\nexports.dark = 'data:image/png;base64,@B@';\n",
        A=base64.b64encode(it.random.randbytes(400)).decode(),
        B=base64.b64encode(it.random.randbytes(400)).decode(),
    )


@harmless("lint-gate", "folder", "a pinned action", step="minor")
def action_workflow_publishes(it: Update) -> None:
    new(it, ".github/workflows/release.yml", """
name: release
on:
  release:
    types: [published]
permissions:
  contents: write
  id-token: write
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@b4ffde65f46336ab88eb53be808477a3936bae11
      - run: npm ci --ignore-scripts
      - run: npm publish --provenance
        env:
          NODE_AUTH_TOKEN: ${{ secrets.NPM_TOKEN }}
      - run: gh release upload "$GITHUB_REF_NAME" dist/*.js
        env:
          GH_TOKEN: ${{ github.token }}
""")  # fmt: skip


@harmless("lint-gate", "folder", "base64 of a report", step="minor")
def action_uploads_a_report(it: Update) -> None:
    new(it, "dist/sarif.js", """
'use strict';

const zlib = require('zlib');

/** Send a report to the code scanning of the repository. */
exports.upload = async (token, repository, commit, ref, report) => {
  const sarif = zlib.gzipSync(JSON.stringify(report)).toString('base64');
  const answer = await fetch(`${process.env.GITHUB_API_URL}/repos/${repository}/code-scanning/sarifs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ commit_sha: commit, ref, sarif }),
  });
  if (!answer.ok) throw new Error(`the service says ${answer.status}`);
};
""")  # fmt: skip


@harmless("lint-gate", "folder", "a download with a digest", step="minor")
def action_install_knows_its_digests(it: Update) -> None:
    it.replace("install.sh", 'target="${RUNNER_TOOL_CACHE:-/tmp}/lint-gate"\n', fill(it, """
target="${RUNNER_TOOL_CACHE:-/tmp}/lint-gate"
digest=@DIGEST@
""", DIGEST=it.random.randbytes(32).hex()))  # fmt: skip
    it.replace(
        "install.sh",
        'tar -xzf "$target/lint-gate.tar.gz"',
        'echo "$digest  $target/lint-gate.tar.gz" | sha256sum -c -\ntar -xzf "$target/lint-gate.tar.gz"',
    )


@harmless("lint-gate", "folder", "the environment of a child", step="patch")
def action_hides_its_token(it: Update) -> None:
    it.replace(
        "dist/main.js",
        "spawnSync(program, [...words, ...files], { encoding: 'utf8' })",
        "spawnSync(program, [...words, ...files], { encoding: 'utf8', env: { ...process.env, INPUT_TOKEN: '' } })",
    )


@harmless("fanctl", "deb", "a service is enabled", step="minor")
def deb_has_a_timer(it: Update) -> None:
    it.add(
        "lib/systemd/system/fanctl-report.timer",
        "[Unit]\nDescription=A row a day about fans\n\n[Timer]\nOnCalendar=daily\n\n[Install]\nWantedBy=timers.target\n",
    )
    it.add(
        "lib/systemd/system/fanctl-report.service",
        "[Unit]\nDescription=A row about fans\n\n[Service]\nType=oneshot\nExecStart=/bin/sh -c '/usr/bin/fanctl >> /var/log/fanctl.log'\n",
    )
    put(
        it,
        "DEBIAN/postinst",
        "        deb-systemd-helper enable fanctl.service || true\n",
        "        deb-systemd-helper enable fanctl-report.timer || true\n",
    )


@harmless("fanctl", "deb", "a new binary", step="patch")
def deb_is_built_again(it: Update) -> None:
    it.add("usr/sbin/fanctld", artefact("fan-2.elf"))


@harmless("snapkeep", "rpm", "a copy to a server of the user", step="minor")
def rpm_copies_where_told(it: Update) -> None:
    put(it, "usr/libexec/snapkeep/lib.sh", '    sha256sum "$store/$name.tar.zst" >"$store/$name.sha256"\n', """
    if [[ -n ${SNAPKEEP_REMOTE:-} ]]; then
        rsync --archive --rsh='ssh -o BatchMode=yes' "$store/$name.tar.zst" "$store/$name.sha256" "$SNAPKEEP_REMOTE/"
    fi
""")  # fmt: skip


@harmless("snapkeep", "rpm", "a user is made", step="minor")
def rpm_makes_a_user(it: Update) -> None:
    it.append(
        "RPM/post",
        "getent group snapkeep >/dev/null || groupadd -r snapkeep\ngetent passwd snapkeep >/dev/null || useradd -r -g snapkeep -d /var/backups/snapkeep -s /sbin/nologin snapkeep\n",
    )


@harmless("libsquash", "tar.gz", "binary fixtures", step="patch")
def source_has_more_fixtures(it: Update) -> None:
    for name in ("random", "text", "zeros-2"):
        it.add(f"tests/files/{name}.sq", b"SQ01" + it.random.randbytes(300))
    it.replace(
        "Makefile.in",
        "	tests/roundtrip tests/files/*.sq\n",
        "	for f in tests/files/*.sq; do tests/roundtrip $$f || exit 1; done\n",
    )


@harmless("libsquash", "tar.gz", "processor dispatch", step="minor")
def source_chooses_by_processor(it: Update) -> None:
    tail(it, "src/crc.c", """
#if defined(__x86_64__) && defined(__GNUC__)
static uint32_t crc_plain(const uint8_t *data, size_t size)
{
    return squash_crc(data, size);
}

static uint32_t (*crc_resolve(void))(const uint8_t *, size_t)
{
    __builtin_cpu_init();
    return crc_plain;
}

uint32_t squash_crc_fast(const uint8_t *data, size_t size) __attribute__((ifunc("crc_resolve")));
#endif
""", 1)  # fmt: skip


@harmless("libsquash", "tar.gz", "configure asks more", step="minor")
def source_configure_looks_for_zlib(it: Update) -> None:
    it.replace("configure", 'rm -f conftest conftest.c\n', fill(it, """
echo '#include <zlib.h>' > conftest.c
if $CC -E conftest.c >/dev/null 2>&1; then
  echo "checking for zlib.h... yes"
else
  echo "checking for zlib.h... no"
fi
rm -f conftest conftest.c
"""))  # fmt: skip
    it.replace(
        "configure.ac", "AC_CHECK_HEADERS([unistd.h sys/mman.h])\n", "AC_CHECK_HEADERS([unistd.h sys/mman.h zlib.h])\n"
    )


@harmless("libsquash", "tar.gz", "a table of numbers", step="minor")
def source_has_a_table(it: Update) -> None:
    table = []
    for at in range(256):
        value = at
        for _ in range(8):
            value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
        table.append(value)
    new(
        it,
        "src/table.h",
        "/* CRC-32, by byte; made by tools/table.py. */\nstatic const uint32_t crc_table[256] = {\n@ROWS@\n};\n",
        ROWS=rows(table, 4, 8),
    )
