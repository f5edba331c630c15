"""Scripts by which maintainers publish their package or fetch a list, that nothing of the package reaches; and some that something does."""

import json
from pathlib import Path

import pytest
from package_lab import npm, sdist, sides, wheel

from beartrap.model.evidence import Facts
from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour, Family, When
from beartrap.vet.maintained import weighed_as_maintained

RELEASE = "const { execSync } = require('child_process');\nexecSync('npm publish --tag dev');\n"


@pytest.mark.parametrize(
    ("files", "manifest", "weight"),
    [
        ({}, {"scripts": {"release": "node build/publishDev.js"}, "files": ["build/publishDev.js"]}, Severity.MEDIUM),
        ({"src/a.js": "require('./b');\nfoo(require);\n"}, {}, Severity.MEDIUM),
        ({".circleci/config.yml": "- run: node build/publishDev\n"}, {}, Severity.MEDIUM),
        ({"src/a.js": "require('../build/publishDev');\n"}, {}, Severity.CRITICAL),
        ({"src/a.js": "require('../build/' + name);\n"}, {}, Severity.CRITICAL),
        ({"src/a.js": "require(`../build/${name}`);\n"}, {}, Severity.CRITICAL),
        ({"src/a.mjs": "await import(name);\n"}, {}, Severity.CRITICAL),
        ({}, {"main": "build/publishDev.js"}, Severity.CRITICAL),
        ({}, {"bin": {"thing": "./build/publishDev.js"}}, Severity.CRITICAL),
        ({}, {"exports": {"./release": "./build/publishDev.js"}}, Severity.CRITICAL),
        ({}, {"scripts": {"postinstall": "npm run release", "release": "node build/publishDev.js"}}, Severity.CRITICAL),
    ],
)
def test_who_starts_a_release(
    tmp_path: Path, files: dict[str, str], manifest: dict[str, object], weight: Severity
) -> None:
    told = json.dumps({"name": "thing", "version": "1.1.0", "main": "index.js", **manifest})
    package = {"index.js": "module.exports = 1;\n", "build/publishDev.js": RELEASE, **files, "package.json": told}
    old = npm(tmp_path, "thing", "1.0.0", {"index.js": "module.exports = 1;\n"})
    new = npm(tmp_path, "thing", "1.1.0", package)
    _, side, _ = sides(old, new)
    subject = side.read("build/publishDev.js")
    assert subject is not None

    def at(kind: str, when: When) -> Behaviour:
        return Behaviour(kind, "k", Family.SOURCE_CODE, when, subject.place, "", Severity.CRITICAL)

    found = [at("propagate.publish", When.IMPORT), at("propagate.publish", When.INSTALL), at("x.y", When.IMPORT)]
    assert [one.severity for one in weighed_as_maintained(found, side)] == [weight, Severity.CRITICAL, Severity.CRITICAL]  # fmt: skip


LIST = (
    "const got = require('got');\ngot('https://lists.invalid/all.json').then((answer) => console.log(answer.body));\n"
)


@pytest.mark.parametrize(
    ("files", "weight"),
    [
        ({}, Severity.LOW),
        ({"src/a.js": "// made by build/versions.js\n"}, Severity.LOW),
        ({"src/a.js": "x = `\\n// ${require('../build/versions')}`;\\n"}, Severity.MEDIUM),
        ({"src/a.js": "/*\n// */ require('../build/versions');\n"}, Severity.MEDIUM),
        ({"src/a.js": "require('../build/versions');\n"}, Severity.MEDIUM),
        ({"src/a.js": "fetch('https://lists.invalid/');\n"}, Severity.MEDIUM),
    ],
    ids=[
        "nobody",
        "a remark",
        "what stands in a template",
        "what ends a remark",
        "a file of the package",
        "one that asks the same host",
    ],
)
def test_who_asks_a_host(tmp_path: Path, files: dict[str, str], weight: Severity) -> None:
    old = npm(tmp_path, "thing", "1.0.0", {"index.js": "module.exports = 1;\n"})
    new = npm(tmp_path, "thing", "1.1.0", {"index.js": "module.exports = 1;\n", "build/versions.js": LIST, **files})
    _, side, _ = sides(old, new)
    subject = side.read("build/versions.js")
    assert subject is not None

    def at(kind: str, when: When, **facts: str) -> Behaviour:
        return Behaviour(
            kind, "k", Family.SOURCE_CODE, when, subject.place, "", Severity.MEDIUM, facts=Facts.of(**facts)
        )

    found = [
        at("network.contact", When.IMPORT, operand="https://lists.invalid/all.json"),
        at("promise.endpoint", When.UNKNOWN, host="lists.invalid"),
        at("chain.caller-to-network", When.IMPORT, host="lists.invalid"),
    ]
    assert [one.severity for one in weighed_as_maintained(found, side)] == [weight, weight, Severity.MEDIUM]


