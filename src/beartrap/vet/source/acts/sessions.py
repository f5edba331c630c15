"""What is put onto a session goes with each of its requests: headers, cookies and parameters that say more than who asks."""

from beartrap.model.regex import regex
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import HOLE, Value, marks_of

_OF_SESSION = regex(r"(?:session|client|transport|http|conn(?:ection)?|api|_s|sess)\w*\.(?:headers|cookies|params)$")
_SECRET = frozenset(
    {"login", "cloud-metadata", "environment", "ssh-key", "cloud-credentials", "publish-token", "system-passwords", "browser-store", "wallet", "keychain"}
)  # fmt: skip
OF_SUPERUSER = "superuser"
"""Mark of an account of the highest rights, whichever there is."""
_USERS = frozenset({"user", "current_user", "_user"})
"""Members by which a request says whose it is."""
CARRIED = "carried"
"""Option of what goes with every request from here on, to whomever."""


def put_on_session(machine: Machine, spelt: str, key: str, value: Value, row: int) -> None:
    """Note a secret of the user's that is put where each request takes it along, and an account of the highest rights that is put where a request has its user; the header for logging in is what logins are for."""
    if key in _USERS and OF_SUPERUSER in value.marks:
        marks = {**value.marks, "sign:more-rights": (machine.spot(row),)}
        machine.emit(Act.MODE, "administrator", row, text="administrator", marks=marks)
    if not value.marks and not value.fields and not value.items:
        return
    if key.lower() == "authorization" or not _OF_SESSION.search(spelt):
        return
    held = {name: one for name, one in (value.fields or {}).items() if name.lower() != "authorization"}
    marks = marks_of([value] if len(held) == len(value.fields or {}) else list(held.values()))
    if not _SECRET.isdisjoint(marks):
        machine.emit(Act.SEND, f"{spelt.rpartition('.')[2]} of a session", row, text=HOLE, marks=marks, values=[value], options=frozenset({CARRIED}))  # fmt: skip
