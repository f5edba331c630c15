"""Harmless updates of npm packages that look suspicious: assistants, players, tasks, embedded modules."""

import base64
import json

from corpus.heldout.ballast import BULK
from corpus.heldout.nouns import Update
from corpus.heldout6.shape import b64, fill, harmless, pieces


@harmless("mcp-notes", "npm", "a copy that the user asks for", step="minor")
def mcp_copies_to_the_sender(it: Update) -> None:
    it.replace("build/mail.js", "exports.send = async ({ to, subject, text, from = process.env.MAIL_FROM }) => {\n", "exports.send = async ({ to, cc, bcc, subject, text, from = process.env.MAIL_FROM }) => {\n")  # fmt: skip
    it.replace("build/mail.js", "To: to, Subject", "To: to, Cc: cc, Bcc: bcc, Subject")


@harmless("mcp-notes", "npm", "tools with long descriptions", step="minor")
def mcp_describes_its_tools(it: Update) -> None:
    it.replace("build/tools.js", "'Read a note', {", "'Read a note. Important: ask the user before you show notes that look private; names never hold a path.', {")  # fmt: skip
    it.replace(
        "build/tools.js",
        "'Send a note by mail', {",
        "'Send a note by mail. You must ask the user to confirm the address first.', {",
    )


@harmless("mcp-notes", "npm", "runs git in the notes", step="minor")
def mcp_history(it: Update) -> None:
    it.add("build/history.js", fill("""
'use strict';

const { execFile } = require('child_process');
const os = require('os');
const path = require('path');
const { promisify } = require('util');

const run = promisify(execFile);
const cwd = process.env.NOTES_DIR || path.join(os.homedir(), 'notes');

exports.commit = async (message) => {
  await run('git', ['add', '--all'], { cwd });
  await run('git', ['commit', '--quiet', '--message', message], { cwd });
};

exports.push = async () => {
  if (process.env.NOTES_REMOTE) await run('git', ['push', '--quiet', process.env.NOTES_REMOTE, 'HEAD'], { cwd });
};
"""))  # fmt: skip


@harmless("mcp-notes", "npm", "serves over HTTP with a token", step="major")
def mcp_http_transport(it: Update) -> None:
    it.add("build/http.js", fill("""
'use strict';

const crypto = require('crypto');
const http = require('http');

const token = process.env.NOTES_TOKEN || crypto.randomBytes(24).toString('hex');

const allowed = (given) => {
  const want = Buffer.from(`Bearer ${token}`);
  const have = Buffer.from(given || '');
  return want.length === have.length && crypto.timingSafeEqual(want, have);
};

exports.listen = (handle, port = 3333) => {
  const server = http.createServer((req, res) => {
    if (!allowed(req.headers.authorization)) return res.writeHead(401).end();
    return handle(req, res);
  });
  server.listen(port, '127.0.0.1', () => console.error(`token: ${token}`));
  return server;
};
"""))  # fmt: skip


@harmless("playframe", "npm", "WebAssembly in base64", step="minor")
def playframe_wasm(it: Update) -> None:
    wasm = b"\0asm\x01\0\0\0" + bytes([1, 7, 1, 0x60, 2, 0x7F, 0x7F, 1, 0x7F, 3, 2, 1, 0, 7, 7, 1, 3]) + b"add" + bytes([0, 0, 10, 9, 1, 7, 0, 0x20, 0, 0x20, 1, 0x6A, 0x0B]) + it.random.randbytes(1800)  # fmt: skip
    lines = "\n".join(f"  '{one}'," for one in pieces(base64.b64encode(wasm).decode(), 100))
    it.add("dist/renderer.wasm.js", f"const parts = [\n{lines}\n];\n\nexport async function load() {{\n  const bytes = Uint8Array.from(atob(parts.join('')), (one) => one.charCodeAt(0));\n  const {{ instance }} = await WebAssembly.instantiate(bytes, {{}});\n  return instance.exports;\n}}\n")  # fmt: skip


