"""Harmless updates of PyPI packages that look suspicious: builds, data, binaries, loaders."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout7.shape import b64, fill, harmless, pieces, strings


@harmless("imgtiler", "sdist", "a build that asks the system", step="minor")
def imgtiler_build_asks_pkg_config(it: Update) -> None:
    it.replace(
        "setup.py",
        "class BuildScale(build_ext):\n",
        fill("""
def flags(library, kind):
    try:
        found = subprocess.run(["pkg-config", f"--{kind}", library], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return found.split()


class BuildScale(build_ext):
"""),
    )
    it.replace("setup.py", "import os\nimport sys\n", "import os\nimport subprocess\nimport sys\n")
    it.replace(
        "setup.py",
        '["native/scale.c"])',
        '["native/scale.c"], extra_compile_args=flags("zlib", "cflags"), extra_link_args=flags("zlib", "libs"))',
    )


@harmless("imgtiler", "sdist", "a build that compiles by hand", step="major")
def imgtiler_build_by_cmake(it: Update) -> None:
    it.add(
        "CMakeLists.txt",
        'cmake_minimum_required(VERSION 3.18)\nproject(scale C)\nadd_library(_scale SHARED native/scale.c)\nset_target_properties(_scale PROPERTIES PREFIX "")\n',
    )
    it.replace(
        "setup.py",
        "        try:\n            super().run()\n",
        fill("""
        build = os.path.join(HERE, "build", "cmake")
        os.makedirs(build, exist_ok=True)
        try:
            self.spawn(["cmake", "-S", HERE, "-B", build, "-DCMAKE_BUILD_TYPE=Release"])
            self.spawn(["cmake", "--build", build])
            return
        except Exception as error:
            print(f"imgtiler: no cmake ({error}), trying without", file=sys.stderr)
        try:
            super().run()
"""),
    )


@harmless("imgtiler", "wheel", "another build of a library", step="minor")
def imgtiler_new_library(it: Update) -> None:
    it.add("imgtiler/_scale.so", artefact("scale-2.so"))
    it.add("imgtiler/_scale_avx2.so", artefact("scale-1.so"))
    it.replace(
        "imgtiler/scale.py",
        '_LIBRARY = Path(__file__).with_name("_scale.so")\n',
        fill("""

def _has_avx2():
    try:
        return "avx2" in Path("/proc/cpuinfo").read_text()
    except OSError:
        return False


_LIBRARY = Path(__file__).with_name("_scale_avx2.so" if _has_avx2() else "_scale.so")
"""),
    )


@harmless("imgtiler", "wheel", "a picture as base64", step="minor")
def imgtiler_placeholder(it: Update) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes((at * 73 + 11) % 256 for at in range(900))
    it.add(
        "imgtiler/placeholder.py",
        fill(
            '''
"""The tile that is shown where none is."""

import base64

_PICTURE = [
@ROWS@
]
PLACEHOLDER = base64.b64decode("".join(_PICTURE))
''',
            ROWS=strings(pieces(b64(picture), 80), quote='"'),
        ),
    )
    it.replace(
        "imgtiler/__init__.py",
        "from imgtiler.grid",
        "from imgtiler.placeholder import PLACEHOLDER  # noqa: F401\nfrom imgtiler.grid",
    )


@harmless("imgtiler", "wheel", "serves over HTTP", step="minor")
def imgtiler_serves(it: Update) -> None:
    it.add(
        "imgtiler/serve.py",
        fill('''
"""Serves tiles to a browser on this machine."""

import http.server
import re

PATH = re.compile(r"^/(\\d+)/(\\d+)/(\\d+)\\.png$")


def handler(tiler):
    class Tiles(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            match = PATH.match(self.path)
            if match is None:
                self.send_error(404)
                return
            content = tiler.tile(*map(int, match.groups()))
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Tiles


def serve(tiler, port=8080):
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler(tiler)) as server:
        server.serve_forever()
'''),
    )


@harmless("imgtiler", "sdist", "nothing suspicious", step="patch")
def imgtiler_bounds(it: Update) -> None:
    it.replace(
        "imgtiler/grid.py",
        "    left, top = column * tile, row * tile\n",
        '    if column < 0 or row < 0:\n        raise ValueError("tiles count from zero")\n    left, top = column * tile, row * tile\n',
    )


@harmless("tablesniff", "wheel", "tables from an address", step="minor")
def tablesniff_reads_addresses(it: Update) -> None:
    it.replace(
        "tablesniff/reader.py",
        "    text = decoded(Path(path).read_bytes())\n",
        "    text = decoded(content_of(path))\n",
    )
    it.append(
        "tablesniff/reader.py",
        fill('''


def content_of(path):
    """Return the bytes of a file, or of an address that the caller names."""
    if str(path).startswith(("http://", "https://")):
        import urllib.request

        with urllib.request.urlopen(str(path), timeout=30) as answer:
            return answer.read()
    return Path(path).read_bytes()
'''),
    )


@harmless("tablesniff", "wheel", "a large generated table", step="minor")
def tablesniff_tables(it: Update) -> None:
    numbers = [it.random.randrange(65536) for _ in range(2400)]
    rows = "\n".join(
        "    " + ", ".join(f"0x{one:04X}" for one in numbers[at : at + 12]) + "," for at in range(0, len(numbers), 12)
    )
    it.add(
        "tablesniff/_cp.py",
        f'"""Code pages; made by tools/codepages.py from the Unicode mappings. Do not edit."""\n\nTABLE = (\n{rows}\n)\n\n\ndef decode(content, page=0):\n    at = page * 256\n    return "".join(chr(TABLE[at + one]) if one >= 128 else chr(one) for one in content)\n',
    )


@harmless("tablesniff", "wheel", "compressed data", step="minor")
def tablesniff_samples(it: Update) -> None:
    import gzip

    words = " ".join(it.random.choice(("date", "sum", "name", "town", "code", "note")) for _ in range(900))
    it.add("tablesniff/data/samples.csv.gz", gzip.compress(words.encode(), 9, mtime=0))
    it.append(
        "tablesniff/reader.py",
        '\n\ndef samples():\n    """Return the sample table that the documentation uses."""\n    from importlib.resources import files\n\n    return list(rows(decoded(files("tablesniff").joinpath("data/samples.csv.gz").read_bytes())))\n',
    )


@harmless("tablesniff", "wheel", "vendored code", step="minor")
def tablesniff_vendors(it: Update) -> None:
    it.add("tablesniff/_vendor/__init__.py", "")
    it.add("tablesniff/_vendor/LICENSES.md", "dateguess 1.2.0, MIT\n")
    it.add(
        "tablesniff/_vendor/dateguess.py",
        fill('''
"""Guesses dates in many forms (vendored from dateguess 1.2.0, MIT)."""

import datetime
import re

_FORMS = [
    (re.compile(r"(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})"), (2, 1, 0)),
    (re.compile(r"(\\d{1,2})/(\\d{1,2})/(\\d{4})"), (2, 0, 1)),
    (re.compile(r"(\\d{4})/(\\d{2})/(\\d{2})"), (0, 1, 2)),
]


def guess(text):
    for pattern, order in _FORMS:
        match = pattern.fullmatch(text.strip())
        if match:
            year, month, day = (int(match.group(one + 1)) for one in order)
            try:
                return datetime.date(year, month, day)
            except ValueError:
                return None
    return None


def __getattr__(name):
    if name == "parse":
        return guess
    raise AttributeError(name)
'''),
    )
    it.replace(
        "tablesniff/types.py",
        '    if kind == "date":\n',
        '    if kind == "date" and not cell.strip()[:4].isdigit():\n        return guess(cell)\n    if kind == "date":\n',
    )
    it.replace(
        "tablesniff/types.py",
        "from datetime import date\n",
        "from datetime import date\n\nfrom ._vendor.dateguess import guess\n",
    )


@harmless("tablesniff", "sdist", "a refactoring over many files", step="major")
def tablesniff_moves(it: Update) -> None:
    for name in ("dialect", "reader", "types"):
        text = it.text(f"tablesniff/{name}.py").replace("from .dialect", "from tablesniff.core.dialect")
        it.add(f"tablesniff/core/{name}.py", text)
        it.add(
            f"tablesniff/{name}.py",
            f'"""Moved to `tablesniff.core.{name}`."""\n\nfrom tablesniff.core.{name} import *  # noqa: F401,F403\n',
        )
    it.add("tablesniff/core/__init__.py", '"""The parts."""\n')


@harmless("tablesniff", "wheel", "looks up plugins", step="minor")
def tablesniff_plugins(it: Update) -> None:
    it.add(
        "tablesniff/plugins.py",
        fill('''
"""Readers of other formats, by entry points."""

import importlib
from importlib.metadata import entry_points


def readers():
    """Return the functions that packages offer under `tablesniff.readers`."""
    return {one.name: one.load() for one in entry_points(group="tablesniff.readers")}


def by_name(dotted):
    module, _, name = dotted.partition(":")
    return getattr(importlib.import_module(module), name)
'''),
    )
