"""Harmless updates of npm packages that look suspicious: networks, browsers, bundles, wallets."""

import json

from corpus.heldout.ballast import BULK
from corpus.heldout.hiding import png
from corpus.heldout.nouns import Update
from corpus.heldout5.shape import b64, fill, harmless


@harmless("inklog", "npm", "a minified bundle in vendor/", step="minor")
def npm_vendored_bundle(it: Update) -> None:
    it.add("source/vendor/ansi-width.min.js", BULK["minified"]("ansi-width", 30000) + "\n")
    it.add("source/vendor/LICENSE", "ansi-width 3.1.0, MIT, https://ansi-width.example/\n")
    it.append("source/strip.js", "\nmodule.exports.vendored = 'ansi-width 3.1.0';\n")


@harmless("formbeam", "npm", "the bundle is built anew", step="major")
def npm_bundle_built_anew(it: Update) -> None:
    it.add(
        "dist/formbeam.min.js",
        BULK["minified"]("formbeam-next", 52000) + "\n//# sourceMappingURL=formbeam.min.js.map\n",
    )
    it.add("dist/formbeam.min.js.map", json.dumps({"version": 3, "file": "formbeam.min.js", "sources": ["../src/form.js"], "sourcesContent": [it.text("src/form.js")], "names": [], "mappings": "AAAA"}) + "\n")  # fmt: skip


@harmless("formbeam", "npm", "events to an address of the user's", step="minor")
def npm_events_of_forms(it: Update) -> None:
    it.add("src/events.js", fill("""
'use strict';

/** Sends which step was left and how long it took, to `options.analytics`; never what was typed. */
exports.track = (form, { analytics } = {}) => {
  if (!analytics || navigator.doNotTrack === '1') return;
  let since = Date.now();
  form.on('step', (step) => {
    navigator.sendBeacon(analytics, JSON.stringify({ form: form.element.id, step, seconds: (Date.now() - since) / 1000 }));
    since = Date.now();
  });
};
"""))  # fmt: skip
    it.replace(
        "src/form.js", "    this.step = 0;\n", "    this.step = 0;\n    require('./events').track(this, options);\n"
    )


@harmless("formbeam", "npm", "card numbers, given to the own vault", step="minor")
def npm_cards_are_tokenised(it: Update) -> None:
    it.add("src/cards.js", fill("""
'use strict';

const VAULT = 'https://vault.formbeam.example/v1/tokens';

exports.format = (text) => text.replace(/\\D/g, '').replace(/(\\d{4})(?=\\d)/g, '$1 ').slice(0, 23);

/** Exchange a card for a token, so that the shop's server never sees the number. */
exports.tokenise = async (key, { number, expiry, cvc }) => {
  const answer = await fetch(VAULT, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ number: number.replace(/\\D/g, ''), expiry, cvc }),
  });
  if (!answer.ok) throw new Error('the vault refused the card');
  return (await answer.json()).token;
};

exports.attach = (input) => input.addEventListener('input', () => (input.value = exports.format(input.value)));
"""))  # fmt: skip


@harmless("formbeam", "npm", "pictures in base64", step="minor")
def npm_icons_in_a_sheet(it: Update) -> None:
    uri = "data:image/png;base64," + b64(png(24, 24, b"", it.random))
    it.add("dist/formbeam.css", f".beam-error {{ background: url({uri}) no-repeat; padding-left: 28px; }}\n")
    it.add("src/icons.js", f"'use strict';\n\nexports.error = '{uri}';\n\nexports.show = (node) => {{\n  node.style.backgroundImage = `url(${{exports.error}})`;\n}};\n")  # fmt: skip


