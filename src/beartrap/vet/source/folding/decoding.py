"""Decoders: taken off where their input is known, noted where it is not."""

from beartrap.model.regex import regex
from beartrap.vet.behaviour import Layer
from beartrap.vet.decode.codecs import decode
from beartrap.vet.decode.peel import layer
from beartrap.vet.source.events import Act
from beartrap.vet.source.folding.spelt_words import SPELT
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.knowledge import c, csharp, go, java, javascript, php, powershell, python, ruby, rust
from beartrap.vet.source.knowledge.commands import ONLY_SHELLS
from beartrap.vet.source.knowledge.javascript import BUFFER
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.reading.code_texts import looked_into
from beartrap.vet.source.reading.words import label
from beartrap.vet.source.values import Known, Value, layers_of, marks_of, raw

_DECODES = {
    "python": python.DECODES, "javascript": javascript.DECODES, "php": php.DECODES, "ruby": ruby.DECODES, "powershell": powershell.DECODES,
    "go": go.DECODES, "rust": rust.DECODES, "java": java.DECODES, "csharp": csharp.DECODES, "c": c.DECODES,
}  # fmt: skip
_METHODS = {"fromhex": "base16"}
_OF_TEXT = {"decodeBase64": "base64", "decodeBase64Url": "base64", "decodeHex": "base16"}
"""Decoders that are methods of the text itself."""
_FROM_READER = frozenset({"base64.NewDecoder"})
"""Decoders that are told how before what."""
SHORTEST = 4
"""Bytes below which taking off an encoding is arithmetic and not hiding."""


def names(language: str) -> frozenset[str]:
    """Return the dotted names of decoders."""
    return frozenset(_DECODES.get(language, ())) | {"codecs.decode", "marshal.loads", "marshal.load"}


def decoded(machine: Machine, one: Invocation) -> Value | None:
    """Return what a decoder gives, None where the call is no decoder."""
    if one.name in ("codecs.decode", "codecs.getdecoder()"):
        return _codec(machine, one)
    if one.name in ("Buffer.from", "Buffer") and len(one.args) > 1 and BUFFER.get(str(one.args[1].known).lower()):
        return _taken_off(machine, one, BUFFER[str(one.args[1].known).lower()], as_text=False)
    if one.name in ("marshal.loads", "marshal.load"):
        return _marshal(machine, one)
    if one.method == "decrypt" or one.name in python.UNTOLD or _deciphers(one):
        return _decrypted(machine, one)
    if one.method == "decode" and one.base is not None and one.args and python.CODECS.get(str(one.args[0].known)):
        moved = Invocation(one.row, one.func, [one.base, *one.args[1:]])
        return _taken_off(machine, moved, python.CODECS[str(one.args[0].known)], as_text=False)
    if (
        one.base is not None
        and one.method in ("DecodeString", "decode")
        and (made := _own_alphabet(machine, one, one.base))
    ):
        return made
    if machine.language == "ruby" and one.method in ("unpack1", "unpack") and one.args and one.base is not None:
        return _unpacked(machine, one, one.base)
    if one.method in _OF_TEXT and one.base is not None:
        return _taken_off(machine, Invocation(one.row, one.func, [one.base]), _OF_TEXT[one.method], as_text=False)
    if one.name in _FROM_READER and len(one.args) > 1:
        return _taken_off(machine, Invocation(one.row, one.func, one.args[1:]), "base64", as_text=False)
    encoding = _DECODES.get(machine.language, {}).get(one.name) or _METHODS.get(one.method)
    if encoding is None:
        return None
    return _taken_off(
        machine, one, encoding, as_text=machine.language in ("javascript", "php") or one.name.endswith("unquote")
    )


_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def _own_alphabet(machine: Machine, one: Invocation, base: Value) -> Value | None:
    """Base64 with an alphabet of its own: a decoder that was made of 64 letters, as Go and Rust make them."""
    alphabet, made = base.source, one.argument(0)
    for _ in range(4):  # a decoder is made in a few steps, each of the one before
        if alphabet is None or (isinstance(alphabet.known, str) and len(alphabet.known) == len(_STANDARD)):
            break
        alphabet = alphabet.source
    if alphabet is None or not isinstance(alphabet.known, str) or not isinstance(made.known, str):
        return None
    if len(set(alphabet.known)) != len(_STANDARD):
        return None
    spelt = made.copy()
    spelt.known = made.known.translate(str.maketrans(alphabet.known, _STANDARD))
    return _taken_off(machine, Invocation(one.row, one.func, [spelt]), "base64", as_text=False)


def _unpacked(machine: Machine, one: Invocation, base: Value) -> Value | None:
    """What Ruby's `unpack` makes of a text: base64 and digits are encodings, where its letters are known or not."""
    encoding = {"m": "base64", "m0": "base64", "u": "uuencode"}.get(str(one.args[0].known))
    if encoding is None:
        return None
    return _taken_off(machine, Invocation(one.row, one.func, [base]), encoding, as_text=True)


