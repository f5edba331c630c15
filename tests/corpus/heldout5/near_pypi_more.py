"""Harmless updates of Python packages that look suspicious: processes, encodings, builds, moves."""

import base64
import json
import zlib

from corpus.heldout.hiding import png
from corpus.heldout.nouns import Update
from corpus.heldout5.shape import b64, fill, harmless, rows


@harmless("pipeforge", "wheel", "processes moved to a module of their own", step="major")
def py_processes_have_moved(it: Update) -> None:
    it.add("pipeforge/process.py", '''"""Processes: one place that starts them."""

import os
import signal
import subprocess
import sys


def run(command, cwd=".", env=None, shell=False, timeout=None):
    """Return the exit code; the group is stopped where the time is over."""
    child = subprocess.Popen(
        " ".join(command) if shell else command, cwd=cwd, env={**os.environ, **(env or {})}, shell=shell, start_new_session=True
    )
    try:
        return child.wait(timeout)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGTERM)
        return 124


def python(*args, **more):
    return run([sys.executable, *args], **more)
''')  # fmt: skip
    it.replace("pipeforge/runner.py", "        done = subprocess.run(task.command, cwd=self.cwd, env={**os.environ, **task.env})\n", "        code = run(task.command, self.cwd, task.env)\n")  # fmt: skip
    it.replace("pipeforge/runner.py", "        if done.returncode:\n            raise TaskFailed(task, done.returncode)", "        if code:\n            raise TaskFailed(task, code)")  # fmt: skip
    it.replace("pipeforge/runner.py", "import os\nimport subprocess\nimport sys\nimport time\n", "import sys\nimport time\n\nfrom .process import run\n")  # fmt: skip


@harmless("pipeforge", "sdist", "commands on other machines", step="minor")
def py_tasks_over_ssh(it: Update) -> None:
    it.add("pipeforge/remote.py", '''"""Tasks on another machine, over ssh, or in a container."""

import shlex
import subprocess

from .runner import Runner, TaskFailed


class SshRunner(Runner):
    def __init__(self, graph, host, user=None, **more):
        super().__init__(graph, **more)
        self.where = f"{user}@{host}" if user else host

    def run_task(self, task):
        words = "cd " + shlex.quote(self.cwd) + " && " + shlex.join(task.command)
        done = subprocess.run(["ssh", "-o", "BatchMode=yes", self.where, words])
        if done.returncode:
            raise TaskFailed(task, done.returncode)


class DockerRunner(Runner):
    def __init__(self, graph, image, **more):
        super().__init__(graph, **more)
        self.image = image

    def run_task(self, task):
        env = [f"--env={name}={value}" for name, value in task.env.items()]
        done = subprocess.run(["docker", "run", "--rm", f"--volume={self.cwd}:/work", "--workdir=/work", *env, self.image, *task.command])
        if done.returncode:
            raise TaskFailed(task, done.returncode)
''')  # fmt: skip


@harmless("pipeforge", "wheel", "writes to the shell's start-up file when it is asked to", step="minor")
def py_completion_is_installed(it: Update) -> None:
    it.add("pipeforge/completion.py", '''"""`pipeforge --install-completion`: completes names of tasks in bash and zsh."""

from pathlib import Path

LINES = {
    ".bashrc": 'eval "$(_PIPEFORGE_COMPLETE=bash pipeforge)"  # pipeforge completion\\n',
    ".zshrc": 'eval "$(_PIPEFORGE_COMPLETE=zsh pipeforge)"  # pipeforge completion\\n',
}


def install(shell):
    path = Path.home() / f".{shell}rc"
    line = LINES[path.name]
    text = path.read_text() if path.exists() else ""
    if line not in text:
        path.write_text(text + line)
    return path


def remove(shell):
    path = Path.home() / f".{shell}rc"
    path.write_text(path.read_text().replace(LINES[path.name], ""))
''')  # fmt: skip
    it.replace("pipeforge/cli.py", '    parser.add_argument("--quiet", action="store_true")\n', '    parser.add_argument("--quiet", action="store_true")\n    parser.add_argument("--install-completion", choices=("bash", "zsh"))\n')  # fmt: skip


