import tomllib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.estate.toml_lines import locate

TRICKY = """\
# [not] a = table
version = 1
"quoted key" = '''
[not.a.table]
x = 1
''' # comment with "quotes"
a.b."c d" = [
  1, # [[no]]
  "]", # still inside
  {x = 1, y = [2,
    3]},
]
[table . sub]
key = \"\"\"
key = 5 \\\"\"\"
\"\"\"
[[host]]
name = "x"
  [host.extra]
  z = { }
[[host]]
name = 'y#z'
[[host.inner]]
n = 1
[[host.inner]]
n = 2
when = 2020-01-01T00:00:00Z
"""


def ways(value: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every key and item of a parsed document."""
    found = [way] if way else []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found + [step for key, item in pairs for step in ways(item, (*way, key))]


def test_every_key_is_found_on_its_line() -> None:
    lines = locate(TRICKY)
    parents = {("a",), ("a", "b"), ("table",), ("host",), ("host", 1, "inner")}
    for way in ways(tomllib.loads(TRICKY)):
        assert way in lines or way in parents, way
    assert lines["quoted key",] == 3
    assert lines["a", "b", "c d"] == 7
    assert lines["a", "b", "c d", 1] == 9
    assert lines["a", "b", "c d", 2, "y", 1] == 11
    assert lines["table", "sub"] == 13
    assert lines["table", "sub", "key"] == 14
    assert lines["host", 0, "extra", "z"] == 20
    assert lines["host", 1, "name"] == 22
    assert lines["host", 1, "inner", 1, "n"] == 26


key = st.from_regex(r"[a-z]{1,3}", fullmatch=True)
scalar = st.sampled_from(["1", "true", '"a#b"', "'[x]'", '"""\nk = 1\n"""', "2020-01-01", "1.5"])
value = st.recursive(
    scalar,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ",\n".join(items) + "]"),
        st.dictionaries(key, inner, max_size=2).map(
            lambda table: "{" + ", ".join(f"{k} = {v}" for k, v in table.items()) + "}"
        ),
    ),
    max_leaves=5,
)


@settings(deadline=None, max_examples=100)
@given(tables=st.lists(st.dictionaries(key, value, max_size=3), max_size=4))
def test_keys_of_any_table_stand_where_they_were_written(tables: list[dict[str, str]]) -> None:
    text, expected = "", {}
    for number, table in enumerate(tables):
        expected["t", number] = text.count("\n") + 1
        text += "[[t]]\n"
        for name, written in table.items():
            expected["t", number, name] = text.count("\n") + 1
            text += f"{name} = {written} # {name} = 1\n"
    lines = locate(text)
    assert {way: lines.get(way) for way in expected} == expected


@settings(deadline=None, max_examples=100)
@given(text=st.text("[]{}\"'=.,#\n a1\\", max_size=60))
def test_any_text_ends(text: str) -> None:
    locate(text)
