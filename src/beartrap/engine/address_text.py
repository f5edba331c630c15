"""Addresses and networks as texts: one form for what may be written in several. Apart from matching many, which needs Arrow."""

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from beartrap.model.regex import regex

_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_CANONICAL_IPV4 = regex(rf"{_BYTE}(?:\.{_BYTE}){{3}}")


def canonical(text: str) -> str | None:
    """Return an address in its one form (an IPv4 address inside IPv6 as IPv4), None where the text is none."""
    if _CANONICAL_IPV4.fullmatch(text) is not None:
        return text  # nearly all are this, and parsing one takes ten times as long
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)


def as_network(text: str) -> IPv4Network | IPv6Network:
    """Return an address or a network in CIDR form as a network, its host bits cleared; raises ValueError."""
    network = ip_network(text.strip(), strict=False)
    if isinstance(network, IPv6Network) and network.network_address.ipv4_mapped and network.prefixlen >= 96:
        return ip_network(f"{network.network_address.ipv4_mapped}/{network.prefixlen - 96}")
    return network
