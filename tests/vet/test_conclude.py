"""The judged update in words, and the user's own suppressions."""

from datetime import date

import pytest

from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.verdict import Admission
from beartrap.vet.analyser import Meta
from beartrap.vet.behaviour import Behaviour, Family, Layer, Step, When
from beartrap.vet.conclude import conclude
from beartrap.vet.suppressions import SuppressionError, read_suppressions
from vet.vet_lab import DIGEST, behaviour, gap

TODAY = date(2026, 11, 27)
META = Meta(
    "process.spawn", "Starts a program", "A library rarely needs to.", Family.SOURCE_CODE, Severity.HIGH, ("T1059",)
)
METAS = {META.id: META}


def told(**changes):
    values = {
        "rule": "process.spawn",
        "path": "pkg/*.py",
        "sha256": DIGEST,
        "reason": "known",
        "expires": "2027-05-01",
    } | changes
    lines = [
        f"{key} = {value}" if key == "expires" else f'{key} = "{value}"'
        for key, value in values.items()
        if value is not None
    ]
    return "[[suppress]]\n" + "\n".join(lines) + "\n"


def settle(found, text="", gaps=(), old="pkg-1"):
    return conclude(
        "pkg-2", old, found, gaps, metas=METAS, suppressions=read_suppressions(text, "own.toml"), today=TODAY
    )


def test_a_reason_says_what_where_when_and_why():
    one = behaviour(Severity.HIGH, when=When.INSTALL, layers=(Layer("base64", "x"), Layer("zlib", "y")))
    text = " ".join(settle([one]).reasons)
    assert "Starts a program at pkg/mod.py:7" in text and "zlib of base64" in text
    assert "while the package is installed" in text and "A library rarely needs to." in text


def test_a_binary_is_named_by_offset_and_symbol():
    from beartrap.model.evidence import Facts

    place = Place("x", path=b"lib/a.so", offset=0, digest=DIGEST)
    one = Behaviour(
        "elf.ifunc", "k", Family.BINARY, When.IMPORT, place, "", Severity.HIGH, facts=Facts.of(symbol="crc_resolve")
    )
    assert "lib/a.so@0 (crc_resolve)" in settle([one]).reasons[1]


def test_layers_and_steps_are_evidence():
    step = Step(Place("x", path=b"b.py", row=9), "sink", "post(url)")
    found = settle([behaviour(layers=(Layer("base64", "curl"),), steps=(step,))]).findings[0]
    assert [dict(one.facts).get("encoding") or dict(one.facts).get("role") for one in found.evidence] == [
        None,
        "base64",
        "sink",
    ]
    assert found.evidence[2].place.row == 9 and found.techniques == ("T1059",)


def test_no_verdict_is_without_a_word_and_nothing_to_compare_with_is_said():
    assert settle([]).reasons
    assert "no older version" in settle([], old=None).reasons[-1]
    assert "too large" in " ".join(settle([], gaps=[gap(Question.NEXT)]).reasons)


def test_hostile_text_is_made_printable():
    one = behaviour(path=b"a\x1b[2J\xff.py", layers=(Layer("xor", "\u202eevil"),))
    vetted = settle([one])
    assert all(text.isprintable() for text in vetted.reasons)
    assert all(evidence.quote.isprintable() for evidence in vetted.findings[0].evidence)


def test_a_suppression_covers_rule_path_and_content():
    vetted = settle([behaviour()], told())
    assert vetted.verdict is Admission.ADMIT and len(vetted.suppressed) == 1 and not vetted.findings
    assert "1 more suppressed by you" in vetted.reasons[-1]


@pytest.mark.parametrize("change", [{"rule": "other"}, {"path": "src/*.py"}, {"sha256": "cd" * 32}])
def test_a_suppression_of_something_else_does_not_count(change):
    assert settle([behaviour()], told(**change)).verdict is Admission.HOLD


def test_content_without_a_digest_is_never_suppressed():
    assert settle([behaviour(digest=None)], told()).verdict is Admission.HOLD


def test_an_expired_suppression_does_not_count_and_is_told():
    vetted = settle([behaviour()], told(expires="2026-11-26"))
    assert vetted.verdict is Admission.HOLD and vetted.expired
    assert "expired on 2026-11-26" in vetted.reasons[-1]
    assert settle([behaviour()], told(expires="2026-11-27")).verdict is Admission.ADMIT


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[suppress", "no TOML"),
        ("[other]", "unknown key 'other'"),
        ("[suppress]", "two brackets"),
        (told(reason=None), "'reason' is missing"),
        (told(reason=" "), "none is empty"),
        (told(sha256="12"), "64 hexadecimal"),
        (told(expires='"2027-05-01"'), "without quotes"),
        (told(expires="2027-05-01T00:00:00"), "without quotes"),
        (told() + "extra = 1\n", "unknown key 'extra'"),
    ],
)
def test_a_broken_suppression_is_refused_with_its_place(text, says):
    with pytest.raises(SuppressionError, match=says):
        read_suppressions(text, "own.toml")
