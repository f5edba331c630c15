"""The cache of contents: it saves time, and never makes a failure look clean."""

import os
import sqlite3
import stat
from pathlib import Path

from content_lab import EAGER, EVIL, examine, hostile, listed, split, write

from beartrap.engine.content_cache import ContentCache
from beartrap.engine.contents import rules_digest
from beartrap.engine.limits import Limits
from beartrap.engine.scanned import RuleFacts, Scan
from beartrap.model.artifact import ContentState, RuleMatch

DEAD = hostile("dies-at-once")
IDENTITY = (1, 2, 3, 4, 5)
DIGESTS = ("a" * 64, "b" * 40, "c" * 32)


def test_a_second_look_needs_no_worker(tmp_path: Path) -> None:
    entries = write(tmp_path, a=b"EVIL", b=b"fine", big=b"x" * 5000)
    limits = Limits(settle_seconds=0.0, scan_bytes=1000)
    with ContentCache(tmp_path / "cache.db") as cache:
        first = list(examine(entries, EVIL, cache=cache, limits=limits))
    with ContentCache(tmp_path / "cache.db") as cache:
        assert list(examine(entries, EVIL, cache=cache, limits=limits, command=DEAD)) == first


def test_rehash_trusts_no_times(tmp_path: Path) -> None:
    entries = write(tmp_path, a=b"EVIL")
    with ContentCache(tmp_path / "cache.db") as cache:
        list(examine(entries, EVIL, cache=cache, limits=EAGER))
        cache.remember(entries[0].identity, DIGESTS)  # as if the content was exchanged and all times forged
        forged, _ = split(examine(entries, {}, cache=cache, limits=EAGER))
        honest, _ = split(examine(entries, {}, cache=cache, limits=EAGER, rehash=True))
    assert forged[0].sha256 == "a" * 64 and honest[0].sha256 != "a" * 64


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    entries = write(tmp_path, a=b"fine")
    with ContentCache(tmp_path / "cache.db") as cache:
        list(examine(entries, EVIL, cache=cache, limits=EAGER))
        (tmp_path / "a").write_bytes(b"EVIL")
        os.utime(tmp_path / "a", ns=(entries[0].identity[3], entries[0].identity[3]))
        artifacts, _ = split(examine([listed(tmp_path / "a")], EVIL, cache=cache, limits=EAGER))
    assert artifacts[0].state is ContentState.HIT


def test_other_rules_are_another_look(tmp_path: Path) -> None:
    entries = write(tmp_path, a=b"EVIL")
    other = {"lab/other.yar": 'rule other { strings: $a = "VIL" condition: $a }'}
    with ContentCache(tmp_path / "cache.db") as cache:
        list(examine(entries, EVIL, cache=cache, limits=EAGER))
        artifacts, _ = split(examine(entries, other, cache=cache, limits=EAGER))
    assert [match.rule for match in artifacts[0].matches] == ["other"]
    assert rules_digest(EVIL, Limits()) != rules_digest(EVIL, Limits(scan_seconds=1))


def test_a_file_changed_a_moment_ago_is_not_remembered(tmp_path: Path) -> None:
    entries = write(tmp_path, a=b"x")
    with ContentCache(tmp_path / "cache.db") as cache:
        list(examine(entries, {}, cache=cache))
        assert cache.digests(entries[0].identity) is None


def test_failed_scans_are_never_kept(tmp_path: Path) -> None:
    with ContentCache(tmp_path / "cache.db") as cache:
        cache.settle_rules("r", RuleFacts())
        for state in (ContentState.ERROR, ContentState.TIMED_OUT, ContentState.SKIPPED):
            cache.settle("r", DIGESTS[0], Scan(state))
            assert cache.scan("r", DIGESTS[0]) is None


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    huge = ((1 << 64) - 1, (1 << 63), 0, -5, 7)
    hit = Scan(ContentState.HIT, (RuleMatch("r", "n", 0, "s", (("a", "b"),)),), 2)
    with ContentCache(tmp_path / "cache.db") as cache:
        cache.remember(huge, DIGESTS)
        cache.settle_rules("r", RuleFacts())
        cache.settle("r", "d" * 64, hit)
        cache.settle("r", "e" * 64, Scan(ContentState.CLEAN))
    with ContentCache(tmp_path / "cache.db") as cache:
        assert cache.digests(huge) == DIGESTS and cache.digests(IDENTITY) is None
        assert cache.scan("r", "d" * 64) is None, "the rule set has not been asked for yet"
        assert cache.rules("r") == RuleFacts() and cache.rules("other") is None
        assert cache.scan("r", "d" * 64) == hit and cache.scan("r", "e" * 64) == Scan(ContentState.CLEAN)
    assert stat.S_IMODE((tmp_path / "cache.db").stat().st_mode) == 0o600


def test_a_broken_cache_is_as_good_as_none(tmp_path: Path) -> None:
    entries = write(tmp_path, a=b"EVIL")
    (tmp_path / "cache.db").write_bytes(b"this is no database" * 500)
    with ContentCache(tmp_path / "cache.db") as cache:
        assert cache.problem is not None
        artifacts, gaps = split(examine(entries, EVIL, cache=cache))
    assert artifacts[0].state is ContentState.HIT and not gaps
    with ContentCache(tmp_path / "no" / "folder.db") as cache:
        assert cache.problem is not None and cache.digests(IDENTITY) is None


def test_tampered_rows_are_not_believed(tmp_path: Path) -> None:
    with ContentCache(tmp_path / "cache.db") as cache:
        cache.remember(IDENTITY, DIGESTS)
        cache.settle_rules("r", RuleFacts())
        cache.settle("r", DIGESTS[0], Scan(ContentState.HIT, (RuleMatch("r", "n"),)))
    with sqlite3.connect(tmp_path / "cache.db") as database:
        database.execute("UPDATE identity SET sha1 = 'text'")
        database.execute('UPDATE content SET scan = \'{"state": "clean"}\'')
    database.close()
    with ContentCache(tmp_path / "cache.db") as cache:
        assert cache.digests(IDENTITY) is None
        assert cache.rules("r") == RuleFacts() and cache.scan("r", DIGESTS[0]) is None


def test_a_cache_of_another_version_is_left_alone(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "cache.db")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with ContentCache(tmp_path / "cache.db") as cache:
        assert "99" in (cache.problem or "")
