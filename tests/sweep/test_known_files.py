"""Files by hash, name, path, rule and version."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from sweep_lab import BAD, BAD_MD5, DLL, KNOWLEDGE, TRIAL, UNLISTED, WEBSHELL, file, indicator, look

from beartrap.engine.knowledge import Knowledge
from beartrap.model.artifact import Artifact, ContentState, RuleMatch
from beartrap.model.finding import Rung, Severity
from beartrap.model.indicator import IndicatorKind
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.sweep.hashes import KnownHashes
from beartrap.sweep.known_hash import KnownHash
from beartrap.sweep.subjects import of_file


def test_a_known_hash_is_confirmed_with_the_time_it_was_written() -> None:
    written = datetime(2020, 4, 1, 6, 30, tzinfo=UTC)
    (found,) = look(file(f"/orion/{DLL}", sha256=BAD, md5=BAD_MD5, modified=written))
    assert found.severity is Severity.CRITICAL and found.confirmed and found.rung is Rung.ON_DISK
    assert found.questions == (Question.EXPOSED, Question.PRESENT) and found.since == written and found.host == "host-1"
    assert found.facts.get("written") == "2020-04-01T06:30:00Z" and found.facts.get("matched") == "sha256, md5"
    assert len(found.indicators) == 2 and "SUNBURST" in found.title and found.evidence[0].place.row == 2


def test_a_weaker_digest_alone_is_enough() -> None:
    (found,) = look(file("/x", md5=BAD_MD5))
    assert found.confirmed and found.facts.get("matched") == "md5"


def test_the_harmless_test_build_is_context() -> None:
    (found,) = look(file(f"/orion/{DLL}", sha256=TRIAL))
    assert found.severity is Severity.INFO and "harmless test build" in found.title


def test_supernova_keeps_its_own_name() -> None:
    (found,) = look(file("/x.dll", sha256=WEBSHELL))
    assert found.severity is Severity.HIGH and "SUPERNOVA" in found.title and "SUNBURST" not in found.title


def test_a_demoted_hash_is_not_dropped() -> None:
    knowledge = Knowledge.of((indicator(IndicatorKind.SHA256, UNLISTED, demoted="on a list of known-good files"),))
    (found,) = look(file("/x", sha256=UNLISTED), knowledge)
    assert found.severity is Severity.LOW and not found.confirmed and "known-good" in found.why


def test_the_digest_of_nothing_is_no_indicator() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert not look(file("/empty", sha256=empty), Knowledge.of((indicator(IndicatorKind.SHA256, empty),)))


DIGEST = st.sampled_from([f"{number:064x}" for number in range(6)])
SHORT = st.sampled_from([f"{number:032x}" for number in range(6)])


@given(
    st.lists(
        st.tuples(st.just(IndicatorKind.SHA256), DIGEST) | st.tuples(st.just(IndicatorKind.MD5), SHORT), max_size=8
    ),
    st.lists(st.tuples(st.none() | DIGEST, st.none() | SHORT), max_size=8),
)
@settings(max_examples=80, deadline=None)
def test_fast_matching_agrees_with_a_plain_loop(
    wanted: list[tuple[IndicatorKind, str]], files: list[tuple[str | None, str | None]]
) -> None:
    indicators = Knowledge.of(tuple(indicator(kind, value) for kind, value in wanted)).indicators
    known = KnownHashes(indicators)
    for sha256, md5 in files:
        artifact = file("/x", sha256=sha256, md5=md5)
        plain = {
            identifier
            for identifier, one in indicators.items()
            if (one.kind is IndicatorKind.SHA256 and one.value == sha256)
            or (one.kind is IndicatorKind.MD5 and one.value == md5)
        }
        assert set(known.find(artifact)) == plain


def test_a_look_alike_says_compare_and_is_never_confirmed() -> None:
    unknown = look(file(f"C:\\Orion\\{DLL}"))
    other = look(file(f"C:\\Orion\\{DLL.lower()}", sha256=UNLISTED))
    for (found,) in (unknown, other):
        assert found.severity is Severity.LOW and not found.confirmed and "compare" in found.title
    assert "hash the file" in unknown[0].why and "none that a source names" in other[0].why


def test_a_shared_name_is_context_once_content_and_rules_were_judged() -> None:
    (found,) = look(file(f"/orion/{DLL}", sha256=UNLISTED, examined=True, state=ContentState.CLEAN))
    assert found.severity is Severity.INFO
    (found,) = look(file(f"/orion/{DLL}", examined=True, state=ContentState.ERROR))
    assert found.severity is Severity.LOW


def test_a_name_whose_hash_is_known_and_differs_weighs_less() -> None:
    name = "App_Web_logoimagehandler.ashx.b6031896.dll"
    (unknown,), (differs,) = look(file(f"/{name}")), look(file(f"/{name}", sha256=UNLISTED))
    assert unknown.severity is Severity.MEDIUM and differs.severity is Severity.LOW


def test_windows_paths_match_below_any_root_and_in_any_case() -> None:
    for path in (
        "C:\\Windows\\SysWOW64\\NetSetupSvc.dll",
        "/mnt/image/windows/syswow64/netsetupsvc.dll",
        "\\\\?\\C:\\WINDOWS\\SYSWOW64\\NETSETUPSVC.DLL",
    ):
        (found,) = look(file(path))
        assert found.severity is Severity.MEDIUM and "TEARDROP" in found.title
    for near in (
        "C:\\Windows\\System32\\NetSetupSvc.dll",
        "/x/notwindows/syswow64/netsetupsvc.dll",
        "/netsetupsvc.dll",
    ):
        assert not look(file(near))


def test_unix_paths_are_exact() -> None:
    assert look(file("/usr/lib/lab/evil.so"))
    assert not look(file("/usr/lib/lab/Evil.so")) and not look(file("/x/usr/lib/lab/evil.so"))


def test_a_rule_says_how_much_it_matters() -> None:
    meta = (
        ("severity", "critical"),
        ("confirmed", "true"),
        ("malware", "SUNBURST"),
        ("description", "Seen T1195.002."),
    )
    matches = (RuleMatch("sunburst", "pack/a.yar", 0, "OrionImprovement", meta), RuleMatch("odd", "own.yar"))
    first, second = look(file("/x.dll", matches=matches, examined=True))
    assert first.severity is Severity.CRITICAL and first.confirmed and first.techniques == ("T1195.002",)
    assert first.evidence[0].place.offset == 0 and first.evidence[0].quote == "OrionImprovement"
    assert second.severity is Severity.MEDIUM and not second.confirmed and first.subject != second.subject


def test_the_version_of_an_affected_build() -> None:
    version = [
        one for one in look(file(f"/{DLL}", version="2020.2.100.12219")) if one.detector == "sweep.affected-version"
    ]
    assert version[0].severity is Severity.HIGH and not version[0].confirmed
    assert version[0].questions == (Question.EXPOSED, Question.PRESENT)
    differs = [
        one for one in look(file(f"/{DLL}", version="2020.2.100.12299", sha256=UNLISTED)) if one.severity > Severity.LOW
    ]
    assert [one.severity for one in differs] == [Severity.MEDIUM]
    assert len(look(file(f"/{DLL}", version="2019.4.5200.9083", sha256=BAD))) == 1, "the hash says it all"


def test_versions_of_hashes_count_for_the_name_they_are_tied_to() -> None:
    knowledge = Knowledge.of(
        (
            indicator(IndicatorKind.SHA256, BAD, versions="vers:generic/1.2.3.4", tie="t"),
            indicator(IndicatorKind.FILENAME, "lib.dll", tie="t"),
        )
    )
    found = [one.detector for one in look(file("/lib.dll", version="1.2.3.4"), knowledge)]
    assert "sweep.affected-version" in found
    assert "sweep.affected-version" not in [one.detector for one in look(file("/lib.dll", version="1.2.3"), knowledge)]


def test_hostile_names_neither_collide_nor_reach_the_terminal() -> None:
    paths = [b"/a%20b", b"/a b", b"/a\x1b[2Jb", b"/a\\x1b[2Jb", b"/a\xffb", b"/a\\xffb", b"/a!b", "/a\u202eb".encode()]
    places = [file(path) for path in paths]
    places.append(Artifact(Place("i", "host-1", b"/a", (b"b",)), b"b"))
    subjects = {of_file(one) for one in places}
    assert len(subjects) == len(places) and all(subject.isprintable() and subject.isascii() for subject in subjects)
    for one in places:
        (found,) = KnownHash(KNOWLEDGE).look(replace(one, sha256=BAD))
        assert found.title.isprintable()


def test_hosts_with_colons_stay_apart() -> None:
    assert of_file(file("b:/c", host="a")) != of_file(file("/c", host="a:b"))


def test_a_malicious_part_of_the_product_itself_exposes_too() -> None:
    (found,) = look(file(f"C:\\orion\\{DLL.upper()}", sha256=BAD))
    assert found.questions == (Question.EXPOSED, Question.PRESENT)


def test_near_miss_malware_under_another_name_or_a_harmless_build_exposes_nothing() -> None:
    (dropped,) = look(file("/tmp/dropped.dll", sha256=BAD))
    (trial,) = look(file(f"/orion/{DLL}", sha256=TRIAL))
    assert dropped.questions == trial.questions == (Question.PRESENT,)
