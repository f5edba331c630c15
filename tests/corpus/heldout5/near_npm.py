"""Harmless updates of npm packages that look suspicious: hooks, addons, processes, settings."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout5.shape import fill, harmless


@harmless("repoclone", "npm", "a hook that builds an addon", step="minor")
def npm_addon_is_built(it: Update) -> None:
    it.add("binding.gyp", '{ "targets": [ { "target_name": "pathspec", "sources": ["src/pathspec.c"] } ] }\n')
    it.add("src/pathspec.c", "int pathspec(const char *text)\n{\n    return text && text[0] == ':';\n}\n")
    it.manifest(lambda one: (one["scripts"].update(install="node-gyp-build"), one["dependencies"].update({"node-gyp-build": "^4.8.0"}), one["files"].extend(["binding.gyp", "src"])))  # fmt: skip
    it.append("lib/index.js", "\ntry {\n  module.exports.pathspec = require('node-gyp-build')(require('path').join(__dirname, '..'));\n} catch {\n  module.exports.pathspec = (text) => text.startsWith(':');\n}\n")  # fmt: skip


@harmless("wirechat", "npm", "another honest addon")
def npm_addon_for_another_machine(it: Update) -> None:
    it.add("prebuilds/linux-arm64/wirechat.node", artefact("mask-2.node"))
    it.manifest(lambda one: one["files"].append("prebuilds"))
    it.add("lib/native.js", fill("""
'use strict';

const fs = require('fs');
const path = require('path');

const place = path.join(__dirname, '..', 'prebuilds', `${process.platform}-${process.arch}`, 'wirechat.node');

module.exports = fs.existsSync(place) && !process.env.WIRECHAT_NO_NATIVE ? require(place) : null;
"""))  # fmt: skip


@harmless("wirechat", "npm", "optional packages for each system", step="major")
def npm_packages_for_each_system(it: Update) -> None:
    names = ("linux-x64", "linux-arm64", "darwin-arm64", "win32-x64")
    it.manifest(lambda one: (one.update(optionalDependencies={f"@wirechat/{name}": it.new_version for name in names}), one["scripts"].update(postinstall="node lib/check.js")))  # fmt: skip
    it.add("lib/check.js", fill("""
'use strict';

const name = `@wirechat/${process.platform}-${process.arch}`;

try {
  require.resolve(name);
} catch {
  console.warn(`wirechat: ${name} is not installed; the slower JavaScript is used. Did you install with --no-optional?`);
}
"""))  # fmt: skip


@harmless("envstack", "npm", "a hook that prints")
def npm_hook_says_thanks(it: Update) -> None:
    it.script("postinstall", "node -e \"try{require('./lib/thanks')}catch(e){}\"")
    it.add("lib/thanks.js", fill("""
'use strict';

const { env } = process;
const quiet = env.CI || env.ADBLOCK || env.DISABLE_OPENCOLLECTIVE || env.npm_config_loglevel === 'silent';

if (!quiet) {
  console.log('\\u001B[32mThank you for envstack.\\u001B[39m It is made in spare time: https://envstack.example/donate');
}
"""))  # fmt: skip


@harmless("envstack", "npm", "a key of the environment, a vault of the own service", step="minor")
def npm_vault_is_pulled(it: Update) -> None:
    it.add("lib/vault.js", fill("""
'use strict';

const https = require('https');
const { open } = require('./encrypt');
const { parse } = require('./parse');

const VAULT = 'https://vault.envstack.example/v1/environments/';

/** Fetch the sealed values of a project and open them here; the key never leaves this machine. */
exports.pull = (project, { key = process.env.ENVSTACK_KEY, token = process.env.ENVSTACK_TOKEN } = {}) =>
  new Promise((resolve, reject) => {
    if (!key || !token) return reject(new Error('ENVSTACK_KEY and ENVSTACK_TOKEN are needed'));
    const headers = { authorization: `Bearer ${token}` };
    https
      .get(VAULT + encodeURIComponent(project), { headers }, (answer) => {
        let text = '';
        answer.on('data', (chunk) => (text += chunk));
        answer.on('end', () => resolve(parse(open(JSON.parse(text).sealed, key))));
      })
      .on('error', reject);
  });
