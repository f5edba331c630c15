"""How dense bytes are."""

import math
from collections import Counter

MOST = 1024 * 1024
"""Bytes that are counted: more change nothing."""


def entropy(content: bytes) -> float:
    """Return the Shannon entropy in bits a byte: 0 for one value, 8 for all alike."""
    content = content[:MOST]
    if not content:
        return 0.0
    total = len(content)
    return -sum(count / total * math.log2(count / total) for count in Counter(content).values())
