"""How numbers read."""


def plural(number: int, noun: str) -> str:
    """Return `1 host`, `2 hosts`, `12,000 queries`."""
    many = noun[:-1] + "ies" if noun.endswith("y") and noun[-2:-1] not in "aeou" else noun + "s"
    return f"{number:,} {noun if number == 1 else many}"
