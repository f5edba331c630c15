"""The program that compiles a pack of YARA rules for its parent: `{"sources"}` in, `{"piece"}` … and `{"end"}` out."""

import base64
import sys
from collections.abc import Iterator
from typing import Any

from beartrap.engine.errand import serve_talk
from beartrap.engine.yara import RuleSet

PIECE = 6 * 1024 * 1024
"""Bytes of the compiled pack in one message."""


def work(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the compiled pack in pieces, then what is to be said of it."""
    rules = RuleSet(message["sources"], 1)
    content = rules.dump()
    for start in range(0, len(content), PIECE):
        yield {"piece": base64.b64encode(content[start : start + PIECE]).decode("ascii")}
    yield {"end": {"rules": rules.size, "problems": rules.problems[:1000]}}


if __name__ == "__main__":
    sys.exit(serve_talk(work))
