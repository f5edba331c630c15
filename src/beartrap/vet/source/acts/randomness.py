"""Numbers that can be guessed where secrets are made: from a generator for games, from a clock, or of a few bytes."""

import re
from functools import lru_cache

from beartrap.model.regex import of_names, regex
from beartrap.vet.source.acts.pinned import SUMMED
from beartrap.vet.source.acts.switches import weakened
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Known, Spot, Value, marks_of

_FOR_GAMES = of_names(
    r"(?:random\.(?!SystemRandom|seed\b)\w.*|numpy\.random\.\w.*|np\.random\.\w.*|Math\.random|mt_rand|rand|lcg_value|uniqid|Random\.rand|Random\.new\(\).*|Kernel\.rand|get-random)"
)
_FOR_SECRETS = regex(
    r"(?:os\.urandom|secrets\.token_\w+|secrets\.randbits|random\.SystemRandom\(\)\.getrandbits|ssl\.RAND_bytes|Crypto\.Random\.get_random_bytes|nacl\.utils\.random|crypto\.randomBytes|nacl\.randomBytes|crypto\.webcrypto\.getRandomValues|random_bytes|openssl_random_pseudo_bytes|SecureRandom\.(?:random_bytes|bytes|hex))"
)
_TOO_SHORT = 8
"""Bytes below which whoever knows how a secret was made can try all of them."""
_CONSUMES = regex(
    r"pbkdf2|scrypt|bcrypt|argon2|hmac|hkdf|createcipher|cipher|fernet|from_?seed|fromsecretkey|createprivatekey|createhash|hashlib\.\w+|sha\d+|privatekey|ed25519|secp256k1|derive_?key|generate_?key|keypair|signingkey",
    re.IGNORECASE,
)
_MAKES = of_names(
    r"(?:(?:new|generate|make|create|random)_?)seed|(?:\w+_)?(?:salt|tokens?|secret|nonce|(?:private|session|secret|api|signing|key)_?(?:key|id|pair)|password|passphrase|otp|csrf\w*|mnemonic|seed_?phrase|challenge)(?:_\w+)?|(?:generate|make|create|new|random)\w*(?:Salt|Token|Secret|Nonce|Key|Keys|KeyPair|Password|Otp|Mnemonic|Iv|SessionId)",
)
"""What eats numbers to make secrets, and what functions that give secrets are called."""
WEAK = "weak-random"


def made_by_chance(machine: Machine, one: Invocation, made: Value) -> None:
    """Mark what a generator gives that nobody should make secrets of."""
    if _FOR_GAMES.fullmatch(one.name) or _of_few(one):
        machine.mark(made, WEAK, one.row)
        machine.guessable = True
    elif one.name in _CLOCKS:
        machine.mark(made, _CLOCK, one.row)
        machine.guessable = True
    elif WEAK in made.marks and (
        one.method in _ASKS_OTHERS
        or _WRITES_A_DOCUMENT.search(one.name)
        or (_KEYED.search(one.name) and WEAK not in _key(one).marks)
    ):
        made.marks = {mark: trail for mark, trail in made.marks.items() if mark != WEAK}


_ASKS_OTHERS = frozenset({"request", "post", "put", "patch", "urlopen", "send_request", "execute", "query"})
"""Methods by which somebody else is asked: what they answer is made of nothing that was drawn here."""
_WRITES_A_DOCUMENT = regex(
    r"(?i)(?:^|\.)(?:toml\w*|ruamel\.yaml|yaml|xml\.etree\.\w+|etree|plistlib)\.(?:\w+\.)?(?:safe_)?(?:dumps?|tostring|stringify)$"
)
"""What writes a document for people, in which a number that was drawn is one of many words: its digest is no secret."""
_KEYED = regex(r"(?:^|\.)(?:hmac\.(?:new|digest)|createHmac|HMAC\.(?:new|hexdigest|digest))$")
"""Digests by a key: who does not have it makes none of what is signed, whatever that is."""


def _key(one: Invocation) -> Value:
    """Return the key of a digest: the first argument, the second where the first names how it is made."""
    if one.name.endswith(("createHmac", "hexdigest", "HMAC.digest")):
        return one.argument(1, "key")
    return one.argument(0, "key")


