"""Harmless updates of npm packages that look suspicious: command lines and rules of linters."""

from corpus.heldout.nouns import Update
from corpus.heldout7.shape import fill, harmless


@harmless("lintpreset", "npm", "runs the formatter", step="minor")
def lintpreset_formats(it: Update) -> None:
    it.add(
        "bin/format.js",
        fill("""
#!/usr/bin/env node
'use strict';

const path = require('path');
const { spawnSync } = require('child_process');

let tool;
try {
  tool = path.join(path.dirname(require.resolve('prettier/package.json')), 'bin', 'prettier.cjs');
} catch (error) {
  console.error('lintpreset: install prettier first');
  process.exit(2);
}
const done = spawnSync(process.execPath, [tool, '--write', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(done.status === null ? 1 : done.status);
"""),
    )
    it.manifest(lambda one: one["bin"].update({"lintpreset-format": "bin/format.js"}))


@harmless("lintpreset", "npm", "a script for contributors", step="minor")
def lintpreset_prepares(it: Update) -> None:
    it.manifest(
        lambda one: (
            one["scripts"].update({"prepare": "husky", "prepublishOnly": "npm test"}),
            one["devDependencies"].update({"husky": "^9.1.0"}),
        )
    )
    it.add(".husky/pre-commit", "npx lint-staged\n")


@harmless("lintpreset", "npm", "rules made by a script", step="minor")
def lintpreset_generates(it: Update) -> None:
    it.add(
        "rules/vue.js",
        "'use strict';\n\n// Made by scripts/rules.js; do not edit.\nmodule.exports = {\n"
        + "".join(
            f"  'vue/{one}': 'off',\n"
            for one in (
                "array-bracket-newline",
                "block-lang",
                "comma-style",
                "dot-location",
                "html-indent",
                "key-spacing",
                "max-len",
                "quote-props",
                "space-infix-ops",
                "template-curly-spacing",
            )
        )
        + "};\n",
    )
    it.add(
        "scripts/rules.js",
        fill("""
'use strict';

const fs = require('fs');
const path = require('path');
const { execSync } = require('child_process');

const version = execSync('npm view eslint-plugin-vue version', { encoding: 'utf8' }).trim();
const { rules } = require('eslint-plugin-vue');
const names = Object.keys(rules).filter((one) => rules[one].meta.type === 'layout');
fs.writeFileSync(path.join(__dirname, '..', 'rules', 'vue.js'), `'use strict';\\n\\n// ${version}\\nmodule.exports = ${JSON.stringify(names)};\\n`);
"""),
    )
    it.replace(
        "index.js",
        "const typescript = require('./rules/typescript');\n",
        "const typescript = require('./rules/typescript');\nconst vue = require('./rules/vue');\n",
    )
    it.replace("index.js", "...typescript, ", "...typescript, ...vue, ")


@harmless("lintpreset", "npm", "nothing suspicious", step="patch")
def lintpreset_special(it: Update) -> None:
    it.replace("index.js", "'no-tabs': 0,", "'no-tabs': 0, 'no-mixed-operators': 0,")


@harmless("argtree", "npm", "looks for a newer version", step="minor")
def argtree_notices_updates(it: Update) -> None:
    it.add(
        "lib/update.js",
        fill("""
'use strict';

const https = require('https');
const { compare } = require('./compare');

/** Say when the registry has a newer version. The application asks for it; NO_UPDATE_NOTIFIER and CI turn it off. */
module.exports = function notify({ name, version, registry = 'https://registry.argtree.example' }, log = console.error) {
  if (process.env.NO_UPDATE_NOTIFIER || process.env.CI || !process.stdout.isTTY) return;
  const call = https.get(`${registry}/${encodeURIComponent(name)}/latest`, { timeout: 1500 }, (answer) => {
    let text = '';
    answer.on('data', (one) => (text += one));
    answer.on('end', () => {
      try {
        const latest = JSON.parse(text).version;
        if (compare(latest, version) > 0) log(`${name} ${latest} is out; you have ${version}`);
      } catch (error) {
        return;
      }
    });
  });
  call.on('error', () => {});
};
"""),
    )
    it.add(
        "lib/compare.js",
        "'use strict';\n\nexports.compare = (a, b) => {\n  const [x, y] = [a, b].map((one) => one.split('.').map(Number));\n  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];\n};\n",
    )


@harmless("argtree", "npm", "plugins by name", step="minor")
def argtree_plugins(it: Update) -> None:
    it.add(
        "lib/plugins.js",
        fill("""
'use strict';

const fs = require('fs');
const path = require('path');

/** Load packages beside the application whose names begin with a prefix. */
module.exports = function plugins(root, prefix, command) {
  const folder = path.join(root, 'node_modules');
  const found = fs.existsSync(folder) ? fs.readdirSync(folder).filter((one) => one.startsWith(prefix)) : [];
  for (const name of found) {
    const plugin = require(path.join(folder, name));
    if (typeof plugin.register === 'function') plugin.register(command);
  }
  return found;
};
"""),
    )


@harmless("argtree", "npm", "asks for a password", step="minor")
def argtree_prompts(it: Update) -> None:
    it.add(
        "lib/prompt.js",
        fill("""
'use strict';

const readline = require('readline');

/** Ask on the terminal; what is typed is not shown when `hidden`. */
exports.ask = (question, { hidden = false } = {}) =>
  new Promise((resolve) => {
    const line = readline.createInterface({ input: process.stdin, output: process.stderr, terminal: true });
    if (hidden) line._writeToOutput = (text) => text.includes(question) && process.stderr.write(question);
    line.question(question, (answer) => {
      line.close();
      resolve(answer);
    });
  });

exports.password = (question = 'password: ') => exports.ask(question, { hidden: true });
"""),
    )
    it.append("lib/index.js", "\nexports.prompt = require('./prompt');\n")


@harmless("argtree", "npm", "writes a completion when asked to", step="minor")
def argtree_writes_completion(it: Update) -> None:
    it.append(
        "lib/completion.js",
        fill("""

/** Write the script of the completion to a folder of the user's shell; the command `completion install` calls it. */
module.exports.install = (name, shell = process.env.SHELL || '') => {
  const fs = require('fs');
  const path = require('path');
  const os = require('os');
  const folder = path.join(process.env.XDG_DATA_HOME || path.join(os.homedir(), '.local', 'share'), 'bash-completion', 'completions');
  if (!shell.endsWith('bash')) throw new Error(`no completion for ${shell}`);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, name), `complete -C '${name} --complete' ${name}\\n`);
};
"""),
    )


@harmless("argtree", "npm", "nothing suspicious", step="patch")
def argtree_usage(it: Update) -> None:
    it.replace("lib/command.js", ".padEnd(16)", ".padEnd(20)")