"""))  # fmt: skip
    it.replace("lib/main.js", "module.exports = { config, parse, populate };", "module.exports = { config, parse, populate, pull: require('./vault').pull };")  # fmt: skip


@harmless("envstack", "npm", "uploads when it is told to", step="minor")
def npm_push_is_a_command(it: Update) -> None:
    it.add("bin/push.js", fill("""
#!/usr/bin/env node
'use strict';

const fs = require('fs');
const { seal } = require('../lib/encrypt');

async function main([project]) {
  const { ENVSTACK_KEY: key, ENVSTACK_TOKEN: token } = process.env;
  if (!project || !key || !token) throw new Error('usage: ENVSTACK_KEY=... ENVSTACK_TOKEN=... envstack-push PROJECT');
  const sealed = seal(fs.readFileSync('.env', 'utf8'), key);
  const answer = await fetch(`https://vault.envstack.example/v1/environments/${encodeURIComponent(project)}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sealed }),
  });
  if (!answer.ok) throw new Error(`the vault answered ${answer.status}`);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
"""))  # fmt: skip
    it.manifest(lambda one: one["bin"].update({"envstack-push": "bin/push.js"}))


@harmless("envstack", "npm", "processes moved", step="minor")
def npm_runner_is_a_module(it: Update) -> None:
    it.add("lib/run.js", fill("""
'use strict';

const { spawn } = require('child_process');
const { config } = require('./main');

exports.run = (command, args, { shell = false } = {}) =>
  new Promise((resolve) => {
    config();
    const child = spawn(command, args, { stdio: 'inherit', shell, env: process.env });
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    child.on('exit', (code, signal) => resolve(signal ? 128 : code));
  });
"""))  # fmt: skip
    it.add("bin/envstack.js", "#!/usr/bin/env node\n'use strict';\n\nconst { run } = require('../lib/run');\n\nconst [command, ...args] = process.argv.slice(2);\nif (!command) {\n  console.error('usage: envstack COMMAND [ARGUMENT...]');\n  process.exit(2);\n}\nrun(command, args, { shell: process.platform === 'win32' }).then((code) => process.exit(code ?? 1));\n")  # fmt: skip


@harmless("inklog", "npm", "looks at many variables", step="minor")
def npm_knows_more_terminals(it: Update) -> None:
    it.append("source/supports.js", fill("""

const CI = ['GITHUB_ACTIONS', 'GITLAB_CI', 'CIRCLECI', 'TRAVIS', 'BUILDKITE', 'DRONE', 'TEAMCITY_VERSION', 'TF_BUILD'];

exports.ci = () => CI.find((name) => name in env) || (env.CI ? 'CI' : null);

exports.program = () => {
  if (env.TERM_PROGRAM) return `${env.TERM_PROGRAM} ${env.TERM_PROGRAM_VERSION || ''}`.trim();
  if (env.WT_SESSION) return 'Windows Terminal';
  return env.TERM || 'unknown';
};
"""))  # fmt: skip


@harmless("repoclone", "npm", "asks other programs for a token", step="minor")
def npm_token_of_other_programs(it: Update) -> None:
    it.add("lib/credentials.js", fill("""
'use strict';

const { execFile } = require('child_process');
const { git } = require('./git');

const ask = (program, args, input) =>
  new Promise((resolve) => {
    const child = execFile(program, args, (error, out) => resolve(error ? '' : out.trim()));
    if (input) child.stdin.end(input);
  });

/** Return a token for a host: from the environment, from gh, or from git's own helpers. It is given to git alone. */
exports.token = async (host, env = process.env) => {
  if (env.REPOCLONE_TOKEN) return env.REPOCLONE_TOKEN;
  const found = await ask('gh', ['auth', 'token', '--hostname', host]);
  if (found) return found;
  const rows = await ask('git', ['credential', 'fill'], `protocol=https\\nhost=${host}\\n\\n`);
  return (/^password=(.*)$/m.exec(rows) || [])[1] || null;
};

exports.check = (url, token) => git(['-c', `http.extraHeader=Authorization: Bearer ${token}`, 'ls-remote', '--heads', url]);
"""))  # fmt: skip


@harmless("pkgscaffold", "npm", "runs npm in the new project", step="minor")
def npm_projects_are_installed(it: Update) -> None:
    it.add("lib/install.js", fill("""
'use strict';

const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');

const MANAGERS = [['pnpm-lock.yaml', 'pnpm'], ['yarn.lock', 'yarn']];

exports.manager = (folder) => (MANAGERS.find(([lock]) => fs.existsSync(path.join(folder, lock))) || [0, 'npm'])[1];

exports.install = (folder) =>
  new Promise((resolve, reject) => {
    const child = spawn(exports.manager(folder), ['install', '--ignore-scripts'], { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
    child.on('exit', (code) => (code ? reject(new Error(`install ended with ${code}`)) : resolve()));
  });

exports.git = (folder) => new Promise((resolve) => spawn('git', ['init', '-q'], { cwd: folder }).on('exit', resolve));
"""))  # fmt: skip


@harmless("pkgscaffold", "npm", "asks for the newest version", step="minor")
def npm_says_that_it_is_old(it: Update) -> None:
    it.add("lib/notice.js", fill("""
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const semver = require('semver');
const { latest } = require('./registry');
const { name, version } = require('../package.json');

const STAMP = path.join(os.tmpdir(), 'pkgscaffold-checked');

module.exports = async () => {
  if (process.env.NO_UPDATE_NOTIFIER || process.env.CI || !process.stdout.isTTY) return;
  const seen = fs.existsSync(STAMP) ? fs.statSync(STAMP).mtimeMs : 0;
  if (Date.now() - seen < 864e5) return;
  fs.writeFileSync(STAMP, '');
  const newest = await latest(name).catch(() => version);
  if (semver.gt(newest, version)) console.error(`${name} ${newest} is there (this is ${version})`);
};
"""))  # fmt: skip
    it.replace("bin/cli.js", "const [template", "require('../lib/notice')().catch(() => {});\n\nconst [template")


@harmless("pkgscaffold", "npm", "templates with workflows and scripts", step="minor")
def npm_template_of_a_service(it: Update) -> None:
    it.add("templates/service/Dockerfile", "FROM node:20-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\nHEALTHCHECK CMD curl -fs http://localhost:3000/health || exit 1\nCMD [\"node\", \"index.js\"]\n")  # fmt: skip
    it.add("templates/service/index.js", "'use strict';\n\nrequire('http')\n  .createServer((req, res) => res.end(req.url === '/health' ? 'ok' : '{{name}}'))\n  .listen(process.env.PORT || 3000);\n")  # fmt: skip
    it.add("templates/service/deploy.sh", "#!/bin/sh\nset -eu\ndocker build -t {{name}} .\ndocker push \"$REGISTRY/{{name}}\"\nssh \"$DEPLOY_HOST\" \"docker pull $REGISTRY/{{name}} && docker restart {{name}}\"\n")  # fmt: skip


@harmless("repoclone", "npm", "nothing suspicious", step="minor")
def npm_submodules(it: Update) -> None:
    it.add("lib/submodules.js", "'use strict';\n\nconst { git } = require('./git');\n\nexports.list = async (cwd) =>\n  (await git(['submodule', 'status'], { cwd }))\n    .split('\\n')\n    .filter(Boolean)\n    .map((row) => row.trim().split(' ')[1]);\n\nexports.update = (cwd) => git(['submodule', 'update', '--init', '--recursive'], { cwd });\n")  # fmt: skip
