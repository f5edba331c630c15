"""What every output of a vet says in the same words."""

from beartrap.model.finding import Finding
from beartrap.model.verdict import Admission
from beartrap.model.vetting import Vetted
from beartrap.share.numbers import plural

SAYS = {
    Admission.ADMIT: "Admit: let it in.",
    Admission.HOLD: "Hold: a person should look before it is let in.",
    Admission.BLOCK: "Block: do not let it in.",
}
WHEN = {
    "install": "at install",
    "import": "at import",
    "start": "at start",
    "call": "when called",
    "unknown": "not known when",
}


def when(finding: Finding) -> str:
    """Return when a finding's code would run, in two words."""
    return WHEN.get(str(finding.facts.get("when")), "")


def counted(vetted: Vetted) -> str:
    """Return how much was found, suppressed and not looked at; zeros are said too."""
    parts = [
        plural(len(vetted.findings), "finding"),
        f"{len(vetted.suppressed):,} suppressed",
        plural(sum(gap.count for gap in vetted.gaps), "gap"),
    ]
    parts += [f"{name.replace('_', ' ')} {value:,}" for name, value in vetted.counts if isinstance(value, int)]
    return " · ".join(parts)
