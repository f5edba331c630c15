"""npm: harmless updates that look suspicious."""

import json

from corpus.heldout.ballast import BULK
from corpus.heldout.nouns import Update, artefact
from corpus.heldout3.shape import fill, harmless


@harmless("ua-glance", "npm", "a bundle, built anew")
def glance_bundle_rebuilt(update: Update) -> None:
    update.add("dist/ua-glance.min.js", BULK["minified"]("ua-glance-two", 26000) + "\n")
    update.add(
        "dist/ua-glance.min.js.map",
        json.dumps({"version": 3, "sources": ["../src/main.js"], "mappings": "AAAA;" * 400}) + "\n",
    )


@harmless("motion-view", "npm", "a bundle, built anew")
def view_bundle_rebuilt(update: Update) -> None:
    update.add("dist/motion-view.esm.js", BULK["minified"]("motion-view-next", 118000) + "\n")


@harmless("motion-view", "npm", "loads a script in a page")
def view_lazy_renderer(update: Update) -> None:
    code = r"""
'use strict';

let loading = null;

// Loads the canvas renderer from beside this file, once, when the first animation wants it.
exports.renderer = (base) => {
  loading =
    loading ||
    new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = new URL('motion-canvas.js', base).href;
      script.onload = () => resolve(window.MotionCanvas);
      script.onerror = reject;
      document.head.appendChild(script);
    });
  return loading;
};
"""
    update.add("src/renderer.js", fill(code))


@harmless("native-hash", "npm", "compiles at install")
def hash_node_gyp_build(update: Update) -> None:
    code = r"""
'use strict';

const { spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');

const folder = path.join(__dirname, '..', 'prebuilds', `${process.platform}-${process.arch}`);
if (fs.existsSync(folder) && !process.env.npm_config_build_from_source) process.exit(0);

const gyp = process.platform === 'win32' ? 'node-gyp.cmd' : 'node-gyp';
const done = spawnSync(gyp, ['rebuild'], { stdio: 'inherit', cwd: path.join(__dirname, '..') });
if (done.status !== 0) console.warn('native-hash: no compiler; the slow way is used');
"""
    update.add("scripts/build.js", fill(code))
    update.script("install", "node scripts/build.js")


@harmless("crc-native", "npm", "a new compiled file")
def crc_for_arm(update: Update) -> None:
    update.add("prebuilds/linux-arm64/node.napi.node", artefact("addon-2.node"))


@harmless("crc-native", "npm", "downloads at install, with a digest")
def crc_prebuilt_download(update: Update) -> None:
    code = r"""
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const https = require('https');
const path = require('path');
const { version } = require('../package.json');
const digests = require('./digests.json');

const name = `${process.platform}-${process.arch}.node`;
const place = path.join(__dirname, '..', 'prebuilds', name);
if (!digests[name] || fs.existsSync(place)) process.exit(0);

https.get(`https://crc-native.example/releases/v${version}/${name}`, (answer) => {
  const parts = [];
  answer.on('data', (part) => parts.push(part));
  answer.on('end', () => {
    const content = Buffer.concat(parts);
    if (crypto.createHash('sha512').update(content).digest('hex') !== digests[name]) {
      console.error(`crc-native: ${name} is not what was released`);
      process.exit(1);
    }
    fs.writeFileSync(place, content);
  });
}).on('error', (error) => console.warn('crc-native: ' + error.message));
"""
    update.add("scripts/fetch.js", fill(code))
    update.add("scripts/digests.json", json.dumps({"linux-arm64.node": "cf83e1357eefb8bd" * 8}) + "\n")
    update.script("install", "node scripts/fetch.js && node-gyp-build")


@harmless("buildnest", "npm", "telemetry that is asked for")
def nest_usage_opt_in(update: Update) -> None:
    code = r"""
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');

const file = path.join(os.homedir(), '.config', 'buildnest', 'usage.json');

// Off until somebody runs `nest usage on`. See docs/usage.md for what is sent.
exports.enabled = () => {
  if (process.env.DO_NOT_TRACK === '1' || process.env.CI) return false;
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).enabled === true;
  } catch (error) {
    return false;
  }
};

exports.send = async (command, seconds) => {
  if (!exports.enabled()) return;
  const body = JSON.stringify({ command, seconds: Math.round(seconds), node: process.version, platform: process.platform });
  await fetch('https://usage.buildnest.example/v1', { method: 'POST', body, signal: AbortSignal.timeout(1500) }).catch(() => {});
};
"""
    update.add("src/usage.js", fill(code))
    update.after(
        "bin/nest.js", "const { run, graph } = require('../src');\n", "const usage = require('../src/usage');\n"
    )
    update.replace(
        "bin/nest.js",
        ".then((code) => process.exit(code))",
        ".then((code) => usage.send('run', process.uptime()).then(() => process.exit(code)))",
    )


