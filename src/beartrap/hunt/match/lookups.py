"""Looking up indicators in distinct values: hashes, names, addresses, URLs, paths, pipes, user agents, registry keys, mail."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from beartrap.engine import address_text, addresses, domains
from beartrap.engine.folding import fold
from beartrap.hunt.match.roles import Role
from beartrap.model.indicator import ADDRESSES, HASHES, IndicatorKind

LookUp = Callable[[pa.Array], Iterable[tuple[int, int]]]
"""From distinct values to (place of the value, place of the indicator)."""
Values = Sequence[tuple[str, int]]
ByKind = Mapping[IndicatorKind, Values]
Table = Mapping[str, Sequence[int]]

LONGEST_SPLIT = 4 << 20
"""Bytes of a value up to which it is taken apart: readers give no longer one, and say what they cut."""
_HASH_LENGTHS = (32, 40, 64)
_HASH_SPLIT = "[^0-9A-Fa-f]+"
_NETWORK_SPLIT = r"[;,|\s<>\"'()]+"
_PORT = r"^\[?([0-9.]+|[0-9A-Fa-f:]+\]|[0-9A-Za-z_.-]+\.[A-Za-z]+):[0-9]{1,5}$"
_PIPE = re.compile(r"^(\\\\[^\\]*\\pipe|\\device\\namedpipe)?[\\/]+", re.IGNORECASE)
_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_QUAD = re.compile(rf"{_OCTET}(\.{_OCTET}){{3}}")
_HIVES = (
    ("\\registry\\machine", "hklm"),
    ("hkey_local_machine", "hklm"),
    ("hkey_current_user", "hkcu"),
    ("hkey_users", "hku"),
    ("\\registry\\user", "hku"),
    ("hkey_classes_root", "hkcr"),
)


def look_ups(by_kind: ByKind) -> tuple[list[tuple[Role, LookUp]], list[int]]:
    """Return the look-ups that the indicators need, each with the fields it is for, and the places of unusable ones."""
    made: list[tuple[Role, LookUp]] = []
    network, refused = _network(by_kind)
    if network is not None:
        made.append((Role.NETWORK, network))
    if hashes := _table(_of(by_kind, *HASHES, IndicatorKind.CERTIFICATE), lambda text: text.lower().replace(":", "")):
        made.append((Role.HASH, lambda values: _hashes(values, hashes)))
    for role, kind, plain in (
        (Role.PATH, IndicatorKind.PATH, _path),
        (Role.PATH, IndicatorKind.FILENAME, _base_name),
        (Role.PIPE, IndicatorKind.PIPE, _pipe),
        (Role.AGENT, IndicatorKind.USER_AGENT, lambda text: fold(text.strip())),
        (Role.MAIL, IndicatorKind.EMAIL, lambda text: fold(text.strip(" <>"))),
    ):
        if table := _table(by_kind.get(kind, ()), plain):
            made.append((role, _plainly(table, plain)))
    if keys := _table(by_kind.get(IndicatorKind.REGISTRY_KEY, ()), _registry):
        made.append((Role.REGISTRY, lambda values: _registry_keys(values, keys)))
    return made, refused


def _of(by_kind: ByKind, *kinds: IndicatorKind) -> list[tuple[str, int]]:
    return [pair for kind in kinds for pair in by_kind.get(kind, ())]


def _table(values: Values, plain: Callable[[str], str]) -> Table:
    table: dict[str, tuple[int, ...]] = {}  # tuples of numbers cost the collector of cycles nothing, a million lists do
    for value, place in values:
        if key := plain(value):
            table[key] = (*table.get(key, ()), place)
    return table


def _plainly(table: Table, plain: Callable[[str], str]) -> LookUp:
    def look_up(values: pa.Array) -> Iterator[tuple[int, int]]:
        for number, text in enumerate(values.to_pylist()):
            for place in table.get(plain(text), ()):
                yield number, place

    return look_up


def _path(text: str) -> str:
    return fold(text.strip(" \"'")).replace("/", "\\")


def _base_name(text: str) -> str:
    return _path(text).rsplit("\\", 1)[-1]


def _pipe(text: str) -> str:
    return _PIPE.sub("", fold(text.strip()))


def _registry(text: str) -> str:
    low = fold(text.strip()).rstrip("\\")
    for long, short in _HIVES:
        if low.startswith(long):
            return short + low[len(long) :]
    return low


def _registry_keys(values: pa.Array, keys: Table) -> Iterator[tuple[int, int]]:
    """A key is met by itself and by whatever lies below it."""
    for number, text in enumerate(values.to_pylist()):
        key = _registry(text)
        while key:
            for place in keys.get(key, ()):
                yield number, place
            key = key.rpartition("\\")[0]


def _taken_apart(values: pa.Array, pattern: str) -> tuple[pa.Array, pa.Array]:
    """Return the pieces of all values, and for each the place of its value."""
    plain = values.cast(pa.utf8())
    short = pc.if_else(pc.less_equal(pc.binary_length(plain), LONGEST_SPLIT), plain, pa.scalar("", pa.utf8()))
    lists = pc.split_pattern_regex(short, pattern)
    return lists.flatten(), pc.list_parent_indices(lists)


def _hashes(values: pa.Array, table: Table) -> Iterator[tuple[int, int]]:
    pieces, owners = _taken_apart(values, _HASH_SPLIT)
    fit = pc.is_in(pc.binary_length(pieces), pa.array(_HASH_LENGTHS, pa.int32()))
    texts = pc.ascii_lower(pieces.filter(fit)).to_pylist()
    for text, owner in zip(texts, owners.filter(fit).to_pylist(), strict=True):
        for place in table.get(text, ()):
            yield owner, place


def _network(by_kind: ByKind) -> tuple[LookUp | None, list[int]]:
    """Return the look-up of names, addresses and URLs, and the places of indicators that are none."""
    names = [(value.removeprefix("*."), place) for value, place in by_kind.get(IndicatorKind.DOMAIN, ())]
    nets, refused = _networks(_of(by_kind, *ADDRESSES))
    urls = _table(by_kind.get(IndicatorKind.URL, ()), _url)
    if not names and not nets and not urls:
        return None, refused
    domain_matcher = domains.DomainMatcher([value for value, _ in names])
    domain_places = _shared(names, domains.canonical)
    address_matcher = addresses.AddressMatcher([value for value, _ in nets])
    address_places = _shared(nets, _network_text)

    def look_up(values: pa.Array) -> Iterator[tuple[int, int]]:
        pieces, owners = _hosts(values)
        for matcher, places in ((domain_matcher, domain_places), (address_matcher, address_places)):
            ones, others = matcher.match(pieces)
            for owner, other in zip(owners[ones].tolist(), others.tolist(), strict=True):
                yield from ((owner, place) for place in places[other])
        if urls:
            yield from _plainly(urls, _url)(values)

    return look_up, refused


def _shared(values: Values, plain: Callable[[str], str]) -> list[list[int]]:
    """Return for each value the places of all that are the same: the matchers give only the first."""
    table = _table(values, plain)
    return [list(table.get(plain(value), ())) for value, _ in values]


def _network_text(text: str) -> str:
    """Return the one form of an address or network; raises ValueError."""
    return text if _QUAD.fullmatch(text) else str(address_text.as_network(text)).removesuffix("/32")


def _networks(values: Values) -> tuple[list[tuple[str, int]], list[int]]:
    good: list[tuple[str, int]] = []
    refused: list[int] = []
    for value, place in values:
        try:
            _network_text(value)
            good.append((value, place))
        except ValueError:
            refused.append(place)
    return good, refused


def _hosts(values: pa.Array) -> tuple[pa.Array, "np.ndarray[tuple[int], np.dtype[np.int64]]"]:
    """Return the names and addresses that values hold: without scheme, path, port and brackets."""
    pieces, owners = _taken_apart(values, _NETWORK_SPLIT)
    bare = pc.replace_substring_regex(pieces, r"^[A-Za-z][A-Za-z0-9+.-]*://([^/@]*@)?", "")
    bare = pc.replace_substring_regex(bare, r"[/?#].*$", "")
    bare = pc.replace_substring_regex(bare, _PORT, r"\1")
    bare = pc.utf8_trim(bare, "[]\\.")
    return bare, owners.to_numpy(zero_copy_only=False).astype(np.int64)


def _url(text: str) -> str:
    """Return a URL as it is compared: without scheme, default port, fragment and last slash, its host in lower case."""
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "") + (f":{port}" if port not in (None, 80, 443) else "")
    return host + parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
