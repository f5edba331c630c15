"""Ranges of versions as vendors write them."""

from pathlib import Path

import pytest
from intel_lab import sort_json
from test_csaf import advisory, version

from beartrap.intel.csaf_versions import as_range
from beartrap.model.coverage import GapReason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<=3.9", "vers:generic/<=3.9"),
        ("< V4.1", "vers:generic/<4.1"),
        (">=4.0|<4.1.2", "vers:generic/>=4.0|<4.1.2"),
        (">= 4.0, < 4.2", "vers:generic/>=4.0|<4.2"),
        (">=4.0<4.2", "vers:generic/>=4.0|<4.2"),
        ("≤ 3.9", "vers:generic/<=3.9"),
        ("All versions < V4.1", "vers:generic/<4.1"),
        ("prior to 4.2", "vers:generic/<4.2"),
        ("4.1 and earlier", "vers:generic/<=4.1"),
        ("up to and including 4.1", "vers:generic/<=4.1"),
        ("*", "vers:generic/*"),
        ("vers:all/*", "vers:generic/*"),
        ("vers:npm/<2", "vers:npm/<2"),
        ("some older ones", None),
        ("< 4.1 on Windows", None),
        ("", None),
    ],
)
def test_ranges(text: str, expected: str | None) -> None:
    assert as_range(text) == expected


def test_a_range_counts_and_words_are_a_gap(tmp_path: Path) -> None:
    ranged = version("P1", "<=3.9", "product_version_range")
    worded = version("P2", "the older ones", "product_version_range")
    found = sort_json(tmp_path, advisory({"known_affected": ["P1", "P2"]}, ranged, worded))
    (incident,) = found.incidents
    assert [one.versions for one in incident.affected] == [("vers:generic/<=3.9",)]
    (gap,) = found.gaps
    assert gap.reason is GapReason.UNSUPPORTED and "P2" in gap.why
