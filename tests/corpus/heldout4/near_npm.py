"""Harmless updates of npm packages that look suspicious."""

import json

from corpus.heldout.nouns import Update
from corpus.heldout4.shape import harmless


@harmless("req-lite", "npm", "another transport", step="minor")
def js_transport_over_http2(it: Update) -> None:
    it.add("lib/http2.js", """'use strict';

const http2 = require('http2');

const sessions = new Map();

function session(origin) {
  let one = sessions.get(origin);
  if (!one || one.destroyed) {
    one = http2.connect(origin);
    one.on('error', () => sessions.delete(origin));
    one.unref();
    sessions.set(origin, one);
  }
  return one;
}

module.exports = (config) => new Promise((resolve, reject) => {
  const url = new URL(config.url, config.baseURL);
  const stream = session(url.origin).request({ ':method': config.method, ':path': url.pathname + url.search, ...config.headers });
  const parts = [];
  let status;
  stream.on('response', (headers) => { status = headers[':status']; });
  stream.on('data', (part) => parts.push(part));
  stream.on('end', () => resolve({ status, config, data: config.transformResponse(Buffer.concat(parts).toString()) }));
  stream.on('error', reject);
  stream.end(config.transformRequest(config.data));
});
""")  # fmt: skip
    it.before(
        "lib/client.js",
        "    const url = new URL(config.url, config.baseURL);",
        "    if (config.http2) return require('./http2')(config);\n",
    )


@harmless("req-lite", "npm", "signing of requests with the caller's key")
def js_requests_are_signed(it: Update) -> None:
    it.add("lib/sign.js", """'use strict';

const crypto = require('crypto');

/** An interceptor that signs with the caller's key: `req.interceptors.use(sign({ id, secret }))`. */
module.exports = ({ id, secret }) => (config) => {
  const date = new Date().toUTCString();
  const digest = crypto.createHash('sha256').update(config.data ? JSON.stringify(config.data) : '').digest('base64');
  const text = [config.method, config.url, date, digest].join('\\n');
  const signature = crypto.createHmac('sha256', secret).update(text).digest('base64');
  return { ...config, headers: { ...config.headers, date, digest, authorization: `Signature keyId="${id}",signature="${signature}"` } };
};
""")  # fmt: skip


@harmless("buildnest", "npm", "a hook at install that tells of a version")
def js_hook_tells_of_a_version(it: Update) -> None:
    it.append("bin/post-install.js", """

const [major] = process.versions.node.split('.').map(Number);
if (major < 18) {
  console.warn(`buildnest: node ${process.version} is no longer tested; 18 or later is.`);
}
if (process.env.CI === undefined && process.stdout.isTTY) {
  console.log('buildnest: what is new stands in CHANGELOG.md');
}
""")  # fmt: skip


@harmless("buildnest", "npm", "a cache on a server, with a token of the environment", step="minor")
def js_cache_on_a_server(it: Update) -> None:
    it.add("src/remote.js", """'use strict';

const fs = require('fs');

/** A cache that a team shares; off unless nest.json names a server. */
class RemoteCache {
  constructor({ server, token = process.env.NEST_CACHE_TOKEN, timeout = 5000 }) {
    this.server = server;
    this.headers = token ? { authorization: `Bearer ${token}` } : {};
    this.timeout = timeout;
  }

  async get(key) {
    const answer = await fetch(`${this.server}/v1/cache/${key}`, { headers: this.headers, signal: AbortSignal.timeout(this.timeout) });
    return answer.ok ? Buffer.from(await answer.arrayBuffer()) : null;
  }

  async put(key, file) {
    await fetch(`${this.server}/v1/cache/${key}`, { method: 'PUT', headers: this.headers, body: fs.readFileSync(file), signal: AbortSignal.timeout(this.timeout) });
  }
}

exports.RemoteCache = RemoteCache;
""")  # fmt: skip
    it.append("src/index.js", "exports.RemoteCache = require('./remote').RemoteCache;\n")


@harmless("buildnest", "npm", "a runner of commands gets a feature")
def js_runner_gets_a_feature(it: Update) -> None:
    it.replace("src/run.js", "function run(target, cwd = process.cwd()) {", "function run(target, cwd = process.cwd(), { env = {}, shell = true, detached = false } = {}) {")  # fmt: skip
    it.replace("src/run.js", "spawn(command, { cwd, shell: true, stdio: 'inherit' });", "spawn(command, { cwd, shell, detached, stdio: detached ? 'ignore' : 'inherit', env: { ...process.env, ...env } });\n    if (detached) child.unref();\n    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal));")  # fmt: skip


