"""How much a host in a binary weighs by itself: most are documentation, a few are what data is sent to."""

import ipaddress

from beartrap.model.finding import Severity
from beartrap.model.regex import regex

_SERVICES = (
    "discord.com/api/webhooks", "discordapp.com/api/webhooks", "api.telegram.org/bot", "hooks.slack.com/services",
    "webhook.site", "requestbin", "pipedream.net", "ngrok.io", "ngrok.app", "ngrok-free.app", "serveo.net", "localhost.run",
    "burpcollaborator.net", "oastify.com", "oast.", "interact.sh", "pastebin.com/raw", "paste.ee/r", "hastebin.com/raw",
    "transfer.sh", "file.io", "anonfiles", "gofile.io", "0x0.st", "catbox.moe", "trycloudflare.com", "rentry.co",
)  # fmt: skip
"""Services that anybody can take without a name: where stolen things go, and second stages come from."""
_MEANING_NOTHING = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "[::1]", "::1", "255.255.255.255"})  # noqa: S104 (text that is compared)
_ONION = regex(r"[a-z2-7]{56}\.onion$")


def weigh_host(host: str, address: str) -> Severity | None:
    """Return how much an address weighs where it is new; None where it says nothing (a template, this machine)."""
    if host in _MEANING_NOTHING or "%" in host or ("." not in host and ":" not in host) or address.endswith("..."):
        return None
    lower = address.lower()
    if any(service in lower for service in _SERVICES) or _ONION.search(host):
        return Severity.HIGH
    number = _number(host)
    if number is None:
        return Severity.INFO
    if number.is_loopback or number.is_unspecified or number.is_private or number.is_link_local or number.is_multicast:
        return Severity.INFO if not _is_documentation(number) else Severity.MEDIUM
    return Severity.MEDIUM


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _is_documentation(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Addresses for examples stand for real ones: nobody compiles one into a binary for its own sake."""
    return any(number in net for net in _DOCUMENTATION if net.version == number.version)


_DOCUMENTATION = tuple(
    ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)
