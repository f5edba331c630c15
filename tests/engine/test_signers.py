"""Who signed a content: what is read of signatures, and what hostile ones come to."""

import struct

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.engine.signers import NESTED, SignerScanner, signers
from signed_files import bare_pe, fingerprint, key_and_certificate, signature, signed_pe, with_table


def test_a_signed_pe_names_its_signer_and_fits() -> None:
    (one,), fault = signers(signed_pe(b"lab"))
    assert not fault
    assert one["sha256"] == fingerprint() and one["serial"] == "fe97" and one["use"] == "signer" and one["fits"] is True
    assert one["subject"] == "CN=Lab Signing, O=Lab, Ltd."


def test_a_signature_that_was_copied_to_another_file_does_not_fit() -> None:
    copied = with_table(signature(b"the digest of another file"), b"lab")
    (one,), fault = signers(copied)
    assert not fault and one["fits"] is False


@pytest.mark.parametrize(
    "data", [b"", b"MZ", bare_pe(), b"MZ" + bytes(58) + b"\xff\xff\xff\x7f", b"\x30\x80" + bytes(30)]
)
def test_files_without_a_signature_are_no_fault(data: bytes) -> None:
    assert signers(data) == ([], "")


def test_a_signature_in_a_signature_is_read() -> None:
    inner = signature(b"x", "Inner", 0x1234)
    outer = signature(NESTED + b"\x31\x82" + struct.pack(">H", len(inner)) + inner)
    found, fault = signers(with_table(outer))
    assert not fault and {one["serial"] for one in found} == {"fe97", "1234"}


def test_catalogues_and_keys_of_archives_are_signatures_themselves() -> None:
    (one,), fault = signers(signature(b"Name: a/B.class"))
    assert not fault and one["use"] == "signer" and one["fits"] is None


def test_the_code_signature_of_a_macho_is_read() -> None:
    blob = signature(b"code directory")
    cms = b"\xfa\xde\x0b\x01" + struct.pack(">I", 8 + len(blob)) + blob
    index = struct.pack(">II", 0x10000, 20)
    data = b"\xcf\xfa\xed\xfe" + bytes(64) + b"\xfa\xde\x0c\xc0" + struct.pack(">II", 20 + len(cms), 1) + index + cms
    (one,), fault = signers(data)
    assert not fault and one["sha256"] == fingerprint()


@pytest.mark.parametrize(
    "data",
    [
        with_table(signature(b"x")[:-40]),
        with_table(b"no signature at all"),
        bare_pe(64),
        bare_pe(64) + struct.pack("<IHH", 0xFFFFFFFF, 0x200, 2) + bytes(60),
    ],
    ids=["cut off", "nonsense", "a table that is not there", "a length beyond all"],
)
def test_a_signature_that_cannot_be_read_is_said(data: bytes) -> None:
    found, fault = signers(data)
    assert not found and "cannot be read" in fault


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1500), st.binary(min_size=1, max_size=8))
def test_no_damage_breaks_the_reader(at: int, junk: bytes) -> None:
    data = bytearray(signed_pe(b"lab"))
    data[at : at + len(junk)] = junk
    found, fault = signers(bytes(data))
    assert isinstance(found, list) and isinstance(fault, str)


def test_without_rules_signers_are_told_all_the_same() -> None:
    told = SignerScanner(None).scan(signed_pe())
    assert told["state"] == "clean" and told["signers"][0]["sha1"]
    assert key_and_certificate()[1].public_bytes(Encoding.DER)
