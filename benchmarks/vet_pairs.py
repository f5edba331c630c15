"""Real, harmless updates to measure false alarms on: consecutive versions of our own dependencies and of well-known packages.

`python benchmarks/vet_pairs.py FOLDER` fetches them with uv, pip (wheels only: pip runs code to learn an sdist's metadata) and npm,
into FOLDER/ECOSYSTEM/NAME/STEP/{old,new}/. What is there already is not fetched again. Nothing is installed.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from packaging.version import Version

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
BATCH = 30
"""Packages that one call fetches: a client's start costs more than a small package."""


def run(command: list[str], given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, input=given, capture_output=True, text=True, timeout=900, check=False)


def resolve(wanted: dict[str, str], lowest: bool = False) -> dict[str, str]:
    """Return the version of each package that uv picks for its range; what has no such version is left out."""
    wanted = dict(wanted)
    command = [
        "uv",
        "pip",
        "compile",
        "-q",
        "--no-deps",
        "--no-header",
        "--no-annotate",
        "--universal",
        "--only-binary",
        ":all:",
        "-",
    ]
    while wanted:
        done = run(
            [*command, "--resolution", "lowest" if lowest else "highest"],
            "\n".join(name + spec for name, spec in wanted.items()),
        )
        if done.returncode == 0:
            lines = [line.partition(" ")[0].partition("==") for line in done.stdout.splitlines() if "==" in line]
            return {name: version for name, _, version in lines}
        named = [name for name in wanted if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", done.stderr)]
        if not named:
            raise OSError(done.stderr.strip()[-300:])
        for name in named:
            del wanted[name]
    return {}


def pypi_steps(names: list[str]) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """Return for each kind of step the old and the new version by package: consecutive ones."""
    latest = resolve(dict.fromkeys(names, ""))
    parsed = {name: Version(version) for name, version in latest.items()}
    minor = {name: f"{one.major}.{one.minor}" for name, one in parsed.items()}
    major = {name: str(one.major) for name, one in parsed.items()}
    return {
        "patch": (resolve({name: f"<{version}" for name, version in latest.items()}), latest),
        "minor": (
            resolve({n: f"<{v}" for n, v in minor.items()}),
            resolve({n: f">={v}" for n, v in minor.items()}, lowest=True),
        ),
        "major": (
            resolve({n: f"<{v}" for n, v in major.items()}),
            resolve({n: f">={v}" for n, v in major.items()}, lowest=True),
        ),
    }


def pypi_fetch(wanted: list[tuple[str, str, Path]]) -> None:
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
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        with tempfile.TemporaryDirectory() as place:
            while some:
                done = run([*command, "-d", place, *(f"{name}=={version}" for name, version, _ in some)])
                bad = re.search(r"No matching distribution found for ([\w.-]+)==", done.stderr)
                if done.returncode == 0 or bad is None:
                    break
                some = [one for one in some if one[0] != bad.group(1)]
            for name, _, target in some:
                keep(Path(place), name.replace("-", "_") + "-", target)


def npm_steps(names: list[str]) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    latest = {name: version for name in names if (version := npm_version(name))}
    older = {name: f"<{version}" for name, version in latest.items()}
    minor = {name: f"<{version.rpartition('.')[0]}.0" for name, version in latest.items()}
    first = {name: f"{version.rpartition('.')[0]}.0" for name, version in latest.items()}
    return {"patch": (older, latest), "minor": (minor, first)}


def npm_version(name: str) -> str:
    return run(["npm", "view", name, "version"]).stdout.strip()


def npm_fetch(wanted: list[tuple[str, str, Path]]) -> None:
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        with tempfile.TemporaryDirectory() as place:
            specs = [f"{name}@{version}" for name, version, _ in some]
            if run(["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", place, *specs]).returncode:
                for spec in specs:
                    run(["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", place, spec])
            for name, _, target in some:
                keep(Path(place), name + "-", target)


def keep(place: Path, start: str, target: Path) -> None:
    """Move the file that begins with a package's name to where it belongs."""
    found = next(
        (
            path
            for path in place.iterdir()
            if path.name.lower().startswith(start.lower()) and path.name[len(start)].isdigit()
        ),
        None,
    )
    if found is not None:
        target.mkdir(parents=True, exist_ok=True)
        shutil.move(found, target / found.name)


ECOSYSTEMS = {"pypi": (PYPI, pypi_steps, pypi_fetch), "npm": (NPM, npm_steps, npm_fetch)}


def fetch(folder: Path) -> None:
    """Fetch every pair that is not there yet; a package that cannot be had is left out."""
    for ecosystem, (names, steps, get) in ECOSYSTEMS.items():
        for step, sides in steps(names).items():
            for side, versions in zip(("old", "new"), sides, strict=True):
                both = set(sides[0]) & set(sides[1])
                targets = [(name, versions[name], folder / ecosystem / name / step / side) for name in sorted(both)]
                get([one for one in targets if not one[2].exists()])
                print(ecosystem, step, side, len(targets), flush=True)


def pairs(folder: Path) -> Iterator[tuple[str, str, str, Path, Path]]:
    """Yield (ecosystem, name, step, old file, new file) for each pair that is whole."""
    for step in sorted(folder.glob("*/*/*")):
        files = [next((step / side).iterdir(), None) if (step / side).is_dir() else None for side in ("old", "new")]
        if files[0] is not None and files[1] is not None:
            ecosystem, name, kind = step.relative_to(folder).parts
            yield ecosystem, name, kind, files[0], files[1]


if __name__ == "__main__":
    fetch(Path(sys.argv[1]))
