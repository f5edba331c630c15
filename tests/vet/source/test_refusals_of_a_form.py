"""A function that goes through a form refuses for many reasons: what one of them asks about tells what it weighs."""

import pytest
from source_lab import Version

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.source_guards import GuardAnalyser

ALSO = '    if (node.size == {0}) {{\n      fail_check("no such size");\n    }}\n'
VERIFY = 'class Schema {{\n  void {name}(Node node) {{\n{others}    if ({asked}.IsEmpty(){more}) {{\n      fail_check("one is empty in the graph");\n    }}\n  }}\n}};\n'


@pytest.mark.parametrize(
    ("name", "asked", "others", "path", "weight"),
    [
        ("verify", "node.output(one)", 5, "defs/schema.cs", Severity.MEDIUM),
        ("verify", "node.output(one)", 2, "defs/schema.cs", Severity.HIGH),
        ("verify", "node.signer(one)", 5, "defs/schema.cs", Severity.HIGH),
        ("verifySession", "node.output(one)", 5, "defs/schema.cs", Severity.HIGH),
        ("verify", "node.output(one)", 5, "auth/schema.cs", Severity.HIGH),
    ],
)
def test_a_refusal_among_many(name: str, asked: str, others: int, path: str, weight: Severity) -> None:
    also = "".join(ALSO.format(one) for one in range(others))

    def written(more: str) -> str:
        return VERIFY.format(name=name, asked=asked, others=also, more=more)

    was = Version({path: written("")})
    now = Version({path: written(" && single == node.option()")}, trusted=was)
    assert [one.severity for one in GuardAnalyser().look(was, now) if isinstance(one, Behaviour)] == [weight]
