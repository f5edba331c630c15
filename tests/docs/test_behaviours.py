"""Every behaviour of vet has its page, made from its meta, and no page is of anything else."""

import sys

from beartrap.vet.registry import BEHAVIOURS, FILES, PACKAGES, PAIRS
from conftest import ROOT


def test_the_pages_are_those_of_the_registry():
    sys.path.insert(0, str(ROOT / "docs"))
    import make_behaviours  # from docs/, where it stands beside the pages that it makes

    folder = ROOT / "docs" / "behaviours"
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    assert kept == make_behaviours.pages(), "run: python docs/make_behaviours.py"


def test_ids_are_unique_and_every_meta_says_why():
    ids = [meta.id for meta in BEHAVIOURS]
    analysers = [one.id for one in (*FILES, *PACKAGES, *PAIRS)]
    assert len(ids) == len(set(ids)) and len(analysers) == len(set(analysers))
    assert all(meta.title and meta.why.endswith(".") and "." in meta.id for meta in BEHAVIOURS)