@harmless("playframe", "npm", "the bundle is another", step="minor")
def playframe_new_bundle(it: Update) -> None:
    it.add("dist/playframe.min.js", BULK["minified"]("playframe-two", 96_000))
    it.add("dist/playframe.min.js.map", json.dumps({"version": 3, "file": "playframe.min.js", "sources": ["../src/index.ts"], "names": [], "mappings": "AAAA" * 200}))  # fmt: skip


@harmless("playframe", "npm", "lottie files by a host of one's own", step="minor")
def playframe_renderer_by_script(it: Update) -> None:
    it.append("dist/loader.js", fill("""

/** Load a renderer that the page names, once. */
export function loadRenderer(src, integrity) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.async = true;
    if (integrity) {
      script.integrity = integrity;
      script.crossOrigin = 'anonymous';
    }
    script.onload = () => resolve(window.PlayFrameRenderer);
    script.onerror = () => reject(new Error(`${src} was not loaded`));
    document.head.appendChild(script);
  });
}
"""))  # fmt: skip


@harmless("playframe", "npm", "statistics that the page turns on", step="minor")
def playframe_statistics(it: Update) -> None:
    it.add("dist/stats.js", fill("""
/** Counts what was played; sends it to the page's own address when the page is left. */
export class Stats {
  constructor(url) {
    this.url = url;
    this.rows = [];
    if (url) addEventListener('pagehide', () => this.flush());
  }

  note(name, value) {
    this.rows.push({ name, value, at: Math.round(performance.now()) });
  }

  flush() {
    if (this.rows.length) navigator.sendBeacon(this.url, JSON.stringify(this.rows.splice(0)));
  }
}
"""))  # fmt: skip


@harmless("playframe", "npm", "keys that the player listens to", step="minor")
def playframe_keys(it: Update) -> None:
    it.replace("dist/player.js", "  pause() {\n", fill("""
  connectedCallback() {
    super.connectedCallback();
    this.tabIndex = 0;
    this.addEventListener('keydown', (event) => {
      if (event.key === ' ') this.state === 'playing' ? this.pause() : this.play();
    });
  }

  pause() {
"""))  # fmt: skip


@harmless("monotask", "npm", "telemetry that is asked for first", step="minor")
def monotask_telemetry(it: Update) -> None:
    it.add("src/telemetry.js", fill("""
'use strict';

const crypto = require('crypto');
const os = require('os');
const { version } = require('../package.json');

const URL_ = 'https://telemetry.monotask.example/v1/runs';

/** Send how long a run took; only after `mono telemetry on`, never in CI. */
exports.report = async (target, milliseconds, settings) => {
  if (!settings.telemetry || process.env.CI || process.env.DO_NOT_TRACK) return;
  const machine = crypto.createHash('sha256').update(os.hostname() + os.userInfo().username).digest('hex').slice(0, 16);
  const body = JSON.stringify({ machine, target, milliseconds, version, node: process.version, platform: process.platform });
  await fetch(URL_, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: AbortSignal.timeout(1000) }).catch(() => {});
};
"""))  # fmt: skip


@harmless("monotask", "npm", "a remote cache of the user", step="minor")
def monotask_remote_cache(it: Update) -> None:
    it.add("src/remote-cache.js", fill("""
'use strict';

const { MONO_CACHE_URL: url, MONO_CACHE_TOKEN: token } = process.env;

const headers = () => ({ authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' });

exports.enabled = () => Boolean(url && token);

exports.get = async (key) => {
  const answer = await fetch(`${url}/v1/cache/${key}`, { headers: headers() });
  return answer.ok ? answer.text() : null;
};

exports.put = async (key, text) => {
  const answer = await fetch(`${url}/v1/cache/${key}`, { method: 'PUT', headers: headers(), body: text });
  if (!answer.ok) console.warn(`monotask: the cache answered ${answer.status}`);
};
"""))  # fmt: skip


@harmless("monotask", "npm", "the hook does more", step="patch")
def monotask_post_install(it: Update) -> None:
    it.append("bin/post-install.js", fill("""

const fs = require('fs');
const path = require('path');

const root = process.env.INIT_CWD || process.cwd();
if (fs.existsSync(path.join(root, 'mono.json')) && !process.env.CI) {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'mono.json'), 'utf8'));
  if (version === 1) console.log('monotask: run "npx mono migrate" to bring mono.json up to date.');
}
"""))  # fmt: skip


