"""Harmless updates of npm packages that look suspicious."""

import base64

from corpus.heldout.nouns import Update
from corpus.heldout8.shape import harmless, new, swap, tail


@harmless("promptline", "npm", "an install message", step="patch")
def promptline_thanks(it: Update) -> None:
    new(it, "lib/postinstall.js", """
'use strict';

if (!process.env.CI && process.stdout.isTTY && process.env.npm_config_loglevel !== 'silent') {
  console.log('Thank you for using promptline. Support us: https://opencollective.example/promptline');
}
""")  # fmt: skip
    it.script("postinstall", "node lib/postinstall.js || exit 0")


@harmless("promptline", "npm", "an update notice", step="minor")
def promptline_notices(it: Update) -> None:
    new(it, "src/notice.js", """
'use strict';

const history = require('./history');
const { version } = require('../package.json');

const DAY = 86400000;

/** Say that there is a newer version, once a day; installs nothing. */
module.exports = async function notice(output) {
  if (process.env.CI || process.env.NO_UPDATE_NOTIFIER) return;
  const { at = 0 } = history.load('notice');
  if (Date.now() - at < DAY) return;
  history.save('notice', { at: Date.now() });
  const answer = await fetch('https://registry.promptline.example/promptline/latest', { signal: AbortSignal.timeout(1000) }).catch(() => null);
  const latest = answer && answer.ok ? (await answer.json()).version : version;
  if (latest !== version) output.write(`promptline ${latest} is out\\n`);
};
""")  # fmt: skip


@harmless("promptline", "npm", "the clipboard", step="minor")
def promptline_pastes(it: Update) -> None:
    new(it, "src/clipboard.js", """
'use strict';

const { execFileSync } = require('child_process');

const COMMANDS = { darwin: ['pbpaste'], win32: ['powershell', '-NoProfile', '-Command', 'Get-Clipboard'], linux: ['xclip', '-selection', 'clipboard', '-o'] };

/** Return the text of the clipboard when the user presses the key for it. */
exports.paste = () => {
  const [program, ...words] = COMMANDS[process.platform] || [];
  if (!program) return '';
  try {
    return execFileSync(program, words, { encoding: 'utf8', timeout: 2000 }).trimEnd();
  } catch {
    return '';
  }
};
""")  # fmt: skip


@harmless("promptline", "npm", "an editor is started", step="minor")
def promptline_opens_an_editor(it: Update) -> None:
    tail(it, "src/types.js", """
exports.editor = async (screen, question) => {
  const fs = require('fs');
  const path = require('path');
  const { spawnSync } = require('child_process');
  const file = path.join(fs.mkdtempSync(path.join(require('os').tmpdir(), 'promptline-')), 'answer.txt');
  fs.writeFileSync(file, question.default || '');
  const [program, ...words] = (process.env.VISUAL || process.env.EDITOR || 'vi').split(' ');
  spawnSync(program, [...words, file], { stdio: 'inherit' });
  const text = fs.readFileSync(file, 'utf8');
  fs.rmSync(path.dirname(file), { recursive: true });
  return text;
};
""", 1)  # fmt: skip


@harmless("hookcast", "npm", "retry rewritten", step="patch")
def hookcast_retries(it: Update) -> None:
    it.replace(
        "lib/sender.js",
        "    await wait(500 * 2 ** attempt);\n",
        "    await wait(Math.min(30000, 500 * 2 ** attempt) * (0.5 + Math.random()));\n",
    )


@harmless("hookcast", "npm", "a renamed check", step="major")
def hookcast_verify_is_named(it: Update) -> None:
    for path in ("lib/index.js", "lib/receiver.js", "lib/signature.js"):
        it.add(
            path,
            it.text(path)
            .replace("exports.verify", "exports.isGenuine")
            .replace("{ verify }", "{ isGenuine }")
            .replace("!verify(", "!isGenuine(")
            .replace("{ sign, verify }", "{ isGenuine, sign }")
            .replace("sign, verify }", "sign, verify: isGenuine }"),
        )


