"""Harmless updates of npm packages that look suspicious: networks, keys, processes."""

from corpus.heldout.nouns import Update
from corpus.heldout7.shape import fill, harmless


@harmless("tracewire", "npm", "sends logs where the user says", step="minor")
def tracewire_transports(it: Update) -> None:
    it.add(
        "src/transport.js",
        fill("""
'use strict';

const http = require('http');
const https = require('https');

/** Send rows to a collector that the application names; nothing is sent without one. */
module.exports = function transport(address, { token = process.env.TRACEWIRE_TOKEN, batch = 50 } = {}) {
  const url = new URL(address);
  const lib = url.protocol === 'https:' ? https : http;
  let rows = [];
  const flush = () => {
    if (!rows.length) return;
    const body = JSON.stringify(rows);
    rows = [];
    const headers = { 'content-type': 'application/json' };
    if (token) headers.authorization = `Bearer ${token}`;
    const call = lib.request(url, { method: 'POST', headers });
    call.on('error', () => {});
    call.end(body);
  };
  return (namespace, text) => {
    rows.push({ namespace, text, time: Date.now() });
    if (rows.length >= batch) flush();
  };
};
"""),
    )


@harmless("tracewire", "npm", "reads more of the environment", step="minor")
def tracewire_reads_options(it: Update) -> None:
    it.replace(
        "src/node.js",
        "exports.useColors = () => tty.isatty(process.stderr.fd);\n",
        fill("""
exports.inspectOpts = Object.keys(process.env)
  .filter((key) => /^debug_/i.test(key))
  .reduce((out, key) => {
    const name = key.slice(6).toLowerCase().replace(/_([a-z])/g, (_, one) => one.toUpperCase());
    const value = process.env[key];
    out[name] = /^(yes|on|true|enabled)$/i.test(value) ? true : /^(no|off|false|disabled)$/i.test(value) ? false : Number(value);
    return out;
  }, {});
exports.useColors = () => ('colors' in exports.inspectOpts ? Boolean(exports.inspectOpts.colors) : tty.isatty(process.stderr.fd));
"""),
    )


@harmless("tracewire", "npm", "hides secrets in logs", step="minor")
def tracewire_masks(it: Update) -> None:
    it.add(
        "src/mask.js",
        fill("""
'use strict';

const PATTERNS = [/(bearer\\s+)[\\w.~+/-]+=*/gi, /((?:passw(?:or)?d|secret|token|api[_-]?key)["']?\\s*[:=]\\s*["']?)[^\\s"',}]+/gi, /\\b(AKIA)[A-Z0-9]{16}\\b/g];

/** Replace what looks like a secret. */
module.exports = (text) => PATTERNS.reduce((out, one) => out.replace(one, '$1***'), text);
"""),
    )
    it.replace(
        "src/common.js",
        "      createDebug.log.apply(debug, args);\n",
        "      createDebug.log.apply(debug, args.map((one) => (typeof one === 'string' ? mask(one) : one)));\n",
    )
    it.replace(
        "src/common.js", "const ms = require('ms');\n", "const ms = require('ms');\nconst mask = require('./mask');\n"
    )


@harmless("tracewire", "npm", "nothing suspicious", step="patch")
def tracewire_extends(it: Update) -> None:
    it.replace(
        "src/common.js",
        "    debug.color = selectColor(namespace);\n",
        "    debug.color = selectColor(namespace);\n    debug.destroy = () => false;\n",
    )


@harmless("tracewire", "npm", "a bundled build", step="minor")
def tracewire_dist(it: Update) -> None:
    names = "abcdefghijklmnopqrstuvwxyz"
    parts = [
        f"function {names[at % 26]}{at}(e,t){{return e?t[{at}]||(t[{at}]={names[(at * 7) % 26]}{at}):void 0}}var {names[(at * 7) % 26]}{at}=[{at},{at * 3 % 97}];"
        for at in range(260)
    ]
    it.add(
        "dist/tracewire.min.js",
        '/*! tracewire, MIT */\n!function(g,f){"object"==typeof exports?module.exports=f():g.tracewire=f()}(this,function(){"use strict";'
        + "".join(parts)
        + "return a0});\n//# sourceMappingURL=tracewire.min.js.map\n",
    )
    it.add(
        "dist/tracewire.min.js.map",
        '{"version":3,"file":"tracewire.min.js","sources":["../src/common.js"],"names":["e","t"],"mappings":"'
        + "AAAA,SAASA,EAAGC;" * 60
        + '"}\n',
    )
    it.manifest(lambda one: (one["files"].append("dist"), one.update({"unpkg": "dist/tracewire.min.js"})))


