"""Reading one SUNBURST name, strictly: a name that the implant cannot have made is rejected, with the reason.

The steps, numbered as in the code:
1. the shape: `LABEL.appsync-api.REGION.avsvmcloud.com`, any case, trailing dot or not (or a bare label of a block);
2. base 32, then the random key k, its low seven bits from 1 to 126; the rest is XORed with it;
3. bit 0x80 of k tells a fragment of the victim's domain (set) from a block (clear), whatever the length;
4. fragment: identifier, sequence character, a piece of 16 characters unless it is the last, in a possible encoding;
5. block: size nibble against the label's length, time within the campaign, flag, security products;
6. the region must be the one that the first byte of the identifier selects.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from beartrap.hunt.sunburst import base32, text
from beartrap.hunt.sunburst.uid import UID_BYTES
from beartrap.model.frozen import frozen
from beartrap.model.window import Window

DOMAIN = "avsvmcloud.com"
SERVICE = "appsync-api"
REGIONS = ("eu-west-1", "us-west-2", "us-east-1", "us-east-2")
"""By the first byte of the identifier, modulo 4."""
EPOCH = datetime(2010, 1, 1, tzinfo=UTC)
UNIT = timedelta(minutes=30)
CAMPAIGN = Window(datetime(2020, 2, 20, tzinfo=UTC), datetime(2021, 2, 1, tzinfo=UTC))
"""Times that a block can tell: from the injection into the build (2020-02-20) to the month after the kill switch."""
HEADER = 15
"""Characters of a fragment before its sequence character: key and identifier, nine bytes."""
LAST = 35
SEQUENCE = "0123456789abcdefghijklmnopqrstuvwxyz"
BLOCK_SIZES = {20: 1, 23: 2}
"""Label length to size nibble: without and with the two bytes about security products."""
PRODUCTS = (
    "Windows Defender",
    "Defender ATP",
    "Azure ATP",
    "Carbon Black",
    "CrowdStrike",
    "FireEye",
    "ESET",
    "F-Secure",
)
LONGEST_NAME = 255
"""Characters; DNS allows no more."""


class Kind(StrEnum):
    """What a name carries."""

    FRAGMENT = "fragment"
    BLOCK = "block"


class Part(StrEnum):
    """Where in the domain a fragment stands."""

    FIRST = "first"
    MIDDLE = "middle"
    LAST_OR_ONLY = "last or only"


@frozen
class Product:
    """What a block says of one security product. Bit 0 is `running`, bit 1 `stopped`."""

    name: str
    stopped: bool
    running: bool


@frozen
class DecodedName:
    """One name, read. Where `error` is set the name is none of the implant's, and nothing but `name` means anything.

    `uid` is 16 upper-case hex digits. Fragment: `sequence` 0..34, or 35 for the last or only one; `piece` as written;
    `text` what the piece says read alone in encoding A or as the beginning of B (None where it cannot be read alone).
    Block: `time` (UTC, the start of the half hour), `flag` (the implant is in stage 2 and takes a CNAME), `products`
    (None where the block carries none). `region` is None where only a label was given: then it was not checked.
    """

    name: str
    kind: Kind | None = None
    uid: str | None = None
    region: str | None = None
    label: str = ""
    sequence: int | None = None
    part: Part | None = None
    piece: str | None = None
    text: str | None = None
    time: datetime | None = None
    flag: bool | None = None
    products: tuple[Product, ...] | None = None
    error: str | None = None


class Rejected(ValueError):
    """Why a name cannot be one of the implant's."""


def decode(name: str) -> DecodedName:
    """Read one name; never raises, the reason of a rejection stands in `error`."""
    try:
        label, region = _split(canonical(name))  # 1
        return _read(name, label, region)
    except Rejected as reason:
        return DecodedName(name, error=str(reason))


def canonical(name: str) -> str:
    """Return a name in lower case without its trailing dot."""
    return name.strip().lower().removesuffix(".")


def is_beneath(name: str) -> bool:
    """Whether a name is the implant's domain or lies beneath it."""
    plain = canonical(name)
    return plain == DOMAIN or plain.endswith("." + DOMAIN)


def _split(name: str) -> tuple[str, str | None]:
    if len(name) > LONGEST_NAME:
        raise Rejected(f"longer than the {LONGEST_NAME} characters that DNS allows")
    if name == DOMAIN:
        raise Rejected("the bare domain: no beacon")
    labels = name.split(".")
    if len(labels) == 1:
        return _bare(name), None
    if not name.endswith("." + DOMAIN):
        raise Rejected(f"not beneath {DOMAIN}")
    inner = labels[: -len(DOMAIN.split("."))]
    if len(inner) != 3 or inner[1] != SERVICE:
        raise Rejected(f"not of the shape LABEL.{SERVICE}.REGION.{DOMAIN}: no beacon")
    if inner[2] not in REGIONS:
        raise Rejected(f"no region of the implant: {inner[2]}")
    return inner[0], inner[2]


