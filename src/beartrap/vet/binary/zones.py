"""Names that native code makes of what it knows and then looks up: whoever answers for the zone is told.

A client of a service puts one word before the service's name; a list of senders puts numbers there. Who puts two texts there, or
cuts one to what a label holds (63 signs: RFC 1035, 2.3.4), says something in the name.
"""

from collections.abc import Iterator, Set

from beartrap.model.regex import regex
from beartrap.vet.analyser import FileSubject
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.binary.behaviours import ENDPOINT
from beartrap.vet.binary.sighted import seen

_RESOLVERS = frozenset(
    {"getaddrinfo", "gethostbyname", "gethostbyname2", "gethostbyname_r", "res_query", "__res_query", "res_search", "DnsQuery_A", "DnsQuery_W", "DnsQuery_UTF8"}
)  # fmt: skip
_KNOWS = frozenset(
    {"gethostname", "getpwuid", "getpwuid_r", "getlogin", "getlogin_r", "uname", "getenv", "secure_getenv", "GetUserNameA", "GetUserNameW", "GetComputerNameA", "GetComputerNameW"}
)  # fmt: skip
"""Functions that tell who and where the program is, or what its environment holds."""
_FORMAT = regex(rb"\0((?:%(?:-?\d{0,2}(?:\.\d{1,2})?)l?[sxdu][.-]){1,6}(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24})\0")
_NEAR = (b".local", b".arpa", b".localdomain", b".internal", b".lan")
"""Zones that nobody outside answers for."""


def told_in_names(subject: FileSubject, names: Set[str]) -> Iterator[Behaviour]:
    """Yield the format of a name that has several texts before its zone, or one that is cut, where the file looks up names and knows whom it runs for."""
    if names.isdisjoint(_RESOLVERS) or names.isdisjoint(_KNOWS):
        return
    for match in _FORMAT.finditer(subject.content):
        texts = _TEXTS.findall(match[1])
        if (len(texts) > 1 or any(b"." in one for one in texts)) and not match[1].endswith(_NEAR):
            shown = match[1].decode("ascii")
            zone = shown.rpartition("%")[2].partition(".")[2]
            yield seen(ENDPOINT, subject, f"in a name:{zone}", f"looks up {shown}", offset=match.start(1))
            return


_TEXTS = regex(rb"%[-.\d]*s")
