"""`onward.signing-keys`: our keys signed what no build record knows."""

from collections.abc import Iterable

from beartrap.engine.detector import Found, Meta
from beartrap.impact.onward.references import ONWARD, SUNSPOT
from beartrap.impact.onward.releases import Releases
from beartrap.model.coverage import SourceKind
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Severity
from beartrap.model.release import Artefact


class SigningKeys:
    """Holds the log of the signing service against the build records. The subject is both, as `published` and `recorded`."""

    meta = Meta(
        id="onward.signing-keys",
        title="Signed, and in no build record",
        why="A signature of ours makes others run a file. What was signed and never built was signed by somebody else.",
        needs=(SourceKind.RELEASES,),
        questions=ONWARD,
        techniques=("T1553.002",),
        references=(SUNSPOT,),
    )

    def look(self, subject: Releases) -> Iterable[Found]:
        """Yield a finding for each signed artefact whose digest stands in no build record."""
        built = {digest for record in subject.recorded for digest in record.digests}
        for signed in subject.published:
            if built and not any(digest in built for digest in signed.digests):
                yield self._finding(signed)

    def _finding(self, signed: Artefact) -> Finding:
        kind, digest = signed.digests[0]
        facts = {
            "artefact": signed.name,
            "digest": digest,
            "key": signed.key,
            "signed_at": signed.time,
            "user": signed.user,
        }
        return Finding(
            self.meta.id, f"signed:{digest}", self.meta.questions, f"{signed.name}: signed by our key, and in no build record", Severity.CRITICAL,
            self.meta.why, confirmed=True, evidence=(Evidence(signed.place, f"signed: {signed.name} {kind} {digest}"),),
            techniques=self.meta.techniques, facts=Facts.of(**{name: value for name, value in facts.items() if value}),
        )  # fmt: skip
