"""Harmless updates of npm packages that look suspicious: hooks, processes, network, keys."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout6.shape import fill, harmless


@harmless("tintx", "npm", "nothing suspicious", step="minor")
def tintx_hex_colours(it: Update) -> None:
    it.append("source/utilities.js", fill("""

export function hexToRgb(hex) {
	const match = /^#?([\\da-f]{3}|[\\da-f]{6})$/i.exec(hex);
	if (!match) {
		return [0, 0, 0];
	}

	const digits = match[1].length === 3 ? [...match[1]].map(one => one + one).join('') : match[1];
	const number = Number.parseInt(digits, 16);
	return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}
"""))  # fmt: skip


@harmless("tintx", "npm", "looks at many variables", step="minor")
def tintx_knows_more_terminals(it: Update) -> None:
    it.replace("source/vendor/supports-color.js", "	return env.COLORTERM === 'truecolor'", fill("""
	if ('CI' in env) {
		if (['GITHUB_ACTIONS', 'GITEA_ACTIONS', 'CIRCLECI'].some(key => key in env)) {
			return 3;
		}

		return ['TRAVIS', 'APPVEYOR', 'GITLAB_CI', 'BUILDKITE', 'DRONE'].some(sign => sign in env) || env.CI_NAME === 'codeship' ? 1 : 0;
	}

	if ('TEAMCITY_VERSION' in env) {
		return /^(9\\.(0*[1-9]\\d*)\\.|\\d{2,}\\.)/.test(env.TEAMCITY_VERSION) ? 1 : 0;
	}

	if (env.TERM_PROGRAM === 'iTerm.app') {
		return Number.parseInt((env.TERM_PROGRAM_VERSION || '').split('.')[0], 10) >= 3 ? 3 : 2;
	}

	return env.COLORTERM === 'truecolor'
""").rstrip("\n"))  # fmt: skip


@harmless("tintx", "npm", "a script for maintainers", step="patch")
def tintx_release_script(it: Update) -> None:
    it.manifest(lambda one: one["scripts"].update(prepublishOnly="npm test", release="np", prepare="husky || true"))
    it.manifest(lambda one: one["devDependencies"].update({"np": "^10.0.0", "husky": "^9.0.0"}))


@harmless("axlite", "npm", "an adapter by fetch", step="minor")
def axlite_fetch_adapter(it: Update) -> None:
    it.add("lib/adapters/fetch.js", fill("""
'use strict';

const AxliteError = require('../core/AxliteError');
const buildURL = require('../helpers/buildURL');

module.exports = async function fetchAdapter(config) {
  const url = new URL(buildURL(config.url, config.params), config.baseURL);
  const headers = new Headers(config.headers);
  if (config.auth) headers.set('Authorization', `Basic ${btoa(`${config.auth.username}:${config.auth.password}`)}`);
  try {
    const response = await fetch(url, { method: config.method.toUpperCase(), headers, body: config.data && JSON.stringify(config.data), credentials: config.withCredentials ? 'include' : 'same-origin' });
    const text = await response.text();
    return { data: text && JSON.parse(text), status: response.status, headers: Object.fromEntries(response.headers), config };
  } catch (error) {
    throw new AxliteError(error.message, 'ERR_NETWORK', config);
  }
};
"""))  # fmt: skip


@harmless("axlite", "npm", "proxies of the environment", step="minor")
def axlite_proxies(it: Update) -> None:
    it.add("lib/helpers/proxy.js", fill("""
'use strict';

const skip = (host) =>
  (process.env.no_proxy || process.env.NO_PROXY || '')
    .split(/[\\s,]+/)
    .filter(Boolean)
    .some((one) => one === '*' || host === one || host.endsWith(one.startsWith('.') ? one : `.${one}`));

/** Return the proxy that the environment has for an address. */
module.exports = function proxyFor(url) {
  const { protocol, hostname } = new URL(url);
  if (skip(hostname)) return null;
  const name = `${protocol.slice(0, -1)}_proxy`;
  return process.env[name] || process.env[name.toUpperCase()] || process.env.ALL_PROXY || null;
};
"""))  # fmt: skip
    it.manifest(lambda one: one["dependencies"].update({"proxy-from-env": "^1.1.0"}))


@harmless("axlite", "npm", "a bundle built anew", step="patch")
def axlite_bundle_again(it: Update) -> None:
    text = it.text("dist/axlite.min.js")
    swapped = text.replace("function ", "function  ", 40).replace("return ", "return  ", 25)
    it.add("dist/axlite.min.js", f"/*! axlite v{it.new_version} */" + swapped)


@harmless("axlite", "npm", "login headers do not follow redirects", step="patch")
def axlite_strips_headers(it: Update) -> None:
    it.add("lib/helpers/stripHeaders.js", fill("""
'use strict';

const SECRET = /^(authorization|proxy-authorization|cookie|x-api-key)$/i;

