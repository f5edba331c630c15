"""Words by which a container is started with what holds the host: all rights, its disk, the socket of what runs containers."""

import re
from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.source.values import Value, raw

CONTAINER = frozenset(
    {"privileged", "Privileged", "volumes", "Binds", "binds", "cap_add", "CapAdd", "pid_mode", "PidMode"}
)
"""Words of the clients of Docker and its like, in all languages."""
_HOST = regex(
    r"(?:/|/etc/?|/root/?|/home/?|(?:/var)?/run/(?:docker|containerd/containerd|podman/podman)\.sock)(?::.*)?"
)
_RIGHTS = regex(r"(?:CAP_)?(?:SYS_ADMIN|SYS_PTRACE|SYS_MODULE|ALL)", re.IGNORECASE)


def opens_host(key: str, value: Value) -> bool:
    """Whether a word of a container's start gives it the host."""
    if key in ("privileged", "Privileged"):
        return value.known is True
    texts = list(_texts(value))
    if key in ("cap_add", "CapAdd"):
        return any(map(_RIGHTS.fullmatch, texts))
    if key in ("pid_mode", "PidMode"):
        return texts == ["host"]
    return any(map(_HOST.fullmatch, texts))


def _texts(value: Value) -> Iterator[str]:
    known = raw(value)
    yield from (one for one in (known if isinstance(known, list) else [known]) if isinstance(one, str))
    yield from value.fields or ()
