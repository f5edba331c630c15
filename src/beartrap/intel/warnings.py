"""Values that stand in many lists by mistake: trusted less, with the reason said, and never dropped.

A warning list that drops has done harm: avsvmcloud.com stands on a public list of the most visited sites. So a
demotion is a sentence on the indicator; what a hit on it is worth, a person decides. The lists are our own and short:
what everybody's network talks to all day long.
"""

import ipaddress
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from beartrap.model.indicator import ADDRESSES, HASHES, IndicatorKind

BUSY_SITES = frozenset(
    """
    akamai.net akamaiedge.net amazon.com amazonaws.com apple.com bing.com bit.ly cloudflare.com cloudfront.net
    digicert.com discord.com dropbox.com facebook.com fastly.net github.com githubusercontent.com gitlab.com gmail.com
    google.com googleapis.com gstatic.com icloud.com instagram.com letsencrypt.org linkedin.com live.com microsoft.com
    microsoftonline.com mozilla.org msftncsi.com office.com office365.com outlook.com pastebin.com
    paypal.com python.org reddit.com slack.com solarwinds.com t.co telegram.org twitter.com
    ubuntu.com debian.org virustotal.com whatsapp.com wikipedia.org windows.com windowsupdate.com x.com yahoo.com
    youtube.com zoom.us mandiant.com fireeye.com crowdstrike.com cisa.gov nist.gov mitre.org first.org
    """.split()  # noqa: SIM905
)
"""Registrable domains whose own pages nearly every network visits, or that reports link to. Names below them are
demoted too where anybody can have one (see `SHARED_HOSTS`), as all of the site would be."""

RESOLVERS: Mapping[str, str] = {
    "1.1.1.1": "Cloudflare",
    "1.0.0.1": "Cloudflare",
    "8.8.8.8": "Google",
    "8.8.4.4": "Google",
    "9.9.9.9": "Quad9",
    "149.112.112.112": "Quad9",
    "208.67.222.222": "OpenDNS",
    "208.67.220.220": "OpenDNS",
    "2001:4860:4860::8888": "Google",
    "2001:4860:4860::8844": "Google",
    "2606:4700:4700::1111": "Cloudflare",
    "2606:4700:4700::1001": "Cloudflare",
    "2620:fe::fe": "Quad9",
}
"""Public resolvers, with their operators."""

EMPTY_FILE = frozenset(
    {
        "d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }
)
"""MD5, SHA-1 and SHA-256 of no bytes at all: computed."""

LOCAL_NAMES = ("localhost", "local", "localdomain", "internal", "lan", "home.arpa", "arpa")
"""Endings of names that every network has inside (RFC 6761, 6762, 8375, and common practice)."""
RESERVED_DOMAINS = ("example.com", "example.net", "example.org")
"""Names that reports write for any name, and that answer (RFC 2606).

The names below `example`, `invalid` and `test`, and the addresses for documentation (RFC 5737, 3849), are nobody's: no
network's everyday traffic holds them, so nothing is gained by trusting them less, and a drill that uses them would go unseen.
"""

_DOCUMENTATION = tuple(
    ipaddress.ip_network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)


def demotion(kind: IndicatorKind, value: str) -> str | None:
    """Return why an indicator with this canonical value is trusted less, None where nothing speaks against it."""
    if kind in HASHES:
        return _of_hash(value)
    if kind in ADDRESSES:
        return _of_address(value)
    if kind is IndicatorKind.DOMAIN:
        return _of_domain(value)
    if kind is IndicatorKind.EMAIL:
        return _of_domain(value.rpartition("@")[2])
    if kind is IndicatorKind.URL:
        return _of_url(value)
    return None


def _of_hash(value: str) -> str | None:
    if value in EMPTY_FILE:
        return "the hash of an empty file: every system has some"
    return "one digit repeated: a placeholder" if value == value[0] * len(value) else None


def _of_url(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        return None
    if len(parts.path) > 1 or parts.query:  # one page of a busy site can well be the actor's
        return _of_address(host) if _is_address(host) else None
    return _of_address(host) if _is_address(host) else _of_domain(host)


def _of_domain(value: str) -> str | None:
    labels = value.split(".")
    if labels[-1] in LOCAL_NAMES or ".".join(labels[-2:]) in RESERVED_DOMAINS:
        return "a local or placeholder name: it means another machine in every network"
    for start in range(len(labels) - 1):
        site = ".".join(labels[start:])
        if site in BUSY_SITES:
            return f"{site} is a site that nearly every network talks to"
    return None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def _of_address(value: str) -> str | None:
    if value in RESOLVERS:
        return f"a public resolver ({RESOLVERS[value]}) that nearly every network asks"
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return None
    if any(network.version == other.version and network.overlaps(other) for other in _DOCUMENTATION):
        return None  # before the others: to Python they are private
    if network.is_loopback or network.is_unspecified or network.network_address.is_unspecified:
        return "the host's own address, or none at all"
    if network.is_multicast or network.is_link_local or network.is_reserved:
        return "a multicast, link-local or reserved address"
    if network.is_private:
        return "a private address: it means another machine in every network"
    return None