@harmless("walletport", "npm", "keys from words, by the standard", step="minor")
def walletport_derives(it: Update) -> None:
    it.add(
        "dist/derive.js",
        fill("""
'use strict';

const crypto = require('crypto');

/** BIP 32: master key and hardened children. */
exports.master = (seed) => {
  const sum = crypto.createHmac('sha512', 'ed25519 seed').update(seed).digest();
  return { key: sum.subarray(0, 32), chain: sum.subarray(32) };
};

exports.child = ({ key, chain }, index) => {
  const data = Buffer.concat([Buffer.from([0]), key, Buffer.alloc(4)]);
  data.writeUInt32BE((index | 0x80000000) >>> 0, 33);
  const sum = crypto.createHmac('sha512', chain).update(data).digest();
  return { key: sum.subarray(0, 32), chain: sum.subarray(32) };
};

exports.path = (seed, text) =>
  text
    .split('/')
    .slice(1)
    .reduce((node, one) => exports.child(node, parseInt(one, 10)), exports.master(seed));
"""),
    )
    it.replace(
        "dist/keyring.js",
        "    ring.add(seed.subarray(0, 32));\n",
        "    ring.add(path ? derive.path(seed, path).key : seed.subarray(0, 32));\n",
    )
    it.replace(
        "dist/keyring.js", "static fromMnemonic(words, index = 0)", "static fromMnemonic(words, index = 0, path = '')"
    )
    it.replace(
        "dist/keyring.js",
        "const { toHex } = require('./encoding');\n",
        "const derive = require('./derive');\nconst { toHex } = require('./encoding');\n",
    )


@harmless("walletport", "npm", "asks a node of a chain", step="minor")
def walletport_asks_a_node(it: Update) -> None:
    it.add(
        "dist/rpc.js",
        fill("""
'use strict';

/** JSON-RPC to a node that the page names. */
exports.rpc = (address) => {
  let id = 0;
  return async (method, ...params) => {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }),
    });
    const { result, error } = await answer.json();
    if (error) throw new Error(error.message);
    return result;
  };
};

exports.balance = async (call, account) => BigInt(await call('eth_getBalance', account, 'latest'));
exports.callContract = (call, to, data) => call('eth_call', { to, data }, 'latest');
"""),
    )
    it.replace(
        "dist/index.js",
        "const { encodeTransfer",
        "const { balance, callContract, rpc } = require('./rpc');\nconst { encodeTransfer",
    )
    it.replace(
        "dist/index.js", "module.exports = { Connector,", "module.exports = { Connector, balance, callContract, rpc,"
    )


@harmless("walletport", "npm", "token approvals", step="minor")
def walletport_approves(it: Update) -> None:
    it.replace(
        "dist/connector.js",
        "  async signMessage(text) {\n",
        fill("""
  /** Let a spender take so many tokens; the wallet asks its owner. */
  async approve(token, spender, amount) {
    const [from] = this.accounts;
    const data = '0x095ea7b3' + spender.replace(/^0x/, '').padStart(64, '0') + BigInt(amount).toString(16).padStart(64, '0');
    return this.provider.request({ method: 'eth_sendTransaction', params: [{ from, to: token, data }] });
  }

  async signMessage(text) {
"""),
    )


@harmless("walletport", "npm", "opens a sealed key ring", step="minor")
def walletport_opens(it: Update) -> None:
    it.replace(
        "dist/keyring.js",
        "  sign(id, message) {\n",
        fill("""
  static open(sealed, password) {
    const part = (name) => Buffer.from(sealed[name].replace(/^0x/, ''), 'hex');
    const cipher = crypto.createDecipheriv('aes-256-gcm', crypto.scryptSync(password, part('salt'), 32), part('iv'));
    cipher.setAuthTag(part('tag'));
    const rows = JSON.parse(Buffer.concat([cipher.update(part('body')), cipher.final()]).toString('utf8'));
    const ring = new Keyring();
    for (const [id, key] of rows) ring.keys.set(id, Buffer.from(key, 'hex'));
    return ring;
  }

  sign(id, message) {
"""),
    )


@harmless("walletport", "npm", "a new bundle of vendored code", step="minor")
def walletport_vendor(it: Update) -> None:
    text = it.text("dist/vendor.js")
    at = len(text) // 2
    it.add("dist/vendor.js", text[:at].replace("var ", "let ", 3) + text[at:] + "\n/* vendor 2.1.0 */\n")
