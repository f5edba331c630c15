"""What a worker loads for some kinds of files is all that the registry has for them, and in the same order."""

import pytest

from beartrap.vet import registry
from beartrap.vet.kinds import Kind
from beartrap.vet.lineup import file_analysers, meanings, package_analysers, pair_analysers


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_is_shown_to_all_that_take_it(kind):
    assert [one.id for one in file_analysers({kind}) if one.takes(kind)] == [
        one.id for one in registry.FILES if one.takes(kind)
    ]


def test_of_all_kinds_all_are_loaded():
    assert file_analysers(list(Kind)) == registry.FILES
    assert [one.id for one in package_analysers(list(Kind), bytecode=True, hooks=False)] == [
        one.id for one in registry.PACKAGES
    ]
    assert pair_analysers(list(Kind)) == registry.PAIRS


def test_a_hook_alone_is_looked_at():
    assert [one.id for one in package_analysers({Kind.MANIFEST}, bytecode=False, hooks=True)] == ["source.packages"]
    assert not package_analysers({Kind.MANIFEST}, bytecode=False, hooks=False)


def test_every_kind_of_behaviour_has_its_meaning():
    wanted = {meta.id: meta for meta in registry.BEHAVIOURS}
    assert meanings(wanted.keys()) == wanted
    assert all(meanings({name}) == {name: meta} for name, meta in wanted.items())
    assert meanings({"no.such"}) == {}
