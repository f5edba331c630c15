"""Groups by name: aliases one edge away, and ordinary words left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.intel.actors import candidates, find_actors


def test_cozy_bear_is_apt29_in_both_galaxies_and_never_apt28() -> None:
    (mention,) = find_actors("een actie van de Russische hackersgroep Cozy Bear.")
    assert {(candidate.name, candidate.galaxy) for candidate in mention.candidates} == {
        ("APT29", "threat-actor"),
        ("APT29", "mitre-intrusion-set"),
    }
    assert "APT29" in mention.aliases and "APT28" not in mention.aliases and "Fancy Bear" not in mention.aliases


def test_nobelium_keeps_all_of_its_candidates() -> None:
    assert {candidate.name for candidate in candidates("NOBELIUM")} == {"APT29", "UNC2452"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("attributed to Lazarus Group", "Lazarus Group"),
        ("the Play ransomware gang hit again", "Play"),
        ("tracked as UNC4736 since then", "UNC4736"),
        ("apt28 and others", "apt28"),
        ("the APT 29 operators", "APT 29"),
        ("the group known as Velvet Otter", "Velvet Otter"),
        ("de hackersgroep Nachtvalk zou", "Nachtvalk"),
        ("Midnight Blizzard's servers", "Midnight Blizzard"),
        ("the Cl0p ransomware gang", "Cl0p"),
    ],
)
def test_actor_is_found(text: str, name: str) -> None:
    mentions = find_actors(text)
    assert [mention.name for mention in mentions] == [name]
    assert text[mentions[0].start : mentions[0].end] == name


@pytest.mark.parametrize(
    "text",
    [
        "Will the update play a part? It will.",
        "A snake bit the man. Silence fell.",
        "The Equation holds for all x.",
        "At the office, Play was allowed.",
        "Hive, Royal and Karma are words.",
        "the Russian hacking group",
        "a group of users and a team of experts",
    ],
)
def test_ordinary_word_is_no_actor(text: str) -> None:
    assert find_actors(text) == []


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=120))
def test_offsets_point_back(text: str) -> None:
    for mention in find_actors(text):
        assert text[mention.start : mention.end] == mention.name
