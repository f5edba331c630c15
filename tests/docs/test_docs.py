"""Documents that name things must name things that are there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path):
    targets = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert not missing


def test_the_readme_shows_the_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in text and "make test" in text


def test_every_verb_and_option_stands_in_the_reference():
    sys.path.insert(0, str(ROOT / "docs"))
    import make_cli  # from docs/, where it stands beside the page that it makes

    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for verb in make_cli.verbs(make_cli.parser()):
        assert f"## {verb.prog}\n" in text, "run: python docs/make_cli.py"
        for action in verb._actions:
            for option in action.option_strings:
                assert option in text, "run: python docs/make_cli.py"


def test_readme_names_only_verbs_that_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^beartrap ([a-z]+)", text, re.MULTILINE))
    known = subprocess.run(
        [sys.executable, "-m", "beartrap", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert named and all(re.search(rf"^    {verb}\b", known, re.MULTILINE) for verb in named)
