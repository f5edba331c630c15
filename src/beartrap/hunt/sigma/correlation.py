"""What a Sigma correlation is: a statement over the hits of other rules within a span of time."""

from beartrap.hunt.sigma.rule import Head
from beartrap.model.frozen import frozen

Steps = str | tuple[str, tuple["Steps", ...]]
"""An extended condition: the name of a rule that must have been seen, or `and`, `or`, `not` over such."""


@frozen
class Correlation:
    """A correlation. `kind` is Sigma's word for its type, `rules` how it names the rules (id or name), in its order.

    `groups` are the fields that must agree; `aliases` says for a group how single rules name it. The hits of `seconds`
    seconds are looked at together; their number (or of the values of `fields`, or their sum, …) is compared by `op` with
    `count`. `steps` is an extended condition instead. The rules alert on their own only where `generate` says so.
    """

    head: Head
    kind: str
    rules: tuple[str, ...]
    groups: tuple[str, ...]
    aliases: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    seconds: int
    op: str
    count: int
    fields: tuple[str, ...] = ()
    percentile: int = 0
    steps: Steps | None = None
    generate: bool = False

    def field_of(self, group: str, rule: str) -> str:
        """Return the field by which the rule that is named `rule` gives `group`."""
        for alias, names in self.aliases:
            if alias == group:
                return dict(names).get(rule, group)
        return group
