"""What a check is: calls that tell whether somebody is who they say, and what is said of one that lets through more than it did."""

import re
from collections.abc import Sequence

from beartrap.model.frozen import frozen
from beartrap.model.regex import of_names
from beartrap.vet.source import tree

SAME = r"""
    compare_digest|(?:\w+_)?consteq|safe_string_equals|safe_str_cmp|timingSafeEqual|hash_equals|(?:fixed_length_)?secure_compare|constant_time_(?!eq_(?:w|int|8)\b|is_(?:zero|neg)|select|(?:lt|ge|msb|cond|swap|lookup|copy)(?:_(?:w|int|8|s|buff|64))?\b)\w+|checkpw|compareSync|password_verify|hmac\.Equal|ConstantTimeCompare|ConstantTimeEq
    |CompareHashAndPassword|MessageDigest\.isEqual|FixedTimeEquals|VerifyHashedPassword|ct_eq|verify_slice\w*|verify_strict|verify_detached|verify_password|CRYPTO_memcmp|sodium_memcmp|timingsafe_\w+"""
OF_A_FORM = r"(?!\w*(?:[sS]chema|[uU]nion|[gG]rammar|[sS]yntax|[mM]odifier|[dD]type|[sS]hape|[oO]perand|_ast(?:_|\b)))"
"""What a name does not go on with that says `verify`: then it asks for the form of a text or a table, and lets nobody in."""
VERIFIES = of_names(
    rf"{SAME}|check_password\w*|_?[vV]erif(?:y|ies)(?!VersionInfo){OF_A_FORM}\w*|_?checkSignature|ValidateToken|validateToken|EVP_(?:Digest)?Verify\w*",
    re.VERBOSE,
)
"""Calls that tell whether somebody is who they say, or a text is what was signed. Windows is asked for its version by `VerifyVersionInfo`."""
COMPARES = of_names(SAME, re.VERBOSE)


@frozen
class Loosened:
    """One thing that is let through now: the row in the new file, and what changed."""

    row: int
    what: str
    mild: bool = False
    """Whether honest work does the same every week: a condition that asks less, a sign that is escaped elsewhere, a check that may only have moved, a function that is written anew. Nothing is let in by what the code alone knows."""


def called(node: tree.Node) -> str:
    """Return the last part of the name of what is called, with what it is called on where only that tells; empty for what is no call."""
    func = node.func if isinstance(node, tree.Call) else None
    if isinstance(func, tree.Attr):
        return f"{tree.dotted(func.base)}.{func.name}" if func.name in ("Equal", "isEqual") else func.name
    return func.id.rpartition(".")[2] if isinstance(func, tree.Name) else ""


def compares(node: tree.Node) -> bool:
    """Whether a primitive of a library is called that compares what must be the same."""
    return COMPARES.fullmatch(called(node)) is not None


def still_compared(before: Sequence[tree.Node], after: Sequence[tree.Node]) -> bool:
    """Whether what was handed to a comparison is held against something, as a whole, in plain words now: `a == b`, `slices.Contains(all, a)`."""
    handed = (part for one in before if isinstance(one, tree.Call) and compares(one) for part in one.args)
    given = {word for part in handed for word in tree.words(part)}
    return any(not given.isdisjoint(tree.words(one)) for one in after if _holds_against(one))


def _holds_against(node: tree.Node) -> bool:
    sides: Sequence[tree.Node] = ()
    if isinstance(node, tree.Binary) and node.operator in ("==", "!=", "===", "!=="):
        sides = (node.left, node.right)
    elif isinstance(node, tree.Call) and tree.dotted(node.func) == "slices.Contains":
        sides = node.args
    whole = all(
        (isinstance(one, tree.Name) and one.id not in _NOTHING)
        or (isinstance(one, tree.Attr) and one.name not in _SIZES)
        for one in sides
    )
    return len(sides) == 2 and whole and tuple(tree.words(sides[0])) != tuple(tree.words(sides[1]))


_NOTHING = frozenset({"nil", "null", "undefined", "NULL", "nullptr"})
_SIZES = frozenset({"length", "size", "len", "count", "Length", "Count"})


def own_check(node: tree.Node) -> str:
    """Return the name of a check that is called and is no primitive of a library, by whose name nothing could be told apart."""
    name = called(node).rpartition(".")[2]
    return name if len(name) > len("verifyAsync") and VERIFIES.fullmatch(name) and not COMPARES.fullmatch(name) else ""
