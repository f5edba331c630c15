"""What a function that escapes does not escape any more: signs by which text becomes code where it is put."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.noticed.checks import Loosened, called

_ESCAPES = regex(r"escape|sanit|quote|purify|encodeHTML|htmlspecial|strip_?tags|clean_?html|neutrali", re.IGNORECASE)
_TAKES_APART = regex(r"_*(?:un|parse|read|scan|lex|consume|tokeni|is_|has_|is[A-Z]|has[A-Z])")
"""How functions are called that understand or look for what is escaped, and escape nothing."""
_REPLACES = regex(r"escape|sanit|quote|purify|encode|strip|clean|replace|translate|\bg?sub\b", re.IGNORECASE)
"""Calls by which a text loses signs: one that came may do what another did that went."""
_SIGNS = frozenset("<>&\"'`;|$\\\0")
"""Characters by which text becomes code where it is put."""


def escapes(name: str) -> bool:
    """Whether a function escapes, by its name."""
    return _ESCAPES.search(name) is not None and not _TAKES_APART.match(name)


def escapes_less(before: Sequence[tree.Node], after: Sequence[tree.Node]) -> Iterator[Loosened]:
    """A text of the function that named more signs than the one that stands in its place."""
    old, new = _texts(before), _texts(after)
    gone, came = old - new, new - old
    rows = {text: node.row for node in after for text in _texts([node])}
    for text in gone:
        signs = _signs(text)
        if any(signs <= _signs(one) for one in came):
            continue  # and more: it asks for the same, written otherwise
        less = [one for one in came if one != text.replace("\\", "") and _signs(one) < signs]
        like = [one for one in less if _signs(one) or not set(came) - {one}]
        if like:
            lost = sorted(signs - _signs(like[0]))
            if all(0 < old[sign] <= new[sign] for sign in lost):
                continue  # it is asked for each of them as before, and only written otherwise
            if all(map(new.get, lost)) and _by_names(before, after):
                continue  # they stand under names now
            yield Loosened(rows[like[0]], f"does not escape {' '.join(lost)} any more", mild=True)
            return
    dropped = {text for text in gone if len(text) == 1 and text in _SIGNS} - _counted(before)
    instead = Counter(map(called, after)) - Counter(map(called, before))
    if dropped and not came and after and not any(_REPLACES.search(name) for name in instead):
        yield Loosened(after[0].row, f"does not escape {' '.join(sorted(dropped))} any more", mild=True)


def _counted(nodes: Sequence[tree.Node]) -> set[str]:
    """Return the texts that are only counted: how many there may be is a limit."""
    return {
        text for one in nodes if called(one).rpartition(".")[2] == "count" for text in _texts(list(tree.within(one)))
    }


def _by_names(before: Sequence[tree.Node], after: Sequence[tree.Node]) -> bool:
    """Whether signs are replaced as often as they were, and by names where they stood there: `text.replace(quote, escaped)`."""
    was, now = ([one for one in nodes if _REPLACES.search(called(one))] for nodes in (before, after))
    named = [one for one in now if isinstance(one, tree.Call) and one.args and isinstance(one.args[0], tree.Name)]
    return len(now) >= len(was) and bool(named)


def _signs(text: str) -> frozenset[str]:
    """Return the signs that a text names; those by which patterns look around, `(?<=`, and what was matched is put back, `$&`, are none."""
    bare = _AROUND.sub("", _BY_NUMBER.sub(lambda one: chr(int(one[1] or one[2] or one[3], 8 if one[3] else 16)), text))
    return _SIGNS.intersection(bare if "[" in bare else _PUT_BACK.sub("", bare))


_BY_NUMBER = regex(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-3][0-7]{2}))")
"""A sign that a pattern spells by its number."""
_AROUND = regex(r"\(\?(?:<[=!]|P?<\w+>|[=!:])|%\(?\w*\)?[sd]")
_PUT_BACK = regex(r"\$(?:[&`']|\d{1,2}|<\w+>)")


def _texts(nodes: Sequence[tree.Node]) -> Counter[str]:
    values = [node.value for node in nodes if isinstance(node, tree.Const)]
    flat = [one for value in values for one in (value if isinstance(value, list) else (value,))]
    return Counter(one for one in flat if isinstance(one, str))
