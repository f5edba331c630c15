"""Who is paid: an account that stands in the code and takes the place of the one that a caller named."""

import re

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.parameters import GIVEN_PAYEE, is_payee
from beartrap.vet.source.values import UNKNOWN, Scope, Value, items_of

_WALLET = "sign:wallet-address"
BASE58 = regex(r"[1-9A-HJ-NP-Za-km-z]{43,44}|T[1-9A-HJ-NP-Za-km-z]{33}|[13][1-9A-HJ-NP-Za-km-z]{33}")
"""Addresses that look like nothing else only where somebody is to be paid."""
_UNKNOWN_CHAIN = regex(r"[A-Za-z0-9]{25,64}")
"""An address of whichever chain: letters of both cases and digits, where somebody is to be paid."""
_OF_ONE_CASE = regex(r"(?:0x)?(?:[0-9a-f]{38,66}|[0-9A-F]{38,66})|[a-z]{1,12}1[02-9ac-hj-np-z]{25,90}")
_DIGITS = 4
"""The same in digits to the base 16 or in Bech32 (BIP 173), and how many of its signs are digits at least."""
_IBAN = regex(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
OF_SERVICE = regex(r"acct_[A-Za-z0-9]{14,24}")
"""An account of a service that pays out, by the beginning of its numbers (Stripe, "Connect")."""
_MAILBOX = regex(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_LONGEST = 120
"""Characters of an account with its scheme, as `bitcoin:…`."""


FEW = 64
"""Texts of a list that are asked whether they are addresses, and signs of the longest of them."""


def looks_payable(text: str) -> bool:
    """Whether a text looks like the address of a wallet that has no beginning to know it by."""
    return 33 < len(text) < 45 and BASE58.fullmatch(text) is not None


def is_account(value: Value) -> bool:
    """Whether a value is an account that is written in the code: of a wallet, of a bank, a mailbox that money is sent to."""
    text = value.known
    if not isinstance(text, str) or not 8 <= len(text) <= _LONGEST:
        return False
    if _WALLET in value.marks or BASE58.fullmatch(text) or _MAILBOX.fullmatch(text) or OF_SERVICE.fullmatch(text):
        return True
    if _UNKNOWN_CHAIN.fullmatch(text) and not text.isalpha() and text.upper() != text != text.lower():
        return True
    if _OF_ONE_CASE.fullmatch(text) and sum(sign.isdigit() for sign in text) >= _DIGITS:
        return True
    return is_of_a_bank(text)


def is_of_a_bank(text: str) -> bool:
    """Whether a text is the number of a bank account with its check digits, which nothing else has by chance."""
    bare = text.replace(" ", "")
    return bool(_IBAN.fullmatch(bare)) and _checks_out(bare)


def is_wallet(value: Value) -> bool:
    """Whether a value is the address of a wallet that is written in the code, and of nothing else."""
    known = value.known
    return isinstance(known, str) and len(known) < FEW and (_WALLET in value.marks or looks_payable(known))


def _checks_out(iban: str) -> bool:
    """ISO 13616: the digits, with the first four signs behind the others and letters as numbers from 10 on, leave 1 over 97."""
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


def put_in_its_place(machine: Machine, before: Value | None, value: Value, name: str, row: int) -> None:
    """Note that a name which held the account that a caller gave holds one of the code's own now."""
    if before is None:
        return
    if "given-secret" in before.marks and isinstance(value.known, str | bytes) and _from_a_day_on(machine, name):
        machine.emit(Act.WEAKEN, "compare", row, text="password", values=[])
    given = "given" in before.marks
    if given and machine.tests and _numbered(machine, name, value) and name not in machine.conditions():
        _swapped(machine, name, value, before, row)
    if GIVEN_PAYEE not in before.marks and not (given and is_payee(name)):
        own = is_wallet(value) or (isinstance(value.known, str) and is_of_a_bank(value.known))
        if given and machine.tests and own and any(map(_PAYS.search, machine.inside)):
            _swapped(machine, name, value, before, row)  # whatever a function that pays calls whom it pays
        return
    made_of = value.source if value.source is not None and value.source.known is not UNKNOWN else value
    if is_account(made_of) or (isinstance(made_of.known, bytes) and len(made_of.known) in _KEYS):
        _swapped(machine, name, made_of, before, row)


_OF_A_DAY = frozenset({"Date", "datetime", "date", "time", "getTime", "utcnow", "today", "gethostname", "hostname"})


def _from_a_day_on(machine: Machine, name: str) -> bool:
    """Whether the tests around ask for the day or the machine, and not for what `name` holds: there another's secret stands for it."""
    asked = machine.conditions()
    return name not in asked and not _OF_A_DAY.isdisjoint(asked)


_BY_NUMBER = regex(
    r"_?(?:\w+_)?(?:user|account|acct|customer|client|member|merchant|wallet|card|chat|bank|receiver|recipient|payee|beneficiary|to)(?:_?(?:id|no|nr|num|number|code))",
    re.IGNORECASE,
)
_PAYS = regex(
    r"(?<!a)pay(?!load)|transfer|withdraw|send_?(?:money|coins?|funds?|tokens?|payment|transfer)|refund|settle|disburse|donat|deposit|remit|cash_?out",
    re.IGNORECASE,
)
"""What somebody is called by whom money reaches by a number, and functions that send it."""
_LEAST = 100_000
"""Numbers below which nobody is meant in particular."""


def _numbered(machine: Machine, name: str, value: Value) -> bool:
    """Whether a number that stands in the code is put where a function that pays was told whom."""
    known = value.known
    number = int(known) if isinstance(known, str) and known.isascii() and known.isdigit() and len(known) < _LONGEST else known  # fmt: skip
    if not isinstance(number, int) or isinstance(number, bool) or number < _LEAST or number % 1000 == 0:
        return False
    told = machine.asked[-1] if machine.asked else ()
    pays = any(map(_PAYS.search, machine.inside)) or not _SUMS.isdisjoint(one.lstrip("$") for one in told)
    return pays and _BY_NUMBER.fullmatch(name.lstrip("$")) is not None


_KEYS = frozenset({20, 25, 32, 33, 65})
"""Bytes of an account, an address with its checksum, or a public key of the usual curves, as a thing is made of them: `new PublicKey(bytes)`."""


def one_of(machine: Machine, node: tree.Choice, values: list[Value]) -> None:
    """Note that either the account that a caller gave is taken or one of the code's own: what stands behind an `or` is for who gave none."""
    given = next((number for number, value in enumerate(values) if GIVEN_PAYEE in value.marks), -1)
    own = next((number for number, value in enumerate(values) if is_account(value)), -1)
    if min(given, own) >= 0 and (node.test is not None or node.both or own < given):
        _swapped(machine, "either", values[own], values[given], node.row)
    elif node.test is not None:
        told = set(tree.words(node.test))
        for part, value in zip(node.either, values, strict=True):
            if isinstance(part, tree.Name) and "given" in value.marks and part.id not in told:
                for other in values:
                    if _numbered(machine, part.id, other):
                        _swapped(machine, part.id, other, value, node.row)
                        return


def set_on_given(machine: Machine, base: Value, key: str, value: Value, row: int) -> None:
    """Note that who is paid by something that was handed in is set to one of the code's own."""
    if not (is_payee(key) or key in _OF_A_TRANSFER) or not any(mark.startswith("given") for mark in base.marks):
        return
    made_of = value.source if value.known is UNKNOWN and value.source is not None else value
    told = [one for one in (made_of, *(made_of.fields or {}).values()) if is_account(one)]
    if key not in _OF_MONEY:  # others are written to by their mailbox
        told = [one for one in told if not _MAILBOX.fullmatch(one.known)]
    if told:
        _swapped(machine, key, told[0], base, row)


_OF_A_TRANSFER = frozenset({"pubkey", "payee"})
_OF_MONEY = frozenset({"payee", "payTo", "pay_to", "beneficiary"})
"""Members that say who is paid where a transfer is put together, and those by which nobody means who gets a letter."""


def spelt_nowhere(machine: Machine, value: Value, row: int) -> None:
    """Note that a wallet's address which stands in no file, and was put together or decoded, is put into something: nobody hides whom he pays."""
    known = value.known
    if not isinstance(known, str) or machine.concrete or not is_wallet(value) or len(set(known)) < _DISTINCT:
        return
    told = known.lower().removeprefix("0x")
    if _OF_FILES.isdisjoint(value.marks) and not any(
        told in "\n".join(lines).lower() for lines in machine.files.values()
    ):
        _swapped(machine, "hidden", value, value, row)


_OF_FILES = frozenset({"package-file", "data-file", "file"})
_DISTINCT = 6
"""Different signs of an address that is somebody's: nobody has the keys of `0x000…dead`."""
_SUMS = frozenset({"amount", "value", "lamports", "satoshis", "sats", "wei", "quantity", "amount_msat", "tokens"})
_SIGNS = frozenset(
    {"sign", "signTransaction", "sign_transaction", "signAndSend", "sendTransaction", "send_transaction"}
)


def transferred(machine: Machine, method: str, args: list[Value], row: int) -> None:
    """Note that a payment to an account of the code's own is signed; a call of a contract, which has data, is none."""
    fields = (args[0].fields or {}) if args and method in _SIGNS else {}
    if _SUMS.isdisjoint(fields) or "data" in fields:
        return
    own = next((value for key, value in fields.items() if is_payee(key) and is_account(value)), None)
    if own is not None:
        _swapped(machine, method, own, own, row)


def put_over(machine: Machine, node: tree.Table, made: Value) -> None:
    """Note that a copy of what somebody handed in is made in which the account to be paid is one of the code's own."""
    keys = [key for key, _ in node.pairs]
    if None not in keys or not any(mark.startswith("given") for mark in made.marks):
        return
    behind = keys[keys.index(None) :]
    for name in (str(key.value) for key in behind if isinstance(key, tree.Const)):
        value = (made.fields or {}).get(name)
        if value is not None and is_payee(name) and is_wallet(value):
            _swapped(machine, name, value, made, node.row)


def answered(machine: Machine, value: Value, row: int) -> None:
    """Note that a function which is asked about an account answers with one of the code's own, under a test of its own."""
    told = machine.asked[-1] if machine.asked else ()
    if machine.frame.doubt and any(map(is_payee, told)) and is_account(value):
        _swapped(machine, "return", value, value, row)
    elif told and machine.frame.doubt:
        spelt_nowhere(machine, value, row)


def _swapped(machine: Machine, name: str, value: Value, before: Value, row: int) -> None:
    marks = {_WALLET: (machine.spot(row),), **before.marks, **value.marks}
    machine.emit(Act.PUT, name, row, text=value.text, marks=marks, values=[value])


def picked(machine: Machine, node: tree.Node, value: Value, scope: Scope) -> Value:
    """Return the first of a list of accounts for one of them of which it is not known which it is; any other value as it is."""
    if value.known is not UNKNOWN:
        return value
    held = _chosen_from(node, scope, _STEPS)
    items = items_of(held, FEW) if held is not None else None
    return items[0] if items and all(map(is_account, items)) else value


_STEPS = 8
_CHOOSE = frozenset({"sort", "toSorted", "filter", "find", "at", "slice", "reverse", "pop", "shift", "sample", "min_by", "max_by", "sort_by", "min", "max", "first", "last"})  # fmt: skip
"""Methods that give a list's own things, or one of them."""


def _chosen_from(node: tree.Node, scope: Scope, steps: int) -> Value | None:
    """Return the list that an expression takes one of its things from: `[...book].sort(by)[0]`, `min(book, key=…)`, `nearest(to)`."""
    if steps <= 0:
        return None
    match node:
        case tree.Index(base=base) | tree.Spread(value=base) | tree.Many(items=[base]):
            pass
        case tree.Call(func=tree.Attr(base=base, name=name)) if name in _CHOOSE:
            pass
        case tree.Call(func=tree.Name(id=name)) if (given := _given_back(name, scope)) is not None:
            return _chosen_from(given[0], given[1], steps - 1)
        case tree.Call(args=[base, *_]):
            pass
        case _:
            return None
    if isinstance(base, tree.Name):
        return scope.holder(base.id).values.get(base.id)
    return _chosen_from(base, scope, steps - 1)


def _given_back(name: str, scope: Scope) -> tuple[tree.Node, Scope] | None:
    """Return what a function that does nothing else gives back, and the scope in which that was written."""
    held = scope.holder(name).values.get(name)
    closure = held.closure if held is not None else None
    body = closure.node.body if closure is not None and isinstance(closure.node, tree.Function) else ()
    match list(body):
        case [tree.Leave(value=value)] if value is not None and closure is not None:
            return value, closure.scope
        case _:
            return None
