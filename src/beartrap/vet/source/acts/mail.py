"""Mail of which somebody gets a copy whom the code names itself, among those whom its caller names."""

import re

from beartrap.model.regex import of_names, regex
from beartrap.vet.source import tree
from beartrap.vet.source.acts.switches import MAILBOX, copied
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import UNKNOWN, Value, raw

_MAILS = {
    "sendmail": (1, "to_addrs"),
    "send_message": (2, "to_addrs"),
    "send_mail": (3, "recipient_list"),
    "rcpt": (0, "recip"),
}
"""Methods that send mail, with the place and the word of those who get it."""
_RECIPIENTS = of_names(
    r"(?:^|[._])(?:to|cc|recipients?|rcpts?|to_?addrs?|bcc|envelope_to|addressees)\.(?:append|add|insert|extend|push|unshift)$|(?:^|\.)add_?bcc\w*$",
    re.IGNORECASE,
)


_BLIND_HEADER = regex(r"(?:^|[\r\n])bcc:[ \t]*[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_HEADERS = 4000
"""Characters of a text that are searched for a header of mail."""


def blind(machine: Machine, value: Value, row: int) -> None:
    """Note a header of mail in a text that names a mailbox of the code's own."""
    text = value.text[:_HEADERS]
    match = _BLIND_HEADER.search(text) if "cc:" in text or "CC:" in text else None
    if match is not None:
        copied(machine, Value(match[0]), row)


_ADDRESSED = regex(r"_?(?:to|cc|bcc|recipients?|rcpts?|to_?addrs?|addressees)", re.IGNORECASE)


def among(machine: Machine, node: tree.Many) -> None:
    """Note a mailbox of the code's own in a list of all those whom a message names: `[*self.to, "a@b"]`."""
    spread = (tree.dotted(part.value) for part in node.items if isinstance(part, tree.Spread))
    if any(_ADDRESSED.fullmatch(name.rpartition(".")[2]) for name in spread):
        for part in node.items:
            if isinstance(part, tree.Const):
                copied(machine, Value(part.value), node.row)


def mailed(machine: Machine, one: Invocation) -> None:
    """Note a mailbox of the code's own among those who get a mail that others address."""
    for value in one.args:
        if isinstance(value.known, str) and "cc:" in value.known:
            blind(machine, value, one.row)
    name = one.spelt or one.name or one.method
    if _RECIPIENTS.search(name):
        for value in one.args:
            copied(machine, value, one.row)
    elif one.method == "add_header" and one.args and one.args[0].text.lower() == "bcc":
        copied(machine, one.argument(1), one.row)
    elif one.method in _JOINS and one.base is not None and one.base.known is UNKNOWN:
        _joins(machine, one, one.base)
    elif one.method in _MAILS:
        place, word = _MAILS[one.method]
        recipients = one.argument(place, word)
        for mark in recipients.marks:
            if mark.startswith(_OWN_MAILBOX):  # it was put into a list that somebody else had made
                copied(machine, Value(mark.removeprefix(_OWN_MAILBOX)), one.row)
        if raw(recipients) is UNKNOWN or _sent_before(
            machine, one.row
        ):  # somebody else is among them, or got it as well
            copied(machine, recipients, one.row)
    else:
        _with_a_copy(machine, one)


_JOINS = frozenset({"append", "add", "insert", "push", "unshift"})
_OWN_MAILBOX = "mailbox:"
"""What a mark begins with that names a mailbox of the code's own in a list of which not all is known."""


def _joins(machine: Machine, one: Invocation, base: Value) -> None:
    """Let a list remember a mailbox of the code's own that is put into it."""
    last = one.args[-1].known
    if isinstance(last, str) and MAILBOX.fullmatch(last):
        machine.mark(base, f"{_OWN_MAILBOX}{last}", one.row)


_LATELY = 12
"""Acts before this one among which the same mail was sent to others."""


def _sent_before(machine: Machine, row: int) -> bool:
    sent = (event for event in machine.events[-_LATELY:] if event.act is Act.SEND and event.row < row)
    return any(event.name.endswith(("send_message", "sendmail")) and "given" in event.marks for event in sent)


_BLIND = frozenset({"bcc", "setbcc", "addbcc", "withbcc"})


def _with_a_copy(machine: Machine, one: Invocation) -> None:
    """Look at the spellings of compiled languages: `setBcc(…)`, `addRecipient(BCC, …)`, `Bcc.Add(…)`, Go's list of recipients."""
    method, first = one.method.lower(), one.argument(0)
    if method in _BLIND:
        rest = one.args
    elif first.known == "Bcc" or (first.name or "").endswith(".BCC"):
        rest = one.args[1:]
    elif method in ("add", "push", "append") and (one.spelt or "").lower().endswith(f"bcc.{method}"):
        rest = one.args
    elif one.name == "smtp.SendMail":
        rest = [value for value in one.argument(3).items or () if "@" in value.text]
    else:
        return
    for value in rest:
        copied(machine, value, one.row)