@harmless("pipeforge", "sdist", "asks for the newest version", step="minor")
def py_says_that_it_is_old(it: Update) -> None:
    it.add("pipeforge/_notice.py", '''"""Says once a day that there is a newer version; PIPEFORGE_NO_UPDATE_CHECK=1 switches it off."""

import json
import os
import sys
import time
import urllib.request

from . import __version__
from ._compat import user_folder

INDEX = "https://index.pipeforge.example/pypi/pipeforge/json"


def newest():
    place = os.path.join(user_folder("cache", "pipeforge"), "newest.json")
    if os.path.exists(place) and time.time() - os.path.getmtime(place) < 86400:
        with open(place) as stream:
            return json.load(stream)
    with urllib.request.urlopen(INDEX, timeout=1) as answer:
        version = json.load(answer)["info"]["version"]
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "w") as stream:
        json.dump(version, stream)
    return version


def notice():
    if os.environ.get("PIPEFORGE_NO_UPDATE_CHECK") or not sys.stderr.isatty():
        return
    try:
        version = newest()
    except (OSError, ValueError, KeyError):
        return
    if version != __version__:
        print(f"pipeforge {version} is there: pip install -U pipeforge", file=sys.stderr)
''')  # fmt: skip


@harmless("frameplot", "wheel", "pictures in base64 within a module", step="minor")
def py_markers_are_embedded(it: Update) -> None:
    icon = base64.encodebytes(png(32, 32, b"", it.random)).decode()
    lines = "\n".join(f"    {one!r}" for one in icon.split())
    it.add("frameplot/markers.py", f'"""Pictures of markers, embedded so that charts need no files."""\n\nimport base64\n\n_CIRCLE = (\n{lines}\n)\n\n\ndef data_uri(name="circle"):\n    return "data:image/png;base64," + {{"circle": _CIRCLE}}[name]\n\n\ndef raw(name="circle"):\n    return base64.b64decode({{"circle": _CIRCLE}}[name])\n')  # fmt: skip


@harmless("frameplot", "sdist", "fixtures of tests in base64 and zlib")
def py_fixtures_are_packed(it: Update) -> None:
    svg = "<svg>" + "".join(f'<rect x="{at}" y="0" width="9" height="{at * 3}"/>' for at in range(80)) + "</svg>"
    it.add("tests/test_golden.py", f'"""Charts stay as they are."""\n\nimport base64\nimport zlib\n\nfrom frameplot import bars\n\nGOLDEN = "{b64(zlib.compress(svg.encode()))}"\n\n\ndef test_golden():\n    golden = zlib.decompress(base64.b64decode(GOLDEN)).decode()\n    assert golden.count("<rect") == bars(list(range(80))).svg().count("<rect")\n')  # fmt: skip
    it.add("tests/data/broken.png", png(16, 16, b"", it.random)[:-20])


@harmless("frameplot", "wheel", "fetches fonts, with digests", step="minor")
def py_fonts_are_fetched(it: Update) -> None:
    digest = it.random.randbytes(32).hex()
    it.add("frameplot/fonts.py", fill('''
"""Fonts that are not shipped: fetched once, kept in the cache, checked by their digest."""

import hashlib
import os
import urllib.request
from pathlib import Path

from ._compat import user_folder

FONTS = {"plex": ("https://fonts.frameplot.example/plex-1.4.woff2", "@DIGEST@")}


def font(name):
    url, digest = FONTS[name]
    place = Path(user_folder("cache", "frameplot")) / os.path.basename(url)
    if not place.exists():
        with urllib.request.urlopen(url, timeout=30) as answer:
            content = answer.read()
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError(f"{url} is not what it was")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return place
''', DIGEST=digest))  # fmt: skip


@harmless("rowmodel", "wheel", "code that is made and executed, as dataclasses do", step="minor")
def py_initialisers_are_generated(it: Update) -> None:
    it.add("rowmodel/_codegen.py", '''"""Makes `__init__` and `__repr__` of models, so that they are as fast as if one had written them."""

from textwrap import indent


def make(name, arguments, body, scope):
    source = f"def {name}(self, *, {', '.join(arguments)}):\\n" + indent("\\n".join(body) or "pass", "    ")
    exec(compile(source, f"<rowmodel {name}>", "exec"), scope)
    return scope[name]


def initialiser(cls):
    names = [one.name for one in cls.fields()]
    scope = {f"_default_{one.name}": one.default for one in cls.fields()}
    return make("__init__", [f"{name}=_default_{name}" for name in names], [f"self.{name} = {name}" for name in names], scope)


def fast(cls):
    """Decorate a model."""
    cls.__init__ = initialiser(cls)
    return cls
''')  # fmt: skip


