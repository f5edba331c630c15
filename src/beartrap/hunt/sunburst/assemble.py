"""Joining the fragments of one identifier into the victim's domain, and saying how far that can be trusted.

Pieces of different runs join: escapes are redrawn, so what they say is compared and not how it is written. Numbers
show where a piece is missing, but the last one is always 35: whether further pieces stood before it cannot be seen
from names alone. So a domain is `complete` only where it equals one that is known (an own AD domain), `unproven`
where nothing is visibly missing, `partial` where something is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from enum import StrEnum

from beartrap.hunt.sunburst import text
from beartrap.hunt.sunburst.names import LAST, DecodedName, Kind
from beartrap.model.frozen import frozen

HOLE = "…"
"""Stands in a text for what is missing."""


class Standing(StrEnum):
    """How whole a joined domain is."""

    COMPLETE = "complete"
    UNPROVEN = "unproven"
    PARTIAL = "partial"


@frozen
class Assembly:
    """What the fragments of one identifier come to.

    `domain` is None where it is partial; `text` is what can be read, with `…` where a piece is missing; `why` says
    in words what the standing rests on; `encoding` is `A` or `B`.
    """

    domain: str | None
    text: str
    standing: Standing
    why: str
    encoding: str = "A"


def assemble(fragments: Iterable[DecodedName], known: Collection[str] = ()) -> Assembly | None:
    """Join fragments of one identifier, in any order, repeated or not; returns None where there are none.

    `known` are domains that we know to exist; one that matches (case aside) makes the result complete.
    """
    pieces = _collect(fragments)
    if not pieces:
        return None
    doubtful = sorted(number for number, variants in pieces.items() if len(variants) > 1)
    if doubtful:
        return Assembly(
            None,
            _readable({number: min(variants) for number, variants in pieces.items() if len(variants) == 1}),
            Standing.PARTIAL,
            f"piece {doubtful[0]} comes with different texts: one of them is mistyped or invented",
        )
    single = {number: next(iter(variants)) for number, variants in pieces.items()}
    return _confirmed(_join_b(single) if _is_b(single) else _join_a(single), known)


def _confirmed(assembly: Assembly, known: Collection[str]) -> Assembly:
    if assembly.domain is not None and assembly.domain.lower() in {domain.lower() for domain in known}:
        why = "equals an AD domain that the estate names"
        return Assembly(assembly.domain, assembly.text, Standing.COMPLETE, why, assembly.encoding)
    return assembly


def _collect(fragments: Iterable[DecodedName]) -> dict[int, set[str]]:
    """Return the unpadded pieces by number; writings of A that say the same count once."""
    variants: dict[int, dict[str, str]] = defaultdict(dict)
    for fragment in fragments:
        if fragment.kind is Kind.FRAGMENT and fragment.sequence is not None and fragment.piece is not None:
            body = text.strip_padding(fragment.piece)
            said = text.decode_a(body) if text.is_piece_a(fragment.piece) else body
            variants[fragment.sequence].setdefault(said, body)
    return {number: set(by_text.values()) for number, by_text in variants.items()}


def _is_b(pieces: dict[int, str]) -> bool:
    first = pieces.get(0)
    if first is not None:
        return first.startswith(text.MARK_B)
    return any(not text.is_piece_a(piece) for piece in pieces.values())


def _join_a(pieces: dict[int, str]) -> Assembly:
    if any(not text.is_piece_a(piece) for piece in pieces.values()):
        odd = next(number for number, piece in sorted(pieces.items()) if not text.is_piece_a(piece))
        readable = {number: piece for number, piece in pieces.items() if text.is_piece_a(piece)}
        return Assembly(
            None, _readable(readable), Standing.PARTIAL, f"piece {odd} is of another encoding than the first"
        )
    shown = _readable(pieces)
    if set(pieces) == {LAST}:
        return _judge_only(shown)
    missing = _missing(pieces)
    if missing:
        return Assembly(None, shown, Standing.PARTIAL, missing)
    return _judge_joined(shown, len(pieces), "A")


def _judge_only(shown: str) -> Assembly:
    if "." in shown and _is_plausible(shown):
        return Assembly(shown, shown, Standing.UNPROVEN, "only the last piece was seen: whole, or a tail")
    why = "only the last piece was seen, and it does not look like a whole domain: probably a tail"
    return Assembly(None, HOLE + shown, Standing.PARTIAL, why)


def _judge_joined(domain: str, count: int, encoding: str) -> Assembly:
    if not _is_plausible(domain):
        why = "the pieces join into no possible domain: one from the middle is missing"
        return Assembly(None, domain, Standing.PARTIAL, why, encoding)
    why = f"{count} pieces join; a further piece right before the last cannot be excluded"
    return Assembly(domain, domain, Standing.UNPROVEN, why, encoding)


def _is_plausible(domain: str) -> bool:
    return all(domain.split("."))


def _missing(pieces: dict[int, str]) -> str | None:
    """Say which pieces are visibly missing."""
    inner = [number for number in pieces if number != LAST]
    absent = [str(number) for number in range(max(inner, default=-1)) if number not in pieces]
    if LAST not in pieces:
        absent.append("the last")
    if not absent:
        return None
    return f"missing: piece {', '.join(absent[:5])}" + (f" and {len(absent) - 5} more" if len(absent) > 5 else "")


def _readable(pieces: dict[int, str]) -> str:
    """Return what pieces of A say, each alone, with holes where numbers are missing."""
    shown, expected = "", 0
    for number in sorted(pieces):
        if number != expected and not (number == LAST and expected > 0):
            shown += HOLE if number != LAST or expected > 0 or len(pieces) > 1 else ""
        shown += text.decode_a(pieces[number]) if text.is_piece_a(pieces[number]) else HOLE
        expected = number + 1
    return shown if LAST in pieces or not pieces else shown + HOLE


def _join_b(pieces: dict[int, str]) -> Assembly:
    """Join pieces of encoding B: base 32 runs through all of them, so what follows a hole cannot be read."""
    lone = pieces.get(LAST, "") if set(pieces) == {LAST} else ""
    if 0 not in pieces and not lone.startswith(text.MARK_B):
        return Assembly(None, HOLE, Standing.PARTIAL, "a tail of encoding B: not readable without the first piece", "B")
    run = [pieces[number] for number in _run_from_zero(pieces)] or [lone]
    missing = None if lone else _missing(pieces)
    if missing is None:
        whole = "".join(run) + ("" if lone else pieces[LAST])
        try:
            return _judge_joined(text.decode_b(whole), len(pieces), "B")
        except ValueError:
            missing = "the pieces do not join: one from the middle is missing, or one is mistyped"
    try:
        readable = text.decode_b("".join(run), cut=True)
    except ValueError:
        return Assembly(None, HOLE, Standing.PARTIAL, "begins like encoding B, but is no text", "B")
    return Assembly(None, readable + HOLE, Standing.PARTIAL, f"{missing}; a character cut at the end was dropped", "B")


def _run_from_zero(pieces: dict[int, str]) -> list[int]:
    run: list[int] = []
    while len(run) in pieces and len(run) < LAST:
        run.append(len(run))
    return run
