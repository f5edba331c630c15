"""Calls of compiled languages that are told by their name and are in no table of acts: files that are compiled in, what is put around a connection, options of a transfer."""

from collections.abc import Callable

from beartrap.model.regex import regex
from beartrap.vet.source.acts.acts import is_data, written
from beartrap.vet.source.acts.running import perform
from beartrap.vet.source.acts.switches import switched
from beartrap.vet.source.apis import Api
from beartrap.vet.source.events import Act
from beartrap.vet.source.folding.documents import poured_into
from beartrap.vet.source.folding.fold_compiled import text_of
from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.parameters import mark_of
from beartrap.vet.source.values import HOLE, UNKNOWN, Value, items_of, listed, marks_of, raw


def spelt_out(machine: Machine, one: Invocation) -> Value | None:
    """Return what such a call gives, None where it is none of them."""
    name = one.name
    if name in _LISTS:
        return listed(list(one.args)) if UNKNOWN in map(raw, one.args) else None
    if name in _THROUGH:
        return one.args[0] if one.args and "network" in one.args[0].marks else None
    if one.method in _HEADERS and len(one.args) > 1 and _HEADER.fullmatch(one.args[0].text):
        _goes_along(machine, one)
    known = _KNOWN.get(name)
    if one.method in ("SetBool", "Set") and name.endswith(("FieldByName().SetBool", "FieldByName().Set")):
        known = _set_by_name
    return known(machine, one) if known is not None and one.args else None


_HEADERS = frozenset({"Set", "Add", "setHeader", "addHeader", "setRequestProperty", "addRequestProperty", "header", "SetHeader", "TryAddWithoutValidation", "insert_header"})  # fmt: skip
_HEADER = regex(r"[A-Za-z]+(?:-[A-Za-z0-9]+)+|Cookie|Authorization|Referer")
_LOOT = frozenset({"ssh-key", "cloud-credentials", "publish-token", "login", "wallet", "browser-store", "keychain", "environment"})  # fmt: skip


def _goes_along(machine: Machine, one: Invocation) -> None:
    """Note that a secret of the user's is put into a head of a message that somebody else addresses."""
    if one.base is not None and "network" not in one.base.marks and not _LOOT.isdisjoint(marks_of(one.args)):
        machine.emit(Act.SEND, one.name, one.row, text=HOLE, marks=marks_of(one.args), values=one.args)


def _requested(machine: Machine, one: Invocation) -> Value:
    """What a client sent, as the type of a parameter says."""
    return machine.mark(one.args[0].copy(), "given-request", one.row)


def _longer(machine: Machine, one: Invocation) -> Value | None:
    """Go's list with more items."""
    if machine.language != "go" or UNKNOWN not in map(raw, one.args):
        return None
    made = Value()
    made.items = [*(items_of(one.args[0], 256) or one.args[:1]), *one.args[1:]]
    return made


def _gone_over(machine: Machine, one: Invocation) -> Value | None:
    """What Go's `range` goes over: a list whose items are not all known, or a map; None for what is folded."""
    source = one.args[0]
    if source.fields is not None:
        keys = [Value(UNKNOWN if key.startswith("\0") else key) for key in source.fields]
        values = list(source.fields.values())
    elif source.items is not None:
        keys, values = [Value(number) for number in range(len(source.items))], source.items
    else:
        return None
    if one.name == "\0numbered":
        return listed([listed([key, value]) for key, value in zip(keys, values, strict=True)])
    return listed(values if one.name == "\0codes" else keys)


def wrapped(one: Invocation) -> Value:
    """What a function gives whose result is its first argument in another form; bytes that become text are text from then on."""
    first = one.args[0]
    known = raw(first)
    if isinstance(known, list) and one.name.endswith(_MAKES_TEXT):
        return Value(text_of(known), marks=first.marks, layers=first.layers)
    return first


_MAKES_TEXT = ("GetString", "from_utf8", "from_utf8_lossy", "from_utf8_unchecked", "from_utf16")


def _embedded(machine: Machine, one: Invocation) -> Value:
    """A file of the package that the compiler puts into the program."""
    path = shown(one.argument(0))
    content = machine.around.data(path) if path != HOLE else None
    made = Value(name="embedded()") if content is None else Value(content)
    for mark in ("file", "package-file", *(("data-file",) if is_data(path) else ())):
        machine.mark(made, mark, one.row)
    return made


def _own(machine: Machine, one: Invocation) -> Value:
    """What a field holds that whoever makes the object fills."""
    key = one.args[0].text if one.args else ""
    return machine.mark(Value(), "given-secret", one.row) if mark_of(key) == "given-secret" else Value()


def _spelt_anew(machine: Machine, one: Invocation) -> Value | None:
    """A text whose signs go through a function one by one."""
    if len(one.args) < 2:
        return None
    text = one.args[1]
    codes = Value([ord(sign) for sign in text.known]) if isinstance(text.known, str) else text.copy()
    made = machine.invoke(machine, Invocation(one.row, Value(), one.args[:1], {}, codes, "map"))
    known = raw(made)
    return Value(text_of(known) if isinstance(known, list) else UNKNOWN, marks=made.marks, layers=made.layers)


