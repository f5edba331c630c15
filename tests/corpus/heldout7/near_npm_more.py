"""Harmless updates of npm packages that look suspicious: servers, builds, binaries, dependencies."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout7.shape import b64, fill, harmless, pieces, strings


@harmless("routeguard", "npm", "another way to log in", step="minor")
def routeguard_oauth(it: Update) -> None:
    it.add(
        "lib/oauth.js",
        fill("""
'use strict';

const crypto = require('crypto');

/** The code flow with PKCE (RFC 7636) against a server that the application names. */
exports.start = ({ authorize, clientId, redirect, scope = 'openid email' }, session) => {
  session.verifier = crypto.randomBytes(32).toString('base64url');
  session.state = crypto.randomBytes(16).toString('hex');
  const challenge = crypto.createHash('sha256').update(session.verifier).digest('base64url');
  const query = new URLSearchParams({ response_type: 'code', client_id: clientId, redirect_uri: redirect, scope, state: session.state, code_challenge: challenge, code_challenge_method: 'S256' });
  return `${authorize}?${query}`;
};

exports.finish = async ({ token, clientId, clientSecret = process.env.OAUTH_CLIENT_SECRET, redirect }, session, { code, state }) => {
  if (state !== session.state) throw new Error('wrong state');
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirect, client_id: clientId, client_secret: clientSecret, code_verifier: session.verifier });
  const answer = await fetch(token, { method: 'POST', body });
  if (!answer.ok) throw new Error(`token endpoint: ${answer.status}`);
  return answer.json();
};
"""),
    )


@harmless("routeguard", "npm", "passwords that leaked", step="minor")
def routeguard_pwned(it: Update) -> None:
    it.add(
        "lib/leaked.js",
        fill("""
'use strict';

const crypto = require('crypto');

/** How often a password is in known leaks; only five digits of its hash leave the machine. */
module.exports = async (password, range = 'https://range.routeguard.example/') => {
  const digest = crypto.createHash('sha1').update(password).digest('hex').toUpperCase();
  const answer = await fetch(range + digest.slice(0, 5));
  const rows = (await answer.text()).split('\\n').map((one) => one.trim().split(':'));
  const found = rows.find(([rest]) => rest === digest.slice(5));
  return found ? Number(found[1]) : 0;
};
"""),
    )
    it.append("lib/index.js", "\nmodule.exports.leaked = require('./leaked');\n")


@harmless("routeguard", "npm", "sessions in a file", step="minor")
def routeguard_files(it: Update) -> None:
    it.append(
        "lib/store.js",
        fill("""

/** Sessions as sealed files. */
class FileStore {
  constructor(folder, secret) {
    this.folder = folder;
    this.key = crypto.scryptSync(secret, 'routeguard', 32);
  }

  place(id) {
    return require('path').join(this.folder, crypto.createHash('sha256').update(id).digest('hex'));
  }

  async create(data) {
    const id = crypto.randomBytes(24).toString('base64url');
    const iv = crypto.randomBytes(12);
    const cipher = crypto.createCipheriv('aes-256-gcm', this.key, iv);
    const body = Buffer.concat([cipher.update(JSON.stringify(data)), cipher.final()]);
    await require('fs').promises.writeFile(this.place(id), Buffer.concat([iv, cipher.getAuthTag(), body]), { mode: 0o600 });
    return id;
  }

  async get(id) {
    const raw = await require('fs').promises.readFile(this.place(id)).catch(() => null);
    if (!raw) return null;
    const cipher = crypto.createDecipheriv('aes-256-gcm', this.key, raw.subarray(0, 12)).setAuthTag(raw.subarray(12, 28));
    return JSON.parse(Buffer.concat([cipher.update(raw.subarray(28)), cipher.final()]).toString());
  }
}

exports.FileStore = FileStore;
"""),
    )


@harmless("routeguard", "npm", "a new dependency of a known name", step="minor")
def routeguard_redis(it: Update) -> None:
    it.manifest(
        lambda one: one.update(
            {"peerDependencies": {"ioredis": ">=5"}, "peerDependenciesMeta": {"ioredis": {"optional": True}}}
        )
    )
    it.add(
        "lib/redis-store.js",
        fill("""
'use strict';

const crypto = require('crypto');

/** Sessions in Redis. */
class RedisStore {
  constructor(client, { prefix = 'rg:', maxAge = 86400 } = {}) {
    Object.assign(this, { client, prefix, maxAge });
  }

  async create(data) {
    const id = crypto.randomBytes(24).toString('base64url');
    await this.client.set(this.prefix + id, JSON.stringify(data), 'EX', this.maxAge);
    return id;
  }

  async get(id) {
    const text = await this.client.get(this.prefix + id);
    return text ? JSON.parse(text) : null;
  }

  destroy(id) {
    return this.client.del(this.prefix + id);
  }
}

