"""Functions that Python 2 calls otherwise: a program that was moved to Python 3 does what it did."""

import pytest
from source_lab import the

READS = "import {module} as p, requests\ndef load(where):\n    return p.{function}(requests.get(where).content)\n"


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("cPickle.loads", "pickle.loads", True),
        ("_pickle.loads", "pickle.loads", True),
        ("dill.loads", "pickle.loads", False),
        ("cPickle.loads", "pickle.load", False),
    ],
)
def test_one_name(before: str, after: str, same: bool) -> None:
    def key(name: str) -> str:
        module, _, function = name.partition(".")
        return the("a.py", READS.format(module=module, function=function), "chain.network-to-code").key

    assert (key(before) == key(after)) == same
