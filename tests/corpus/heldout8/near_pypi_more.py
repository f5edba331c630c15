"""More harmless updates of PyPI packages: builds, binaries, files, and some with nothing to see."""

import base64

from corpus.heldout.nouns import Update, artefact
from corpus.heldout8.shape import harmless, new, put, rows, swap, tail

HEAD = "import os\n\nfrom setuptools import find_packages, setup\n"


@harmless("tensorhull", "wheel", "a new native module", step="minor")
def tensorhull_has_a_second_library(it: Update) -> None:
    it.add("tensorhull/_extra.so", artefact("hull-2.so"))
    swap(it, "tensorhull/_native.py", "def total(values):", """
def extra():
    return ctypes.CDLL(os.path.join(os.path.dirname(__file__), "_extra.so"))


def total(values):
""")  # fmt: skip


@harmless("tensorhull", "wheel", "a download with a digest", step="minor")
def tensorhull_has_mirrors(it: Update) -> None:
    swap(it, "tensorhull/hub.py", '    with urllib.request.urlopen(f"{HUB}/{name}.thul", timeout=60) as answer:', """
    for base in (HUB, *MIRRORS):
        try:
            with urllib.request.urlopen(f"{base}/{name}.thul", timeout=60) as answer:
                content = answer.read()
            break
        except OSError:
            continue
    else:
        raise ConnectionError(f"no mirror has {name}")
""")  # fmt: skip
    it.replace("tensorhull/hub.py", '{name}")\n        content = answer.read()\n', '{name}")\n')
    put(it, "tensorhull/hub.py", "KNOWN = {\n", '    "flowers-large": "@HASH@",\n', HASH=it.random.randbytes(32).hex())
    it.replace(
        "tensorhull/hub.py",
        "KNOWN = {\n",
        'MIRRORS = ("https://mirror-eu.tensorhull.example/models", "https://mirror-us.tensorhull.example/models")\nKNOWN = {\n',
    )


@harmless("tensorhull", "sdist", "a compiler is called", step="minor")
def tensorhull_builds_its_core(it: Update) -> None:
    it.add(
        "native/core.c",
        "#include <stddef.h>\n\ndouble hull_sum(const double *at, size_t size)\n{\n    double sum = 0;\n    while (size--) {\n        sum += *at++;\n    }\n    return sum;\n}\n",
    )
    put(it, "setup.py", HEAD, '''
import subprocess
import sysconfig

from setuptools.command.build_py import build_py


class BuildCore(build_py):
    """Compiles the core where a compiler is there; the slow way works without."""

    def run(self):
        compiler = os.environ.get("CC", sysconfig.get_config_var("CC") or "cc").split()
        try:
            subprocess.run([*compiler, "-O2", "-shared", "-fPIC", "native/core.c", "-o", "tensorhull/_core.so"], check=True)
        except (OSError, subprocess.CalledProcessError):
            print("no compiler: the slow way is used")
        super().run()
''')  # fmt: skip
    it.replace("setup.py", "setup(\n    name", 'setup(\n    cmdclass={"build_py": BuildCore},\n    name')


@harmless("tensorhull", "wheel", "processes in parallel", step="minor")
def tensorhull_uses_workers(it: Update) -> None:
    new(it, "tensorhull/parallel.py", '''
"""Predictions by several processes."""

import multiprocessing
import os


def _start(network):
    global _network
    _network = network


def _one(row):
    return _network(row)


def predict(network, rows, workers=None):
    workers = workers or int(os.environ.get("TENSORHULL_WORKERS", os.cpu_count() or 1))
    with multiprocessing.get_context("spawn").Pool(workers, _start, (network,)) as pool:
        return pool.map(_one, rows, chunksize=64)
''')  # fmt: skip