def _taken_off(machine: Machine, one: Invocation, encoding: str, as_text: bool) -> Value:
    source = one.argument(0)
    made = Value(marks=machine.extend(marks_of([source]), one.row), layers=layers_of([source]))
    content = content_of(raw(source))
    found = decode(encoding, content) if content is not None else None
    if found is None:
        machine.mark(made, "decoded" if encoding != "percent" else "unescaped", one.row)
        made.source = source
        return made
    made.known = (
        found.decode("utf-8", "surrogateescape")
        if as_text and _is_text(found)
        else found.decode("latin-1")
        if as_text
        else found
    )
    if len(found) >= SHORTEST and found != content and not (encoding == "percent" and _reads_as_it_is(content)):
        made.layers = (*made.layers, layer(encoding, found))
        if encoding != "percent":
            machine.mark(made, "decoded", one.row)
            _hides(machine, found, encoding, made.layers[-1:], one.row)
            looked_into(machine, made, one.row)
    return label(machine, made, one.row)


_LETTER = regex(rb"%(?:u00)?(?:3[0-9]|[46][1-9a-fA-F]|[57][0-9aA]|[89a-fA-F])|%u(?!00)")
"""A letter or digit in percent encoding, which no address needs."""


def _reads_as_it_is(content: bytes | None) -> bool:
    """Whether in a percent encoded text every letter stands as it is: `%3Cscript src='https://…'%3E` hides a sign and no word."""
    return content is not None and _LETTER.search(content) is None


def _hides(machine: Machine, found: bytes, encoding: str, layers: tuple[Layer, ...], row: int) -> None:
    """Note that an address or a command line that fetches is decoded, wherever it is put: it could stand there as it is."""
    text = found.decode("utf-8", "replace") if len(found) <= _LONGEST_COMMAND else ""
    if HIDDEN_ADDRESS.fullmatch(found) or ONLY_SHELLS.search(text):
        machine.emit(Act.WORD, f"{SPELT}{encoding}", row, text=text or found.decode("ascii"), marks={}, layers=layers)
    elif fetches := _FETCHES.match(text):
        machine.emit(Act.WORD, f"{SPELT}{encoding}", row, text=fetches[1], marks={}, layers=layers)


_LONGEST_COMMAND = 2000
_FETCHES = regex(
    r"\s*(?:/usr/bin/)?(?:curl|wget|iwr|irm|Invoke-WebRequest|Invoke-RestMethod|certutil|bitsadmin)(?:\.exe)?[\s,;|\0\"'][^\n]{0,120}?((?:https?|ftp)://[\w.-]+[^\s,;|\0\"']*)"
)
"""A command line that begins with a program that fetches, whole or as a list of its words."""


HIDDEN_ADDRESS = regex(
    rb"(?:https?|wss?|ftps?|socks\w*|tcp|rediss?|mongodb(?:\+srv)?)://(?!localhost\b|127\.)[\w.@:-]{4,200}(?:[/?#][\x21-\x7e]{0,400})?"
)


def content_of(known: Known) -> bytes | None:
    """Return known text, bytes or byte values as bytes, None for anything else."""
    if isinstance(known, str):
        return (
            known.encode("utf-8", "surrogateescape")
            if known.isascii()
            else known.encode("latin-1", "replace")
            if max(known) < "\u0100"
            else known.encode("utf-8", "surrogatepass")
        )
    if isinstance(known, bytes | bytearray):
        return bytes(known)
    if isinstance(known, list) and all(isinstance(item, int) and 0 <= item < 256 for item in known):
        return bytes(known)
    return None


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _codec(machine: Machine, one: Invocation) -> Value | None:
    how = one.argument(1, "encoding").known
    encoding = python.CODECS.get(str(how).lower())
    if encoding is None:
        return None
    return _taken_off(machine, one, encoding, as_text=isinstance(one.argument(0).known, str))


def _marshal(machine: Machine, one: Invocation) -> Value:
    source = one.argument(0)
    made = Value(marks=machine.extend(marks_of([source]), one.row), layers=layers_of([source]), name="marshal.loads()")
    machine.mark(made, "decoded", one.row)
    content = content_of(raw(source))
    if content is not None:
        from beartrap.vet.decode.marshalled import strings  # late: few files hold any

        listed = "\n".join(strings(content))
        made.layers = (*made.layers, Layer("marshal", listed[:400].replace("\n", " ")))
        made.hint = listed[:4000]
        label(machine, made, one.row)
    return made


def _deciphers(one: Invocation) -> bool:
    """Whether it is a step of Node's decipher."""
    return one.method in ("update", "final") and "createDecipher" in one.name


def _decrypted(machine: Machine, one: Invocation) -> Value:
    """Undo Fernet with the key it was made with; any other cipher is noted and no more."""
    token = one.argument(0)
    key = one.base.source if one.base is not None else None
    made = Value(marks=machine.extend(one.marks(), one.row), layers=layers_of([token]))
    machine.mark(made, "decoded", one.row)
    if key is not None and one.name.endswith("Fernet().decrypt"):
        from beartrap.vet.decode import ciphers  # late: few files decipher

        content, secret = content_of(raw(token)), content_of(raw(key))
        found = ciphers.fernet(content, secret) if content is not None and secret is not None else None
        if found is not None:
            made.known = found
            made.layers = (*made.layers, layer("fernet", found))
            label(machine, made, one.row)
    return made