_CLOCK = "clock"
_CLOCKS = frozenset({"Date.now", "Date().getTime", "Date().valueOf", "performance.now", "process.hrtime", "process.hrtime.bigint", "process.uptime", "time.time", "time.time_ns", "time.monotonic"})  # fmt: skip
_OF_A_SEED = regex(
    r"from_?(?:seed|secret_?key|entropy|private_?key|raw_?private)|create_?private_?key|key_?pair|entropy_?to_?mnemonic|master_?key",
    re.IGNORECASE,
)
"""What makes a key of numbers: nobody gives it a clock."""


def _of_few(one: Invocation) -> bool:
    """Whether a generator for secrets is asked for so little that all of it can be tried."""
    asked = one.argument(0).known
    if not isinstance(asked, int):
        return False
    if one.name == "secrets.randbelow":  # single digits of a number are drawn so by everybody
        return _SIGN < asked < 1 << 8 * _TOO_SHORT
    return bool(_FOR_SECRETS.fullmatch(one.name)) and 0 < asked < (8 if "bits" in one.name else 1) * _TOO_SHORT


_SIGN = 0xFFFF


def cut_short(machine: Machine, base: Value, made: Value, row: int) -> None:
    """Mark a part of what a generator for secrets gave that is so short that all of it can be tried."""
    if _FOR_SECRETS.fullmatch((base.name or "").removesuffix("()")):
        machine.mark(made, WEAK, row)
        machine.guessable = True


def consumed(machine: Machine, one: Invocation) -> None:
    """Note that a secret is made of what can be guessed."""
    called = f"{one.name} {one.method}"
    if one.method not in ("update", "digest") and not _may_consume(called):
        return
    if one.method in ("update", "digest") and "hmac" in one.name.lower():
        return  # its key is the secret, and not what is signed
    marks = _key(one).marks if _KEYED.search(one.name) else marks_of([*one.args, *one.words.values()])
    if (
        WEAK in marks
        and _PLAIN.search(f"{called} {one.base.name if one.base is not None else ''}")
        and not _for_secrets(machine, one.row, marks[WEAK])
    ):
        return
    if _CLOCK in marks and _OF_A_SEED.search(called):
        weakened(machine, "chance", one.name or one.method, Value(marks={WEAK: marks[_CLOCK]}), one.row)
    if WEAK in marks and (_CONSUMES.search(one.name) or _CONSUMES.search(one.method)):
        weakened(machine, "chance", one.name or one.method, Value(marks={WEAK: marks[WEAK]}), one.row)
    elif (
        WEAK in marks
        and one.method in ("update", "digest")
        and one.base is not None
        and _CONSUMES.search(one.base.name or "")
    ):
        weakened(machine, "chance", one.name, Value(marks={WEAK: marks[WEAK]}), one.row)


_PLAIN = regex(r"hashlib\.|createhash|\bsha\d+|\bmd5", re.IGNORECASE)
"""Digests without a key: of what was drawn, caches make names by them, and tests data."""
_SAYS_SECRET = of_names(
    r"(?:.*_)?(?:(?:tokens?|secrets?|passw\w*|session|csrf|xsrf|otp|salt|nonce|sign\w*|auth\w*|priv\w*|seed|wallet|mnemonic|\w*crypt\w*|challenge|verif\w*)(?:_\w+)?|keys?|keypair)",
    re.IGNORECASE,
)
_OF_STORES = of_names(r"(?:.*_)?(?:cache\w*|etag|memo\w*|lock|index)(?:_.*)?", re.IGNORECASE)
"""How what makes a secret is called, and what makes a name of something that is kept."""


def _for_secrets(machine: Machine, row: int, trail: tuple[Spot, ...]) -> bool:
    """Whether a function that is walked, its file, or a name in the lines of the way is a secret's."""
    stem = machine.path.rpartition("/")[2].partition(".")[0]
    words = _WORD.findall(" ".join((machine.quote(row), *(one.quote for one in trail))))
    names = {_CAPITAL.sub("_", name) for name in (*machine.inside, *words, stem)}
    return any(_SAYS_SECRET.fullmatch(name) and not _OF_STORES.fullmatch(name) for name in names)