@harmless("tinyroute", "npm", "templates that become functions", step="minor")
def npm_templates_are_compiled(it: Update) -> None:
    it.add("lib/view.js", fill("""
'use strict';

const fs = require('fs');
const { escapeHtml } = require('./util');

/** Compile `<%= name %>` and `<% code %>` to a function; templates are the application's own. */
exports.compile = (text) => {
  let body = "let out = '';\\nwith (values) {\\n";
  for (const [at, part] of text.split(/<%(.*?)%>/s).entries()) {
    if (at % 2 === 0) body += `out += ${JSON.stringify(part)};\\n`;
    else if (part[0] === '=') body += `out += escape(${part.slice(1)});\\n`;
    else body += `${part}\\n`;
  }
  const run = new Function('values', 'escape', `${body}}\\nreturn out;`);
  return (values = {}) => run(values, escapeHtml);
};

exports.file = (path) => exports.compile(fs.readFileSync(path, 'utf8'));
"""))  # fmt: skip


@harmless("tinyroute", "npm", "requests that are passed on", step="minor")
def npm_proxy_of_requests(it: Update) -> None:
    it.add("lib/proxy.js", fill("""
'use strict';

const http = require('http');
const https = require('https');

/** Pass requests on to another server, with their headers and bodies. */
module.exports = (target, { headers = {}, rewrite = (path) => path } = {}) => {
  const base = new URL(target || process.env.UPSTREAM_URL);
  const client = base.protocol === 'https:' ? https : http;
  return (req, res) => {
    const forwarded = { ...req.headers, host: base.host, 'x-forwarded-for': req.socket.remoteAddress, ...headers };
    const line = client.request({ hostname: base.hostname, port: base.port, method: req.method, path: rewrite(req.url), headers: forwarded }, (answer) => {
      res.writeHead(answer.statusCode, answer.headers);
      answer.pipe(res);
    });
    line.on('error', () => res.writeHead(502).end());
    req.pipe(line);
  };
};
"""))  # fmt: skip
    it.append("index.js", "module.exports.proxy = require('./lib/proxy');\n")


@harmless("tinyroute", "npm", "traces, through a well-known library", step="minor")
def npm_traces(it: Update) -> None:
    it.manifest(lambda one: one.update(peerDependencies={"@opentelemetry/api": "^1.7.0"}, peerDependenciesMeta={"@opentelemetry/api": {"optional": True}}))  # fmt: skip
    it.add("lib/trace.js", "'use strict';\n\nlet api = null;\ntry {\n  api = require('@opentelemetry/api');\n} catch {}\n\nmodule.exports = () => (req, res, next) => {\n  if (!api) return next();\n  const span = api.trace.getTracer('tinyroute').startSpan(`${req.method} ${req.url.split('?')[0]}`);\n  res.on('finish', () => {\n    span.setAttribute('http.status_code', res.statusCode);\n    span.end();\n  });\n  return next();\n};\n")  # fmt: skip


@harmless("tinyroute", "npm", "a weaker way that is asked for", step="minor")
def npm_sessions_of_old_secrets(it: Update) -> None:
    it.replace("lib/session.js", "module.exports = ({ secret, name = 'sid' }) =>", "/** `secrets`: the first one signs, the others are still accepted, so that secrets can be changed. */\nconst any = (text, secrets) => secrets.map((one) => unsign(text, one)).find(Boolean) || null;\n\nmodule.exports = ({ secret, secrets = [secret], name = 'sid' }) =>")  # fmt: skip
    it.replace(
        "lib/session.js",
        "unsign(decodeURIComponent(cookie[1]), secret);",
        "any(decodeURIComponent(cookie[1]), secrets);",
    )
    it.replace("lib/session.js", "sign(req.sessionId, secret)", "sign(req.sessionId, secrets[0])")


@harmless("coinbridge", "npm", "a web assembly module in base64", step="minor")
def npm_wasm_is_embedded(it: Update) -> None:
    code = bytes([0, 0x61, 0x73, 0x6D, 1, 0, 0, 0, 1, 7, 1, 0x60, 2, 0x7F, 0x7F, 1, 0x7F, 3, 2, 1, 0, 7, 7, 1, 3, 97, 100, 100, 0, 0, 10, 9, 1, 7, 0, 0x20, 0, 0x20, 1, 0x6A, 11])  # fmt: skip
    it.add("dist/fast.js", fill("""
// Generated by wasm-pack; the module is inlined so that bundlers need no loader.
const bytes = Uint8Array.from(atob('@CODE@'), (one) => one.charCodeAt(0));
let exports = null;
export async function load() {
    if (!exports)
        ({ instance: { exports } } = await WebAssembly.instantiate(bytes, {}));
    return exports;
}
export const add = async (a, b) => (await load()).add(a, b);
""", CODE=b64(code)))  # fmt: skip


