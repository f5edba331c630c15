"""The implant's hash of names, and which AD domains made it keep silent.

Processes, services and domains are compared by FNV-1a 64 of the lower-case text, XORed with a constant. A domain on
the list, or one with the vendor's name or the word "test" in it, never sent a beacon: that explains a silent network
and is no proof of a clean one. Source: Mandiant's published list of the hashes (BSD-2) and their recovered names.
"""

import re

OFFSET, PRIME, MASK = 0xCBF29CE484222325, 0x100000001B3, (1 << 64) - 1
KEY = 0x5BAC903BA7D81967

SILENT_DOMAINS = {
    1109067043404435916: "swdev.local",
    15267980678929160412: "swdev.dmz",
    8381292265993977266: "lab.local",
    3796405623695665524: "lab.na",
    8727477769544302060: "emea.sales",
    10734127004244879770: "cork.lab",
    11073283311104541690: "dev.local",
    4030236413975199654: "dmz.local",
    7701683279824397773: "pci.local",
    5132256620104998637: "saas.swi",
    5942282052525294911: "lab.rio",
    4578480846255629462: "lab.brno",
    16858955978146406642: "apac.lab",
}
"""Hash to the name that was recovered for it."""

_VENDOR = re.compile("solarwinds", re.IGNORECASE)
_TEST = re.compile(r"(?:^|[^a-z])test(?:[^a-z]|$)", re.IGNORECASE)


def name_hash(name: str) -> int:
    """Return the implant's hash of a name."""
    value = OFFSET
    for byte in name.lower().encode("utf-8"):
        value = (value ^ byte) * PRIME & MASK
    return value ^ KEY


def why_silent(domain: str) -> str | None:
    """Return why the implant never beaconed from a machine of this AD domain, None where nothing kept it silent."""
    known = SILENT_DOMAINS.get(name_hash(domain))
    if known is not None:
        return f"the AD domain {known} is on the implant's list of domains to avoid"
    if _VENDOR.search(domain):
        return "the AD domain holds the vendor's name, which the implant avoids"
    if _TEST.search(domain):
        return 'the AD domain holds the word "test", which the implant avoids'
    return None
