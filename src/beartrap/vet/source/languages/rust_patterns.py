"""Rust's patterns as tests: letters, numbers, ranges of them and `Some`, which is what decoders choose by."""

from typing import Any

from beartrap.vet.source import tree
from beartrap.vet.source.languages.compiled_expressions import Expressions
from beartrap.vet.source.tree import Node

MOST_ARMS = 40
"""Arms of one `match` that are told apart: each nests in the one before."""
_LITERALS = frozenset({"char_literal", "integer_literal", "negative_literal", "boolean_literal"})


def fits(reader: Expressions, pattern: Any, asked: Node) -> Node | None:
    """Return whether a value fits a pattern, as a test; None for a pattern that is not told so, as one that fits always."""
    if pattern is None:
        return None
    kids, row = reader.kids(pattern), reader.row(pattern)
    if pattern.type == "match_pattern":
        return (
            fits(reader, kids[0], asked)
            if len(kids) == 1 and pattern.child_by_field_name("condition") is None
            else None
        )
    if pattern.type in _LITERALS:
        return tree.Binary(row, "==", asked, reader.one(pattern))
    if pattern.type == "range_pattern" and len(kids) == 2:
        upper = "<=" if "..=" in reader.text(pattern) else "<"
        low, high = (
            tree.Binary(row, "<=", reader.one(kids[0]), asked),
            tree.Binary(row, upper, asked, reader.one(kids[1])),
        )
        return tree.Choice(row, None, [low, high], both=True)
    if pattern.type == "or_pattern":
        either = [fits(reader, kid, asked) for kid in kids]
        return tree.Choice(row, None, [one for one in either if one is not None]) if None not in either else None
    if pattern.type == "captured_pattern" and len(kids) == 2:
        return fits(reader, kids[1], asked)
    if reader.text(pattern).startswith("Some("):
        return tree.Call(row, tree.Name(row, "\0some"), [asked])
    return None