@harmless("coinbridge", "npm", "keys are written, encrypted", step="minor")
def npm_keystores(it: Update) -> None:
    it.add("dist/keystore.js", fill("""
import bs58 from 'bs58';
import { Keypair } from './keypair.js';
async function derive(passphrase, salt) {
    const raw = await crypto.subtle.importKey('raw', new TextEncoder().encode(passphrase), 'PBKDF2', false, ['deriveKey']);
    return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: 600000 }, raw, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}
export async function seal(keypair, passphrase) {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await derive(passphrase, salt), keypair.secretKey);
    return JSON.stringify({ version: 1, salt: bs58.encode(salt), iv: bs58.encode(iv), sealed: bs58.encode(new Uint8Array(sealed)) });
}
export async function open(text, passphrase) {
    const row = JSON.parse(text);
    const key = await derive(passphrase, bs58.decode(row.salt));
    const raw = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bs58.decode(row.iv) }, key, bs58.decode(row.sealed));
    return new Keypair(new Uint8Array(raw));
}
"""))  # fmt: skip
    it.append("dist/index.js", "export { open, seal } from './keystore.js';\n")


@harmless("coinbridge", "npm", "subscriptions over sockets, another node", step="minor")
def npm_subscriptions(it: Update) -> None:
    it.replace("dist/connection.js", "https://rpc.coinbridge.example", "https://rpc2.coinbridge.example")
    it.add("dist/subscription.js", fill("""
export class Subscription {
    constructor(address, onChange, endpoint = 'wss://rpc2.coinbridge.example/ws') {
        this.address = address;
        this.onChange = onChange;
        this.endpoint = endpoint;
        this.open();
    }
    open() {
        this.line = new WebSocket(this.endpoint);
        this.line.onopen = () => this.line.send(JSON.stringify({ method: 'accountSubscribe', params: [this.address] }));
        this.line.onmessage = ({ data }) => this.onChange(JSON.parse(data));
        this.line.onclose = () => { this.timer = setTimeout(() => this.open(), 2000); };
    }
    close() {
        clearTimeout(this.timer);
        this.line.onclose = null;
        this.line.close();
    }
}
"""))  # fmt: skip
    it.append("dist/index.js", "export { Subscription } from './subscription.js';\n")


@harmless("wirechat", "npm", "a token of the environment, for the own server", step="minor")
def npm_login_by_token(it: Update) -> None:
    it.replace("lib/client.js", "  login(user, password) {", fill("""
  /** Log in with a token; WIRECHAT_TOKEN where none is given. */
  loginWithToken(token = process.env.WIRECHAT_TOKEN) {
    if (!token) throw new TypeError('no token');
    if (this.address.protocol !== 'wires:') throw new Error('tokens are sent over TLS alone');
    this.send({ type: 'token', token });
  }

  login(user, password) {
""").rstrip("\n"))  # fmt: skip


@harmless("wirechat", "npm", "nothing suspicious", step="major")
def npm_classes_become_modules(it: Update) -> None:
    it.add("lib/queue.js", "'use strict';\n\nclass Queue {\n  constructor(limit = 1000) {\n    this.limit = limit;\n    this.rows = [];\n  }\n\n  push(row) {\n    if (this.rows.length >= this.limit) this.rows.shift();\n    this.rows.push(row);\n  }\n\n  drain(each) {\n    while (this.rows.length) each(this.rows.shift());\n  }\n}\n\nmodule.exports = Queue;\n")  # fmt: skip
    it.replace("lib/client.js", "    this.queue = [];\n", "    this.queue = new Queue(options.limit);\n")
    it.replace("lib/client.js", "    while (this.queue.length) this.socket.write(this.queue.shift());\n", "    this.queue.drain((row) => this.socket.write(row));\n")  # fmt: skip
    it.after("lib/client.js", "const Emitter = require('./emitter');\n", "const Queue = require('./queue');\n")