_GOES_OUT = regex(
    r"CURLOPT_(?:(?:COPY)?POSTFIELDS|MIMEPOST|HTTPPOST|READDATA|USERPWD|COOKIE|HTTPHEADER|USERAGENT|REFERER)"
)


def _transfer(machine: Machine, one: Invocation) -> Value | None:
    """An option of a transfer of curl's: where it goes to, or what goes along."""
    if len(one.args) < 3:
        return None
    handle, option, value = one.args[:3]
    name = option.name or ""
    if name == "CURLOPT_URL":
        handle.source = value
        return perform(machine, Api(Act.FETCH, 2), one)
    if name == "CURLOPT_WRITEDATA" and value.source is not None:
        written(machine, value.source, [machine.mark(Value(), "network", one.row)], name, one.row)
    if _GOES_OUT.fullmatch(name) and handle.source is not None:
        machine.emit(Act.SEND, name, one.row, text=shown(handle.source), values=[value])
    return Value()


def _packet(machine: Machine, one: Invocation) -> Value | None:
    """A message that names whom it is for."""
    if len(one.args) < 3:
        return None
    made = Value(name="DatagramPacket()", marks=marks_of(one.args[:1]))
    made.fields = {
        "host": next(
            (
                value
                for value in one.args[1:]
                if (value.text and value.known is UNKNOWN) or isinstance(value.known, str)
            ),
            Value(),
        )
    }
    made.source = made.fields["host"]
    return made


def _replacer(machine: Machine, one: Invocation) -> Value | None:
    """Go's `strings.NewReplacer(old, new, …)`, which keeps its words until a text comes."""
    made = Value(name="strings.NewReplacer()", marks=marks_of(one.args))
    made.items = list(one.args)
    return made


def _host_and_port(machine: Machine, one: Invocation) -> Value | None:
    """Go's `net.JoinHostPort`: what the two say together is nothing that was hidden."""
    return Value(name=None, marks=marks_of(one.args), hint=":".join(map(shown, one.args[:2])))


def _replaced(machine: Machine, one: Invocation) -> Value | None:
    words = [raw(value) for value in (one.base.items or [] if one.base is not None else [])]
    text = one.args[0].known
    if not isinstance(text, str) or not all(isinstance(word, str) for word in words):
        return None
    for old, new in zip(words[::2], words[1::2], strict=False):
        text = text.replace(str(old), str(new)) if old else text
    return Value(text, marks=marks_of([one.base, *one.args] if one.base is not None else one.args))


def _set_by_name(machine: Machine, one: Invocation) -> Value | None:
    """A field that Go's `reflect` sets by its name."""
    field = one.base.source if one.base is not None else None
    if field is not None and isinstance(field.known, str):
        switched(machine, field.known, one.args[0], one.row)
    return None


def _turned_round(machine: Machine, one: Invocation) -> Value | None:
    """A list whose items are put the other way round where they stand."""
    items = one.args[0]
    if items.items is not None:
        items.items.reverse()
    elif isinstance(items.known, list):
        items.known = items.known[::-1]
    return Value()


_LISTS = frozenset({"arrayOf", "listOf", "mutableListOf", "Arrays.asList", "List.of", "Stream.of", "vec!"})
_THROUGH = frozenset(
    {
        "StreamWriter", "StreamReader", "BinaryWriter", "BinaryReader", "PrintWriter", "BufferedWriter", "OutputStreamWriter", "DataOutputStream", "ObjectOutputStream", "BufferedOutputStream",
        "SslStream", "NetworkStream", "BufferedReader", "InputStreamReader", "DataInputStream", "bufio.NewWriter", "tls.Client", "BufWriter.new", "LineWriter.new", "TlsConnector.connect",
    }
)  # fmt: skip
"""What is put around a connection and is one, too."""


_KNOWN: dict[str, Callable[[Machine, Invocation], Value | None]] = {
    "\0own": _own, "\0request": _requested, "\0embedded": _embedded, "include_bytes!": _embedded, "include_str!": _embedded, "strings.Map": _spelt_anew, "append": _longer,
    **dict.fromkeys(("\0codes", "\0numbered", "\0places"), _gone_over),
    **dict.fromkeys(("json.Unmarshal", "yaml.Unmarshal", "toml.Unmarshal"), lambda _machine, one: poured_into(one)),
    **dict.fromkeys(("slices.Reverse", "Collections.reverse", "Array.Reverse", "ArrayUtils.reverse"), _turned_round), "DatagramPacket": _packet, "net.JoinHostPort": _host_and_port, "strings.NewReplacer": _replacer, "strings.NewReplacer().Replace": _replaced, "curl_easy_setopt": _transfer,
}  # fmt: skip
