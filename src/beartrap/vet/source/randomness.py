"""Numbers that can be guessed where secrets are made: from a generator for games, from a clock, or of a few bytes."""

import re

from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.switches import weakened
from beartrap.vet.source.values import Value, marks_of

_FOR_GAMES = re.compile(
    r"(?:random\.(?!SystemRandom|seed\b)\w.*|numpy\.random\.\w.*|np\.random\.\w.*|Math\.random|mt_rand|rand|lcg_value|uniqid|Random\.rand|Random\.new\(\).*|Kernel\.rand|get-random)"
)
_FOR_SECRETS = re.compile(
    r"(?:os\.urandom|secrets\.token_\w+|crypto\.randomBytes|nacl\.randomBytes|crypto\.webcrypto\.getRandomValues|random_bytes|openssl_random_pseudo_bytes|SecureRandom\.(?:random_bytes|bytes|hex))"
)
_TOO_SHORT = 8
"""Bytes below which whoever knows how a secret was made can try all of them."""
_CONSUMES = re.compile(
    r"pbkdf2|scrypt|bcrypt|argon2|hmac|hkdf|createcipher|cipher|fernet|from_?seed|fromsecretkey|createprivatekey|createhash|hashlib\.\w+|sha\d+|privatekey|ed25519|secp256k1|derive_?key|generate_?key|keypair|signingkey",
    re.IGNORECASE,
)
_MAKES = re.compile(
    r"(?:\w+_)?(?:salt|tokens?|secret|nonce|(?:private|session|secret|api|signing|key)_?(?:key|id|pair)|password|passphrase|otp|csrf\w*|mnemonic|seed_?phrase|challenge)(?:_\w+)?|(?:generate|make|create|new|random)\w*(?:Salt|Token|Secret|Nonce|Key|Keys|KeyPair|Password|Otp|Mnemonic|Iv|SessionId)",
)
"""What eats numbers to make secrets, and what functions that give secrets are called."""
WEAK = "weak-random"


def made_by_chance(machine: Machine, one: Invocation, made: Value) -> None:
    """Mark what a generator gives that nobody should make secrets of."""
    if _FOR_GAMES.fullmatch(one.name) or (
        _FOR_SECRETS.fullmatch(one.name)
        and one.args
        and isinstance(one.args[0].known, int)
        and 0 < one.args[0].known < _TOO_SHORT
    ):
        machine.mark(made, WEAK, one.row)
        machine.guessable = True


def consumed(machine: Machine, one: Invocation) -> None:
    """Note that a secret is made of what can be guessed."""
    marks = marks_of([*one.args, *one.words.values()])
    if WEAK in marks and (_CONSUMES.search(one.name) or _CONSUMES.search(one.method)):
        weakened(machine, "chance", one.name or one.method, Value(marks={WEAK: marks[WEAK]}), one.row)
    elif (
        WEAK in marks
        and one.method in ("update", "digest")
        and one.base is not None
        and _CONSUMES.search(one.base.name or "")
    ):
        weakened(machine, "chance", one.name, Value(marks={WEAK: marks[WEAK]}), one.row)


def given_out(machine: Machine, name: str, made: Value, row: int) -> None:
    """Note that a function whose name says that it gives a secret gives what can be guessed."""
    if WEAK in made.marks and _MAKES.fullmatch(name):
        weakened(machine, "chance", name, Value(marks={WEAK: made.marks[WEAK]}), row)