@harmless("colorwheel", "npm", "a table that a script made")
def js_table_of_a_script(it: Update) -> None:
    names = {f"x{at}": "#" + it.random.randbytes(3).hex() for at in range(256)}
    it.add(
        "source/x11.js",
        f"'use strict';\n\n// Made by scripts/x11.js; do not edit.\nmodule.exports = {json.dumps(names)};\n",
    )
    it.add("scripts/x11.js", """'use strict';

const { execFileSync } = require('child_process');
const fs = require('fs');

const text = execFileSync('curl', ['-fsS', 'https://colors.colorwheel.example/rgb.txt'], { encoding: 'utf8' });
const rows = text.split('\\n').filter((line) => /^\\s*\\d/.test(line)).map((line) => line.trim().split(/\\s+/));
const table = Object.fromEntries(rows.map(([r, g, b, ...name]) => [name.join(''), `#${[r, g, b].map((n) => Number(n).toString(16).padStart(2, '0')).join('')}`]));
fs.writeFileSync(`${__dirname}/../source/x11.js`, `'use strict';\\n\\nmodule.exports = ${JSON.stringify(table)};\\n`);
""")  # fmt: skip
    it.script("make:x11", "node scripts/x11.js")


@harmless("motion-view", "npm", "a bundle that was built again", step="minor")
def js_bundle_built_again(it: Update) -> None:
    text = it.text("dist/motion-view.esm.js")
    more = 'function zzA(e){return fetch(e).then((function(e){if(!e.ok)throw new Error(e.status);return e.arrayBuffer()})).then((function(e){return new DecompressionStream("gzip"),new Uint8Array(e)}))}var zzB="undefined"!=typeof globalThis?globalThis:"undefined"!=typeof window?window:Function("return this")();'
    half = text.index("};", len(text) // 3) + 2
    it.add("dist/motion-view.esm.js", text[:half].rstrip(";") + ";" + more + text[half:].lstrip(";"))


@harmless("motion-view", "npm", "a worker from a text")
def js_worker_from_a_text(it: Update) -> None:
    it.append("src/player.js", """

const WORKER = `onmessage = ({ data: { frames, fps } }) => {
  let at = 0;
  setInterval(() => postMessage((at = (at + 1) % frames)), 1000 / fps);
};`;

/** A clock in a worker, so that hidden pages do not slow it. */
function workerClock(frames, fps, tick) {
  const url = URL.createObjectURL(new Blob([WORKER], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.onmessage = ({ data }) => tick(data);
  worker.postMessage({ frames, fps });
  return () => {
    worker.terminate();
    URL.revokeObjectURL(url);
  };
}

module.exports.workerClock = workerClock;
""")  # fmt: skip


@harmless("sess-store", "npm", "a store on another machine", step="minor")
def js_store_over_tcp(it: Update) -> None:
    it.add("lib/redis.js", """'use strict';

const net = require('net');

const command = (...args) => `*${args.length}\\r\\n${args.map((one) => `$${Buffer.byteLength(one)}\\r\\n${one}\\r\\n`).join('')}`;

/** Keeps sessions in Redis; `url` is the application's. */
class RedisStore {
  constructor({ url = process.env.REDIS_URL || 'redis://localhost:6379', prefix = 'sess:' } = {}) {
    const { hostname, port, password } = new URL(url);
    this.prefix = prefix;
    this.waiting = [];
    this.socket = net.connect({ host: hostname, port: Number(port) || 6379 });
    this.socket.on('data', (data) => this.waiting.shift()(null, data.toString()));
    if (password) this.send(['AUTH', password], () => {});
  }

  send(args, done) {
    this.waiting.push(done);
    this.socket.write(command(...args));
  }

  get(id, done) {
    this.send(['GET', this.prefix + id], (error, text) => done(error, text.startsWith('$-1') ? null : JSON.parse(text.split('\\r\\n')[1])));
  }

  set(id, data, maxAge, done) {
    this.send(['SETEX', this.prefix + id, String(maxAge), JSON.stringify(data)], done);
  }
}

exports.RedisStore = RedisStore;
""")  # fmt: skip
    it.append("index.js", "module.exports.RedisStore = require('./lib/redis').RedisStore;\n")


@harmless("sess-store", "npm", "keys of an issuer are fetched", step="minor")
def js_keys_of_an_issuer(it: Update) -> None:
    it.append("lib/tokens.js", """

const crypto = require('crypto');

const keys = new Map();

/** Verify a token of an issuer that the application names. */
exports.verifyIssued = async (token, { issuer, audience }) => {
  const { kid } = jwt.decode(token, { complete: true }).header;
  if (!keys.has(kid)) {
    const answer = await fetch(`${issuer}/.well-known/jwks.json`);
    for (const one of (await answer.json()).keys) keys.set(one.kid, crypto.createPublicKey({ key: one, format: 'jwk' }));
  }
  return jwt.verify(token, keys.get(kid), { algorithms: ['RS256', 'ES256'], issuer, audience });
};
""")  # fmt: skip


@harmless("sess-store", "npm", "hashes of passwords are made anew")
def js_hashes_are_made_anew(it: Update) -> None:
    it.before("lib/login.js", "    req.session.user = user.id;", "    if (user.rehash) {\n      const salt = crypto.randomBytes(16).toString('hex');\n      await user.rehash({ salt, hash: (await scrypt(password, salt, 64)).toString('hex') });\n    }\n")  # fmt: skip
