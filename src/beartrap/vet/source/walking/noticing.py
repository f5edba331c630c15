"""What a call tells beside what it gives: something is compared, paid, replaced, shown on a page, or made of chance."""

from beartrap.model.regex import regex
from beartrap.vet.source.acts.carried_off import brought_along
from beartrap.vet.source.acts.contexts import runs_in_all
from beartrap.vet.source.acts.mail import mailed
from beartrap.vet.source.acts.onto_others import handed_to_build
from beartrap.vet.source.acts.others_words import statement_unsealed, taken_whole
from beartrap.vet.source.acts.own_client import put_into_archive, spoken_by_itself
from beartrap.vet.source.acts.pages import on_page, put_on_page, run_in_page, submitted, told_to_window
from beartrap.vet.source.acts.poured import poured
from beartrap.vet.source.acts.randomness import chosen, consumed
from beartrap.vet.source.acts.replaced import asked_elsewhere, led_elsewhere
from beartrap.vet.source.acts.services import logged_afar, put_in_repository, reported
from beartrap.vet.source.acts.sessions import put_on_session
from beartrap.vet.source.acts.switches import asked_to_pay, on_the_way, paid, told_to_trust, weakened
from beartrap.vet.source.acts.tagged_yaml import called_in_yaml
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.noticed.doors import held_against
from beartrap.vet.source.noticed.passwords import compared_with
from beartrap.vet.source.noticed.payees import transferred
from beartrap.vet.source.noticed.seeking import COMPARES, sought
from beartrap.vet.source.noticed.swaps import looked_for, replaced
from beartrap.vet.source.values import Value, marks_of
from beartrap.vet.source.walking.expressions import compared

_TESTS = frozenset(
    [
        "includes", "endsWith", "startsWith", "endswith", "startswith", "match", "test", "indexOf", "equals", "contains", "ends_with", "starts_with", "include?", "end_with?", "start_with?",
        "EndsWith", "StartsWith", "Contains", "match?", "find", "matches",
    ]
)  # fmt: skip
"""Methods that compare their object with what they are given."""
_FUNCTIONS = {
    **dict.fromkeys(("strings.Contains", "strings.HasSuffix", "strings.HasPrefix", "strings.EqualFold", "strstr", "strcasestr", "strcmp", "strncmp", "str_contains", "str_ends_with", "str_starts_with", "strpos", "stripos", "stristr"), 0),
    **dict.fromkeys(("preg_match", "fnmatch", "fnmatch.fnmatch", "re.search", "re.match", "regexp.MatchString", "filepath.Match"), 1),
}  # fmt: skip
"""Functions that do, with the place of what they compare."""


_TRUSTS_ALL = regex(r"\b(?:AutoAddPolicy|WarningPolicy|MissingHostKeyPolicy)(?:\(\))?$")


def noticed(machine: Machine, one: Invocation, made: Value) -> None:
    """Note what a call tells beside what it gives."""
    _openly_named(one, made)
    spoken_by_itself(machine, one)
    poured(machine, one)
    if machine.guessable:
        consumed(machine, one)
    if machine.language == "python":
        _of_python(machine, one)
    if one.args and (one.method or one.name).rpartition(".")[2] in COMPARES:
        first = one.base if len(one.args) == 1 else one.args[0]
        if first is not None:
            compared_with(machine, first, one.args[len(one.args) > 1], one.row)
            held_against(machine, first, one.args[len(one.args) > 1], one.row)
    if (one.method or one.name) and one.args:
        sought(machine, one, made)
        mailed(machine, one)
        taken_whole(machine, one)
        statement_unsealed(machine, one)
        if one.method == "update":
            put_on_session(machine, one.spelt.removesuffix(".update"), "", one.args[0], one.row)
    if one.name:
        runs_in_all(machine, one)
        reported(machine, one)
        logged_afar(machine, one, made)
        on_the_way(machine, one.name, one.args, one.row)
    if one.args:
        told_to_trust(machine, one.method or one.name, one.args, one.row)
        brought_along(machine, one)
        handed_to_build(machine, one)
        led_elsewhere(machine, one)
        paid(machine, one)
    if (at := _FUNCTIONS.get(one.name)) is not None and len(one.args) > 1:
        compared(machine, one.args[at], one.args[1 - at])
    looked_for(machine, one)
    replaced(machine, one)
    if one.base is not None and one.method in ("submit", "requestSubmit") and machine.language == "javascript":
        submitted(machine, one.base, one.row)
    if one.base is not None and one.args:
        _of_method(machine, one)


def _openly_named(one: Invocation, made: Value) -> None:
    """Forget that names were put together in a table which a function was handed: what the function itself is called stands there."""
    if _PUT_TOGETHER not in made.marks or not one.name or made.name != f"{one.name}()":
        return
    handed = [*one.args, *one.words.values()]
    named = [one.func, *([one.base] if one.base is not None else [])]
    named += [value for value in handed if value.closure is not None or value.name]
    if _PUT_TOGETHER in marks_of(handed) and not any(_PUT_TOGETHER in value.marks for value in named):
        made.marks = {mark: trail for mark, trail in made.marks.items() if mark != _PUT_TOGETHER}


_PUT_TOGETHER = "put-together"


def _of_python(machine: Machine, one: Invocation) -> None:
    """Note numbers of signatures and keys that are chosen badly, hosts that are trusted unseen, and what archives are given."""
    put_into_archive(machine, one)
    called_in_yaml(machine, one)
    if one.words:
        chosen(machine, one)
        if not one.args:
            taken_whole(machine, one)
            brought_along(machine, one)
        if one.name.startswith("aiohttp.") and "ssl" in one.words and one.words["ssl"].known is False:
            weakened(machine, "certificates", "ssl", one.words["ssl"], one.row)
    if one.method == "set_missing_host_key_policy" and _TRUSTS_ALL.search(one.argument(0).name or ""):
        weakened(machine, "certificates", one.method, one.argument(0), one.row)


def _of_method(machine: Machine, one: Invocation) -> None:
    base, method = one.base, one.method
    assert base is not None
    if method in (
        "startswith",
        "endswith",
        "startsWith",
        "endsWith",
        "start_with?",
        "end_with?",
        "starts_with",
        "ends_with",
        "StartsWith",
        "includes",
        "__eq__",
        "equals",
    ):
        held_against(machine, base, one.args[0], one.row)
    if method in _TESTS:
        for value in one.args:
            compared(machine, *((value, base) if method == "test" else (base, value)))
    if method == "setAttribute" and len(one.args) > 1 and isinstance(one.args[0].known, str):
        on_page(machine, base, one.args[0].known, one.args[1], one.row)
    if machine.language in ("javascript", "python", "ruby"):
        put_on_page(machine, method, one.args, one.row)
        run_in_page(machine, one)
    if machine.language == "javascript":
        put_in_repository(machine, one)
        if method == "postMessage":
            told_to_window(machine, base, one.args, one.row)
    if method == "setData" and len(one.args) > 1 and one.args[0].text.lower().startswith("text"):
        machine.emit(Act.PUT, "clipboardData.setData", one.row, text=one.args[1].text, values=one.args[1:2])
    transferred(machine, method, one.args, one.row)
    if method == "setServers":
        asked_elsewhere(machine, one.name, one.args[0], one.row)
    if method in ("request", "send", "sendAsync") and one.args[0].fields:
        asked_to_pay(machine, one.args[0], one.row)
