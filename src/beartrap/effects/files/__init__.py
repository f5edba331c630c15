"""Changing files outside the case: whole writes, and the calls from which the quarantine is built.

`system` has the calls themselves, `beneath` opens folders without following a link, `content` copies and digests, and
`metadata` takes down and gives back what belongs to a file beside its content.
"""

from beartrap.effects.files.writing import write_whole

__all__ = ["write_whole"]
