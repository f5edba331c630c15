"""`exposed`: do we run the product, in an affected version?"""

from collections.abc import Sequence

from beartrap.case.answers.frame import build, need, weigh
from beartrap.case.answers.measure import count, names
from beartrap.case.view import Kept, Records
from beartrap.model.answer import Answer, State
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding
from beartrap.model.question import Question

KINDS = (SourceKind.PACKAGES, SourceKind.SBOM, SourceKind.HASHES, SourceKind.FILES)


def answer(records: Records) -> Answer:
    """Return the answer from inventories, SBOMs, hash lists and trees against what the incident says is affected."""
    products = _products(records)
    return build(
        records,
        Question.EXPOSED,
        (need(records, Question.EXPOSED, KINDS, "Whether a host has the product shows in any of these."),),
        lambda found, state: _describe(found, state, products) + _although(records, state),
        would_change=("An inventory, a file or an SBOM that names an affected version on a host.",),
    )


def _although(records: Records, state: State) -> str:
    """Say where malicious content lies all the same: an inventory that does not name the product is then no comfort."""
    present = (kept.record for kept in weigh(records, Question.PRESENT).weighty)
    hosts = sorted({finding.host for finding in present if finding.host and finding.confirmed})
    if state is State.YES or not hosts:
        return ""
    return f" But malicious content lies on {names(hosts)} (see {Question.PRESENT.value}): the product is or was there, or it came another way."


def _products(records: Records) -> str:
    affected = dict.fromkeys(
        f"{product.vendor} {product.product}" for kept in records.incidents for product in kept.record.affected
    )
    return names(list(affected)) or "the product"


def _describe(found: Sequence[Kept[Finding]], state: State, products: str) -> str:
    hosts = sorted({kept.record.host for kept in found if kept.record.host})
    if state is State.YES:
        where = f"{count(len(hosts), 'host')}: {names(hosts)}" if hosts else "a place with no host named"
        return f"An affected version of {products} stands on {where}."
    if state is State.NOT_LOOKED:
        return f"Nobody has looked for {products} yet: no inventory, SBOM or file tree was read."
    if found:
        return f"No affected version was seen; {products} is named on {names(hosts) or 'places without a host'} and should be checked."
    return f"No affected version of {products} was seen where we looked."