_WORD = regex(r"[A-Za-z_]\w*")
_CAPITAL = regex(r"(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(maxsize=8192)
def _may_consume(called: str) -> bool:
    return _CONSUMES.search(called) is not None or _OF_A_SEED.search(called) is not None


def given_out(machine: Machine, name: str, made: Value, row: int) -> None:
    """Note that a function whose name says that it gives a secret gives what can be guessed, or what is always the same."""
    if _ONLY_ASKS.match(name):
        return
    for key, inner in (made.fields or {}).items():
        if (
            _PRIVATE.fullmatch(key)
            and (WEAK in inner.marks or _CLOCK in inner.marks)
            and inner.marks.keys() <= _GUESSED
        ):
            trail = inner.marks[WEAK] if WEAK in inner.marks else inner.marks[_CLOCK]
            weakened(machine, "chance", name, Value(marks={WEAK: trail}), row)
            return
    if WEAK in made.marks and (_MAKES.fullmatch(name) or _FRESH.fullmatch(name)):
        weakened(machine, "chance", name, Value(marks={WEAK: made.marks[WEAK]}), row)
    elif _CLOCK in made.marks and made.marks.keys() <= _OF_A_CLOCK and SUMMED in made.marks and _SECRET.search(name):
        weakened(machine, "chance", name, Value(marks={WEAK: made.marks[_CLOCK]}), row)
    elif _FRESH.fullmatch(name) and not name.lower().endswith("_key") and _always_the_same(made.known):
        weakened(machine, "chance", name, Value(), row)


_OF_A_CLOCK = frozenset({_CLOCK, SUMMED, "digest", "encoded", "put-together"})
"""Marks of what is made of the time alone: nothing that was drawn, or that only some know, went in."""
_GUESSED = _OF_A_CLOCK | {WEAK}
_PRIVATE = of_names(r"(?:private|secret|priv)_?(?:key|bytes|seed)?", re.IGNORECASE)
"""Members of a pair of keys of which nobody else may know one."""
_SECRET = regex(
    r"(?:^|_|(?<=[a-z])(?=[A-Z]))(?:token|secret|password|session|csrf|otp|api_?key|salt|rand(?:om)?_?bytes|urandom|entropy|unique_?(?:string|token)|nano_?id)",
    re.IGNORECASE,
)
_ONLY_ASKS = of_names(
    r"_*(?:(?:require|check|validate|verify|parse|read|load|find|extract|ensure|refresh|decode|lookup|is|has|can|should)_|\w+_(?:authenticated|authori[sz]ed|valid|available|enabled|required|expired)\Z)"
)
"""Functions that give what is there, or say whether it is, by how their names begin or end."""
_FRESH = of_names(
    r"_*(?:generate|make|create|new|random|gen|fresh)_(?:\w+_)?(?:nonce|salt|token|secret|seed|mnemonic|entropy|otp|session_id|csrf\w*|iv|private_key|secret_key|key)",
    re.IGNORECASE,
)
"""What functions are called that give another secret each time."""


def _always_the_same(known: Known) -> bool:
    return (isinstance(known, str | bytes) and len(known) >= _TOO_SHORT) or (isinstance(known, int) and known > _SIGN)


def chosen(machine: Machine, one: Invocation) -> None:
    """Note a number of a signature that is fixed, and a key that is too short."""
    fixed = one.words.get("k")
    if one.method.startswith("sign") and fixed is not None and isinstance(fixed.known, int) and fixed.known > _SIGN:
        weakened(machine, "chance", one.method, fixed, one.row)
    if _OF_KEYS.search(one.name):
        size = one.words.get("key_size") or one.words.get("bits") or one.argument(0)
        if isinstance(size.known, int) and 255 < size.known < _SHORT_KEY:
            weakened(machine, "chance", one.name, size, one.row)


_OF_KEYS = of_names(
    r"(?:rsa\.generate_private_key|RSA\.generate|rsa\.newkeys|DSA\.generate|dsa\.generate_private_key)$"
)
_SHORT_KEY = 1024
"""Bits of a key of RSA below which it can be factored."""