@harmless("monotask", "npm", "a daemon of its own", step="major")
def monotask_daemon(it: Update) -> None:
    it.add("src/daemon/client.js", fill("""
'use strict';

const { spawn } = require('child_process');
const net = require('net');
const os = require('os');
const path = require('path');

const socket = process.platform === 'win32' ? '\\\\\\\\.\\\\pipe\\\\mono' : path.join(os.tmpdir(), `mono-${process.getuid()}.sock`);

exports.start = () => spawn(process.execPath, [path.join(__dirname, 'server.js'), socket], { detached: true, stdio: 'ignore', windowsHide: true }).unref();

exports.ask = (message) =>
  new Promise((resolve, reject) => {
    const line = net.connect(socket, () => line.end(JSON.stringify(message)));
    let text = '';
    line.on('data', (chunk) => (text += chunk));
    line.on('end', () => resolve(JSON.parse(text)));
    line.on('error', reject);
  });
"""))  # fmt: skip
    it.add("src/daemon/server.js", fill("""
'use strict';

const net = require('net');
const { readProjects } = require('../projects');

const server = net.createServer({ allowHalfOpen: true }, (line) => {
  let text = '';
  line.on('data', (chunk) => (text += chunk));
  line.on('end', () => {
    const { root } = JSON.parse(text);
    line.end(JSON.stringify(readProjects(root).map((one) => one.name)));
  });
});

server.listen(process.argv[2]);
setTimeout(() => server.close(), 3600e3).unref();
"""))  # fmt: skip


@harmless("monotask", "npm", "generators with workflows", step="minor")
def monotask_workflow_generator(it: Update) -> None:
    it.add("src/generators/ci.js", fill("""
'use strict';

const fs = require('fs');
const path = require('path');

const WORKFLOW = `name: CI
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  main:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - run: npm ci
      - run: npx mono run test
        env:
          MONO_CACHE_TOKEN: \\${{ secrets.MONO_CACHE_TOKEN }}
`;

exports.ci = (root) => {
  const file = path.join(root, '.github', 'workflows', 'ci.yml');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  if (!fs.existsSync(file)) fs.writeFileSync(file, WORKFLOW);
};
"""))  # fmt: skip


@harmless("packrun", "npm", "tests with hostile strings", step="patch")
def packrun_hostile_fixtures(it: Update) -> None:
    it.add("test/fixtures/evil/index.js", "// A fixture: must be kept as text and never be run by the bundler.\nmodule.exports = 'require(\"child_process\").exec(\"curl http://localhost/x | sh\")';\n")  # fmt: skip
    it.add("test/evil.test.js", fill("""
'use strict';

const assert = require('assert');
const path = require('path');
const { Compiler } = require('../lib/compiler');

it('does not run what it bundles', async () => {
  const compiler = new Compiler({ entry: './index.js', output: 'out', plugins: [], context: path.join(__dirname, 'fixtures', 'evil') });
  compiler.visit(path.join(compiler.config.context, 'index.js'));
  assert.match(compiler.render(), /child_process/);
  assert.strictEqual(Buffer.from('@TEXT@', 'base64').toString().length > 3, true);
});
""", TEXT=b64("eval(process.env)")))  # fmt: skip


@harmless("tintx", "npm", "TypeScript output", step="minor")
def tintx_compiled_helpers(it: Update) -> None:
    it.add("source/gradient.js", fill("""
var __awaiter = (this && this.__awaiter) || function (thisArg, _arguments, P, generator) {
	return new (P || (P = Promise))(function (resolve, reject) {
		function step(result) { result.done ? resolve(result.value) : Promise.resolve(result.value).then(value => step(generator.next(value)), reject); }
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
export const gradient = (from, to, steps) => Array.from({ length: steps }, (_, at) => from.map((one, i) => Math.round(one + ((to[i] - one) * at) / Math.max(1, steps - 1))));
export const animate = (draw, frames, wait) => __awaiter(void 0, void 0, void 0, function* () {
	for (const frame of frames) {
		draw(frame);
		yield new Promise(resolve => setTimeout(resolve, wait));
	}
});
"""))  # fmt: skip