@harmless("rowmodel", "sdist", "pickles of the user's own", step="minor")
def py_fields_of_objects(it: Update) -> None:
    it.append("rowmodel/fields.py", '''

class Packed(Field):
    """JSON, compressed and in base64; for texts that are long."""

    sql = "TEXT"

    def clean(self, value):
        if isinstance(value, str) and value.startswith("z:"):
            return json.loads(zlib.decompress(base64.b64decode(value[2:])))
        return value

    @staticmethod
    def pack(value):
        return "z:" + base64.b64encode(zlib.compress(json.dumps(value).encode())).decode()


class Pickled(Field):
    """Any object; use it for data bases alone that nobody else writes to."""

    def clean(self, value):
        return pickle.loads(value) if isinstance(value, bytes) else value
''')  # fmt: skip
    it.add(
        "rowmodel/fields.py",
        "import base64\nimport json\nimport pickle\nimport zlib\n\n\n" + it.text("rowmodel/fields.py"),
    )


@harmless("rowmodel", "wheel", "copies of data bases", step="minor")
def py_backups(it: Update) -> None:
    it.add("rowmodel/backup.py", '''"""Copies of a data base while it is in use, packed, the last ones kept."""

import gzip
import shutil
import sqlite3
import tempfile
from datetime import datetime, timezone
from pathlib import Path


def backup(engine, folder, keep=7):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(suffix=".db") as copy:
        target = sqlite3.connect(copy.name)
        engine.connection.backup(target)
        target.close()
        place = folder / f"{datetime.now(timezone.utc):%Y%m%dT%H%M%SZ}.db.gz"
        with open(copy.name, "rb") as source, gzip.open(place, "wb") as out:
            shutil.copyfileobj(source, out)
    for old in sorted(folder.glob("*.db.gz"))[:-keep]:
        old.unlink()
    return place
''')  # fmt: skip


@harmless("coinfold", "wheel", "a table in base85", step="minor")
def py_words_are_packed(it: Update) -> None:
    words = json.loads(it.text("coinfold/wordlists/english.json"))[:600]
    packed = base64.b85encode(zlib.compress(" ".join(words).encode(), 9)).decode()
    lines = "\n".join(f"    {packed[at : at + 88]!r}" for at in range(0, len(packed), 88))
    it.add("coinfold/_words.py", f'"""The words of mnemonics, packed by tools/pack_words.py; do not edit."""\n\nimport base64\nimport zlib\n\n_PACKED = (\n{lines}\n)\n\nWORDS = zlib.decompress(base64.b85decode(_PACKED)).decode().split()\n')  # fmt: skip
    it.add("tools/pack_words.py", 'import base64\nimport json\nimport zlib\n\nwords = json.load(open("coinfold/wordlists/english.json"))[:600]\nprint(base64.b85encode(zlib.compress(" ".join(words).encode(), 9)).decode())\n')  # fmt: skip


@harmless("flowgate", "wheel", "starts itself anew when a file changes", step="minor")
def py_server_reloads(it: Update) -> None:
    it.add("flowgate/dev.py", '''"""`python -m flowgate.dev module:app`: serves, and starts anew when a file changes. Not for production."""

import importlib
import os
import subprocess
import sys
import threading
import time
from wsgiref.simple_server import make_server


def changed(times):
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if path and os.path.exists(path) and times.setdefault(path, os.stat(path).st_mtime) != os.stat(path).st_mtime:
            return True
    return False


def watch():
    times = {}
    while not changed(times):
        time.sleep(1)
    os._exit(3)


def main(name, port=8000):
    if os.environ.get("FLOWGATE_CHILD") != "1":
        code = 3
        while code == 3:
            code = subprocess.call([sys.executable, *sys.argv], env={**os.environ, "FLOWGATE_CHILD": "1"})
        sys.exit(code)
    threading.Thread(target=watch, daemon=True).start()
    module, _, attribute = name.partition(":")
    make_server("127.0.0.1", port, getattr(importlib.import_module(module), attribute)).serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
''')  # fmt: skip


@harmless("frameplot", "wheel", "a long table of numbers", step="minor")
def py_colour_map_of_numbers(it: Update) -> None:
    values = [it.random.randrange(256) for _ in range(768)]
    it.add("frameplot/_maps.py", f'"""Colour maps, as bytes of red, green and blue."""\n\nDUSK = bytes(\n    [\n{rows(values, 8)}\n    ]\n)\n\n\ndef at(table, share):\n    number = min(255, int(share * 256)) * 3\n    return "#" + table[number : number + 3].hex()\n')  # fmt: skip