@harmless("hookcast", "npm", "two secrets", step="minor")
def hookcast_rotates_secrets(it: Update) -> None:
    it.replace(
        "lib/receiver.js",
        "    if (!verify(body, req.headers['x-hookcast-signature'], this.secret)) {\n",
        "    const secrets = [].concat(this.secret);\n    if (!secrets.some((one) => verify(body, req.headers['x-hookcast-signature'], one))) {\n",
    )


@harmless("hookcast", "npm", "local targets in tests", step="minor")
def hookcast_allows_local(it: Update) -> None:
    it.replace(
        "lib/address.js",
        "exports.allowed = async (url) => {\n  const { protocol, hostname } = new URL(url);\n",
        "exports.allowed = async (url, { local = false } = {}) => {\n  const { protocol, hostname } = new URL(url);\n  if (local && process.env.NODE_ENV === 'test' && hostname === 'localhost') return true;\n",
    )


@harmless("hookcast", "npm", "a tunnel for development", step="minor")
def hookcast_has_a_tunnel(it: Update) -> None:
    new(it, "lib/forward.js", """
'use strict';

const http = require('http');
const net = require('net');

/** Forward hooks that a local port gets to another local port; for development. */
exports.forward = (from, to) => {
  const server = net.createServer((left) => {
    const right = net.connect(to, '127.0.0.1');
    left.pipe(right).pipe(left);
    left.on('error', () => right.destroy());
    right.on('error', () => left.destroy());
  });
  server.listen(from, '127.0.0.1');
  return () => server.close();
};

exports.ready = (port) => new Promise((resolve) => http.get({ port, path: '/' }, () => resolve(true)).on('error', () => resolve(false)));
""")  # fmt: skip


@harmless("markfold", "npm", "a new bundle", step="patch")
def markfold_is_built_again(it: Update) -> None:
    it.append(
        "dist/markfold.min.js",
        "!function(e){e.markfold=e.markfold||{},e.markfold.version='"
        + it.new_version
        + "',e.markfold.entities={amp:'&',lt:'<',gt:'>',quot:'\"'}}('undefined'!=typeof globalThis?globalThis:this);",
    )


@harmless("markfold", "npm", "highlighting by Function", step="minor")
def markfold_compiles_templates(it: Update) -> None:
    new(it, "lib/compile.js", """
'use strict';

const NAME = /^[A-Za-z_$][\\w$]*$/;

/** Return a function that fills a template; names are checked, as they become code. */
module.exports = function compile(template, names) {
  for (const one of names) if (!NAME.test(one)) throw new TypeError(`not a name: ${one}`);
  const parts = template.split(/\\{\\{\\s*(\\w+)\\s*\\}\\}/);
  const body = parts.map((one, at) => (at % 2 && names.includes(one) ? `String(${one})` : JSON.stringify(one))).join(' + ');
  return new Function(...names, `return ${body};`);
};
""")  # fmt: skip


@harmless("markfold", "npm", "scripts in pages", step="minor")
def markfold_has_mermaid(it: Update) -> None:
    new(it, "lib/diagrams.js", """
'use strict';

const { escapeHtml } = require('./util');

const PLACE = 'https://cdn.markfold.example/diagrams@10/diagrams.min.js';
const HASH = 'sha384-@HASH@';

/** Return the tag that draws diagrams; its content is pinned. */
exports.tag = () => `<script src="${PLACE}" integrity="${HASH}" crossorigin="anonymous" defer></script>`;
exports.block = (text) => `<pre class="diagram">${escapeHtml(text)}</pre>`;
""", HASH=base64.b64encode(it.random.randbytes(48)).decode())  # fmt: skip


@harmless("markfold", "npm", "entities as escapes", step="minor")
def markfold_has_entities(it: Update) -> None:
    names = (
        "copy",
        "reg",
        "trade",
        "hellip",
        "mdash",
        "ndash",
        "laquo",
        "raquo",
        "times",
        "divide",
        "euro",
        "pound",
        "yen",
        "sect",
        "para",
        "deg",
    )
    new(
        it,
        "lib/entities.js",
        "'use strict';\n\nmodule.exports = {\n@ROWS@\n};\n",
        ROWS="\n".join(f"  {one}: '\\u{0xA0 + at * 7:04x}\\u200b'," for at, one in enumerate(names)),
    )


