"""The examination of contents: what it says of ordinary files, in order, once each."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import yara_x
from content_lab import EAGER, EVIL, examine, hostile, listed, split, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beartrap.engine.content_cache import ContentCache
from beartrap.engine.contents import Examiner
from beartrap.engine.limits import Limits
from beartrap.engine.unfold.lone import may_hold
from beartrap.model.artifact import ContentState
from beartrap.model.coverage import Gap, GapReason


def test_digests_names_and_times(tmp_path: Path) -> None:
    entries = write(tmp_path, a=b"hello", empty=b"")
    os.utime(tmp_path / "a", (1_585_040_000, 1_585_040_000))
    entries[0] = listed(tmp_path / "a")
    artifacts, gaps = split(examine(entries, {}))
    assert not gaps
    first = artifacts[0]
    assert (first.sha256, first.sha1, first.md5) == tuple(
        hashlib.new(name, b"hello").hexdigest() for name in ("sha256", "sha1", "md5")
    )
    assert first.name == b"a" and first.size == 5 and first.state is ContentState.CLEAN and first.examined
    assert first.modified is not None and first.modified.isoformat() == "2020-03-24T08:53:20+00:00"
    assert artifacts[1].size == 0


def test_results_come_in_the_order_of_the_walk_and_gaps_pass_through(tmp_path: Path) -> None:
    names = [f"f{number:03}" for number in range(300)]
    entries = write(tmp_path, **{name: os.urandom(number * 37) for number, name in enumerate(names)})
    gap = Gap(GapReason.UNREADABLE, (), "a directory")
    mixed = [*entries[:150], gap, *entries[150:]]
    results = list(examine(mixed, EVIL, workers=2, limits=Limits(batch_files=7)))
    assert results.index(gap) == 150
    assert [one.name.decode() for one in results if not isinstance(one, Gap)] == names


def test_rules_hit_and_near_miss(tmp_path: Path) -> None:
    artifacts, gaps = split(examine(write(tmp_path, hit=b"..EVIL..", miss=b"..EVI L.."), EVIL))
    assert not gaps
    hit, miss = artifacts
    assert hit.state is ContentState.HIT and miss.state is ContentState.CLEAN and not miss.matches
    (match,) = hit.matches
    assert (match.rule, match.namespace, match.offset, match.sample) == ("evil", "lab/evil.yar", 2, "EVIL")
    assert match.meta == (("severity", "high"),)


SOURCES = {
    "one.yar": 'rule text { strings: $a = "EVIL" nocase condition: $a }\nrule empty { condition: filesize == 0 }',
    "two.yar": 'rule mz { condition: uint16(1) == 0x5a4d }\nrule many { strings: $a = "a" condition: #a > 4000 }',
}


@pytest.fixture(scope="module")
def two_sources() -> Iterator[Examiner]:
    """An examiner with rules from two sources."""
    with Examiner(SOURCES, workers=2, limits=Limits(batch_files=4)) as examiner:
        yield examiner


@given(
    contents=st.lists(
        st.sampled_from([b"", b"EVIL", b"EVI", b"xEVILx", b"\x00MZ", b"a" * 5000]) | st.binary(max_size=90), max_size=25
    )
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_examination_agrees_with_plain_yara(
    tmp_path_factory: pytest.TempPathFactory, two_sources: Examiner, contents: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("tree")
    compiler = yara_x.Compiler()
    for name, source in SOURCES.items():
        compiler.new_namespace(name)
        compiler.add_source(source)
    plain = yara_x.Scanner(compiler.build())
    entries = write(folder, **{f"f{number}": content for number, content in enumerate(contents)})
    examined, gaps = split(two_sources.examine(entries))
    artifacts = [one for one in examined if not one.place.member]
    archives = {entry.place for entry, content in zip(entries, contents, strict=True) if may_hold(content)}
    assert {gap.place for gap in gaps} <= archives, "a drawn content may begin like an archive, and be none"
    assert len(artifacts) == len(contents)
    for artifact, content in zip(artifacts, contents, strict=True):
        expected = {(rule.namespace, rule.identifier) for rule in plain.scan(content).matching_rules}
        assert {(match.namespace, match.rule) for match in artifact.matches} == expected
        assert artifact.sha256 == hashlib.sha256(content).hexdigest()


def test_a_rule_that_does_not_compile_is_a_gap_and_the_others_are_used(tmp_path: Path) -> None:
    sources = EVIL | {
        "lab/bad.yar": "rule good { condition: filesize == 3 }\nrule bad { condition: $nothing }",
        "lab/worse.yar": "rule {",
    }
    artifacts, gaps = split(examine(write(tmp_path, a=b"abc", b=b"EVIL"), sources))
    assert [gap.reason for gap in gaps] == [GapReason.UNSUPPORTED] * len(gaps) and len(gaps) >= 2
    assert gaps[0].why.startswith("lab/bad.yar:2: rule bad does not compile")
    assert [[match.rule for match in one.matches] for one in artifacts] == [["good"], ["evil"]]


def test_bad_rules_are_told_again_when_all_comes_from_the_cache(tmp_path: Path) -> None:
    sources = EVIL | {"lab/bad.yar": "rule bad { condition: $nothing }"}
    entries = write(tmp_path, a=b"EVIL")
    with ContentCache(tmp_path / "cache.db") as cache:
        first = list(examine(entries, sources, cache=cache, limits=EAGER))
    with ContentCache(tmp_path / "cache.db") as cache:
        second = list(examine(entries, sources, cache=cache, limits=EAGER, command=hostile("dies-at-once")))
    assert first == second and len(first) == 2


def test_a_rule_set_cannot_read_files_of_ours(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yar"
    secret.write_text("rule secret { condition: true }")
    artifacts, gaps = split(examine(write(tmp_path, a=b"x"), {"lab/include.yar": f'include "{secret}"'}))
    assert "include" in gaps[0].why and not artifacts[0].matches


def test_a_file_too_big_to_scan_is_hashed_and_said_to_be_skipped(tmp_path: Path) -> None:
    entries = write(tmp_path, big=b"EVIL" + b"x" * 400_000, small=b"EVIL")
    artifacts, gaps = split(examine(entries, EVIL, limits=Limits(scan_bytes=1000)))
    assert [one.state for one in artifacts] == [ContentState.SKIPPED, ContentState.HIT]
    assert artifacts[0].sha256 == hashlib.sha256(b"EVIL" + b"x" * 400_000).hexdigest()
    assert [gap.reason for gap in gaps] == [GapReason.LIMIT] and gaps[0].place == entries[0].place


def test_a_sparse_terabyte_is_not_read(tmp_path: Path) -> None:
    sparse = tmp_path / "sparse"
    with sparse.open("wb") as file:
        file.truncate(1 << 40)
    artifacts, gaps = split(examine([listed(sparse)], {}))
    assert artifacts[0].sha256 is None and artifacts[0].state is ContentState.SKIPPED
    assert gaps[0].reason is GapReason.LIMIT and "sparse" in gaps[0].why


def test_a_slow_rule_times_out_and_is_never_clean(tmp_path: Path) -> None:
    slow = {"slow.yar": "rule slow { condition: filesize == 4 and for all i in (0..9999999999): (i + filesize != -7) }"}
    entries = write(tmp_path, a=b"1234", b=b"12345", copy=b"1234")
    with ContentCache(tmp_path / "cache.db") as cache:
        artifacts, gaps = split(examine(entries, slow, limits=Limits(scan_seconds=1), cache=cache, workers=1))
        assert cache.scan("any", artifacts[0].sha256 or "") is None
    assert [one.state for one in artifacts] == [ContentState.TIMED_OUT, ContentState.CLEAN, ContentState.TIMED_OUT]
    assert [gap.reason for gap in gaps] == [GapReason.TIMED_OUT] * 2 and artifacts[0].sha256 is not None


def test_the_budget_ends_it_with_one_gap_that_counts(tmp_path: Path) -> None:
    entries = write(tmp_path, **{f"f{number}": b"x" for number in range(40)})
    calls = iter(range(1000))
    artifacts, gaps = split(examine(entries, {}, deadline=lambda: next(calls) >= 10, limits=Limits(batch_files=1)))
    (gap,) = gaps
    assert gap.reason is GapReason.BUDGET and gap.count >= 1 and len(artifacts) + gap.count <= 40
    assert "not known" in gap.why and gap.source == "lab"
    late, gaps = split(examine(entries, EVIL, deadline=lambda: True))
    assert len(late) <= 1 and [gap.reason for gap in gaps] == [GapReason.BUDGET]


def test_progress_is_told_and_ends_with_all(tmp_path: Path) -> None:
    entries = write(tmp_path, a=b"12345", b=b"1")
    told: list[tuple[int, int]] = []
    list(examine(entries, {}, progress=lambda files, size: told.append((files, size))))
    assert told[-1] == (2, 6)


def test_names_that_are_no_utf8_and_members_of_a_path(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xff\xfe\n"
    with open(raw, "wb") as file:
        file.write(b"EVIL")
    artifacts, gaps = split(examine([listed(Path(os.fsdecode(raw)))], EVIL))
    assert artifacts[0].name == b"\xff\xfe\n" and artifacts[0].state is ContentState.HIT and not gaps
