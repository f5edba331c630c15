"""Harmless updates of Python packages that look suspicious: builds, dependencies and moves."""

from corpus.heldout.nouns import Update
from corpus.heldout5.shape import fill, harmless


@harmless("frameplot", "sdist", "builds an extension", step="minor")
def py_extension_is_built(it: Update) -> None:
    it.add("src/raster.c", "#include <string.h>\n\nint raster_fill(unsigned char *row, int width, unsigned char value)\n{\n    memset(row, value, (size_t)width);\n    return width;\n}\n")  # fmt: skip
    it.replace("setup.py", "from setuptools import find_packages, setup\n", fill('''
import subprocess
import sys

from setuptools import Extension, find_packages, setup
from setuptools.command.build_ext import build_ext


class Build(build_ext):
    """Goes on without the extension where there is no compiler."""

    def run(self):
        try:
            subprocess.check_output([os.environ.get("CC", "cc"), "--version"])
        except (OSError, subprocess.CalledProcessError):
            print("no compiler: frameplot works without its extension", file=sys.stderr)
            self.extensions = []
        super().run()


'''))  # fmt: skip
    it.replace("setup.py", '    python_requires=">=3.8",\n', '    python_requires=">=3.8",\n    ext_modules=[Extension("frameplot._raster", ["src/raster.c"], optional=True)],\n    cmdclass={"build_ext": Build},\n')  # fmt: skip


@harmless("cloudshelf", "sdist", "asks git for its version")
def py_version_of_git(it: Update) -> None:
    it.replace("setup.py", "setup(\n", fill('''
def revision():
    """Return what git calls this tree; releases have a file instead."""
    import subprocess

    try:
        return subprocess.check_output(["git", "describe", "--tags", "--always"], cwd=HERE, text=True).strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


if os.path.isdir(os.path.join(HERE, ".git")):
    with open(os.path.join(HERE, "cloudshelf", "_revision.py"), "w") as stream:
        stream.write("REVISION = %r\\n" % revision())


setup(
'''))  # fmt: skip


@harmless("cloudshelf", "wheel", "well-known dependencies", step="major")
def py_requests_instead_of_urllib(it: Update) -> None:
    it.requires("requests>=2.31")
    it.requires("tqdm>=4.66")
    it.replace("cloudshelf/client.py", "import json\nimport urllib.error\nimport urllib.request\nfrom urllib.parse import quote\n", "import json\nfrom urllib.parse import quote\n\nimport requests\n")  # fmt: skip
    text = it.text("cloudshelf/client.py")
    start, end = text.index("        request = urllib.request.Request("), text.index("    def get(self, key):")
    it.replace("cloudshelf/client.py", text[start:end], fill('''
        answer = requests.request(method, self.endpoint + path, data=body, headers=headers, timeout=self.timeout)
        if answer.status_code == 404:
            raise NotFound(key)
        if not answer.ok:
            raise ShelfError(f"{method} {path}: {answer.status_code}")
        return answer.content

''') + "\n")  # fmt: skip


@harmless("vaultkeys", "sdist", "another build system", step="minor")
def py_builds_with_hatch(it: Update) -> None:
    it.replace("pyproject.toml", 'requires = ["setuptools>=61"]\nbuild-backend = "setuptools.build_meta"\n', 'requires = ["hatchling>=1.21", "hatch-vcs"]\nbuild-backend = "hatchling.build"\n')  # fmt: skip
    it.append("pyproject.toml", '\n[tool.hatch.build.targets.sdist]\ninclude = ["vaultkeys", "tests"]\n')
    it.add(".github/workflows/release.yml", fill("""
name: release
on:
  release:
    types: [published]
permissions:
  id-token: write
  contents: read
jobs:
  build:
    runs-on: ubuntu-latest
    environment: pypi
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
      - run: pipx run build
      - uses: pypa/gh-action-pypi-publish@release/v1
"""))  # fmt: skip


@harmless("rowmodel", "sdist", "nothing suspicious", step="major")
def py_modules_become_packages(it: Update) -> None:
    it.add("rowmodel/orm/__init__.py", "from .fields import Field, Integer, Text\nfrom .model import Model\n")
    for name in ("fields", "model"):
        it.add(f"rowmodel/orm/{name}.py", it.text(f"rowmodel/{name}.py"))
        it.add(
            f"rowmodel/{name}.py", f'"""Moved to rowmodel.orm.{name}."""\n\nfrom .orm.{name} import *  # noqa: F403\n'
        )


@harmless("sketchbot", "wheel", "nothing suspicious", step="minor")
def py_cooldowns(it: Update) -> None:
    it.add("sketchbot/cooldown.py", '"""How often one may use a command."""\n\nimport time\n\n\nclass Cooldown:\n    def __init__(self, times, seconds, clock=time.monotonic):\n        self.times = times\n        self.seconds = seconds\n        self.clock = clock\n        self.used = {}\n\n    def allows(self, user):\n        now = self.clock()\n        some = [one for one in self.used.get(user, ()) if now - one < self.seconds]\n        if len(some) >= self.times:\n            return False\n        self.used[user] = [*some, now]\n        return True\n')  # fmt: skip