@harmless("tensorhull", "wheel", "marshalling of arrays", step="minor")
def tensorhull_packs_weights(it: Update) -> None:
    new(it, "tensorhull/packed.py", '''
"""Weights as bytes: 32 bit floats, deflated, in base 85."""

import array
import base64
import zlib


def pack(values):
    return base64.b85encode(zlib.compress(array.array("f", values).tobytes())).decode()


def unpack(text):
    out = array.array("f")
    out.frombytes(zlib.decompress(base64.b85decode(text)))
    return out.tolist()


IDENTITY = unpack("@TEXT@")
''', TEXT=base64.b85encode(__import__("zlib").compress(__import__("struct").pack("<16f", *[float(at % 5 == 0) for at in range(16)]))).decode().replace("\\", "\\\\"))  # fmt: skip


@harmless("tensorhull", "wheel", "a report to a service of the user", step="minor")
def tensorhull_logs_runs(it: Update) -> None:
    new(it, "tensorhull/tracking.py", '''
"""Losses to a server of the user: `HULL_TRACKING_URL`."""

import json
import os
import urllib.request


class Tracker:
    def __init__(self, run, url=None):
        self.run = run
        self.url = url or os.environ["HULL_TRACKING_URL"]
        self.token = os.environ.get("HULL_TRACKING_TOKEN", "")

    def __call__(self, epoch, loss):
        body = json.dumps({"run": self.run, "epoch": epoch, "loss": loss}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/api/metrics", body, headers), timeout=10).close()
''')  # fmt: skip


@harmless("weeklane", "wheel", "tables as numbers", step="minor")
def weeklane_has_moons(it: Update) -> None:
    new(it, "weeklane/moons.py", '''
"""New moons, as days since 2020-01-01; computed once."""

from datetime import date, timedelta

DAYS = (
@ROWS@
)


def new_moons(year):
    days = (date(2020, 1, 1) + timedelta(days=one) for one in DAYS)
    return [one for one in days if one.year == year]
''', ROWS=rows([int(24 + 29.530588 * at) for at in range(220)]))  # fmt: skip


@harmless("weeklane", "wheel", "a calendar by the network", step="minor")
def weeklane_subscribes(it: Update) -> None:
    new(it, "weeklane/feeds.py", '''
"""Holidays of a calendar that others keep (RFC 5545)."""

import re
import urllib.request
from datetime import datetime

START = re.compile(r"^DTSTART;VALUE=DATE:(\\d{8})", re.M)


def days(url, timeout=10):
    if not url.startswith(("https://", "webcal://")):
        raise ValueError("https or webcal")
    with urllib.request.urlopen(url.replace("webcal://", "https://"), timeout=timeout) as answer:
        text = answer.read(2_000_000).decode("utf-8", "replace")
    return {datetime.strptime(one, "%Y%m%d").date() for one in START.findall(text)}
''')  # fmt: skip


@harmless("weeklane", "wheel", "generated code", step="minor")
def weeklane_makes_a_class(it: Update) -> None:
    new(it, "weeklane/rows.py", '''
"""Classes of rows, made from names as namedtuple does it."""

import keyword

TEMPLATE = """\\
class {name}:
    __slots__ = ({slots})

    def __init__(self, {arguments}):
{body}
"""


def row(name, fields):
    """Return a class with slots for the fields."""
    for one in (name, *fields):
        if not one.isidentifier() or keyword.iskeyword(one):
            raise ValueError(f"not a name: {one}")
    body = "\\n".join(f"        self.{one} = {one}" for one in fields)
    scope = {"__name__": f"row_{name}"}
    exec(TEMPLATE.format(name=name, slots="".join(f"'{one}', " for one in fields), arguments=", ".join(fields), body=body), scope)
    return scope[name]
''')  # fmt: skip


@harmless("weeklane", "wheel", "dates that end", step="patch")
def weeklane_warns_of_the_end(it: Update) -> None:
    swap(it, "weeklane/calendar.py", "    def works(self, day):", """
    def works(self, day):
        if day.year > 2099:
            warnings.warn("holidays after 2099 are guesses", stacklevel=2)
""")  # fmt: skip
    it.replace(
        "weeklane/calendar.py", "from datetime import timedelta\n", "import warnings\nfrom datetime import timedelta\n"
    )