def _bare(label: str) -> str:
    if len(label) not in BLOCK_SIZES:
        raise Rejected("neither a name under the implant's domain nor a bare label of 20 or 23 characters")
    return label


def _read(name: str, label: str, region: str | None) -> DecodedName:
    key = _key(label)  # 2
    read = _read_fragment if key & 0x80 else _read_block  # 3
    decoded = read(name, label, region)
    if region is not None and decoded.uid is not None:  # 6
        expected = REGIONS[int(decoded.uid[:2], 16) % len(REGIONS)]
        if region != expected:
            raise Rejected(f"the region is {region}, but identifier {decoded.uid} asks in {expected}")
    return decoded


def _key(label: str) -> int:
    start, _ = _base32(label[:2])
    if not start:
        raise Rejected("label too short")
    key = start[0]
    if not 1 <= key & 0x7F <= 126:
        raise Rejected(f"no key of the implant: {key:#04x}")
    return key


def _base32(characters: str) -> tuple[bytes, int]:
    try:
        return base32.decode(characters)
    except ValueError as error:
        raise Rejected(str(error)) from None


def _unwrap(characters: str) -> bytes:
    raw, _ = _base32(characters)  # the spare bits are random
    key = int.from_bytes(raw[:1] * (len(raw) - 1), "big")
    return (int.from_bytes(raw[1:], "big") ^ key).to_bytes(len(raw) - 1, "big")


def _read_fragment(name: str, label: str, region: str | None) -> DecodedName:  # 4
    if not HEADER + 2 <= len(label) <= HEADER + 1 + text.PIECE:
        raise Rejected(f"a fragment's label has 17 to 32 characters, not {len(label)}")
    uid = _unwrap(label[:HEADER]).hex().upper()
    sequence = _sequence(label)
    piece = label[HEADER + 1 :]
    _check_piece(piece, sequence)
    part = Part.FIRST if sequence == 0 else Part.LAST_OR_ONLY if sequence == LAST else Part.MIDDLE
    shown = _read_alone(piece, sequence)
    return DecodedName(name, Kind.FRAGMENT, uid, region, label, sequence, part, piece, text=shown)


def _sequence(label: str) -> int:
    value = SEQUENCE.find(label[HEADER])
    if value < 0:
        raise Rejected(f"no sequence character: {label[HEADER]!r}")
    return (value - ord(label[0])) % len(SEQUENCE)


def _check_piece(piece: str, sequence: int) -> None:
    if sequence != LAST and len(piece) != text.PIECE:
        raise Rejected(f"piece {sequence} has {len(piece)} characters; only the last may have fewer than {text.PIECE}")
    if sequence == LAST and piece.endswith(text.ESCAPE):
        raise Rejected("a last piece never ends in 0")
    opens = sequence in (0, LAST) and text.is_piece_b(piece, first=True)
    follows = sequence != 0 and text.is_piece_b(piece, first=False)
    if not (text.is_piece_a(piece) or opens or follows):
        raise Rejected("the piece can be of neither encoding")


def _read_alone(piece: str, sequence: int) -> str | None:
    body = text.strip_padding(piece)
    try:
        if body.startswith(text.MARK_B):
            return text.decode_b(body, cut=sequence != LAST)
        return text.decode_a(body)
    except ValueError:
        if sequence == 0:
            raise Rejected("the first piece can be read in neither encoding") from None
        return None


def _read_block(name: str, label: str, region: str | None) -> DecodedName:  # 5
    if len(label) not in BLOCK_SIZES:
        raise Rejected(f"a block's label has 20 or 23 characters, not {len(label)}")
    body = _unwrap(label)
    stamp = body[UID_BYTES : UID_BYTES + 3]
    if stamp[0] >> 4 != BLOCK_SIZES[len(label)]:
        raise Rejected(f"size {stamp[0] >> 4} does not go with a label of {len(label)} characters")
    low = int.from_bytes(stamp, "big") & 0xFFFFF
    time = EPOCH + (low >> 1) * UNIT
    if not CAMPAIGN.holds(time):
        raise Rejected(f"the block's time, {time:%Y-%m-%d %H:%M}, lies outside the campaign")
    uid = bytes(body[i] ^ stamp[2 - i % 2] for i in range(UID_BYTES)).hex().upper()
    products = _products(body[UID_BYTES + 3 :]) if len(label) == 23 else None
    return DecodedName(name, Kind.BLOCK, uid, region, label, time=time, flag=bool(low & 1), products=products)


def _products(raw: bytes) -> tuple[Product, ...]:
    found = []
    for i, name in enumerate(PRODUCTS):
        bits = raw[1 - i // 4] >> 2 * (i % 4) & 3
        if bits:
            found.append(Product(name, stopped=bool(bits & 2), running=bool(bits & 1)))
    return tuple(found)
