"""`@frozen` is to its users what a frozen, slotted dataclass is."""

import copy
from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beartrap.model.frozen import SEVERAL, bare, frozen, slotted


@frozen
class Ours:
    """One of each kind of field."""

    name: str
    number: int = 7
    parts: list[int] = field(default_factory=list)
    aside: str | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Theirs:
    """The same, as `dataclasses` makes it."""

    name: str
    number: int = 7
    parts: list[int] = field(default_factory=list)
    aside: str | None = field(default=None, repr=False, compare=False)


@frozen
class More(Ours):
    """One that follows from another."""

    last: str = "z"


@frozen
class Nothing:
    """One without fields."""


@frozen
class Checked:
    """One that looks at what it is given."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("upside down")

    def __repr__(self) -> str:
        return f"{self.low} to {self.high}"


VALUES = st.tuples(
    st.sampled_from("ab"), st.integers(0, 1), st.lists(st.integers(0, 1), max_size=1), st.sampled_from("xy")
)


@given(VALUES, VALUES)
def test_equality_and_repr_are_those_of_a_dataclass(one, other):
    assert (Ours(*one) == Ours(*other)) == (Theirs(*one) == Theirs(*other))
    assert repr(Ours(*one)) == repr(Theirs(*one)).replace("Theirs", "Ours")


def test_hashes_are_equal_where_objects_are():
    assert hash(Ours("a", 1, (2,), "x")) == hash(Ours("a", 1, (2,), "y"))
    assert len({Nothing(), Nothing(), Checked(1, 2), Checked(1, 2), Checked(1, 3)}) == 3
    with pytest.raises(TypeError):
        hash(Ours("a", 1, [2]))


def test_another_class_with_the_same_values_is_not_equal():
    assert Ours("a") != More("a")
    assert Ours("a") != Theirs("a")
    assert Ours("a") != ("a", 7, [])


def test_defaults_are_made_anew_for_each_object():
    first, second = Ours("a"), Ours("b")
    assert first.number == 7
    assert first.parts == [] and first.parts is not second.parts
    assert More("a").last == "z" and More("a", last="y", number=1) == More("a", 1, [], None, "y")


def test_nothing_can_be_set_or_deleted():
    one = Ours("a")
    for change in (lambda: setattr(one, "name", "b"), lambda: delattr(one, "name"), lambda: setattr(one, "other", 1)):
        with pytest.raises(FrozenInstanceError):
            change()
    assert one.name == "a" and not hasattr(one, "__dict__")


def test_a_wrong_call_is_told_as_one_each_time():
    @frozen
    class Fresh:
        """Never made before."""

        name: str

    for _ in range(2):
        with pytest.raises(TypeError, match=r"Fresh.__init__\(\) missing 1 required positional argument: 'name'"):
            Fresh()
        with pytest.raises(TypeError, match="unexpected keyword argument 'other'"):
            Fresh(name="a", other="b")
    assert Fresh("a").name == "a"


def test_what_the_class_does_itself_is_kept():
    assert repr(Checked(1, 2)) == "1 to 2"
    with pytest.raises(ValueError, match="upside down"):
        Checked(2, 1)


def test_the_library_takes_it_for_a_dataclass():
    assert is_dataclass(Ours)
    assert [one.name for one in fields(More)] == ["name", "number", "parts", "aside", "last"]
    assert replace(Ours("a"), number=8) == Ours("a", 8)
    match Checked(1, 2):
        case Checked(1, high):
            assert high == 2


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy])
def test_copies_are_equal(again):
    assert again(More("a", 1, [2], "x", "y")) == More("a", 1, [2], "x", "y")


@slotted
class Counter:
    """One whose values change."""

    name: str
    seen: list[str] = field(default_factory=list)
    shown: str = field(init=False)

    def __post_init__(self) -> None:
        self.shown = self.name.upper()


def test_one_whose_values_change_is_equal_by_them_and_has_no_hash():
    one, other = Counter("a"), Counter("a")
    one.seen.append("x")
    assert one != other
    other.seen.append("x")
    assert one == other and repr(one) == "Counter(name='a', seen=['x'], shown='A')"
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)
    with pytest.raises(AttributeError):
        one.other = 1


@pytest.mark.parametrize("decorate", [frozen, slotted, bare])
def test_the_first_object_is_made_as_the_last_one_is(decorate):
    class Many:
        """Made often enough to be compiled."""

        name: str
        parts: list[int] = field(default_factory=list)
        number: int = 7

    kind = decorate(Many)
    made = [kind("a", number=number) for number in range(SEVERAL + 2)]
    assert [(one.name, one.parts, one.number) for one in made] == [("a", [], number) for number in range(SEVERAL + 2)]
    assert len({id(one.parts) for one in made}) == SEVERAL + 2
    for wrong in (lambda: kind(), lambda: kind("a", name="b"), lambda: kind("a", [], 7, 8), lambda: kind("a", other=1)):
        with pytest.raises(TypeError):
            wrong()


@bare
class Named:
    """One that is only itself."""

    name: str


@bare
class Numbered(Named):
    """One that follows from it."""

    number: int = 0


def test_a_bare_one_is_equal_to_itself_alone():
    one = Numbered("a", 1)
    assert one == one and one != Numbered("a", 1) and len({one, Numbered("a", 1)}) == 2
    assert [part.name for part in fields(one)] == ["name", "number"] and not hasattr(one, "__dict__")
    match one:
        case Numbered("a", number):
            assert number == 1
    one.number = 2
    assert one.number == 2
