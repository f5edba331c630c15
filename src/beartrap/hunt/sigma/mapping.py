"""A user's own field names: pySigma's processing pipelines, applied to each rule before it is lowered.

What a pipeline may do to a query's text (`postprocessing`, `finalizers`) means nothing here and is refused, as is what would
fetch something: a rule is never matched by other words than its own and the pipeline's.
"""

from collections.abc import Sequence
from typing import TypeVar

from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError
from sigma.filters import SigmaFilter
from sigma.processing.pipeline import ProcessingPipeline
from sigma.rule import SigmaRule

from beartrap.hunt.sigma.documents import BadDocument, documents
from beartrap.hunt.sigma.rule import BadMapping

ABOUT_QUERIES = ("postprocessing", "finalizers")
FROM_OUTSIDE = frozenset({"file_placeholders", "http_placeholders", "command_placeholders"})
"""Transformations that would read a file, ask a server, or run a program."""
AnyRule = TypeVar("AnyRule", SigmaRule, SigmaCorrelationRule)


class FieldMapping:
    """Pipelines, the one of the lowest priority first."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Read pipelines in YAML; raises BadMapping."""
        self._pipelines = sorted(map(_pipeline, texts), key=lambda one: one.priority)

    def apply(self, rule: AnyRule) -> AnyRule:
        """Change a rule or correlation in place, and return it. Raises SigmaError where a pipeline refuses it."""
        for pipeline in self._pipelines:
            pipeline.apply(rule)
        return rule

    def apply_to_filter(self, rule: SigmaFilter) -> SigmaFilter:
        """Do the same with a filter, which is mapped as a rule of its log source would be."""
        standing = SigmaRule(title="filter", logsource=rule.logsource, detection=rule.filter)
        self.apply(standing)
        rule.logsource = standing.logsource
        return rule


def _pipeline(text: str) -> ProcessingPipeline:
    try:
        found = documents(text.encode())
        if len(found) != 1 or not isinstance(found[0], dict):
            raise BadMapping("it is no single mapping with `transformations`")
        if not found[0].get("transformations"):
            raise BadMapping("it has no `transformations`, and so maps nothing")
        priority = found[0].get("priority", 0)
        if isinstance(priority, bool) or not isinstance(priority, int):
            raise BadMapping(f"its priority is no whole number: {priority!r}")
        if refused := [name for name in ABOUT_QUERIES if found[0].get(name)]:
            raise BadMapping(f"{', '.join(refused)}: there is no query here that could be changed")
        if outside := FROM_OUTSIDE & _types(found[0]):
            raise BadMapping(f"{', '.join(sorted(outside))}: nothing is fetched for a mapping")
        return ProcessingPipeline.from_dict(found[0])
    except (SigmaError, BadDocument, TypeError, KeyError, AttributeError) as error:
        raise BadMapping(" ".join(str(error).split()) or type(error).__name__) from error


def _types(value: object) -> set[str]:
    """Return what stands as `type` anywhere in a document."""
    if isinstance(value, list):
        return {found for one in value for found in _types(one)}
    if not isinstance(value, dict):
        return set()
    return {found for one in value.values() for found in _types(one)} | {str(value.get("type"))}
