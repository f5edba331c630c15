"""Replacing our own names in any text: names at word borders, addresses in own or private networks, home folders, mail.

Cost follows the text, not the number of names: each run of letters and digits is looked up once, so an estate of
160,000 hosts costs no more than one of twelve.
"""

import ipaddress
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from beartrap.share.pseudonyms import COMMON_USERS, HOME, Pseudonyms, fold

REMEMBERED = 65_536
"""Texts whose result is kept: the same reasons and places come back in every record."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_RUN = re.compile(r"[0-9a-z]+|[^\W_0-9a-z]+")
"""Letters and digits of folded text; ASCII apart from the rest, because much writing puts no blank around a host's name."""
_ESCAPED = re.compile(r"(?<=%)[0-9a-f]{2}|(?<=\\)(?:x[0-9a-f]{2}|u[0-9a-f]{4})")
"""An escape that runs into the name behind it: `%2forion-01`, `\\x00orion-01`."""
_IPV4 = r"(?:\d{1,3}\.){3}\d{1,3}"
_ADDRESS = re.compile(
    rf"(?P<reversed>(?:\d{{1,3}}\.){{4}}in-addr\.arpa|(?:[0-9a-f]\.){{32}}ip6\.arpa)"
    rf"|(?P<plain>(?<![\w.:]){_IPV4}(?:/\d{{1,2}})?(?![\w]|\.\d)"
    rf"|(?<![\w.:])(?=[0-9a-f:.]*:[0-9a-f:.]*:)[0-9a-f:]{{2,39}}(?:{_IPV4})?(?:/\d{{1,3}})?(?![\w:]))",
    re.IGNORECASE | re.ASCII,
)
_DASHED = re.compile(r"(?<![\d.])(?<!\d-)(?:\d{1,3}-){3}\d{1,3}(?!\d|-\d)", re.ASCII)
"""An address as host names and file names have it: `ip-10-0-0-7`, without its prefix."""
_MAC = re.compile(r"(?<![0-9a-f:-])[0-9a-f]{2}(?P<mark>[:-])(?:[0-9a-f]{2}(?P=mark)){4}[0-9a-f]{2}(?![0-9a-f:-])", re.I)
_UID = re.compile(r"(?<![0-9A-Za-z])(?:[0-9A-F]{16}|[0-9a-f]{16})(?![0-9A-Za-z])")
"""A SUNBURST identifier: public lists tie them to organisations."""
_MAILBOX = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@((?:[\w-]{1,63}\.)+[\w-]{2,63})")


