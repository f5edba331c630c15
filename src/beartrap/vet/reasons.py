"""The verdict in plain words: what is new, why it matters, where it stands, when it would run."""

from collections.abc import Mapping, Sequence

from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding
from beartrap.model.question import Question
from beartrap.model.text import printable, shorten
from beartrap.model.verdict import Admission
from beartrap.vet.analyser import Meta
from beartrap.vet.behaviour import Behaviour, Family, When
from beartrap.vet.verdict import Judgement, is_alarm, weighs_enough

MOST_REASONS = 8
"""Reasons told one by one; the findings have them all."""
LONGEST_QUOTE = 400

WHEN = {
    When.UNKNOWN: "it is not known when it would run",
    When.CALL: "it runs when it is called",
    When.START: "it runs with the system, the session or the interpreter",
    When.IMPORT: "it runs when the package is imported or loaded",
    When.INSTALL: "it runs while the package is installed",
}
FAMILIES = {
    Family.SOURCE_CODE: "source code",
    Family.CHAIN: "a path from source to sink",
    Family.OBFUSCATION: "hidden code",
    Family.BINARY: "binaries",
    Family.ARCHIVE: "the archive",
    Family.PROMISE: "the version's promise",
    Family.PUBLISHER: "the publisher",
    Family.PROVENANCE: "the source tree",
    Family.RULES: "rules of others",
    Family.KNOWN_BAD: "known indicators",
}
"""Each family as a verdict's sentence names it."""


def explain(judgement: Judgement, metas: Mapping[str, Meta], compared: bool) -> tuple[str, ...]:
    """Return the reasons of a verdict in sentences, the weightiest first; never empty.

    `compared` is false where there was no old version: then everything counts as new, and it is said.
    """
    lines = [_headline(judgement)]
    lines += [_sentence(one, metas) for one in judgement.because[:MOST_REASONS]]
    if (left := len(judgement.because) - MOST_REASONS) > 0:
        lines.append(f"And {left:,} more, which the findings name.")
    if judgement.unseen:
        count = sum(gap.count for gap in judgement.unseen)
        lines.append(f"Not looked at, though it could run ({count:,}): {printable(judgement.unseen[0].why)}")
    if not compared:
        lines.append("There was no older version to compare with: everything in it counts as new.")
    return tuple(lines)


def _headline(judgement: Judgement) -> str:
    if judgement.verdict is Admission.ADMIT:
        return (
            "Nothing new in it weighs enough to hold it." if judgement.because else "Nothing of concern is new in it."
        )
    families = list(dict.fromkeys(FAMILIES[one.family] for one in judgement.because))
    if judgement.verdict is Admission.BLOCK:
        if any(is_alarm(one) for one in judgement.because):
            return "Critical, and nobody needs to call it."
        return f"Independent evidence agrees: {' and '.join(families[:4])}."
    if not weighs_enough(judgement.because):
        more = " What is new weighs too little by itself." if judgement.because else ""
        return f"Something that could run was not looked at; a person should.{more}"
    return f"A person should look: what is new shows in {' and '.join(families[:4])}."


def _sentence(one: Behaviour, metas: Mapping[str, Meta]) -> str:
    meta = metas.get(one.id)
    title = meta.title if meta is not None else one.id
    layers = f", under {' of '.join(layer.encoding for layer in reversed(one.layers))}" if one.layers else ""
    return f"{title} at {where(one)}{layers}; {WHEN[one.when]}. {meta.why if meta is not None else ''}".rstrip()


def where(one: Behaviour) -> str:
    """Return file and line, or file, offset and symbol."""
    symbol = one.facts.get("symbol")
    return one.place.show() + (f" ({printable(str(symbol))})" if symbol else "")


def finding_of(one: Behaviour, meta: Meta | None) -> Finding:
    """Return a behaviour as a finding: the place first, then each decoded layer, then each step of a chain."""
    facts = dict(one.facts.pairs)
    facts |= {"family": one.family.value, "when": one.when.name.lower(), "key": shorten(printable(one.key), 300)}
    evidence = [Evidence(one.place, shorten(printable(one.quote), LONGEST_QUOTE), facts=one.facts)]
    evidence += [
        Evidence(
            one.place,
            shorten(printable(layer.text), LONGEST_QUOTE),
            facts=Facts.of(layer=number, encoding=layer.encoding),
        )
        for number, layer in enumerate(one.layers, 1)
    ]
    evidence += [
        Evidence(step.place, shorten(printable(step.quote), LONGEST_QUOTE), facts=Facts.of(step=number, role=step.role))
        for number, step in enumerate(one.steps, 1)
    ]
    return Finding(
        detector=one.id,
        subject=f"behaviour:{shorten(printable(one.key), 300)}",
        questions=(Question.NEXT,),
        title=meta.title if meta is not None else one.id,
        severity=one.severity,
        why=meta.why if meta is not None else "",
        evidence=tuple(evidence),
        techniques=one.techniques or (meta.techniques if meta is not None else ()),
        facts=Facts(tuple(sorted(facts.items()))),
    )


def findings_of(new: Sequence[Behaviour], metas: Mapping[str, Meta]) -> tuple[Finding, ...]:
    """Return behaviours as findings, in their order."""
    return tuple(finding_of(one, metas.get(one.id)) for one in new)
