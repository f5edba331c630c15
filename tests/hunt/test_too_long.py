"""Values too long to be tried are counted, each once, and told to whoever asks."""

from beartrap.hunt.match.fields import LONGEST_VALUE
from beartrap.hunt.match.matcher import SigmaMatcher
from beartrap.hunt.match.together import Together
from hunt.sigma_lab import batch, rule, rules


def test_a_value_that_is_too_long_is_counted_once() -> None:
    matcher = Together([SigmaMatcher(rules(rule("s:\n  F|contains: a\ncondition: s")))])
    hits = matcher.match(batch([{"F": "a" * (LONGEST_VALUE + 1)}, {"F": "a" * 100}]))
    assert hits.column("row").to_pylist() == [2]
    assert [matcher.untried(), matcher.untried()] == [1, 0]
