"""What an examiner knows of contents: from this run, from the cache of earlier ones, and what is being scanned just now."""

import hashlib
import time
from collections.abc import Iterable, Sequence

from beartrap.engine.content_cache import ContentCache
from beartrap.engine.limits import Limits
from beartrap.engine.scanned import Digests, Examined, RuleFacts, Scan
from beartrap.model.artifact import ContentState, FileEntry

MOST_KNOWN = 200_000
"""Scans remembered within a run, some 40 MB; beyond that they start anew (the cache on disk still knows those that ended well)."""
_CLEAN = Scan(ContentState.CLEAN)


class ContentMemory:
    """Digests by identity and scans by content, for one set of rules (its digest; None where nothing is scanned).

    `also` names the digests that are wanted beside SHA-256. `names` says whether rules look at files' names: their scans are
    kept by content and path.
    """

    def __init__(
        self, cache: ContentCache | None, rules: str | None, limits: Limits, also: Sequence[str], *, unfold: bool
    ) -> None:
        self._cache = cache
        self._rules = rules
        self._limits = limits
        self._also = also
        self._unfold = unfold
        self.names = False
        self._scans: dict[bytes, Scan] = {}
        self._claimed: set[str] = set()
        self._suspects: set[str] = set()
        self._asks = self.rules() is not None
        self._settled_before = time.time_ns() - int(limits.settle_seconds * 1e9)

    def rules(self) -> RuleFacts | None:
        """Return what is known of the rules, None where nothing is."""
        return None if self._cache is None or self._rules is None else self._cache.rules(self._rules)

    def learn_rules(self, facts: RuleFacts) -> None:
        """Keep it."""
        if self._cache is not None and self._rules is not None:
            self._cache.settle_rules(self._rules, facts)

    def file(self, entry: FileEntry) -> Examined | None:
        """Return all that an examination of the file would tell, None where any of it is not known."""
        digests = None if self._cache is None else self._cache.digests(entry.identity)
        if digests is None or self._misses(digests):
            return None
        small = entry.size <= self._limits.scan_bytes
        if self._rules is None or not small:
            return Examined(digests, small, None)
        scan = self.scan(digests[0])
        if scan is None or not self.names:
            return None if scan is None else Examined(digests, small, scan)
        named = None if self._cache is None else self._cache.scan(self._rules, _under_name(entry, digests[0]))
        return None if named is None else Examined(digests, small, scan, named)

    def _misses(self, digests: Digests) -> bool:
        return ("sha1" in self._also and digests[1] is None) or ("md5" in self._also and digests[2] is None)

    def scan(self, sha256: str) -> Scan | None:
        """Return how the scan of a content ended, None where not known. A failed one is known within this run only."""
        scan = self._scans.get(bytes.fromhex(sha256))
        if scan is not None or self._cache is None or self._rules is None:
            return scan
        # of rules that nobody has looked with before, the cache knows no more than what was learned in this run
        return self._cache.scan(self._rules, sha256) if self._asks else None

    def claim(self, sha256: str, *, alone: bool) -> bool:
        """Take it on to have a content scanned; false where it is being scanned already.

        A suspect is only scanned `alone`, or each batch with a copy of it would cost a worker.
        """
        if sha256 in self._claimed or (sha256 in self._suspects and not alone):
            return False
        self._claimed.add(sha256)
        return True

    def is_claimed(self, sha256: str) -> bool:
        """Whether a content is being scanned just now."""
        return sha256 in self._claimed

    def release(self, claims: Iterable[str]) -> None:
        """Give claims back: the scans are known, or came to nothing."""
        self._claimed.difference_update(claims)

    def suspect(self, claims: Iterable[str]) -> None:
        """Note the contents of which one may have broken a worker."""
        self._suspects.update(claims)

    def release_all(self) -> None:
        """Give every claim back: nobody is at work."""
        self._claimed.clear()
        self._suspects.clear()

    def failed(self, sha256: str, scan: Scan) -> None:
        """Remember within this run that the scan of a content came to nothing: its copies would take a worker each."""
        self._scans[bytes.fromhex(sha256)] = scan

    def commit(self) -> None:
        """Put what was learned on disk."""
        if self._cache is not None:
            self._cache.commit()

    def learn(self, entry: FileEntry, examined: Examined) -> None:
        """Keep what an examination told.

        The identity of a file that changed shortly before this memory was made, or later, is not kept: it may change
        again within the clock's tick. Nor is that of an archive (what it holds is not kept, so it is unfolded anew), or
        of what may be one.
        """
        plain = self._unfold and examined.inside is None
        if self._cache is not None and plain and entry.identity[4] < self._settled_before:
            self._cache.remember(entry.identity, examined.digests)
        if self._cache is not None and self._rules is not None and examined.named is not None:
            self._cache.settle(self._rules, _under_name(entry, examined.digests[0]), examined.named)
        if examined.scan is None:
            return
        key = bytes.fromhex(examined.digests[0])
        if key in self._scans:
            return
        if len(self._scans) >= MOST_KNOWN:
            self._scans.clear()
            self._asks = True
        scan = examined.scan
        self._scans[key] = _CLEAN if scan.is_plain else scan
        if self._cache is not None and self._rules is not None:
            self._cache.settle(self._rules, examined.digests[0], scan)


def _under_name(entry: FileEntry, sha256: str) -> str:
    """Return the key of a content under its path: what rules say that look at both."""
    path = entry.place.path or b""
    return hashlib.sha256(b"\0".join((bytes.fromhex(sha256), path, *entry.place.member))).hexdigest()
