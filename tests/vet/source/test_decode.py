"""Encodings nested at random are taken off again: by the names of their calls, and by guessing; and nothing big comes of it."""

import base64
import bz2
import codecs
import gzip
import lzma
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from source_lab import behaviours, the

from beartrap.vet.decode import ciphers
from beartrap.vet.decode.codecs import DECODED_BYTES, DECODERS, decode
from beartrap.vet.decode.marshalled import strings
from beartrap.vet.decode.peel import peel

CALLS = {
    "base64": (base64.b64encode, "base64.b64decode({})"),
    "base32": (base64.b32encode, "base64.b32decode({})"),
    "base16": (lambda data: data.hex().encode(), "bytes.fromhex(({}).decode())"),
    "base85": (base64.b85encode, "base64.b85decode({})"),
    "ascii85": (base64.a85encode, "base64.a85decode({})"),
    "zlib": (zlib.compress, "zlib.decompress({})"),
    "gzip": (gzip.compress, "gzip.decompress({})"),
    "bzip2": (bz2.compress, "bz2.decompress({})"),
    "lzma": (lzma.compress, "lzma.decompress({})"),
    "reversed": (lambda data: data[::-1], "({})[::-1]"),
    "rot13": (
        lambda data: codecs.encode(data.decode("latin-1"), "rot13").encode("latin-1"),
        "codecs.decode(({}).decode('latin-1'), 'rot13').encode('latin-1')",
    ),
    "xor": (lambda data: bytes(one ^ 0x2A for one in data), "bytes(b ^ 0x2a for b in {})"),
    "rolling": (
        lambda data: bytes(one ^ b"key"[at % 3] for at, one in enumerate(data)),
        "bytes([c ^ b'key'[i % 3] for i, c in enumerate({})])",
    ),
    "sum": (lambda data: bytes((one + 7) % 256 for one in data), "bytes(map(lambda x: (x - 7) % 256, {}))"),
}
PAYLOAD = b"import os\nos.system('touch /nonexistent.invalid')\n"
quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(st.lists(st.sampled_from(sorted(CALLS)), min_size=1, max_size=4))
def test_calls_of_decoders_nested_at_random_are_folded(names):
    data, code = PAYLOAD, None
    for name in names:
        data = CALLS[name][0](data)
    code = repr(data)
    for name in reversed(names):
        code = CALLS[name][1].format(code)
    text = f"import base64, zlib, gzip, bz2, lzma, codecs\nexec({code})\n"
    found = [one for one in behaviours("p/__init__.py", text) if one.id == "process.spawn"]
    assert found and found[0].facts.get("operand") == "touch /nonexistent.invalid", names
    if PAYLOAD in data:
        return  # taken off as often as it was put on: it hides nothing
    hidden = the("p/__init__.py", text, "hidden.code")
    assert hidden.place.row == 2


GUESSED = ("base64", "base32", "base16", "zlib", "gzip", "bzip2", "lzma")


@quick
@given(st.lists(st.sampled_from(GUESSED), min_size=1, max_size=4))
def test_the_innermost_text_is_found_by_guessing(names):
    data = PAYLOAD
    for name in names:
        data = CALLS[name][0](data)
    assert any(one.content == PAYLOAD for one in peel(data)), names


@given(st.binary(max_size=300))
def test_decoders_take_anything(data):
    for name in DECODERS:
        made = decode(name, data)
        assert made is None or len(made) <= DECODED_BYTES
    list(peel(data))
    list(strings(data))


@given(st.binary(max_size=200), st.binary(min_size=1, max_size=9))
def test_xor_twice_is_nothing(data, key):
    assert ciphers.xor(ciphers.xor(data, key), key) == data
    assert ciphers.xor(data, b"") is None


def test_a_bomb_is_cut():
    assert len(decode("zlib", zlib.compress(bytes(DECODED_BYTES * 4)))) == DECODED_BYTES


def test_marshalled_code_lists_its_names():
    import marshal

    code = compile("import subprocess\nsubprocess.run(['id'])", "x", "exec")
    assert {"subprocess", "run", "id"} <= set(strings(marshal.dumps(code)))


def test_a_fernet_token_needs_its_key():
    from cryptography.fernet import Fernet

    key = Fernet.generate_key()
    token = Fernet(key).encrypt(b"hello")
    assert ciphers.fernet(token, key) == b"hello" and ciphers.fernet(token, Fernet.generate_key()) is None
    text = f"from cryptography.fernet import Fernet\nexec(Fernet({key!r}).decrypt({Fernet(key).encrypt(PAYLOAD)!r}))"
    assert the("a.py", text, "hidden.code").layers[0].encoding == "fernet"


@pytest.mark.parametrize(
    "text",
    [
        "eval(atob('cmVxdWlyZSgiY2hpbGRfcHJvY2VzcyIpLmV4ZWMoImlkIik='))",
        "eval(Buffer.from('726571756972652822 6368696c645f70726f6365737322292e657865632822696422 29'.replace(/ /g, ''), 'hex').toString())",
        'eval(\'\\x72\\x65\\x71\\x75\\x69\\x72\\x65("child_process").exec("id")\')',
        'eval(String.fromCharCode(114,101,113,117,105,114,101) + \'("child_process").exec("id")\')',
        "eval(')\"di\"(cexe.)\"ssecorp_dlihc\"(eriuqer'.split('').reverse().join(''))",
        "eval(['require', '(\"child_', 'process\").ex', 'ec(\"id\")'].join(''))",
        "const t = ['exec', 'child_process']; const g = i => t[i - 0x10]; require(g(0x11))[g(0x10)]('id')",
    ],
)
def test_javascript_is_folded(text):
    found = [one for one in behaviours("a.js", text) if one.id == "process.spawn"]
    assert found and found[0].facts.get("operand") == "id"
