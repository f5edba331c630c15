"""The analyser of checks that an update makes easier to pass: functions that verify or escape, as they were and as they are.

Only functions that both versions have are compared, by their names: what each refuses, what it compares, what it escapes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from itertools import chain

from beartrap.model.coverage import Gap, GapReason
from beartrap.model.finding import Severity
from beartrap.model.question import Question
from beartrap.model.regex import regex
from beartrap.model.text import printable, shorten
from beartrap.vet.analyser import FileSubject, Meta, Seen, Side
from beartrap.vet.behaviour import Behaviour, Family, When
from beartrap.vet.kinds import Kind
from beartrap.vet.program import language_of
from beartrap.vet.promise.telling import place_in, told
from beartrap.vet.source import tree
from beartrap.vet.source.checks.asking import unasked
from beartrap.vet.source.checks.beside_a_word import beside_a_word
from beartrap.vet.source.checks.borders import loses_a_word, misspelt_at_the_top, opened_borders
from beartrap.vet.source.checks.eased import eased
from beartrap.vet.source.checks.exchanged import exchanged
from beartrap.vet.source.checks.fixed import passes
from beartrap.vet.source.checks.forms import asks_for_a_form
from beartrap.vet.source.checks.guards import MAY_MOVE, loosened
from beartrap.vet.source.checks.handed_over import handed_over, standing_alone
from beartrap.vet.source.checks.known_values import known_values, without_a_secret
from beartrap.vet.source.checks.looser import looser
from beartrap.vet.source.checks.moved import callers, has_moved, is_given_up
from beartrap.vet.source.checks.own_members import own_members
from beartrap.vet.source.checks.readers import makes_objects
from beartrap.vet.source.checks.said_by_clients import said_by_clients
from beartrap.vet.source.checks.second_keys import second_keys
from beartrap.vet.source.checks.second_ways import second_ways
from beartrap.vet.source.checks.shell_checks import less_verified, speaks_of_checks
from beartrap.vet.source.checks.taken_out import Grown, grown, taken_out
from beartrap.vet.source.checks.tokens import trusting
from beartrap.vet.source.checks.turned import turned
from beartrap.vet.source.checks.wider import widened
from beartrap.vet.source.languages.python import DoesNotParseError
from beartrap.vet.source.names.declared import constants, functions, handed_on
from beartrap.vet.source.noticed.checks import Loosened, compares
from beartrap.vet.source.reading.changes import Changes
from beartrap.vet.source.reading.sieve import Sieve
from beartrap.vet.source.reading.timing import looks_like_test
from beartrap.vet.source.spoken import COMPILED
from beartrap.vet.source.walk import parse

CHECK = Meta(
    "weakened.check",
    "A check is easier to pass than it was",
    "A function that verifies, escapes or refuses lets through what it did not: a new way out before the check, a comparison of a part, a sign that is not escaped any more.",
    Family.SOURCE_CODE,
    Severity.HIGH,
    ("T1556", "T1195.002"),
    ("https://attack.mitre.org/techniques/T1556/", "https://attack.mitre.org/techniques/T1195/002/"),
)
BEHAVIOURS = (CHECK,)

LARGEST = 200_000
"""Bytes of one file that are compared so; checks stand in small ones."""
GROWN = 5 * LARGEST
"""The same for what it has become: files grow."""
MOST = 200 * LARGEST
"""Bytes of changed files with checks that are compared: two hundred of the largest, or thousands as generators of clients write them."""
_READ = frozenset({"python", "javascript", "typescript", "ruby", "php", *COMPILED})
_GUARDS = r"""
    compare_digest  timingSafeEqual  hash_equals  secure_compare  checkpw  check_?[pP]assw  compareSync  password_verify  constant_time  [vV]erif[yi]  [eE]scape
    [sS]anit  randomBytes  getRandomValues  randomUUID  urandom  token_(?:hex|bytes|urlsafe)  random_(?:bytes|int)  SecureRandom  pbkdf2  bcrypt
    ITERATIONS  ROUNDS  hmac\.Equal  ConstantTime  FixedTimeEquals  MessageDigest  CRYPTO_memcmp  sodium_memcmp  timingsafe_  \bct_eq\b
    [aA]uth(?:enticat|ori[sz])  [lL]og_?in\b  safe_load  literal_eval  [cC]hecksum  [cC][rR][cC]  [hH]mac  signature
    [pP]ermission  \bowners?\b  \brecipients\(  [eE]ncrypt  \bmay\(  \ballowed\b  is_?[aA]dmin  [cC]srf  \bjwt\b  \bkid\b  cap_drop  CapDrop  network_disabled  NetworkDisabled  contextIsolation  autoescape  http_?[oO]nly
    \b429\b  htmlspecialchars  [aA]ccess-[cC]ontrol-[aA]llow-[oO]rigin  hexdigest  rejectUnauthorized  InsecureSkipVerify  CERT_NONE  check_hostname  [aA]llow\w*_?[oO]rigin  trust_remote  crypto/rand  OsRng  from_entropy  RandomNumberGenerator  randbelow  \bsecrets\.  weights_only  allow_pickle  resolve_entities  __builtins__  TLSv1  StrictHostKey  RejectPolicy  verify-(?:full|ca)
    un(?:seal|sign)\w*\(  [aA]uthorization\b  move_uploaded_file  BEGIN.PUBLIC  [pP]ickle  \bdill\b  joblib\.load  [mM]arshal\.load  unserialize  readObject  BinaryFormatter  unsafe_load  yaml\.load  \binput\(  [cC]onfirm\w*\(  [aA]pprov\w*\(
"""
"""What stands in files with checks."""


_BORDERS = r"""
    digest  [sS]ha256  [sS]um256  [hH]ash_?[fF]ile  createHash  memcmp  \|=[^\n]{0,60}\^  __proto__  is_relative_to  commonpath  realpath  [cC]anonical  EvalSymlinks  IsLocal
    [sS]tartsWith\(  HasPrefix  [fF]orbidden  in_array  fullmatch  \baes-  \bAES\b  MODE_  SafeLoader  defusedxml  subprocess  exec(?:File)?(?:Sync)?\(  execute\(  0o?600  0o?700  127\.0\.0\.1  extractall  leeway  [tT]olerance  ALLOWED  [aA]llowed
"""
"""What stands in files with borders and digests: they are asked less."""


@lru_cache(maxsize=1)
def _guards() -> Sieve:
    return Sieve(_GUARDS.split(), bare=True)


@lru_cache(maxsize=1)
def _borders() -> Sieve:
    return Sieve(_BORDERS.split(), bare=True)


class GuardAnalyser:
    """Compares the functions that verify or escape with what they were."""

    id = "source.guards"

    def look(self, old: Side | None, new: Side, /) -> Iterator[Seen]:
        """Yield each check that lets through more than before."""
        if old is None:
            return
        taken = 0
        were_large, left = list[str](), list[str]()
        for path in sorted(new.changed):
            if language_of(new, path) == "shell" and not looks_like_test(path):
                yield from _of_shell(old, new, path)
                continue
            pair = _pair(old, new, path)
            if pair is None:
                continue
            if len(pair[0].content) > LARGEST:
                were_large.append(path)
            elif taken >= MOST or len(pair[1].content) > GROWN:
                (were_large if all(map(_of_a_tool, pair)) else left).append(path)
            else:
                taken += len(pair[1].content)
                yield from _compared(new, path, *pair)
        yield from _left(new, were_large, ())
        yield from _left(new, left, (Question.NEXT,))


def _of_shell(old: Side, new: Side, path: str) -> Iterator[Seen]:
    """Yield where a script of a shell verifies less of what it downloads than it did."""
    origin = new.origin(path)
    before, after = old.read(origin) if origin is not None else None, new.read(path)
    if before is None or after is None or max(len(before.content), len(after.content)) > LARGEST:
        return
    earlier, text = before.content.decode("utf-8", "replace"), after.content.decode("utf-8", "replace")
    if speaks_of_checks(earlier):
        for one in less_verified(earlier, text):
            yield _told(new, path, one.what, one, text.split("\n"))


def _of_a_tool(subject: FileSubject) -> bool:
    """Whether hardly a line of a script was written by a person: a bundle, whose functions have other names in each version."""
    return subject.kind is Kind.JAVASCRIPT and len(subject.content) > LONG * (subject.content.count(b"\n") + 1)


LONG = 500
"""Letters of a line on average, from which on nobody wrote it."""


def _pair(old: Side, new: Side, path: str) -> tuple[FileSubject, FileSubject] | None:
    """Return a file as it was and as it is where it had checks and was of the same language."""
    language = language_of(new, path)
    origin = new.origin(path) if language in _READ and not looks_like_test(path) else None
    before = old.read(origin) if origin is not None else None
    if before is None or origin is None or language_of(old, origin) != language:
        return None
    after = new.read(path)
    if after is None or not (_checks(before, after) or _borders().any(_below_head(before.content))):
        return None
    said = language not in ("python", "ruby") and _without_remarks(before.content) == _without_remarks(after.content)
    return None if said else (before, after)


def _without_remarks(content: bytes) -> list[bytes]:
    """Return the lines of a file but those that are remarks, which differ where code is generated anew."""
    return [line for line in content.splitlines() if b"//" not in line or not _REMARK.match(line)]


_REMARK = regex(rb"[ \t]*//(?![^\n]*\*/)")
"""A line that is a remark, and does not end a longer one."""


def _checks(before: FileSubject, after: FileSubject) -> bool:
    """Whether a file has checks, or had some."""
    return _guards().any(_below_head(before.content)) or _guards().any(_below_head(after.content))


def _below_head(content: bytes) -> bytes:
    """Return a file without the remarks that it begins with: every second licence grants permissions."""
    head = _HEAD.match(content)
    return content[head.end() :] if head is not None else content


_HEAD = regex(rb"(?:\s++|//[^\n]*+|#[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+")


def _left(new: Side, paths: list[str], questions: tuple[Question, ...]) -> Iterator[Gap]:
    """Tell which files were not compared; what was as large before holds nothing up: no update made it so."""
    if paths:
        why = f"{len(paths):,} files with checks were not compared with what they were, {paths[0]} among them"
        yield _gap(new, paths[0], GapReason.LIMIT, f"{why}: too many, or too large", questions)


def _gap(new: Side, path: str, reason: GapReason, why: str, questions: tuple[Question, ...] = ()) -> Gap:
    return Gap(reason, questions, why, "Compare the checks by hand.", place=place_in(new, path), by=GuardAnalyser.id)


def _compared(new: Side, path: str, before: FileSubject, after: FileSubject) -> Iterator[Seen]:
    language, strict = language_of(new, path) or "", _checks(before, after)
    earlier, text = before.content.decode("utf-8", "replace"), after.content.decode("utf-8", "replace")
    try:
        now = parse(language, text)
    except DoesNotParseError:
        return  # the analyser of files tells that
    changes, lines = Changes(earlier, text), text.split("\n")
    declared = functions(now.body)
    changed = {name: one for name, one in declared.items() if _touches(changes, one)}
    costs = any(changes.touches(row, row) for _, (_, row) in _assigned(now))
    if not changed and not costs and not loses_a_word(earlier, text):
        for one in exchanged(earlier, text):
            yield _told(new, path, one.what, one, lines)
        return  # what it was need not be read
    try:
        was = parse(language, earlier)
    except DoesNotParseError:
        yield _gap(new, path, GapReason.MALFORMED, f"what {path} was does not parse: its checks were not compared")
        return
    known = functions(was.body)
    for name, function in [(name, one) for name, one in changed.items() if name in known]:
        changed |= handed_on(name, function)
        known |= handed_on(name, known[name])
    # what a function that is new does is done by those that name it: a part of one may only have got a name
    fresh = {name: one for name, one in changed.items() if name not in known}
    parts = {name: tree.Block(one.row, list(one.body)) for name, one in fresh.items()}
    named = (constants(was.body), {**constants(now.body), **parts})
    others = handed_over(fresh, compares, standing_alone(known))
    elsewhere = lru_cache(maxsize=1)(partial(grown, was.body, now.body))
    seen = False
    for name, function in changed.items():
        old = known.get(name)
        found = [*loosened(old, function, *named, others), *passes(old, function)] if strict and old is not None else []
        if old is not None and not found and not strict:
            found = _gravest(_held_in(name, old, function, elsewhere)) if not _is_minified(function, lines) else []
        elif old is not None and all(one.mild for one in found):
            by_name = () if _is_minified(function, lines) else _by_name(name, old, function, elsewhere)
            taken = taken_out(old, function, elsewhere)
            every = chain(widened(name, old, function), by_name, taken, _beside(name, old, function, named[1]))
            found = _gravest(chain(found, every))
        seen = seen or bool(found)
        gone = old is not None and bool(found) and (has_moved(function.name or name, callers(was.body), callers(now.body)) or is_given_up(name, old, function, known, declared))  # fmt: skip
        anew = bool(found) and (_is_written_anew(changes, function) or _of_form(old, known))
        for one in found:
            mild = one.mild or anew or (gone and one.what in MAY_MOVE)
            yield _told(new, path, name, replace(one, mild=mild), lines)
    for one in () if seen else exchanged(earlier, text):
        yield _told(new, path, one.what, one, lines)
    for one in (*_numbers(was, now), *misspelt_at_the_top(was.body, now.body)):
        yield _told(new, path, one.what, one, lines)


def _gravest(found: Iterable[Loosened]) -> list[Loosened]:
    """Return the first thing that is not mild, or else the first of all: one is enough to look at a function."""
    first = None
    for one in found:
        if not one.mild:
            return [one]
        first = first or one
    return [first] if first is not None else []


def _beside(name: str, old: tree.Function, new: tree.Function, named: Mapping[str, tree.Node]) -> Iterator[Loosened]:
    """Yield what stands beside a check, which itself is as it was."""
    yield from known_values(name, old, new, named)
    yield from second_ways(old, new, named)
    yield from beside_a_word(old, new)
    yield from second_keys(old, new, named)
    yield from without_a_secret(name, old, new)
    yield from own_members(name, old, new)
    yield from said_by_clients(old, new)


def _by_name(name: str, old: tree.Function, new: tree.Function, elsewhere: Grown) -> Iterator[Loosened]:
    """Yield what names tell, which only mean something where a person wrote them."""
    yield from eased(name, old, new)
    yield from trusting(old, new)
    yield from makes_objects(old, new)
    yield from unasked(old, new)
    yield from _held_in(name, old, new, elsewhere)


def _held_in(name: str, old: tree.Function, new: tree.Function, elsewhere: Grown) -> Iterator[Loosened]:
    """Yield what is asked the other way round or of less, and values that are looser than they were."""
    yield from turned(name, old, new)
    yield from opened_borders(name, old, new, elsewhere)
    yield from looser(old, new)


def _is_minified(function: tree.Function, lines: list[str]) -> bool:
    """Whether a function begins on a line that no person writes: its names are those of others from one build to the next."""
    return 0 < function.row <= len(lines) and len(lines[function.row - 1]) > LONGEST_LINE


def _touches(changes: Changes, function: tree.Function) -> bool:
    """Whether a line of a function changed, or its reader does not tell where it ends."""
    return not function.end or changes.touches(function.row, function.end)


def _of_form(old: tree.Function | None, known: dict[str, tree.Function]) -> bool:
    """Whether what was checked is only of what form something is."""
    return old is not None and asks_for_a_form(old, known)


def _is_written_anew(changes: Changes, function: tree.Function) -> bool:
    """Whether a function, or its whole file where its reader does not tell where a function ends, is another one than before.

    Whoever weakens a check changes a line or a few: where most lines are others, what one of them asked may stand anywhere.
    """
    first, last = (function.row, function.end) if function.end else (1, changes.rows)
    amount = changes.amount(first, last)
    return amount > _FEW_LINES and amount > last - first + 1


_FEW_LINES = 16
"""Lines that came or went in a function, up to which it is the one that it was."""


def _told(new: Side, path: str, name: str, one: Loosened, lines: list[str]) -> Behaviour:
    quote = lines[one.row - 1].strip() if 0 < one.row <= len(lines) else name
    shown = shorten(printable(quote), 200)
    return told(
        CHECK,
        f"{name} {one.what}",
        place_in(new, path, one.row),
        shown,
        Severity.MEDIUM if one.mild else None,
        When.CALL,
        function=printable(name),
        change=one.what,
    )


_COSTS = regex(
    r"\w*(?:ROUNDS|ITERATIONS|WORK_FACTOR|KEY_?(?:SIZE|BITS|LENGTH)|SALT_?(?:SIZE|BYTES|LENGTH)|MIN_?\w*LENGTH)\w*",
    re.IGNORECASE,
)
_MUCH_LESS = 4
LONGEST_LINE = 1000
"""Characters of a line that a person may have written."""
LONGEST_NAME = 100
"""Characters of a name that are looked at."""


def _numbers(was: tree.Module, now: tree.Module) -> Iterator[Loosened]:
    """Yield the costs and sizes that are a fraction of what they were."""
    before = dict(_assigned(was))
    for name, (value, row) in _assigned(now):
        old = before.get(name, (0, 0))[0]
        if 0 <= value * _MUCH_LESS <= old:
            yield Loosened(row, f"{name} is {value} where it was {old}", mild=True)


def _assigned(module: tree.Module) -> Iterator[tuple[str, tuple[int, int]]]:
    for one in module.body:
        if isinstance(one, tree.Assign) and isinstance(one.target, tree.Name) and isinstance(one.value, tree.Const):
            value = one.value.value
            if (
                isinstance(value, int)
                and not isinstance(value, bool)
                and _COSTS.fullmatch(one.target.id[:LONGEST_NAME])
            ):
                yield one.target.id, (value, one.row)


PAIRS = (GuardAnalyser(),)
"""What the registry of an update's analysers takes from here."""