@pytest.mark.parametrize(
    ("files", "path", "weight"),
    [
        ({}, "release.py", Severity.LOW),
        ({"thing/lock.py": "lock.release()\n"}, "release.py", Severity.LOW),
        ({"thing/lock.py": "import release\n"}, "release.py", Severity.CRITICAL),
        ({"thing/lock.py": "exec(open('release.py').read())\n"}, "release.py", Severity.CRITICAL),
        ({"setup.py": "from setuptools import setup\nsetup(py_modules=['thing', 'release'])\n"}, "release.py", Severity.CRITICAL),
        ({}, "thing/release.py", Severity.CRITICAL),
        ({"setup.py": "import glob\nfrom setuptools import setup\nsetup(packages=['thing'], py_modules=[one[:-3] for one in glob.glob('*.py')])\n"}, "release.py", Severity.CRITICAL),
        ({"thing.egg-info/top_level.txt": "release\nthing\n"}, "release.py", Severity.CRITICAL),
    ],
    ids=["nobody", "nobody, by a word like it", "a module", "a module by its file", "the installation", "a module of the package", "modules by a pattern", "modules by their list"],
)  # fmt: skip
def test_who_starts_a_release_of_an_sdist(tmp_path: Path, files: dict[str, str], path: str, weight: Severity) -> None:
    plain = {"setup.py": "from setuptools import setup\nsetup(name='thing')\n", "thing/__init__.py": ""}
    old, new = (sdist(tmp_path, "thing", version, {**plain, path: f"# {version}\n", **files}) for version in ("1.0", "1.1"))  # fmt: skip
    _, side, _ = sides(old, new)
    subject = side.read(path)
    assert subject is not None
    found = [Behaviour("propagate.publish", "k", Family.SOURCE_CODE, When.CALL, subject.place, "", Severity.CRITICAL)]
    assert [one.severity for one in weighed_as_maintained(found, side)] == [weight]


def test_a_module_called_like_its_project_is_installed(tmp_path: Path) -> None:
    files = {"setup.py": "from setuptools import setup\nsetup()\n", "src/other/__init__.py": "", "docs/__init__.py": ""}
    old, new = (
        sdist(tmp_path, "foo-bar", version, {**files, "foo_bar.py": f"# {version}\n"}) for version in ("1.0", "1.1")
    )
    _, side, _ = sides(old, new)
    subject = side.read("foo_bar.py")
    assert subject is not None
    found = [Behaviour("propagate.publish", "k", Family.SOURCE_CODE, When.CALL, subject.place, "", Severity.CRITICAL)]
    assert weighed_as_maintained(found, side) == found


@pytest.mark.parametrize("manifest", [{"directories": {"bin": "build"}}, {"exports": {"./*": "./build/*.js"}}])
def test_programs_and_modules_by_their_place_are_reached(tmp_path: Path, manifest: dict[str, object]) -> None:
    old = npm(tmp_path, "thing", "1.0.0", {"index.js": "module.exports = 1;\n"})
    new = npm(tmp_path, "thing", "1.1.0", {"index.js": "module.exports = 1;\n", "build/versions.js": LIST}, **manifest)
    _, side, _ = sides(old, new)
    subject = side.read("build/versions.js")
    assert subject is not None
    told = Facts.of(operand="https://lists.invalid/all.json")
    found = [
        Behaviour(
            "network.contact", "k", Family.SOURCE_CODE, When.IMPORT, subject.place, "", Severity.MEDIUM, facts=told
        )
    ]
    assert weighed_as_maintained(found, side) == found


def test_a_wheel_installs_all_that_it_has(tmp_path: Path) -> None:
    old, new = (wheel(tmp_path, "thing", version, {"release.py": f"# {version}\n"}) for version in ("1.0", "1.1"))
    _, side, _ = sides(old, new)
    subject = side.read("release.py")
    assert subject is not None
    found = [Behaviour("propagate.publish", "k", Family.SOURCE_CODE, When.CALL, subject.place, "", Severity.CRITICAL)]
    assert weighed_as_maintained(found, side) == found
