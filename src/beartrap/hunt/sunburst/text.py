"""How SUNBURST writes its victim's AD domain into names: two encodings, cut into pieces of sixteen characters.

Encoding A shifts letters and digits through a table and escapes `0 _ - .`; encoding B, marked by a leading `00`, is
base 32 of the UTF-8 and serves names that hold any other character. A cut never splits an escape: where the sixteenth
character would be `0`, it opens the next piece, and a padding `0` takes its place. So no last piece ends in `0`.
Source: public reverse engineering, checked against the public names.
"""

import re
from collections.abc import Callable, Sequence

from beartrap.hunt.sunburst import base32

TABLE = "rq3gsalt6u1iyfzop572d49bnx8cvmkewhj"
SHIFT = 4
SPECIALS = "0_-."
ESCAPE = "0"
MARK_B = "00"
PIECE = 16
"""Characters of a piece that is not the last."""

_PLACES = {character: place for place, character in enumerate(TABLE)}
_UNSHIFT = {ord(character): TABLE[(place - SHIFT) % len(TABLE)] for place, character in enumerate(TABLE)}
_SPECIAL_OF = {_UNSHIFT[ord(character)]: SPECIALS[place % len(SPECIALS)] for character, place in _PLACES.items()}
"""What an escape means, by its character after it was shifted like all others."""
_ESCAPED = re.compile(f"{ESCAPE}(.)")
_PIECE_A = re.compile(r"(?:0?[1-9a-z])+")
_PIECE_B = re.compile(f"[{base32.ALPHABET}]+")
_WRITABLE_A = frozenset(TABLE + SPECIALS)


def strip_padding(piece: str) -> str:
    """Return a piece without its padding: exactly one trailing `0` goes."""
    return piece[:-1] if piece.endswith(ESCAPE) else piece


def is_piece_a(piece: str) -> bool:
    """Whether a piece can be of encoding A; each of its pieces can be read alone."""
    return _PIECE_A.fullmatch(strip_padding(piece)) is not None


def is_piece_b(piece: str, first: bool) -> bool:
    """Whether a piece can be of encoding B; the `first` one of a domain begins with the mark."""
    body = strip_padding(piece)
    if first:
        return body.startswith(MARK_B) and _PIECE_B.fullmatch(body[len(MARK_B) :]) is not None
    return _PIECE_B.fullmatch(body) is not None


def decode_a(text: str) -> str:
    """Return the text of encoding A, whole or one unpadded piece; raises ValueError where it is none."""
    if not _PIECE_A.fullmatch(text):
        raise ValueError("an escape without its character, or a character outside the alphabet")
    shifted = text.translate(_UNSHIFT)
    return _ESCAPED.sub(lambda found: _SPECIAL_OF[found[1]], shifted) if ESCAPE in shifted else shifted


def decode_b(text: str, *, cut: bool = False) -> str:
    """Return the text of encoding B (unpadded, with its mark).

    Where it is not `cut`, it must be whole: strict UTF-8 and no bit left over. Of a cut text the whole characters are
    kept and what the cut broke is dropped. Raises ValueError.
    """
    if not text.startswith(MARK_B):
        raise ValueError("the mark of encoding B is missing")
    raw, rest = base32.decode(text[len(MARK_B) :])
    if cut:
        return raw.decode("utf-8", "ignore") if not _broken_inside(raw) else raw.decode("utf-8")
    if rest:
        raise ValueError("bits left over: something is missing or mistyped")
    return raw.decode("utf-8")


def _broken_inside(raw: bytes) -> bool:
    """Whether the bytes are no UTF-8 for another reason than a character cut at the end."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason != "unexpected end of data"
    return False


def encode(domain: str, choose: Callable[[Sequence[str]], str]) -> str:
    """Return the domain in the encoding that the implant takes for it; `choose` draws the character of an escape."""
    if not domain:
        raise ValueError("there is no empty domain")
    if set(domain) <= _WRITABLE_A:
        return "".join(_write_a(character, choose) for character in domain)
    return MARK_B + base32.encode(domain.encode("utf-8"))


def _write_a(character: str, choose: Callable[[Sequence[str]], str]) -> str:
    special = SPECIALS.find(character)
    if special < 0:
        return TABLE[(_PLACES[character] + SHIFT) % len(TABLE)]
    return ESCAPE + choose(TABLE[special :: len(SPECIALS)])


def cut(text: str) -> list[str]:
    """Return an encoded domain in pieces, padded where a cut would fall behind a `0`."""
    pieces = []
    while len(text) > PIECE:
        if text[PIECE - 1] == ESCAPE:
            pieces.append(text[: PIECE - 1] + ESCAPE)
            text = text[PIECE - 1 :]
        else:
            pieces.append(text[:PIECE])
            text = text[PIECE:]
    return [*pieces, text]