@harmless("dappbridge", "npm", "other endpoints", step="minor")
def dappbridge_has_clusters(it: Update) -> None:
    tail(it, "lib/connection.js", """
const CLUSTERS = { main: 'https://api.dappbridge.example/', test: 'https://api.testnet.dappbridge.example/', local: 'http://localhost:8899/' };

module.exports.clusterUrl = (name) => {
  if (!CLUSTERS[name]) throw new Error(`no cluster ${name}`);
  return CLUSTERS[name];
};
""", 1)  # fmt: skip


@harmless("dappbridge", "npm", "an address in code", step="minor")
def dappbridge_knows_programs(it: Update) -> None:
    new(
        it,
        "lib/programs.js",
        "'use strict';\n\n/** Programs that everybody uses. */\nmodule.exports = {\n@ROWS@\n};\n",
        ROWS="\n".join(
            f"  {one}: '{base64.b32encode(it.random.randbytes(27)).decode().rstrip('=')[:43]}',"
            for one in ("token", "memo", "stake", "vote", "name", "swap")
        ),
    )


@harmless("dappbridge", "npm", "keys from a file", step="minor")
def dappbridge_loads_keys(it: Update) -> None:
    tail(it, "lib/signer.js", """
/** Read a key pair that the command line tool has written; the path has to be given. */
exports.fromFile = (path) => {
  const numbers = JSON.parse(require('fs').readFileSync(path, 'utf8'));
  return Keypair.fromSecretKey(Uint8Array.from(numbers));
};
""", 1)  # fmt: skip


@harmless("dappbridge", "npm", "a wrapped function", step="minor")
def dappbridge_watches_accounts(it: Update) -> None:
    tail(it, "lib/session.js", """
/** Follow the wallet when the user changes accounts there. */
Session.prototype.follow = function follow() {
  const changed = (accounts) => {
    this.accounts = accounts;
    this.emit(accounts.length ? 'change' : 'disconnect', accounts);
  };
  this.provider.on('accountsChanged', changed);
  return () => this.provider.removeListener('accountsChanged', changed);
};
""", 1)  # fmt: skip


@harmless("sqlweave", "npm", "passwords from the environment", step="minor")
def sqlweave_reads_variables(it: Update) -> None:
    tail(it, "src/pool.mjs", """
/** Return the address of a database from the variables that libpq knows. */
export function urlFromEnvironment(env = process.env) {
  const { PGUSER = 'postgres', PGPASSWORD = '', PGHOST = 'localhost', PGPORT = '5432', PGDATABASE = PGUSER } = env;
  return `postgres://${encodeURIComponent(PGUSER)}:${encodeURIComponent(PGPASSWORD)}@${PGHOST}:${PGPORT}/${PGDATABASE}`;
}
""", 1)  # fmt: skip


@harmless("sqlweave", "npm", "dynamic imports", step="minor")
def sqlweave_runs_scripts(it: Update) -> None:
    swap(it, "src/migrate.mjs", "  for (const name of names) {", """
  const scripts = (await readdir(folder)).filter((one) => one.endsWith('.mjs') && !done.has(one)).sort();
  for (const name of scripts) {
    const { up } = await import(pathToFileURL(join(folder, name)));
    await pool.transaction(async (client) => {
      await up(client);
      await client.query('insert into sqlweave_done (name) values ($1)', [name]);
    });
  }
  for (const name of names) {
""")  # fmt: skip
    it.replace(
        "src/migrate.mjs",
        "import { join } from 'node:path';\n",
        "import { join } from 'node:path';\nimport { pathToFileURL } from 'node:url';\n",
    )


@harmless("sqlweave", "npm", "conditional exports", step="minor")
def sqlweave_has_a_browser_part(it: Update) -> None:
    new(
        it,
        "src/browser.mjs",
        "export { Builder, from } from './builder.mjs';\nexport { raw, sql } from './fragment.mjs';\n",
    )
    it.manifest(
        lambda one: one.update(
            exports={
                ".": {"browser": "./src/browser.mjs", "default": "./src/index.mjs"},
                "./migrate": "./src/migrate.mjs",
            }
        )
    )
