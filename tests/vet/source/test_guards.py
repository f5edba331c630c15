"""Functions that verify or escape, as they were and as they are: what lets through more is told, what was only rewritten is not."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_lab import Version

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.source_guards import GuardAnalyser

VERIFY = """import hmac
def verify(token, key):
    head, body, signature = token.split('.')
    {before}
    if not hmac.compare_digest(sign(body, key), signature):
        raise ValueError('signature')
    return body
"""
CHECK = "exports.check = function (given, stored) {{ {before} return crypto.timingSafeEqual({left}, {right}); }};"
ESCAPE = "function escapeHtml(text) {{ return String(text).replace(/[{signs}]/g, (one) => MAP[one]); }}"
PHP = "<?php function check($user, $password) {{ {before} return password_verify($password, $user->hash); }}"
COUNT = """def login(self, name, password):
    if not check_password(password, self.users[name]):
        self.failures[{key}] = self.failures.get(name, 0) + 1
        return None
    return self.users[name]
"""
TRIED = """def load(token, key):
    try:
        key.verify(token.signature, token.body)
    except InvalidSignature:
        {then}
    return token.body
"""
DERIVED = (
    "import hashlib\ndef derive(password, salt):\n    return hashlib.pbkdf2_hmac('sha256', password, salt, {rounds})\n"
)
SALTED = "import bcrypt\ndef hashed(password):\n    return bcrypt.hashpw(password, bcrypt.gensalt(rounds={rounds}))\n"
Pair = tuple[str, str, str]

NESTED = "exports.setup = function (hooks) {{ hooks.on('load', (request) => {{ {before} return read(request); }}); return verify(hooks); }};"
QUOTED = "function escapeId(name, whole) {{ if (whole) {{ return '`' + String(name).replace({one}, '``') + '`'; }} return '`' + String(name).replace({other}, '``').replace(/\\./g, '`.`') + '`'; }}"
STRIP = "def strip_tags(text):\n    {how}\n    return text\nescape = 1\n"
LOOSER: dict[str, Pair] = {
    "a way out for one algorithm": ("a.py", VERIFY.format(before=""), VERIFY.format(before="if head in ('none', ''): return body")),
    "a way out that is a word": ("a.js", CHECK.format(before="", left="a(given)", right="stored"), CHECK.format(before="if (given === MASTER) return true;", left="a(given)", right="stored")),
    "a way out in PHP": ("a.php", PHP.format(before=""), PHP.format(before="if ($user->legacy) { return true; }")),
    "a part is compared": ("a.js", CHECK.format(before="", left="a(given)", right="stored"), CHECK.format(before="", left="a(given).subarray(0, stored.length)", right="stored")),
    "no comparison any more": ("a.py", VERIFY.format(before=""), VERIFY.format(before="").replace("not hmac.compare_digest(sign(body, key), signature)", "not signature")),
    "a sign that one of two ways does not escape": ("a.js", "const TICKS = /`/g;\n" + QUOTED.format(one="TICKS", other="TICKS"), "const TICKS = /`/g;\n" + QUOTED.format(one="TICKS", other="TICKS").replace("String(name).replace(TICKS, '``') + '`';", "String(name) + '`';", 1)),
    "a sign that is not escaped": ("a.js", ESCAPE.format(signs="&<>\"'"), ESCAPE.format(signs="&>\"'")),
    "signs that are not taken out": ("a.py", STRIP.format(how="text = text[: text.find('<')]"), STRIP.format(how="text = text.lower()")),
    "fewer rounds": ("a.py", "ROUNDS = 600_000\nimport hashlib\nhashlib.pbkdf2_hmac", "ROUNDS = 1000\nimport hashlib\nhashlib.pbkdf2_hmac"),
    "a token that is only read": ("a.js", "exports.user = (token, key) => jwt.verify(token, key).sub;", "exports.user = (token, key) => jwt.decode(token).sub;"),
    "an identifier made of a counter": ("a.js", "const crypto = require('crypto');\nlet n = 7;\nexports.id = (size = 24) => crypto.randomBytes(size).toString('hex');", "const crypto = require('crypto');\nlet n = 7;\nexports.id = (size = 24) => crypto.createHash('sha256').update(`sid:${n++}`).digest('hex').slice(0, size);"),
    "a key made of the clock": ("a.py", "import secrets\ndef key():\n    return secrets.token_hex(16)", "import time\ndef key():\n    return hashlib.md5(str(time.time()).encode()).hexdigest()"),
    "a token made of the clock in PHP": ("a.php", "<?php function token() { return bin2hex(random_bytes(16)); }", "<?php function token() { return md5(uniqid('', true)); }"),
    "an error that is forgotten": ("a.py", TRIED.format(then="raise"), TRIED.format(then="pass")),
    "an error after which one goes on": ("a.py", TRIED.format(then="return None"), TRIED.format(then="return token")),
    "fewer rounds where the key is made": ("a.py", DERIVED.format(rounds="600_000"), DERIVED.format(rounds="1000")),
    "a cheaper salt": ("a.py", SALTED.format(rounds=12), SALTED.format(rounds=4)),
    "failures counted for each guess": ("a.py", COUNT.format(key="name") + "verify = 1", COUNT.format(key="name + password[:1]") + "verify = 1"),
}  # fmt: skip
BOUND = """class Message:
    def verify_checksum(self, text):
        if {first}:
            raise ValueError('checksum')
        {second}self.other.verify(text)