class Scrubber:
    """Replaces what is ours by its pseudonym. What it meets on the way (users, further addresses) gets one too."""

    def __init__(self, names: Pseudonyms, networks: Sequence[Network], beacons: Sequence[str]) -> None:
        self._names = names
        self._networks = networks
        self._below = _below(beacons)
        self._lengths: dict[str, tuple[int, ...]] = {}
        self.index()
        self.text = lru_cache(REMEMBERED)(self._text)

    def index(self) -> None:
        """Sort the names by their first run of letters and digits; to be called when names were added."""
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in self._names.names:
            first = _RUN.search(name)
            if first is not None and first.start() == 0:
                lengths[first.group()].add(len(name))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def collect(self, text: str) -> None:
        """Note the users that a text's home folders and own mailboxes name, so that they are replaced everywhere."""
        if "\\" in text or "/" in text:
            for match in HOME.finditer(text):
                self.user(match.group(1))
        if "@" in text:
            for match in _MAILBOX.finditer(text):
                if fold(match.group(2)) in self._names.names:
                    self.user(match.group(1))

    def user(self, name: str) -> None:
        """Note a user's name."""
        if fold(name.strip()) not in COMMON_USERS:
            self._names.add("user", name)

    def bytes(self, raw: bytes) -> bytes:
        """Return a path with its own names replaced; bytes that are no UTF-8 stay as they are."""
        return self.text(raw.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    def _text(self, text: str) -> str:
        if self._below is not None:
            text = self._below.sub(self._query, text)
        text = _MAC.sub(lambda match: self._named("mac", re.sub("[:-]", "", match.group())), text)
        text = _ADDRESS.sub(self._address, text)
        text = _DASHED.sub(self._dashed, text)
        text = _UID.sub(lambda match: self._named("uid", match.group()), text)
        return self._own(text)

    def _named(self, sort: str, name: str) -> str:
        return self._names.add(sort, name) or name

    def _query(self, match: re.Match[str]) -> str:
        return f"{self._named('query', match.group(1).rstrip('.'))}.{match.group(2)}"

    def _address(self, match: re.Match[str]) -> str:
        found = match.group("reversed")
        if found is None:
            return self._network(match.group())
        pieces = found.split(".")[:-2]
        turned = ".".join(reversed(pieces)) if len(pieces) == 4 else _joined(pieces)
        replaced = self._network(turned)
        return found if replaced == turned else replaced

    def _dashed(self, match: re.Match[str]) -> str:
        dotted = match.group().replace("-", ".")
        replaced = self._network(dotted)
        return match.group() if replaced == dotted else replaced

    def _network(self, text: str) -> str:
        """Replace an address or a network where it is ours: named by the estate, in an own network, or private."""
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError:
            return text
        if network.prefixlen == 0 or network.is_loopback or network.is_unspecified:
            return text
        alone = network.num_addresses == 1
        key = str(network.network_address) if alone else str(network)
        if fold(key) in self._names.names or fold(text) in self._names.names:
            return self._names.names.get(fold(key)) or self._names.names[fold(text)]
        return self._named("address" if alone else "network", key) if self._is_ours(network) else text

    def _is_ours(self, network: Network) -> bool:
        if network.is_multicast:
            return False
        return network.is_link_local or _is_private(network) or any(_holds(own, network) for own in self._networks)

    def _own(self, text: str) -> str:
        """Replace own names, the longest first at each place, where they begin and end at a border of a word."""
        folded = fold(text)
        pieces: list[str] = []
        done = 0
        for start, first in _starts(folded):
            if start < done or first not in self._lengths:
                continue
            end, pseudonym = self._longest(folded, start, first)
            if pseudonym is not None:
                pieces += [text[done:start], pseudonym]
                done = end
        return "".join((*pieces, text[done:])) if pieces else text

    def _longest(self, folded: str, start: int, first: str) -> tuple[int, str | None]:
        for length in self._lengths[first]:
            end = start + length
            pseudonym = self._names.names.get(folded[start:end])
            if pseudonym is not None and not _goes_on(folded, end):
                return end, pseudonym
        return start, None


def _starts(folded: str) -> Iterator[tuple[int, str]]:
    """Yield where a name may begin, with its first run of letters and digits."""
    for run in _RUN.finditer(folded):
        yield run.start(), run.group()
        escaped = _ESCAPED.match(folded, run.start()) if run.start() else None
        if escaped is not None and escaped.end() < run.end():
            yield escaped.end(), folded[escaped.end() : run.end()]


def _goes_on(folded: str, end: int) -> bool:
    """Whether the word goes on behind `end`, so that what ends there is only a part of it."""
    if end >= len(folded) or not (folded[end].isalnum() and folded[end - 1].isalnum()):
        return False
    return folded[end].isascii() == folded[end - 1].isascii()


def _below(domains: Sequence[str]) -> re.Pattern[str] | None:
    """Return what matches a name below one of the domains: group 1 the labels, group 2 the domain."""
    if not domains:
        return None
    ends = "|".join(re.escape(domain) for domain in sorted(domains, key=len, reverse=True))
    return re.compile(rf"(?<![\w.-])((?:[\w-]{{1,63}}\.){{1,20}})({ends})(?![\w-])", re.IGNORECASE | re.ASCII)


def _joined(nibbles: Sequence[str]) -> str:
    digits = "".join(reversed(nibbles))
    return ":".join(digits[at : at + 4] for at in range(0, len(digits), 4))


_PRIVATE = tuple(ipaddress.ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))  # fmt: skip
"""RFC 1918, RFC 6598 and RFC 4193: where an address says nothing about the world and much about us."""


def _is_private(network: Network) -> bool:
    return any(_holds(own, network) for own in _PRIVATE)


def _holds(own: Network, network: Network) -> bool:
    if isinstance(own, ipaddress.IPv4Network):
        return isinstance(network, ipaddress.IPv4Network) and network.subnet_of(own)
    return isinstance(network, ipaddress.IPv6Network) and network.subnet_of(own)
