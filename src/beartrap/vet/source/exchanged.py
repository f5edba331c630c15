"""Generators of chance that a file has exchanged: the one for secrets is gone from it, and one for games has come."""

from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.source.guards import Loosened

_PAIRS = (
    (regex(r"\"crypto/rand\""), regex(r"\"math/rand(?:/v2)?\"")),
    (regex(r"(?m)^\s*(?:from\s+secrets\s+import|import\s+secrets)\b|\bSystemRandom\b|\bos\.urandom\b"), regex(r"(?m)^\s*(?:from\s+random\s+import|import\s+random)\b")),
    (regex(r"\b(?:OsRng|getrandom|from_entropy|from_os_rng)\b"), regex(r"\b(?:SmallRng|seed_from_u64|fastrand)\b")),
    (regex(r"\bSecureRandom\b"), regex(r"\b(?:java\.util\.Random|new\s+Random\(|ThreadLocalRandom|Random\.(?:rand|new)|Kernel\.rand|srand)")),
    (regex(r"\bRandomNumberGenerator\b"), regex(r"\bnew\s+(?:System\.)?Random\(|\bRandom\.Shared\b")),
    (regex(r"\b(?:randomBytes|getRandomValues|randomUUID|randomInt)\b"), regex(r"\bMath\.random\b")),
    (regex(r"\b(?:random_bytes|random_int|openssl_random_pseudo_bytes)\b"), regex(r"\b(?:mt_rand|lcg_value|uniqid)\b")),
)  # fmt: skip
"""Generators that nobody can guess, beside those of the same language that are made for games."""


def exchanged(before: str, text: str) -> Iterator[Loosened]:
    """Yield where a file draws from a generator for games, which drew from one for secrets and from that one alone."""
    for strong, weak in _PAIRS:
        found = weak.search(text)
        if found is not None and strong.search(before) and not strong.search(text) and not weak.search(before):
            yield Loosened(text.count("\n", 0, found.start()) + 1, "draws from a generator that can be guessed")
            return
