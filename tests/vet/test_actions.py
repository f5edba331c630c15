"""What an action has run that is not its own, by its `action.yml`, each with its near miss."""

from pathlib import Path

import pytest
from package_lab import side, sides

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.promise.registry import PAIRS
from beartrap.vet.store import Store

NODE = "  using: node20\n  main: dist/index.js\n"
STEPS = "  using: composite\n  steps:\n    - uses: actions/checkout@v4\n    - uses: tools/warm@v2\n"


def weight(
    folder: Path, old: str, new: str, versions: tuple[str, str] = ("1.2.0", "1.2.1"), **more: str
) -> Severity | None:
    for name, runs, version in (("old", old, versions[0]), ("new", new, versions[1])):
        root = folder / name
        (root / "dist").mkdir(parents=True)
        (root / "dist/index.js").write_text("require('@actions/core').info('set up');\n")
        (root / "package.json").write_text(f'{{"name": "setup", "version": "{version}"}}')
        (root / "action.yml").write_text(f"name: setup\ndescription: Sets up\nruns:\n{runs}")
        for path, text in more.items() if name == "new" else ():
            (root / path).write_text(text)
    before, after, _ = sides(folder / "old", folder / "new")
    found = [
        one
        for each in PAIRS
        for one in each.look(before, after)
        if isinstance(one, Behaviour) and one.id == "promise.dependency"
    ]
    return max((one.severity for one in found), default=None)


def docker(image: str) -> str:
    return f"  using: docker\n  image: {image}\n"


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (NODE, docker("docker://registry.setup.invalid/setup:2"), Severity.HIGH),
        (NODE, docker("docker://someone/setup@sha256:" + "0" * 64), Severity.HIGH),
        (docker("docker://ghcr.io/owner/setup:1"), docker("docker://ghcr.io/other/setup:1"), Severity.HIGH),
        (docker("docker://ghcr.io/owner/setup:1"), docker("docker://ghcr.io/owner/setup:2"), None),
        (docker("docker://owner/setup:1"), docker("docker://ghcr.io/owner/setup:1"), Severity.LOW),
        (NODE, docker("docker://alpine:3.20"), Severity.LOW),
        (NODE, STEPS.replace("v2", "main"), Severity.HIGH),
        (NODE, STEPS, Severity.HIGH),
        (STEPS, STEPS.replace("v2", "v3"), None),
        (STEPS, STEPS + "    - uses: tools/cool@v1\n", Severity.LOW),
        (STEPS, STEPS + "    - uses: actions/cache/restore@v4\n", Severity.LOW),
        (STEPS, STEPS + "    - uses: ./inner\n    # uses: other/one@v1\n", None),
        (STEPS, STEPS + f"    - uses: other/one@{'0' * 40}\n", Severity.MEDIUM),
    ],
)  # fmt: skip
def test_what_an_action_starts(tmp_path: Path, old: str, new: str, wanted: Severity | None) -> None:
    assert weight(tmp_path, old, new) is wanted


def test_another_action_is_less_in_a_minor_release(tmp_path: Path) -> None:
    assert weight(tmp_path, NODE, STEPS, ("1.2.0", "1.3.0")) is Severity.MEDIUM


def test_the_image_that_an_actions_own_begins_with(tmp_path: Path) -> None:
    assert (
        weight(tmp_path, NODE, docker("Dockerfile"), Dockerfile="FROM registry.setup.invalid/base:1\n") is Severity.HIGH
    )


def test_an_image_that_is_built_of_everybodys_and_its_own_stage(tmp_path: Path) -> None:
    stages = "FROM golang:1.23 AS build\nRUN go build\nFROM scratch\nFROM build\n"
    assert weight(tmp_path, NODE, docker("Dockerfile"), Dockerfile=stages) is Severity.LOW


def scripts(folder: Path, step: str) -> set[str]:
    (folder / "tools").mkdir(parents=True)
    (folder / "tools/setup.sh").write_text("echo ready\n")
    (folder / "tools/release.sh").write_text("git tag\n")
    (folder / "tools/action.yml").write_text(
        f"name: setup\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: {step}\n"
    )
    return {path for path, when in side(folder, Store()).facts.runs.items() if when is When.CALL}


def test_a_script_that_the_steps_of_an_action_call_is_no_tool_of_its_developers(tmp_path: Path) -> None:
    assert scripts(tmp_path / "new", "${{ github.action_path }}/setup.sh now") == {"tools/setup.sh"}
    assert not scripts(tmp_path / "plain", "echo ready")
