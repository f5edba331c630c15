"""What is given to `vet` on the command line, and what comes of it: one update, or all that a lock file changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from beartrap.flows.progress import Progress
from beartrap.flows.vet import BadUpdate, Settings, Subject, vet
from beartrap.model.verdict import Admission
from beartrap.model.vetting import Vetted


@dataclass(frozen=True, slots=True)
class Vetting:
    """One run of `vet`: `whole` is what is shown, `packages` the single updates of a lock file (empty for one update)."""

    whole: Vetted
    packages: tuple[Vetted, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def verdict(self) -> Admission:
        """The verdict over all of it."""
        return self.whole.verdict


def vet_given(words: Sequence[str], settings: Settings, progress: Progress) -> Vetting:
    """Vet what the command line names: `OLD NEW`, or `NEW` alone. Raises BadUpdate."""
    if len(words) > 2:
        raise BadUpdate("give what you trust and the update: two names, or one where there is nothing to compare with")
    subjects = [Subject(Path(word), word) for word in words]
    old = subjects[0] if len(subjects) == 2 else None
    return Vetting(vet(old, subjects[-1], settings, progress))
