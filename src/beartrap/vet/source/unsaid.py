"""Defaults of parameters that leave it to a caller what is meant."""

import re

from beartrap.model.regex import regex

SPEAKS_OF_CHECKS = regex(r"veri|cert|ssl|tls|secure|check|hostname", re.IGNORECASE)
"""Names of what says whether something is checked."""


def is_callers(parameter: str, default: object) -> bool:
    """Whether a parameter's default is one that its caller decides about: a truth, an address, nothing where a check is spoken of."""
    address = isinstance(default, str) and default[:8].lower().startswith(("http://", "https://"))
    return address or isinstance(default, bool) or (default is None and SPEAKS_OF_CHECKS.search(parameter) is not None)