@harmless("weeklane", "sdist", "licences are fetched at release", step="patch")
def weeklane_collects_licences(it: Update) -> None:
    new(it, "tools/licences.py", '''
"""Fetches the licences of what we vendor; maintainers run it before a release."""

import pathlib
import urllib.request

PLACES = {"meeus": "https://licences.weeklane.example/meeus.txt", "tz": "https://licences.weeklane.example/tz.txt"}


def main():
    target = pathlib.Path(__file__).parents[1] / "LICENSES"
    target.mkdir(exist_ok=True)
    for name, url in PLACES.items():
        with urllib.request.urlopen(url, timeout=30) as answer:
            (target / f"{name}.txt").write_bytes(answer.read())


if __name__ == "__main__":
    main()
''')  # fmt: skip


@harmless("weeklane", "wheel", "nothing suspicious", step="patch")
def weeklane_only_grows(it: Update) -> None:
    tail(
        it,
        "weeklane/deadline.py",
        "def soonest(deadlines):\n    return min(deadlines, key=lambda one: one.day, default=None)\n",
    )


@harmless("pgshift", "wheel", "nothing suspicious", step="minor")
def pgshift_only_grows(it: Update) -> None:
    tail(it, "pgshift/plan.py", "\n    def __len__(self):\n        return len(self.migrations)\n", 0)


@harmless("keyfold", "sdist", "nothing suspicious", step="patch")
def keyfold_only_grows(it: Update) -> None:
    tail(
        it, "keyfold/base58.py", "def is_valid(text):\n    return bool(text) and all(one in ALPHABET for one in text)\n"
    )


@harmless("payrelay", "sdist", "a new dependency that is known", step="minor")
def payrelay_needs_certifi(it: Update) -> None:
    it.requires("certifi>=2024.2.2")
    it.replace(
        "payrelay/transport.py",
        "        self.tries = tries\n",
        "        self.tries = tries\n        self.context = ssl.create_default_context(cafile=certifi.where())\n",
    )
    it.replace(
        "payrelay/transport.py",
        "timeout=self.timeout) as answer:",
        "timeout=self.timeout, context=self.context) as answer:",
    )
    it.replace("payrelay/transport.py", "import logging\nimport time\n", "import logging\nimport ssl\nimport time\n")
    it.replace("payrelay/transport.py", "import urllib.request\n", "import urllib.request\n\nimport certifi\n")


@harmless("agentdock", "wheel", "a start file of an editable install", step="patch")
def agentdock_has_a_doctor(it: Update) -> None:
    new(it, "agentdock/doctor.py", '''
"""`python -m agentdock.doctor`: says what is set, and hides what is secret."""

import os
import platform
import sys

SECRET = ("KEY", "TOKEN", "SECRET", "PASSWORD")


def report():
    yield f"python {platform.python_version()} on {platform.platform()}"
    for name in sorted(os.environ):
        if name.startswith("AGENTDOCK_"):
            value = os.environ[name]
            yield f"{name}={'*' * 8 if any(one in name for one in SECRET) else value}"


if __name__ == "__main__":
    sys.stdout.write("\\n".join(report()) + "\\n")
''')  # fmt: skip


@harmless("harvestr", "sdist", "build back end changed", step="minor")
def harvestr_builds_with_hatch(it: Update) -> None:
    it.replace(
        "pyproject.toml",
        'requires = ["setuptools>=61"]\nbuild-backend = "setuptools.build_meta"',
        'requires = ["hatchling>=1.21"]\nbuild-backend = "hatchling.build"',
    )
    it.append("pyproject.toml", '\n[tool.hatch.build.targets.wheel]\npackages = ["harvestr"]')
    it.new.pop("setup.py", None)


@harmless("sheetcraft", "sdist", "a subprocess in tests", step="patch")
def sheetcraft_tests_its_command(it: Update) -> None:
    new(it, "tests/test_command.py", '''
import os
import subprocess
import sys


def test_import_is_quick():
    code = "import time; a = time.perf_counter(); import sheetcraft; assert time.perf_counter() - a < 2"
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", code], check=True, env=env)


def test_eval_is_not_used():
    assert "eval(" not in open("sheetcraft/reader.py").read()
''')  # fmt: skip
    tail(it, "sheetcraft/cells.py", 'def name(row, column):\n    return f"{column_letters(column)}{row}"\n')