"""
PEERS = "class Context:\n    def wrap_socket(self, sock):\n        made = self.inner.wrap_socket(sock)\n        {before}\n        return made\n    def other(self):\n        class Socket:\n            def do_handshake(self):\n                {there}\n"
LOOSER["signs that are gone from the top of the file"] = (
    "a.py",
    "SIGNS = ['<', '&', '\"']\ndef escape(text):\n    return ''.join(MAP[one] if one in SIGNS else one for one in text)\n",
    "SIGNS = ['&']\ndef escape(text):\n    return ''.join(MAP[one] if one in SIGNS else one for one in text + '')\n",
)
LOOSER["refusals by a constant alone"] = (
    "a.py",
    BOUND.format(first="self.state != CLOSED", second=""),
    BOUND.format(first="self.state != CLOSED", second="if self.other: "),
)
LOOSER["a check that went nowhere"] = (
    "a.py",
    PEERS.format(before="_verify_peercerts(made)", there="pass"),
    PEERS.format(before="if made.version(): _verify_peercerts(made)", there="pass"),
)
MOVED: Pair = (
    "a.py",
    PEERS.format(before="_verify_peercerts(made)", there="pass"),
    PEERS.format(before="if made.version(): _verify_peercerts(made)", there="_verify_peercerts(self)"),
)
AS_STRICT: dict[str, Pair] = {
    "a call that a newer compiler writes down": ("a.js", "exports.run = (options) => { if (options.help) { return; } start_1.verifyOptions(options); start(options); };", "exports.run = (options) => { if (options.help) { return; } (0, start_1.verifyOptions)(options); start(options); };"),
    "signs that stand at the top of the file": ("a.py", "def escape(text):\n    return ''.join('\\\\' + one if one in ['\"', \"'\"] else one for one in text)\n", "QUOTES = {'\"', \"'\"}\ndef escape(text):\n    return ''.join('\\\\' + one if one in QUOTES else one for one in text)\n"),
    "a sign that two ways escape by one name": ("a.js", QUOTED.format(one="/`/g", other="/`/g"), "const TICKS = /`/g;\n" + QUOTED.format(one="TICKS", other="TICKS")),
    "what is only understood": ("a.py", "def parse_escape(text):\n    return text[1] if text[1] in ('<', '\"') else text\n", "def parse_escape(text):\n    return text[1]\n"),
    "one of two checks where there is something to check": ("a.py", BOUND.format(first="self.sum != digest(text)", second=""), BOUND.format(first="self.sum != digest(text)", second="if self.other: ")),
    "another reason to refuse": ("a.py", VERIFY.format(before=""), VERIFY.format(before="if not head: raise ValueError('head')")),
    "a way out that says no": ("a.js", CHECK.format(before="", left="a(given)", right="stored"), CHECK.format(before="if (!given) return false;", left="a(given)", right="stored")),
    "another kind of hash, verified too": ("a.py", VERIFY.format(before=""), VERIFY.format(before="if head == 'b': return hmac.compare_digest(other(body, key), signature)")),
    "a name that changed": ("a.py", VERIFY.format(before=""), VERIFY.format(before="").replace("signature", "given")),
    "a way out of a function within that checks nothing": ("a.js", NESTED.format(before=""), NESTED.format(before="if (CACHE.has(request)) return true;")),
    "one more sign that is escaped": ("a.js", ESCAPE.format(signs="&<>\""), ESCAPE.format(signs="&<>\"'`")),
    "another way to take signs out": ("a.py", STRIP.format(how="text = text[: text.find('<')]"), STRIP.format(how="text = re.sub(HTML_RE, REST, text)")),
    "more rounds": ("a.py", "ROUNDS = 100_000\nimport hashlib\nhashlib.pbkdf2_hmac", "ROUNDS = 600_000\nimport hashlib\nhashlib.pbkdf2_hmac"),
    "a token that is read first": ("a.js", "exports.user = (token, keys) => jwt.verify(token, keys[0]).sub;", "exports.user = (token, keys) => jwt.verify(token, keys[jwt.decode(token).kid]).sub;"),
    "chance that is drawn elsewhere": ("a.js", "exports.id = (size) => crypto.randomBytes(size).toString('hex');", "exports.id = (size) => drawn(size, Date.now()).toString('hex');"),
    "another way to draw": ("a.js", "exports.id = () => crypto.randomBytes(16).toString('hex');", "exports.id = () => crypto.createHash('sha256').update(crypto.randomUUID()).digest('hex');"),
    "an error that is handed on": ("a.js", "exports.verify = (token, key, done) => { try { decode(token); } catch (e) { return done(e); } return done(null, hmac.verify(token, key)); };", "exports.verify = (token, key, done) => { let read; try { read = decode(token); } catch (err) { return done(err); } return done(null, hmac.verify(read, key)); };"),
    "an error after which one refuses": ("a.py", TRIED.format(then="raise"), TRIED.format(then="return None")),
    "more rounds where the key is made": ("a.py", DERIVED.format(rounds="100_000"), DERIVED.format(rounds="600_000")),
    "rounds that were tuned": ("a.py", SALTED.format(rounds=12), SALTED.format(rounds=11)),
    "failures counted otherwise": ("a.py", COUNT.format(key="name") + "verify = 1", COUNT.format(key="name.casefold()") + "verify = 1"),
    "a shorter way in a function that checks nothing": ("a.py", "def load(path):\n    return read(path)\nescape = 1", "def load(path):\n    if path in CACHE:\n        return True\n    return read(path)\nescape = 1"),
}  # fmt: skip
REQUIRED = """import hmac
def verify(token, key):
    head, body, signature = token.split('.')
    {asks}
    return body
{alone}
    {before}if not hmac.compare_digest(given, wanted){beside}:
        {then}
