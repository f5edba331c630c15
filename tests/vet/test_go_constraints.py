"""Which files of Go are built without a tag of the user's own."""

import pytest

from beartrap.vet.promise.go_constraints import DEEPEST, is_built


@pytest.mark.parametrize(
    ("head", "built"),
    [
        ("", True),
        ("//go:build linux && amd64", True),
        ("//go:build !windows", True),
        ("//go:build !tools", True),
        ("//go:build tools || linux", True),
        ("//go:build go1.21 && !(plan9 || js)", True),
        ("// Copyright\n\n/* more\n** of it **/\n//go:build unix // as everywhere\n", True),
        ("//go:build tools", False),
        ("//go:build ignore", False),
        ("// Copyright\n\n//go:build linux && for_tools_only\n", False),
        ("//go:build !(linux || tools) && integration", False),
        ("//go:build (", True),
        ("//go:build &&", True),
        (f"//go:build {'(' * DEEPEST * 9}a", True),
    ],
)
def test_what_a_build_constraint_keeps_out(head: str, built: bool) -> None:
    assert is_built(f"{head}\npackage thing\n".encode()) is built


def test_a_constraint_below_the_package_clause_is_none() -> None:
    assert is_built(b"package thing\n\n//go:build ignore\n")
