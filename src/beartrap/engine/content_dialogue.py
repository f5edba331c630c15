"""What the examination says to its workers, and how it checks what they answer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from beartrap.engine.content_memory import ContentMemory
from beartrap.engine.limits import Limits
from beartrap.engine.scanned import (
    Examined,
    Problem,
    Refused,
    Scan,
    examined_from,
    is_sha256,
    items,
    problems_from,
)
from beartrap.engine.wire import to_text
from beartrap.engine.workers import Nonsense
from beartrap.engine.yara_file import CompiledRules
from beartrap.model.artifact import Artifact, FileEntry
from beartrap.model.coverage import Gap

Answer = Examined | Refused


@dataclass(slots=True, eq=False)
class Waiting:
    """A file on its way, and what became of it: None until it is known."""

    entry: FileEntry
    outcome: tuple[Artifact | Gap, ...] | None = None


@dataclass(slots=True, eq=False)
class FileBatch:
    """Files that go to a worker together, `size` bytes in all.

    By sha256: `known` are the scans that need no repeating, `claims` the contents that this worker was told to scan,
    `awaited` those that another worker is scanning just now, or that are to be scanned alone.
    """

    files: list[Waiting] = field(default_factory=list)
    size: int = 0
    known: dict[str, Scan] = field(default_factory=dict)
    claims: set[str] = field(default_factory=set)
    awaited: set[str] = field(default_factory=set)


class ContentDialogue:
    """The talk about batches of files. `problems` is None until a worker has compiled the rules.

    `compiled` is where workers find them compiled, None where they do it themselves. `signers`: who signed a content is told too.
    """

    def __init__(
        self,
        yara: Mapping[str, str],
        compiled: CompiledRules | None,
        limits: Limits,
        also: Sequence[str],
        memory: ContentMemory,
        *,
        unfold: bool = False,
        signers: bool = False,
    ) -> None:
        self._signers = signers
        self._unfold = unfold
        self._yara = yara
        self._compiled = compiled
        self._also = also
        self._limits = limits
        self._memory = memory
        self.problems: tuple[Problem, ...] | None = None

    def setup(self) -> dict[str, Any]:
        """Return rules and limits; raises SetupFailed."""
        limits = asdict(self._limits)
        limits.pop("worker")
        path = None if self._compiled is None else self._compiled.get().path
        yara = dict(self._yara) if path is None else {}
        return {
            "yara": yara,
            "compiled": path,
            "digests": list(self._also),
            "unfold": self._unfold,
            "signers": self._signers,
            "limits": limits,
        }

    def ready(self, message: dict[str, Any]) -> None:
        """Take what did not compile."""
        if message.get("ready") is not True:
            raise Nonsense("not ready")
        with _checked("what did not compile"):
            self.problems = problems_from(message["problems"])

    def order(self, job: FileBatch) -> dict[str, Any]:
        """Return paths and identities, and what rules may ask of the names."""
        names = names_of if self._memory.names else _no_names
        return {"files": [[to_text(file.entry.real), *file.entry.identity, names(file.entry)] for file in job.files]}

    def seconds(self, job: FileBatch) -> float:
        """Return the wall time, by size."""
        return self._limits.seconds_for(job.size)

    def reply(self, job: FileBatch, asked: dict[str, Any]) -> dict[str, Any]:
        """Return which of the files are to be scanned: those whose content nobody knows or is scanning, each content once."""
        with _checked("a question"):
            digests = items(asked["ask"])
            if len(digests) != len(job.files):
                raise ValueError("a question about other files")
        wanted: list[int] = []
        for index, digest in enumerate(digests):
            if digest is None:
                continue
            if not is_sha256(digest):
                raise Nonsense("a question about no digest")
            known = self._memory.scan(digest)
            if known is not None:
                job.known[digest] = known
            elif self._memory.claim(digest, alone=len(job.files) == 1):
                job.claims.add(digest)
                wanted.append(index)
            elif digest not in job.claims:
                job.awaited.add(digest)
        return {"scan": wanted}

    def result(self, job: FileBatch, message: dict[str, Any]) -> list[Answer]:
        """Return one answer for each file of the batch, scans of the same content shared; one that is awaited is None."""
        with _checked("a result"):
            answers = [examined_from(one) for one in items(message["files"])]
        if len(answers) != len(job.files):
            raise Nonsense("results for other files")
        for answer in answers:
            if isinstance(answer, Examined) and answer.scan is not None:
                if answer.digests[0] not in job.claims:
                    raise Nonsense("a scan that nobody asked for")
                job.known.setdefault(answer.digests[0], answer.scan)
        return [self._shared(job, answer) for answer in answers]

    def _shared(self, job: FileBatch, answer: Answer) -> Answer:
        if isinstance(answer, Refused) or not answer.kept or not (self._yara or self._signers):
            return answer
        scan = job.known.get(answer.digests[0])
        if scan is None and answer.digests[0] not in job.awaited:
            raise Nonsense("a content that was not scanned")
        if self._memory.names and answer.named is None:
            raise Nonsense("a name that was not asked about")
        return answer if answer.scan is not None else replace(answer, scan=scan)


def names_of(entry: FileEntry) -> list[str]:
    """Return a file's name, folder and extension (with its dot), as rules are given them."""
    path = entry.place.member[-1] if entry.place.member else entry.place.path or b""
    folder, _, name = path.decode("utf-8", "replace").rpartition("/")
    dot = name.rfind(".")
    return [name, folder, name[dot:] if dot > 0 else ""]


def _no_names(_: FileEntry) -> None:
    return None


class _checked:
    """Turns what a malformed document raises into Nonsense."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ValueError | TypeError | KeyError):
            raise Nonsense(f"{self._what} of the wrong shape") from error