@harmless("buildnest", "npm", "a cache far away")
def nest_remote_cache(update: Update) -> None:
    code = r"""
'use strict';

const fs = require('fs');
const zlib = require('zlib');

// A cache on a server of the user's: `cache` in nest.json, the token in NEST_CACHE_TOKEN.
class RemoteCache {
  constructor(config, env = process.env) {
    this.base = config.cache;
    this.token = env.NEST_CACHE_TOKEN;
  }

  headers() {
    return this.token ? { authorization: `Bearer ${this.token}` } : {};
  }

  async get(key, target) {
    const answer = await fetch(`${this.base}/${key}`, { headers: this.headers() });
    if (!answer.ok) return false;
    fs.writeFileSync(target, zlib.gunzipSync(Buffer.from(await answer.arrayBuffer())));
    return true;
  }

  async put(key, source) {
    const body = zlib.gzipSync(fs.readFileSync(source));
    await fetch(`${this.base}/${key}`, { method: 'PUT', headers: this.headers(), body });
  }
}

exports.RemoteCache = RemoteCache;
"""
    update.add("src/cache.js", fill(code))
    update.append("src/index.js", "exports.RemoteCache = require('./cache').RemoteCache;")


@harmless("buildnest", "npm", "asks git")
def nest_affected(update: Update) -> None:
    code = r"""
'use strict';

const { execFileSync } = require('child_process');

exports.changed = (base = 'origin/main') =>
  execFileSync('git', ['diff', '--name-only', '-z', `${base}...HEAD`], { encoding: 'utf8' }).split('\0').filter(Boolean);

exports.author = () => execFileSync('git', ['config', 'user.email'], { encoding: 'utf8' }).trim();

exports.affected = (graph, files) => Object.keys(graph).filter((name) => files.some((file) => file.startsWith(`packages/${name}/`)));
"""
    update.add("src/affected.js", fill(code))
    update.append("src/index.js", "exports.affected = require('./affected').affected;")


@harmless("buildnest", "npm", "publishes, when asked")
def nest_release_command(update: Update) -> None:
    code = r"""
'use strict';

const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { graph } = require('./graph');

// Publishes what the user names, in the order of the graph.
exports.release = (root, names, { dryRun = true } = {}) => {
  for (const name of Object.keys(graph(root)).filter((one) => names.includes(one))) {
    const folder = path.join(root, 'packages', name);
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    if (manifest.private) continue;
    const args = ['publish', '--provenance'].concat(dryRun ? ['--dry-run'] : []);
    execFileSync('npm', args, { cwd: folder, stdio: 'inherit' });
  }
};
"""
    update.add("src/release.js", fill(code))
    update.append("src/index.js", "exports.release = require('./release').release;")


@harmless("ledgerlink", "npm", "keys of wallets")
def link_mnemonics(update: Update) -> None:
    code = r"""
'use strict';

const crypto = require('crypto');
const { Wallet } = require('./wallet');

exports.fromMnemonic = (words, passphrase = '') => {
  const seed = crypto.pbkdf2Sync(words.normalize('NFKD'), 'mnemonic' + passphrase.normalize('NFKD'), 2048, 64, 'sha512');
  return Wallet.fromEntropy(seed.subarray(0, 16));
};

exports.encrypt = (wallet, password) => {
  const salt = crypto.randomBytes(16);
  const key = crypto.scryptSync(password, salt, 32);
  const iv = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv('aes-256-gcm', key, iv);
  const sealed = Buffer.concat([cipher.update(wallet.privateKey, 'hex'), cipher.final()]);
  return { v: 1, salt: salt.toString('hex'), iv: iv.toString('hex'), tag: cipher.getAuthTag().toString('hex'), data: sealed.toString('hex') };
};
"""
    update.add("src/mnemonic.js", fill(code))
    update.append("src/index.js", "exports.fromMnemonic = require('./mnemonic').fromMnemonic;")
