"""A script by which maintainers publish their package, that nothing of the package reaches; and one that something does."""

import json
from pathlib import Path

import pytest
from package_lab import npm, sides

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour, Family, When
from beartrap.vet.own_release import weighed_as_own_release

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
    assert [one.severity for one in weighed_as_own_release(found, side)] == [weight, Severity.CRITICAL, Severity.CRITICAL]  # fmt: skip