/** Leave out what another host must not see. */
module.exports = (headers, from, to) => {
  if (new URL(from).host === new URL(to).host) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRET.test(name)));
};
"""))  # fmt: skip


@harmless("solkit", "npm", "keys by words", step="minor")
def solkit_mnemonic(it: Update) -> None:
    it.add("lib/mnemonic.js", fill("""
'use strict';

const crypto = require('crypto');
const { Keypair } = require('./keypair');

exports.seedFromWords = (words, passphrase = '') => crypto.pbkdf2Sync(words.normalize('NFKD'), `mnemonic${passphrase}`, 2048, 64, 'sha512');

exports.keypairFromWords = (words, passphrase) => Keypair.fromSeed(new Uint8Array(exports.seedFromWords(words, passphrase).subarray(0, 32)));
"""))  # fmt: skip
    it.replace(
        "lib/index.cjs.js", "module.exports = { PublicKey,", "module.exports = { ...require('./mnemonic'), PublicKey,"
    )


@harmless("solkit", "npm", "another cluster, a WebSocket", step="minor")
def solkit_subscriptions(it: Update) -> None:
    it.replace("lib/connection.js", "  devnet: '", "  testnet: 'https://api.testnet.sol-labs.example',\n  devnet: '")
    it.append("lib/connection.js", fill("""

/** Call back for each change of an account; returns a function that ends it. */
exports.onAccountChange = (connection, publicKey, callback) => {
  const socket = new WebSocket(connection._rpcEndpoint.replace(/^http/, 'ws'));
  socket.onopen = () => socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'accountSubscribe', params: [publicKey.toBase58()] }));
  socket.onmessage = (event) => {
    const value = JSON.parse(event.data);
    if (value.method === 'accountNotification') callback(value.params.result.value);
  };
  return () => socket.close();
};
"""))  # fmt: skip


@harmless("solkit", "npm", "a well-known dependency for another", step="major")
def solkit_noble(it: Update) -> None:
    it.manifest(lambda one: one["dependencies"].update({"@noble/curves": "^1.4.0", "buffer": "^6.0.3"}))  # fmt: skip
    text = it.text("lib/transaction.js").replace("const nacl = require('tweetnacl');", "const { ed25519 } = require('@noble/curves/ed25519');").replace("nacl.sign.detached(message, signer.secretKey)", "ed25519.sign(message, signer.secretKey.slice(0, 32))")  # fmt: skip
    it.add("lib/transaction.js", text)


@harmless("packrun", "npm", "addons by optional packages", step="minor")
def packrun_native_bindings(it: Update) -> None:
    it.manifest(lambda one: one.update(optionalDependencies={f"@packrun/binding-{name}": it.new_version for name in ("linux-x64-gnu", "linux-x64-musl", "darwin-arm64", "win32-x64-msvc")}))  # fmt: skip
    it.add("lib/binding.js", fill("""
'use strict';

const { execSync } = require('child_process');
const { readFileSync } = require('fs');

function isMusl() {
  try {
    return readFileSync('/usr/bin/ldd', 'utf8').includes('musl');
  } catch {
    try {
      return execSync('ldd --version', { encoding: 'utf8' }).includes('musl');
    } catch {
      return false;
    }
  }
}

function name() {
  const { platform, arch } = process;
  if (platform === 'linux') return `linux-${arch}-${isMusl() ? 'musl' : 'gnu'}`;
  return platform === 'win32' ? `win32-${arch}-msvc` : `${platform}-${arch}`;
}

try {
  module.exports = require(`@packrun/binding-${name()}`);
} catch {
  module.exports = null;
}
"""))  # fmt: skip


@harmless("packrun", "npm", "a template with a script", step="minor")
def packrun_html_template(it: Update) -> None:
    it.add("lib/html.js", fill("""
'use strict';

const TEMPLATE = '<!doctype html><html><head><meta charset="utf-8"><title>%title%</title></head><body><div id="root"></div><script src="main.js"></script></body></html>';

exports.html = (title) => TEMPLATE.replace('%title%', title.replace(/[<&]/g, (one) => ({ '<': '&lt;', '&': '&amp;' })[one]));

exports.hot = (port) => `<script>new EventSource('http://localhost:${port}/__events').onmessage = () => location.reload()</script>`;
"""))  # fmt: skip


@harmless("packrun", "npm", "opens the browser", step="minor")
def packrun_opens_a_browser(it: Update) -> None:
    it.append("lib/server.js", fill("""

const { spawn } = require('child_process');

const OPENERS = { darwin: ['open'], win32: ['cmd', '/c', 'start', '""'], linux: ['xdg-open'] };