module.exports = RedisStore;
"""),
    )


@harmless("routeguard", "npm", "nothing suspicious", step="patch")
def routeguard_status(it: Update) -> None:
    it.replace(
        "lib/guard.js", "        res.status(403).end();\n", "        res.status(403).json({ error: 'forbidden' });\n"
    )


@harmless("routeguard", "npm", "webhooks the user names", step="minor")
def routeguard_events(it: Update) -> None:
    it.replace(
        "lib/login.js",
        "exports.login = (find, store",
        "const told = (hook, row) => hook && fetch(hook, { method: 'POST', body: JSON.stringify(row) }).catch(() => {});\n\nexports.told = told;\nexports.login = (find, store",
    )
    it.replace(
        "lib/login.js",
        "      res.status(401).json({ error: 'wrong name or password' });\n",
        "      told(process.env.ROUTEGUARD_AUDIT_HOOK, { event: 'failed login', username, at: new Date().toISOString() });\n      res.status(401).json({ error: 'wrong name or password' });\n",
    )


@harmless("fsbeacon", "npm", "another build of a module", step="minor")
def fsbeacon_prebuilds(it: Update) -> None:
    it.add("prebuilds/linux-x64/fsbeacon.node", artefact("beacon-2.node"))
    it.add("prebuilds/linux-arm64/fsbeacon.node", artefact("beacon-1.node"))


@harmless("fsbeacon", "npm", "an installer that downloads its own builds", step="major")
def fsbeacon_downloads_prebuilds(it: Update) -> None:
    it.add(
        "scripts/sums.json",
        '{\n  "linux-x64": "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b",\n  "darwin-arm64": "cd372fb85148700fa88095e3492d3f9f5beb43e555e5ff26d95f5a6adc36f8e6"\n}\n',
    )
    it.replace(
        "scripts/install.js",
        "if (!fs.existsSync(built)",
        fill("""
const crypto = require('crypto');
const sums = require('./sums.json');
const { version } = require('../package.json');

/** Fetch the build of this platform from the releases; its sum must be the published one. */
async function download() {
  const name = `${process.platform}-${process.arch}`;
  if (!sums[name] || process.env.FSBEACON_SKIP_DOWNLOAD) return;
  const answer = await fetch(`https://releases.fsbeacon.example/v${version}/${name}.node`);
  const content = Buffer.from(await answer.arrayBuffer());
  if (crypto.createHash('sha256').update(content).digest('hex') !== sums[name]) throw new Error(`wrong sum of ${name}`);
  fs.mkdirSync(path.dirname(built), { recursive: true });
  fs.writeFileSync(built, content);
}

if (!fs.existsSync(built)) download().catch((error) => console.warn(`fsbeacon: ${error.message}`));

if (!fs.existsSync(built)""").rstrip("\n"),
    )


@harmless("fsbeacon", "npm", "runs a program of the system", step="minor")
def fsbeacon_uses_git(it: Update) -> None:
    it.replace(
        "lib/ignore.js",
        "/** Return a function",
        fill("""
const { execFileSync } = require('child_process');

/** Return what git leaves alone in a folder. */
const ofGit = (folder) => {
  try {
    const out = execFileSync('git', ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return out.split('\\n').filter(Boolean).map((one) => one.replace(/\\/$/, ''));
  } catch (error) {
    return [];
  }
};

/** Return a function""").rstrip("\n"),
    )
    it.append("lib/ignore.js", "\nmodule.exports.ofGit = ofGit;\n")


@harmless("fsbeacon", "npm", "a worker from a string", step="minor")
def fsbeacon_worker(it: Update) -> None:
    it.add(
        "lib/worker.js",
        fill("""
'use strict';

const { Worker } = require('worker_threads');

const SOURCE = `
  const { parentPort } = require('worker_threads');
  const fs = require('fs');
  parentPort.on('message', (place) => {
    fs.stat(place, (error, stat) => parentPort.postMessage({ place, time: error ? 0 : stat.mtimeMs }));
  });
`;

/** Stat files off the main thread. */
module.exports = (listener) => {
  const worker = new Worker(SOURCE, { eval: true });
  worker.on('message', listener);
  worker.unref();
  return worker;
};
"""),
    )


@harmless("fsbeacon", "npm", "WebAssembly as base64", step="minor")
def fsbeacon_wasm(it: Update) -> None:
    module = b"\0asm\1\0\0\0" + bytes((at * 29 + 3) % 251 for at in range(1200))
    it.add(
        "lib/hash-wasm.js",
        fill(
            """
'use strict';

// xxhash32, compiled from src/xxhash.wat.
const CODE = [
@ROWS@
].join('');

let ready;

/** Resolve to the hash function. */
exports.load = () => (ready ||= WebAssembly.instantiate(Buffer.from(CODE, 'base64')).then(({ instance }) => instance.exports.xxh32));
""",
            ROWS=strings(pieces(b64(module), 88), indent=2),
        ),
    )


@harmless("fsbeacon", "npm", "nothing suspicious", step="minor")
def fsbeacon_once(it: Update) -> None:
    it.replace(
        "lib/watcher.js",
        "  stop() {\n",
        "  once(listener) {\n    const off = this.on('change', (...args) => {\n      off();\n      listener(...args);\n    });\n    return this;\n  }\n\n  stop() {\n",
    )


@harmless("lintpreset", "npm", "another kind of module", step="major")
def lintpreset_esm(it: Update) -> None:
    it.add(
        "index.mjs",
        "import cjs from './index.js';\n\nexport const { rules } = cjs;\nexport default { name: 'lintpreset', rules };\n",
    )
    it.manifest(
        lambda one: (
            one.update({"exports": {".": {"import": "./index.mjs", "require": "./index.js"}}}),
            one["files"].append("index.mjs"),
        )
    )
