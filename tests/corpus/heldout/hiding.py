"""Ways to hide text, as pure functions. Each attacker has a hand of his own; what is here is only arithmetic and tables."""

import base64
import binascii
import hashlib
import random
import struct
import zlib


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def chunks(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def xored(text: str, key: bytes) -> bytes:
    return bytes(byte ^ key[at % len(key)] for at, byte in enumerate(text.encode()))


def rc4(data: bytes, key: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) & 255
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) & 255
        j = (j + box[i]) & 255
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) & 255])
    return bytes(out)


def keyed(text: str, key: str) -> bytes:
    """XOR with a stream of SHA-256 over key and counter."""
    data = text.encode()
    stream = b"".join(hashlib.sha256(f"{key}{at}".encode()).digest() for at in range(len(data) // 32 + 1))
    return bytes(a ^ b for a, b in zip(data, stream, strict=False))


def selectors(text: str) -> str:
    """Return text as Unicode variation selectors, which no editor shows."""
    return "".join(chr(0xFE00 + byte) if byte < 16 else chr(0xE0100 + byte - 16) for byte in text.encode())


def zero_width(text: str) -> str:
    return "".join("\u200c" if bit == "1" else "\u200b" for byte in text.encode() for bit in f"{byte:08b}")


def mathematical(word: str) -> str:
    """Return an ASCII word in letters that Python folds (NFKC) into the same name."""
    return "".join(chr(0x1D622 + ord(one) - 97) if one.islower() else one for one in word)


def nested_layers(code: str, depth: int, chance: random.Random) -> str:
    """Wrap Python code in layers of reversed base64 of zlib, each of which decodes the next."""
    for _ in range(depth):
        raw = base64.b64encode(zlib.compress(code.encode()))[::-1]
        names = chance.sample(("_", "__", "___", "_o", "_O"), 1)
        code = f"{names[0]} = lambda s: __import__('zlib').decompress(__import__('base64').b64decode(s[::-1]));exec(({names[0]})({raw!r}))"
    return code


def png(
    width: int, height: int, rows: bytes, chance: random.Random, extra: tuple[tuple[bytes, bytes], ...] = ()
) -> bytes:
    """Return a PNG of 8-bit RGB; without `rows` a soft gradient."""
    raw = bytearray()
    data = rows or bytes(
        (x * 3 + y * 2 + c * 40 + chance.randrange(3)) & 255
        for y in range(height)
        for x in range(width)
        for c in range(3)
    )
    for y in range(height):
        raw += b"\0" + data[y * width * 3 : (y + 1) * width * 3]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), *extra, (b"IDAT", zlib.compress(bytes(raw), 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", binascii.crc32(kind + body))
        for kind, body in parts
    )


def low_bits(text: str, width: int, height: int, chance: random.Random) -> bytes:
    """Return RGB pixels that hold a text (its length first, 4 bytes) in their lowest bits."""
    message = struct.pack(">I", len(text.encode())) + text.encode()
    bits = [byte >> shift & 1 for byte in message for shift in range(7, -1, -1)]
    pixels = [chance.randrange(256) for _ in range(width * height * 3)]
    for at, bit in enumerate(bits):
        pixels[at] = pixels[at] & ~1 | bit
    return bytes(pixels)


def string_table(code_strings: list[str], chance: random.Random, name: str = "_0x3f2a") -> tuple[str, list[int]]:
    """Return JavaScript that holds strings in a rotated table behind a looker, and the index of each string."""
    turn = chance.randrange(1, len(code_strings))
    table = code_strings[turn:] + code_strings[:turn]
    rows = ",".join("'" + "".join(f"\\x{ord(one):02x}" for one in text) + "'" for text in table)
    source = (
        f"const {name}=[{rows}];(function(_0x1,_0x2){{const _0x3=function(_0x4){{while(--_0x4){{_0x1['push'](_0x1['shift']());}}}};"
        f"_0x3(++_0x2);}}({name},0x{len(code_strings) - turn:x}));const {name}b=function(_0x5){{return {name}[_0x5-0x{0x1A0:x}];}};"
    )
    return source, [0x1A0 + at for at in range(len(code_strings))]


def fnv(text: str) -> int:
    """FNV-1a, 64 bits."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def minified(lines: list[str]) -> str:
    return "".join(line.strip() for line in lines)
