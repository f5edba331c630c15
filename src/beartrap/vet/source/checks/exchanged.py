"""What a file has exchanged for something weaker: a generator for secrets for one for games, a question who answers for none."""

import re
from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.source.noticed.checks import Loosened

_PAIRS = (
    (regex(r"\"crypto/rand\""), regex(r"\"math/rand(?:/v2)?\""), ("math/rand",)),
    (regex(r"(?m)^\s*(?:from\s+secrets\s+import|import\s+secrets)\b|\bSystemRandom\b|\bos\.urandom\b"), regex(r"(?m)^\s*(?:from\s+random\s+import|import\s+random)\b"), ("random",)),
    (regex(r"\b(?:OsRng|getrandom|from_entropy|from_os_rng)\b"), regex(r"\b(?:SmallRng|seed_from_u64|fastrand)\b"), ("SmallRng", "seed_from_u64", "fastrand")),
    (regex(r"\bSecureRandom\b"), regex(r"\b(?:java\.util\.Random|new\s+Random\(|ThreadLocalRandom|Random\.(?:rand|new)|Kernel\.rand|srand)"), ("Random", "Kernel.rand", "srand")),
    (regex(r"\bRandomNumberGenerator\b"), regex(r"\bnew\s+(?:System\.)?Random\(|\bRandom\.Shared\b"), ("Random",)),
    (regex(r"\b(?:randomBytes|getRandomValues|randomUUID|randomInt)\b"), regex(r"\bMath\.random\b"), ("Math.random",)),
    (regex(r"\b(?:random_bytes|random_int|openssl_random_pseudo_bytes)\b"), regex(r"\b(?:mt_rand|lcg_value|uniqid)\b"), ("mt_rand", "lcg_value", "uniqid")),
)  # fmt: skip
"""Generators that nobody can guess, beside those of the same language that are made for games; one of the words stands, in small letters or as here, wherever one of the latter does."""
_CIPHERS = (
    (regex(r"\bMODE_(?:GCM|CBC|CTR|EAX|OCB|CCM|SIV)\b|\baes-?\d+-(?:gcm|cbc|ctr)|AES/(?:GCM|CBC|CTR)|modes\.(?:GCM|CBC|CTR)|CipherMode\.CBC|\bNew(?:GCM|CBC\w+|CTR)\b", re.IGNORECASE), regex(r"\bMODE_ECB\b|\baes-?\d+-ecb|AES/ECB|modes\.ECB|CipherMode\.ECB", re.IGNORECASE), ("ecb",)),
    (regex(r"\b(?:bcrypt|argon2\w*|scrypt\w*|pbkdf2\w*|password_hash)\b", re.IGNORECASE), regex(r"\bcreateHash\(|\bhashlib\.(?:md5|sha\d+)|\b(?:md5|sha1)\(|\bhash\('(?:md5|sha\d+)'|\bDigest::(?:MD5|SHA)|\bMessageDigest\.getInstance|\b(?:sha256|sha1|md5)\.(?:New|Sum)"), ("createHash(", "hashlib.", "md5", "sha1", "hash('", "Digest", "sha256.")),
)  # fmt: skip
"""Ciphers that hide what is the same, and costs by which passwords are not tried, beside those that do neither."""
_READERS = (
    (regex(r"\bC?SafeLoader\b|\bsafe_load\b"), regex(r"\b(?:yaml\.|import\s+|=\s*)(?:C?Loader|Unsafe_?Loader|FullLoader)\b|\bunsafe_load\b"), ("Loader", "unsafe_load")),
    (regex(r"\bdefusedxml\b"), regex(r"\bxml\.(?:etree|dom|sax)\b|\blxml\b"), ("xml",)),
)  # fmt: skip
"""Readers that make of a text data alone, beside those that make of it what it says (PyYAML, defusedxml)."""
_ASKED = (
    (regex(r"\bStrictHostKeyChecking[= ](?:yes|ask|accept-new)\b"), regex(r"\bStrictHostKeyChecking[= ](?:no|off)\b"), ("StrictHostKeyChecking",)),
    (regex(r"\bRejectPolicy\b"), regex(r"\b(?:AutoAdd|Warning)Policy\b"), ("Policy",)),
    (regex(r"\bsslmode[\"']?\s*[=:]\s*[\"']?verify-(?:full|ca)\b"), regex(r"\bsslmode[\"']?\s*[=:]\s*[\"']?(?:disable|allow|prefer|require)\b"), ("sslmode",)),
)  # fmt: skip
"""Options by which a client asks who answers, beside those by which it believes whoever does (ssh_config(5), paramiko, libpq)."""

_FOR_SECRETS = regex(
    r"secret|token|passw|passphrase|\bkeys?\b|_key|[a-z]Key|salt|nonce|session|csrf|otp\b|cookie|cipher|challenge|invit|credential|\biv\b|\bpin\b|captcha|\bcodes?\b|reset|auth",
    re.IGNORECASE,
)
"""What must not be guessed: a file that has none of it draws names of temporary files, colours or delays."""


def exchanged(before: str, text: str) -> Iterator[Loosened]:
    """Yield where a file has the weaker one of a pair, which had the stronger one and that one alone."""
    small = text.lower()
    for pairs, what in (
        (_PAIRS, "draws from a generator that can be guessed"),
        (_CIPHERS, "hides with what hides less"),
        (_READERS, "reads with what does more than read"),
        (_ASKED, "believes whoever answers"),
    ):
        for strong, weak, words in pairs:
            found = weak.search(text) if any(word in text or word in small for word in words) else None
            if found is not None and strong.search(before) and not strong.search(text) and not weak.search(before):
                drawn = pairs is _PAIRS and _FOR_SECRETS.search(text) is None
                yield Loosened(text.count("\n", 0, found.start()) + 1, what, mild=drawn)
                return