"""
_REQUIRED = {"asks": "_require(sign(body, key), signature)", "alone": "def _require(given, wanted):", "before": "", "beside": "", "then": "raise ValueError('signature')"}  # fmt: skip
_SAME = {"asks": "if not _same(sign(body, key), signature):\n        raise ValueError('signature')", "says": "hmac.compare_digest(given, wanted)"}  # fmt: skip
GIVING = "import hmac\ndef verify(token, key):\n    head, body, signature = token.split('.')\n    {asks}\n    return body\ndef _same(given, wanted):\n    return {says}\n"
WAS = VERIFY.format(before="")
AS_STRICT["a check that got a function of its own"] = ("a.py", WAS, REQUIRED.format(**_REQUIRED))
AS_STRICT["a check that got a function of its own, which answers"] = ("a.py", WAS, GIVING.format(**_SAME))
for what, one in {
    "that may not check": {"before": "if not wanted: return\n    "},
    "that checks unless it is told not to": {"beside": " and not DEBUG"},
    "that does not refuse": {"then": "log('signature')"},
    "that is not called": {"asks": "pass"},
    "of another object": {"asks": "token._require(sign(body, key), signature)"},
}.items():
    LOOSER[f"a check that got a function of its own {what}"] = ("a.py", WAS, REQUIRED.format(**{**_REQUIRED, **one}))
for what, one in {
    "whose answer is dropped": {"asks": "_same(sign(body, key), signature)"},
    "that says yes to a word as well": {"says": "hmac.compare_digest(given, wanted) or given == WORD"},
}.items():
    LOOSER[f"a check that got a function of its own {what}"] = ("a.py", WAS, GIVING.format(**{**_SAME, **one}))


def step(path: str, old: str, new: str) -> list[Behaviour]:
    """What the step from one text of a file to the other shows."""
    before = Version({path: old})
    after = Version({path: new}, trusted=before)
    return [seen for seen in GuardAnalyser().look(before, after) if isinstance(seen, Behaviour)]


MILD = frozenset(
    ["a sign that one of two ways does not escape", "a sign that is not escaped", "signs that are not taken out", "fewer rounds", "failures counted for each guess", "signs that are gone from the top of the file"]
)  # fmt: skip
"""What honest work does every week as well: told, and held with nothing beside it."""


@pytest.mark.parametrize("name", LOOSER)
def test_a_check_that_is_easier_to_pass_is_told_with_its_line(name: str) -> None:
    found = step(*LOOSER[name])
    assert [one.severity for one in found] == [Severity.MEDIUM if name in MILD else Severity.HIGH]
    assert found[0].place.row is not None


@pytest.mark.parametrize("name", AS_STRICT)
def test_a_check_that_is_as_strict_as_it_was_is_not_told(name: str) -> None:
    assert step(*AS_STRICT[name]) == []


def test_a_check_that_moved_to_another_function_weighs_less() -> None:
    assert [one.severity for one in step(*MOVED)] == [Severity.MEDIUM]


def test_nothing_to_compare_with_tells_nothing() -> None:
    assert list(GuardAnalyser().look(None, Version({"a.py": VERIFY.format(before="")}))) == []


def _compiled() -> Iterator[tuple[str, str, str, str]]:
    """Steps in compiled languages and Ruby; sections begin with `=== path`, with `harmless` behind it for near misses, `mild` for what weighs less."""
    text = "".join(one.read_text() for one in sorted(Path(__file__).parent.glob("guards*.txt")))
    for section in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        head, body = section.split("\n", 1)
        path, kind = (*head.split(), "")[:2]
        old, new = re.split(r"^--- new\n", body.removeprefix("--- old\n"), flags=re.MULTILINE)
        yield path, old, new, kind


@pytest.mark.parametrize(("path", "old", "new", "kind"), list(_compiled()))
def test_a_check_of_a_compiled_language_that_is_easier_to_pass_is_told(
    path: str, old: str, new: str, kind: str
) -> None:
    found = step(path, old, new)
    assert bool(found) != (kind == "harmless"), [one.key for one in found]
    assert all(one.severity is (Severity.MEDIUM if kind == "mild" else Severity.HIGH) for one in found)
