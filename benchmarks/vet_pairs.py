"""Real, harmless updates to measure false alarms on: consecutive versions of our own dependencies and of well-known packages.

`python benchmarks/vet_pairs.py FOLDER` fetches them with pip (wheels only: pip runs code to learn an sdist's metadata) and npm,
into FOLDER/ECOSYSTEM/NAME/STEP/{old,new}/. What is there already is not fetched again. Nothing is installed.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

from packaging.version import InvalidVersion, Version

PYPI = [
    "requests",
    "urllib3",
    "certifi",
    "idna",
    "charset-normalizer",
    "packaging",
    "setuptools",
    "wheel",
    "pip",
    "six",
    "python-dateutil",
    "pytz",
    "attrs",
    "click",
    "jinja2",
    "markupsafe",
    "flask",
    "werkzeug",
    "itsdangerous",
    "blinker",
    "django",
    "sqlalchemy",
    "alembic",
    "mako",
    "pydantic",
    "pydantic-core",
    "typing-extensions",
    "fastapi",
    "starlette",
    "uvicorn",
    "h11",
    "httpx",
    "httpcore",
    "anyio",
    "sniffio",
    "aiohttp",
    "yarl",
    "multidict",
    "frozenlist",
    "aiosignal",
    "async-timeout",
    "tqdm",
    "rich",
    "pygments",
    "markdown-it-py",
    "mdurl",
    "colorama",
    "tabulate",
    "wcwidth",
    "prompt-toolkit",
    "ipython",
    "traitlets",
    "decorator",
    "jedi",
    "parso",
    "pexpect",
    "ptyprocess",
    "pytest",
    "pluggy",
    "iniconfig",
    "coverage",
    "hypothesis",
    "sortedcontainers",
    "tomli",
    "tomlkit",
    "pyyaml",
    "toml",
    "jsonschema",
    "referencing",
    "rpds-py",
    "cryptography",
    "cffi",
    "pycparser",
    "pyopenssl",
    "bcrypt",
    "pynacl",
    "paramiko",
    "psutil",
    "numpy",
    "pandas",
    "scipy",
    "orjson",
    "lxml",
    "pillow",
    "openpyxl",
    "et-xmlfile",
    "boto3",
    "botocore",
    "s3transfer",
    "jmespath",
    "google-auth",
    "cachetools",
    "rsa",
    "pyasn1",
    "pyasn1-modules",
    "protobuf",
    "grpcio",
    "redis",
    "celery",
    "kombu",
    "amqp",
    "billiard",
    "vine",
    "gunicorn",
    "gevent",
    "greenlet",
    "docutils",
    "sphinx",
    "babel",
    "virtualenv",
    "filelock",
    "platformdirs",
    "distlib",
    "tox",
    "black",
    "mypy",
    "mypy-extensions",
    "pathspec",
    "ruff",
    "isort",
    "flake8",
    "pycodestyle",
    "pyflakes",
    "pylint",
    "astroid",
    "rpmfile",
    "defusedxml",
    "beautifulsoup4",
    "soupsieve",
    "networkx",
    "joblib",
    "threadpoolctl",
    "more-itertools",
    "zipp",
    "importlib-metadata",
    "importlib-resources",
    "tenacity",
    "docker",
    "websocket-client",
    "python-dotenv",
    "loguru",
    "structlog",
    "msgpack",
    "simplejson",
    "ujson",
    "selectolax",
    "pypdf",
    "stix2-patterns",
    "univers",
    "packageurl-python",
    "tree-sitter",
    "blake3",
    "evtx",
    "dnfile",
    "pefile",
    "lief",
    "olefile",
    "plyara",
    "regipy",
    "duckdb",
    "ahocorasick-rs",
    "cabarchive",
]
NPM = [
    "lodash",
    "chalk",
    "debug",
    "express",
    "axios",
    "commander",
    "react",
    "react-dom",
    "vue",
    "moment",
    "dayjs",
    "uuid",
    "async",
    "rxjs",
    "yargs",
    "glob",
    "minimist",
    "semver",
    "mkdirp",
    "rimraf",
    "fs-extra",
    "body-parser",
    "cors",
    "dotenv",
    "ws",
    "jsonwebtoken",
    "bluebird",
    "underscore",
    "classnames",
    "prop-types",
    "redux",
    "webpack",
    "rollup",
    "esbuild",
    "typescript",
    "eslint",
    "prettier",
    "jest",
    "mocha",
    "chai",
    "sinon",
    "ajv",
    "ansi-styles",
    "strip-ansi",
    "supports-color",
    "color-convert",
    "ms",
    "cross-spawn",
    "which",
    "execa",
    "inquirer",
    "ora",
    "node-fetch",
    "undici",
    "got",
    "tar",
    "chokidar",
    "nanoid",
    "postcss",
    "autoprefixer",
    "tailwindcss",
    "vite",
    "zod",
    "socket.io",
    "mongoose",
    "nodemon",
    "pino",
    "winston",
    "cheerio",
    "bcryptjs",
    "left-pad",
    "core-js",
    "tslib",
    "acorn",
]
RUN = {"capture_output": True, "text": True, "timeout": 300}


def steps(versions: list[str]) -> dict[str, tuple[str, str]]:
    """Return the last patch, minor and major step among versions: each from a version to the next one published."""
    parsed = []
    for text in versions:
        try:
            version = Version(text)
        except InvalidVersion:
            continue
        if not version.is_prerelease:
            parsed.append((version, text))
    parsed.sort()
    found: dict[str, tuple[str, str]] = {}
    for (old, old_text), (new, new_text) in pairwise(parsed):
        if new.major != old.major:
            found["major"] = (old_text, new_text)
        elif new.minor != old.minor:
            found["minor"] = (old_text, new_text)
        elif new > old:
            found["patch"] = (old_text, new_text)
    return found


def pypi_versions(name: str) -> list[str]:
    command = [sys.executable, "-m", "pip", "index", "versions", name, "--disable-pip-version-check"]
    out = subprocess.run(command, **RUN, check=False).stdout
    line = re.search(r"Available versions: (.*)", out)
    return [part.strip() for part in line.group(1).split(",")] if line else []


def pypi_fetch(name: str, version: str, folder: Path) -> bool:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--disable-pip-version-check",
    ]
    return subprocess.run([*command, "-d", str(folder), f"{name}=={version}"], **RUN, check=False).returncode == 0


def npm_versions(name: str) -> list[str]:
    out = subprocess.run(["npm", "view", name, "versions", "--json"], **RUN, check=False).stdout
    found = json.loads(out or "[]")
    return found if isinstance(found, list) else [found]


def npm_fetch(name: str, version: str, folder: Path) -> bool:
    command = ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder), f"{name}@{version}"]
    return subprocess.run(command, **RUN, check=False).returncode == 0


ECOSYSTEMS = {"pypi": (PYPI, pypi_versions, pypi_fetch), "npm": (NPM, npm_versions, npm_fetch)}


def fetch(folder: Path) -> None:
    """Fetch every pair that is not there yet; a package that cannot be had is told and left out."""
    with ThreadPoolExecutor(8) as pool:  # nearly all of it is waiting
        for ecosystem, (names, _, _) in ECOSYSTEMS.items():
            for name in names:
                if not (folder / ecosystem / name).exists():
                    pool.submit(fetch_one, folder, ecosystem, name)


def fetch_one(folder: Path, ecosystem: str, name: str) -> None:
    _, versions, get = ECOSYSTEMS[ecosystem]
    place = folder / ecosystem / name
    try:
        for step, pair in steps(versions(name)).items():
            for side, version in zip(("old", "new"), pair, strict=True):
                target = place / step / side
                target.mkdir(parents=True, exist_ok=True)
                get(name, version, target)
    except (subprocess.TimeoutExpired, ValueError, OSError) as error:
        print(f"{ecosystem} {name}: {error}", file=sys.stderr)
    place.mkdir(parents=True, exist_ok=True)


def pairs(folder: Path) -> Iterator[tuple[str, str, str, Path, Path]]:
    """Yield (ecosystem, name, step, old file, new file) for each pair that is whole."""
    for step in sorted(folder.glob("*/*/*")):
        files = [next((step / side).iterdir(), None) if (step / side).is_dir() else None for side in ("old", "new")]
        if files[0] is not None and files[1] is not None:
            ecosystem, name, kind = step.relative_to(folder).parts
            yield ecosystem, name, kind, files[0], files[1]


if __name__ == "__main__":
    fetch(Path(sys.argv[1]))
