"""Harmless counterparts of what the later worms came to: build files, conditions, names, maps, profiles."""

import json

from corpus.heldout.nouns import Update
from corpus.heldout6.shape import b64, fill, harmless


@harmless("zipnative", "npm", "a build file that asks node", step="minor")
def gyp_asks_for_a_folder(it: Update) -> None:
    it.replace("binding.gyp", '"sources": ["src/zipnative.c"]', '"sources": ["src/zipnative.c"],\n      "include_dirs": ["<!(node -p \\"require(\'node-addon-api\').include_dir\\")"],\n      "defines": ["NAPI_VERSION=6"]')  # fmt: skip
    it.manifest(lambda one: one["dependencies"].update({"node-addon-api": "^8.0.0"}))


@harmless("monotask", "npm", "entry points by condition", step="minor")
def exports_are_listed(it: Update) -> None:
    it.add("src/browser.js", "'use strict';\n\nmodule.exports = { ...require('./hasher') };\n")
    it.manifest(lambda one: one.update(exports={".": {"browser": "./src/browser.js", "default": "./src/index.js"}, "./package.json": "./package.json"}))  # fmt: skip


@harmless("tintx", "npm", "a program of its own name", step="minor")
def bin_is_added(it: Update) -> None:
    it.manifest(lambda one: one.update(bin={"tintx": "./source/cli.js"}))
    it.add("source/cli.js", fill("""
#!/usr/bin/env node
import fs from 'node:fs';
import process from 'node:process';
import tintx from './index.js';

const [style, ...words] = process.argv.slice(2);
const text = words.length > 0 ? words.join(' ') : fs.readFileSync(0, 'utf8');
const paint = style.split('.').reduce((value, name) => value[name], tintx);

process.stdout.write(paint(text) + '\\n');
"""))  # fmt: skip


@harmless("axlite", "npm", "source maps", step="patch")
def maps_are_shipped(it: Update) -> None:
    it.add("dist/axlite.min.js.map", json.dumps({"version": 3, "file": "axlite.min.js", "sources": ["../index.js", "../lib/axlite.js"], "sourcesContent": [it.text("index.js"), it.text("lib/axlite.js")], "names": ["module", "exports"], "mappings": "AAAA;" * 80}) + "\n")  # fmt: skip
    it.append("dist/axlite.min.js", "//# sourceMappingURL=axlite.min.js.map\n")


@harmless("mcp-notes", "npm", "says how to register it", step="minor")
def settings_are_printed(it: Update) -> None:
    it.add("build/setup.js", fill("""
'use strict';

const path = require('path');

/** Print what belongs into the settings of an assistant; nothing is written. */
exports.print = () => {
  const server = { command: process.execPath, args: [path.join(__dirname, 'index.js')], env: { NOTES_DIR: process.env.NOTES_DIR || '~/notes' } };
  console.log('Put this into ~/.cursor/mcp.json or claude_desktop_config.json:');
  console.log(JSON.stringify({ mcpServers: { notes: server } }, null, 2));
};
"""))  # fmt: skip
    it.replace(
        "build/index.js",
        "main().catch(",
        "if (process.argv[2] === 'setup') require('./setup').print();\nelse main().catch(",
    )


@harmless("mdlive", "vsix", "needs a well-known extension", step="minor")
def pack_of_a_known_extension(it: Update) -> None:
    it.manifest(lambda one: one.update(extensionDependencies=["vscode.markdown-language-features"], extensionKind=["workspace"]))  # fmt: skip


@harmless("sysmond", "deb", "a profile script", step="minor")
def profile_sets_a_variable(it: Update) -> None:
    it.add("etc/profile.d/sysmond.sh", "# Where sysmon-report looks.\nexport SYSMOND_LOG=/var/lib/sysmond/load.log\nif [ -n \"$BASH_VERSION\" ] && [ -r /usr/share/bash-completion/completions/sysmon-report ]; then\n    . /usr/share/bash-completion/completions/sysmon-report\nfi\n")  # fmt: skip
    it.add("usr/share/bash-completion/completions/sysmon-report", "complete -W '10 20 50 100' sysmon-report\n")


@harmless("llmroute", "wheel", "templates in a sandbox", step="minor")
def templates_are_rendered(it: Update) -> None:
    it.add("llmroute/templates/chat.json", json.dumps({"name": "chat", "template": "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}\n{% endfor %}"}, indent=2) + "\n")  # fmt: skip
    it.append("llmroute/completion.py", fill('''


def render(messages, name="chat"):
    """Return a prompt by a template of this package; needs the extra `jinja2`."""
    from pathlib import Path

    from jinja2.sandbox import ImmutableSandboxedEnvironment

    row = json.loads((Path(__file__).parent / "templates" / f"{name}.json").read_text())
    return ImmutableSandboxedEnvironment(trim_blocks=True).from_string(row["template"]).render(messages=messages)
'''))  # fmt: skip


@harmless("visdet", "wheel", "weights are read with care", step="minor")
def weights_are_restricted(it: Update) -> None:
    it.add("visdet/utils/safe_pickle.py", fill('''
"""Reads pickled weights with a list of what they may name."""

import io
import pickle

ALLOWED = {("collections", "OrderedDict"), ("numpy.core.multiarray", "_reconstruct"), ("numpy", "ndarray"), ("numpy", "dtype")}


class Restricted(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is not allowed")
        return super().find_class(module, name)


def loads(raw):
    return Restricted(io.BytesIO(raw)).load()
'''))  # fmt: skip


@harmless("queuelite", "npm", "jobs in base64", step="minor")
def jobs_may_be_bytes(it: Update) -> None:
    it.replace("lib/job.js", "    const job = new Job(queue, row.data, row);\n", "    const data = row.encoding === 'base64' ? Buffer.from(row.data, 'base64') : row.data;\n    const job = new Job(queue, data, row);\n")  # fmt: skip
    it.append("lib/job.js", f"\nmodule.exports.EXAMPLE = '{b64('an example of a job with bytes in it')}';\n")
