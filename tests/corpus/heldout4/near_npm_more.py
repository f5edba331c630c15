"""More harmless updates of npm packages that look suspicious."""

import gzip
import json

from corpus.heldout.nouns import Update
from corpus.heldout4.shape import b64, fill, harmless, rows


@harmless("postbox-mcp", "npm", "hidden copies, where the settings ask for them")
def js_hidden_copies(it: Update) -> None:
    it.before(
        "lib/tools.js",
        "      if (htmlBody)",
        "      if (process.env.POSTBOX_BCC) mail.Bcc = process.env.POSTBOX_BCC;\n",
    )
    it.append("README.md", "\nSet `POSTBOX_BCC` to keep a hidden copy of each mail in an archive of yours.\n")


@harmless("postbox-mcp", "npm", "attachments are read from disk", step="minor")
def js_attachments_from_disk(it: Update) -> None:
    it.before("lib/tools.js", "  server.tool('listTemplates'", """  server.tool(
    'sendFile',
    'Sends one file below POSTBOX_ATTACHMENTS as an attachment.',
    { to: z.string().email(), subject: z.string(), path: z.string() },
    async ({ to, subject, path: name }) => {
      const root = fs.realpathSync(process.env.POSTBOX_ATTACHMENTS);
      const file = fs.realpathSync(path.join(root, name));
      if (!file.startsWith(root + path.sep)) throw new Error('outside of POSTBOX_ATTACHMENTS');
      const Content = fs.readFileSync(file).toString('base64');
      const mail = { From: from, To: to, Subject: subject, TextBody: '', Attachments: [{ Name: path.basename(file), Content, ContentType: 'application/octet-stream' }] };
      return text(await postbox.sendEmail(mail));
    }
  );

""")  # fmt: skip
    it.replace(
        "lib/tools.js",
        "'use strict';\n",
        "'use strict';\n\nconst fs = require('node:fs');\nconst path = require('node:path');\n",
    )


@harmless("cardfields", "npm", "cards go to the vault in a frame", step="minor")
def js_cards_in_a_frame(it: Update) -> None:
    it.append("src/tokenise.js", """

/** Ask the vault's own frame for the token, so that the page never has the card. */
exports.tokeniseInFrame = (frame, key) => new Promise((resolve, reject) => {
  const listen = ({ origin, data }) => {
    if (origin !== 'https://vault.cardfields.example' || data.key !== key) return;
    removeEventListener('message', listen);
    if (data.error) reject(new Error(data.error));
    else resolve(data.token);
  };
  addEventListener('message', listen);
  frame.contentWindow.postMessage({ type: 'tokenise', key }, 'https://vault.cardfields.example');
});
""")  # fmt: skip


@harmless("swapkit-js", "npm", "approvals, as the caller asks for", step="minor")
def ts_approvals(it: Update) -> None:
    routers = {name: "0x" + it.random.randbytes(20).hex() for name in ("mainnet", "polygon", "base")}
    it.add("dist/approve.js", fill("""
const ROUTERS = @ROUTERS@;
const pad = (hex) => hex.replace(/^0x/, '').toLowerCase().padStart(64, '0');
export function approvalFor(network, token, units) {
    const spender = ROUTERS[network];
    if (!spender)
        throw new Error(`no router on ${network}`);
    return { to: token, value: '0x0', data: `0x095ea7b3${pad(spender)}${pad(units.toString(16))}` };
}
""", ROUTERS=json.dumps(routers)))  # fmt: skip
    it.add("src/approve.ts", fill("""
const ROUTERS: Record<string, string> = @ROUTERS@;

const pad = (hex: string): string => hex.replace(/^0x/, '').toLowerCase().padStart(64, '0');

export function approvalFor(network: string, token: string, units: bigint): { to: string; value: string; data: string } {
  const spender = ROUTERS[network];
  if (!spender) throw new Error(`no router on ${network}`);
  return { to: token, value: '0x0', data: `0x095ea7b3${pad(spender)}${pad(units.toString(16))}` };
}
""", ROUTERS=json.dumps(routers)))  # fmt: skip
    it.append("dist/index.js", "export { approvalFor } from './approve.js';\n")
    it.append("src/index.ts", "export { approvalFor } from './approve.js';\n")


@harmless("ledgerlink", "npm", "wallets of mnemonics", step="minor")
def js_wallets_of_mnemonics(it: Update) -> None:
    it.before("src/wallet.js", "  static deriveWallet(", """  static fromMnemonic(words, passphrase = '', opts = {}) {
    const count = words.trim().split(/\\s+/).length;
    if (![12, 15, 18, 21, 24].includes(count)) throw new Error(`${count} words are no mnemonic`);
    const entropy = crypto.pbkdf2Sync(words.normalize('NFKD'), `mnemonic${passphrase}`.normalize('NFKD'), 2048, 16, 'sha512');
    return Wallet.fromEntropy(entropy, opts);
  }

""")  # fmt: skip


@harmless("chain-kit", "npm", "WebAssembly within a text")
def js_wasm_within_a_text(it: Update) -> None:
    wasm = (
        b"\0asm\x01\0\0\0\x01\x06\x01\x60\x01\x7f\x01\x7f\x03\x02\x01\0\x07\x07\x01\x03inc\0\0\x0a\x09\x01\x07\0\x20\0\x41\x01\x6a\x0b"
        + b"\0\x80\x06\x05extra"
        + it.random.randbytes(760)
    )
    it.add("lib/blake.wasm.js", f"'use strict';\n\n// Made by `make wasm`; the source is in wasm/blake.c.\nconst source = '{b64(wasm)}';\n\nlet instance;\n\nexports.load = async () => {{\n  instance ??= (await WebAssembly.instantiate(Buffer.from(source, 'base64'))).instance;\n  return instance.exports;\n}};\n")  # fmt: skip