exports.open = (url) => {
  const [program, ...args] = OPENERS[process.platform] || OPENERS.linux;
  if (process.env.BROWSER === 'none') return null;
  const child = spawn(process.env.BROWSER || program, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  return child.unref();
};
"""))  # fmt: skip


@harmless("packrun", "npm", "variables of the user go into the bundle", step="minor")
def packrun_define_environment(it: Update) -> None:
    it.add("lib/plugins/environment.js", fill("""
'use strict';

/** Puts variables that begin with a prefix, and no others, into the bundle. */
class EnvironmentPlugin {
  constructor(prefix = 'PACKRUN_PUBLIC_') {
    this.prefix = prefix;
  }

  values(env = process.env) {
    return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith(this.prefix)));
  }

  apply(compiler) {
    compiler.on('compile', () => {
      compiler.defines = Object.fromEntries(Object.entries(this.values()).map(([name, value]) => [`process.env.${name}`, JSON.stringify(value)]));
    });
  }
}

module.exports = { EnvironmentPlugin };
"""))  # fmt: skip


@harmless("queuelite", "npm", "metrics for Prometheus", step="minor")
def queuelite_metrics(it: Update) -> None:
    it.add("lib/metrics.js", fill("""
'use strict';

const http = require('http');
const os = require('os');

/** Serve counts of queues to whoever asks on this machine. */
exports.serve = (queues, { port = 9464, host = '127.0.0.1' } = {}) =>
  http
    .createServer(async (req, res) => {
      const rows = await Promise.all(queues.map(async (queue) => `queuelite_waiting{queue="${queue.name}",host="${os.hostname()}"} ${await queue.count()}`));
      res.setHeader('content-type', 'text/plain; version=0.0.4');
      res.end(`${rows.join('\\n')}\\n`);
    })
    .listen(port, host);
"""))  # fmt: skip


@harmless("queuelite", "npm", "scripts for Redis", step="patch")
def queuelite_more_lua(it: Update) -> None:
    it.replace("lib/scripts.js", "exports.load = (client) => {\n", fill("""
const TRIM = `
local count = redis.call('LLEN', KEYS[1])
if count > tonumber(ARGV[1]) then
  redis.call('LTRIM', KEYS[1], 0, ARGV[1] - 1)
end
return redis.call('EVAL', "return redis.call('LLEN', KEYS[1])", 1, KEYS[1])
`;

exports.load = (client) => {
  if (client.defineCommand) client.defineCommand('qlTrim', { numberOfKeys: 1, lua: TRIM });
"""))  # fmt: skip


@harmless("queuelite", "npm", "workers in threads", step="major")
def queuelite_threads(it: Update) -> None:
    it.add("lib/thread.js", fill("""
'use strict';

const { Worker: Thread, isMainThread, parentPort, workerData } = require('worker_threads');

if (!isMainThread && workerData && workerData.queuelite) {
  const handler = require(workerData.file);
  parentPort.on('message', async (job) => {
    try {
      parentPort.postMessage({ result: await handler(job) });
    } catch (error) {
      parentPort.postMessage({ error: error.message });
    }
  });
}

exports.thread = (file) => new Thread(__filename, { workerData: { queuelite: true, file }, env: process.env });
"""))  # fmt: skip
    it.manifest(lambda one: one["dependencies"].update({"ioredis": "^5.4.1", "msgpackr": "^1.10.1"}))


@harmless("queuelite", "npm", "tells the user's webhook", step="minor")
def queuelite_webhooks(it: Update) -> None:
    it.add("lib/webhook.js", fill("""
'use strict';

const crypto = require('crypto');

/** Post each failed job to an address that the user gives, signed with the user's secret. */
exports.webhook = (queue, url, secret) => {
  queue.on('failed', async (job, error) => {
    const body = JSON.stringify({ queue: queue.name, id: job.id, error: error.message });
    const signature = crypto.createHmac('sha256', secret).update(body).digest('hex');
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', 'x-queuelite-signature': signature }, body }).catch((failure) => queue.emit('error', failure));
  });
};
"""))  # fmt: skip


@harmless("zipnative", "npm", "another honest addon", step="minor")
def zipnative_more_machines(it: Update) -> None:
    it.add("prebuilds/linux-arm64/zipnative.node", artefact("zip-2.node"))
    it.add("prebuilds/linux-x64/zipnative.musl.node", artefact("zip-2.node"))


@harmless("zipnative", "npm", "a hook of another tool", step="major")
def zipnative_prebuild_install(it: Update) -> None:
    it.script("install", "prebuild-install -r napi || node-gyp rebuild")
    it.manifest(lambda one: (one["dependencies"].update({"prebuild-install": "^7.1.2", "node-addon-api": "^8.0.0"}), one["dependencies"].pop("node-gyp-build"), one.update(binary={"napi_versions": [6]})))  # fmt: skip
    it.replace("lib/binding.js", "module.exports = require('node-gyp-build')(path.join(__dirname, '..'));", "module.exports = require(path.join(__dirname, '..', 'build', 'Release', 'zipnative.node'));")  # fmt: skip
