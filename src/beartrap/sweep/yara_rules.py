"""`sweep.yara`: a content that a YARA rule matched while it was examined."""

import re
from collections.abc import Sequence
from dataclasses import replace

from beartrap.engine.detector import Meta
from beartrap.engine.knowledge import Knowledge
from beartrap.model.artifact import Artifact, RuleMatch
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.question import Question
from beartrap.model.text import shorten
from beartrap.sweep.subjects import file_facts, named, of_file, proof

SEVERITIES = {severity.name.lower(): severity for severity in Severity}
_TECHNIQUE = re.compile(r"\bT\d{4}(?:\.\d{3})?\b")


class YaraRules:
    """Turns each rule that matched into a finding; the matching itself was done in a worker.

    Of a rule's metadata counts: `severity` (info, low, medium, high, critical; medium where it says nothing),
    `confirmed` (true: the match is as good as a hash), `malware`, `description`, `reference`, and any ATT&CK technique.
    """

    meta = Meta(
        id="sweep.yara",
        title="YARA rule",
        why="A rule describes what variants have in common, where a hash knows one content only.",
        needs=(SourceKind.FILES,),
        questions=(Question.PRESENT,),
        techniques=("T1195.002",),
        references=("https://virustotal.github.io/yara-x/docs/writing_rules/anatomy-of-a-rule/",),
    )

    def __init__(self, knowledge: Knowledge) -> None:
        """Need nothing of `knowledge`: the rules were with the examination."""

    def look(self, subject: Artifact) -> Sequence[Finding]:
        """Return a finding for each rule that matched."""
        return [_finding(subject, match) for match in subject.matches] if subject.matches else ()


def _finding(artifact: Artifact, match: RuleMatch) -> Finding:
    meta = {name.lower(): value for name, value in match.meta}
    malware = meta.get("malware")
    rule = f"{match.namespace}:{match.rule}"
    place = artifact.place if match.offset is None else replace(artifact.place, offset=match.offset)
    return Finding(
        detector=YaraRules.meta.id,
        subject=of_file(artifact, rule),
        questions=YaraRules.meta.questions,
        title=f"{malware or 'YARA'}: {named(artifact)} matches the rule {match.rule}",
        severity=SEVERITIES.get(meta.get("severity", "").strip().lower(), Severity.MEDIUM),
        why=shorten(meta.get("description") or f"The content matches the rule {rule}, which says no more.", 600),
        rung=Rung.ON_DISK,
        host=artifact.place.host,
        since=artifact.modified,
        confirmed=meta.get("confirmed", "").strip().lower() in ("true", "yes", "1"),
        evidence=(proof(artifact, match.sample, place),),
        techniques=tuple(dict.fromkeys(_TECHNIQUE.findall(" ".join(meta.values())))),
        facts=file_facts(artifact, rule=rule, malware=malware, reference=meta.get("reference")),
    )