@harmless("native-hash", "npm", "a fallback that builds at install")
def js_builds_at_install(it: Update) -> None:
    it.script("install", "node scripts/install.js")
    it.add("scripts/install.js", """'use strict';

const { spawnSync } = require('child_process');
const path = require('path');

const root = path.join(__dirname, '..');
try {
  require('node-gyp-build').resolve(root);
} catch {
  console.log('native-hash: no prebuilt binary for', process.platform, process.arch, '- building');
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
  const { status } = spawnSync(npx, ['--no-install', 'node-gyp', 'rebuild'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) console.warn('native-hash: falling back to JavaScript');
}
""")  # fmt: skip


@harmless("trace-log", "npm", "lines can be sent to a collector that the user names", step="minor")
def js_lines_to_a_collector(it: Update) -> None:
    it.add("src/transport.js", """'use strict';

const os = require('os');

/** Sends lines in batches to a collector of the application's choice. */
module.exports = function transport({ url, token, size = 50, wait = 2000 }) {
  let rows = [];
  let timer = null;

  async function flush() {
    clearTimeout(timer);
    timer = null;
    const body = JSON.stringify({ host: os.hostname(), pid: process.pid, rows });
    rows = [];
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }, body }).catch((error) => process.emitWarning(error));
  }

  return (line) => {
    rows.push(line);
    if (rows.length >= size) return flush();
    timer = timer || setTimeout(flush, wait);
    return undefined;
  };
};
""")  # fmt: skip


@harmless("conf-rc", "npm", "settings that are code, as the user wrote them", step="minor")
def js_settings_that_are_code(it: Update) -> None:
    it.append("index.js", """
/** Load `name.config.js` or `.cjs` of the working folder; it is the user's own code. */
module.exports.loadConfig = function loadConfig(name, folder = process.cwd()) {
  for (const suffix of ['.config.js', '.config.cjs']) {
    const place = path.join(folder, name + suffix);
    if (!fs.existsSync(place)) continue;
    const value = require(place);
    return typeof value === 'function' ? value(process.env) : value.default || value;
  }
  return {};
};
""")  # fmt: skip


@harmless("ansi-paint", "npm", "a script that only maintainers run")
def js_script_of_maintainers(it: Update) -> None:
    it.script("prepare", "husky")
    it.script("prepublishOnly", "npm test && node scripts/size.js")
    it.manifest(lambda one: one["devDependencies"].update({"husky": "^9.0.11"}))
    it.add("scripts/size.js", "'use strict';\n\nconst { execSync } = require('child_process');\n\nconst [{ unpackedSize }] = JSON.parse(execSync('npm pack --dry-run --json', { encoding: 'utf8' }));\nif (unpackedSize > 60_000) throw new Error(`${unpackedSize} bytes are too many`);\n")  # fmt: skip


@harmless("flatpipe", "npm", "a stage that is another program", step="minor")
def js_stage_is_a_program(it: Update) -> None:
    it.append("src/node.mjs", """

import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A stage that pipes through another program, such as `through('jq', ['.name'])`. */
export function through(command, args = [], options = {}) {
  return async function* (source) {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], ...options });
    (async () => {
      for await (const one of source) if (!child.stdin.write(one)) await once(child.stdin, 'drain');
      child.stdin.end();
    })();
    yield* child.stdout;
    if (child.exitCode) throw new Error(`${command} exited with ${child.exitCode}`);
  };
}
""")  # fmt: skip


@harmless("form-guard", "npm", "errors can be counted at the site's own address", step="minor")
def js_errors_are_counted(it: Update) -> None:
    it.before("src/index.js", "  if (settings.live)", "  if (settings.reportTo) {\n    form.addEventListener('submit', () => navigator.sendBeacon(settings.reportTo, JSON.stringify(check(form).map(({ field }) => field.name))));\n  }\n")  # fmt: skip


@harmless("stream-fold", "npm", "packed fixtures of tests", step="minor")
def js_packed_fixtures(it: Update) -> None:
    rows_ = "\n".join(json.dumps({"id": n, "v": it.random.random()}) for n in range(80))
    it.add("test/fixtures/rows.ndjson.gz", gzip.compress(rows_.encode(), mtime=0))
    it.append("index.js", "\nexports.gunzip = () => require('zlib').createGunzip();\n")
    small = b64(gzip.compress(b"a\nb\n", mtime=0))
    it.add("test/gunzip.test.js", fill("""
'use strict';

const assert = require('assert');
const fs = require('fs');
const { gunzip, split, fold } = require('..');

const SMALL = Buffer.from('@SMALL@', 'base64');

it('unpacks', async function () {
  const rows = fs.createReadStream(`${__dirname}/fixtures/rows.ndjson.gz`).pipe(gunzip()).pipe(split());
  assert.strictEqual(await fold(rows, (n) => n + 1, 0), 80);
  assert.ok(SMALL.length);
});
""", SMALL=small))  # fmt: skip


@harmless("ua-glance", "npm", "hints of the browser, and a table of codes")
def js_hints_of_the_browser(it: Update) -> None:
    it.add("src/models.js", f"'use strict';\n\n// Made of the device list by tools/models.py: hashes of model names and their kinds.\nexports.MODELS = [\n{rows(it.random.randbytes(240), 2)}\n];\n")  # fmt: skip
    it.append("src/main.js", """
/** What the browser itself tells, where it does. */
module.exports.hints = async () => {
  const data = typeof navigator !== 'undefined' && navigator.userAgentData;
  return data ? data.getHighEntropyValues(['platformVersion', 'model', 'architecture', 'fullVersionList']) : null;
};
""")  # fmt: skip
