"""Clients of services that a package has a row of, one in each folder: `llm/openai/chat.py`, `llm/ollama/chat.py`, and now one more."""

from collections.abc import Callable

from beartrap.vet.analyser import Side
from beartrap.vet.parties import party

FEWEST = 3
"""Services of others that the trusted version speaks with so: from here on one more is what such a package is for."""
MOST = 60
"""Files that are read for this; what a package has more of is no matter."""


def one_more(old: Side, path: str, hosts: Callable[[bytes], list[str]]) -> bool:
    """Whether a new file is called as several others in folders beside its own, each of which names a host of somebody else.

    `hosts` gives the hosts that a content names.
    """
    folder, _, name = path.rpartition("/")
    around = folder.rpartition("/")[0]
    if not around:
        return False
    beside = [one for one in old.paths if _is_beside(one, around, name)]
    read = (old.read(one) for one in beside[:MOST])
    named = [{party(host) or host for host in hosts(one.content)} for one in read if one is not None]
    return len(set().union(*named)) >= FEWEST and sum(map(bool, named)) >= FEWEST


def _is_beside(path: str, around: str, name: str) -> bool:
    folder, _, file = path.rpartition("/")
    return file == name and folder.rpartition("/")[0] == around
