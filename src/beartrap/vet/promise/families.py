"""Clients of services that a package has a row of, and now one more: `llm/openai/chat.py` beside `llm/ollama/chat.py`, `providers/todoist.js` beside `providers/github.js`."""

from collections.abc import Iterator
from itertools import islice

from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.parties import party
from beartrap.vet.promise.named_hosts import hosts_in

FEWEST = 3
"""Services of others that the trusted version speaks with so: from here on one more is what such a package is for."""
MOST = 60
"""Files that are read for this; what a package has more of is no matter."""
_SHORTEST = 4
"""Letters of a file's name from which on a host is not called like it by chance."""


def one_more(old: Side, path: str, host: str) -> bool:
    """Whether a new file stands in a row of clients: called as others in the folders beside its own, or, as others in its folder, after the service that it speaks with."""
    folder, _, name = path.rpartition("/")
    around = folder.rpartition("/")[0]
    if not folder:
        return False
    return (bool(around) and _are_others(_beside(old, around, name))) or (
        _is_called_after(name, host) and _are_others(_within(old, folder, name))
    )


def _are_others(named: Iterator[set[str]]) -> bool:
    """Whether enough files name a host, and enough different ones."""
    hosts = [one for one in named if one]
    return len(hosts) >= FEWEST and len(set().union(*hosts)) >= FEWEST


def _beside(old: Side, around: str, name: str) -> Iterator[set[str]]:
    """Yield whom the files of a name in the folders of a folder speak with."""
    paths = (
        one for one in old.paths if one.endswith(f"/{name}") and one.rpartition("/")[0].rpartition("/")[0] == around
    )
    for path in islice(paths, MOST):
        yield {party(host) or host for host in _hosts(old, path)}


def _within(old: Side, folder: str, name: str) -> Iterator[set[str]]:
    """Yield the services that files of a folder are called after."""
    ending = name.rpartition(".")[2]
    paths = (one for one in old.paths if one.rpartition("/")[0] == folder and one.endswith(f".{ending}"))
    for path in islice(paths, MOST):
        own = path.rpartition("/")[2]
        yield {party(host) or host for host in _hosts(old, path) if _is_called_after(own, host)}


def _hosts(old: Side, path: str) -> list[str]:
    subject = old.read(path)
    return hosts_in(subject.content) if subject is not None else []


def _is_called_after(name: str, host: str) -> bool:
    """Whether a file has the name of whom it speaks with: `todoist.js` and `api.todoist.com`."""
    stem = _SIGN.sub("", name.partition(".")[0].lower())
    labels = [_SIGN.sub("", one) for one in host.lower().split(".")[:-1]]
    return len(stem) >= _SHORTEST and stem in labels


_SIGN = regex(r"[^a-z0-9]")
