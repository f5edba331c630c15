"""Certificates of signed files as indicators: what matches, what does not, and what it is worth."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from sweep_lab import KNOWLEDGE, file, indicator, signer

from beartrap.engine.knowledge import Knowledge
from beartrap.flows.sweep import Asked, sweep
from beartrap.intel.values import NoIndicatorError, as_certificate
from beartrap.model.finding import Finding, Severity
from beartrap.model.indicator import IndicatorKind
from beartrap.share.swept import SweptView
from beartrap.sweep.known_signer import KnownSigner
from signed_files import fingerprint, signature, signed_pe, with_table


def found(*signers: object) -> list[Finding]:
    return list(KnownSigner(KNOWLEDGE).look(file("/a.exe", signers=signers)))


@pytest.mark.parametrize(
    ("subject", "hits"),
    [
        ("CN=Lab, O=Lab, Ltd.", True),
        ("CN=lab,  ltd.", True),
        ("CN=Not Lab, Ltd., O=Other", False),
        ("CN=Both, O=Of them, C=NL", True),
        ("CN=Both, O=Of others", False),
    ],
)
def test_a_name_is_a_common_name_or_an_organisation_or_all_of_its_parts(subject: str, hits: bool) -> None:
    assert bool(found(signer(subject=subject))) is hits


def test_a_name_is_worth_less_than_a_serial_number() -> None:
    (by_name,), (by_serial,) = found(signer(subject="O=Lab, Ltd.")), found(signer("fe973752022a606adf2a36e345dc0ed"))
    assert by_name.severity is Severity.MEDIUM < by_serial.severity is Severity.HIGH
    assert not by_name.confirmed and not by_serial.confirmed, "nothing is removed because of who signed it"


def test_a_serial_number_counts_with_its_issuer_where_one_is_named() -> None:
    assert found(signer("aa11bb22")) and not found(signer("aa11bb22", issuer="CN=Another Root"))


def test_the_vendors_own_certificate_is_context_and_not_looked_for() -> None:
    own = indicator(IndicatorKind.CERTIFICATE, "0abc0abc", "legitimate", severity=Severity.INFO)
    knowledge = Knowledge.of((own,))
    assert not knowledge.wants_signers and KNOWLEDGE.wants_signers
    assert not list(KnownSigner(knowledge).look(file("/a.dll", signers=(signer("abc0abc"),))))


def test_a_certificate_that_only_stands_in_the_chain_is_low() -> None:
    (one,) = found(signer("fe973752022a606adf2a36e345dc0ed", use="chain"))
    assert one.severity is Severity.LOW and "no signer's here" in one.why


def test_a_signature_of_another_content_is_said() -> None:
    (one,) = found(signer("fe973752022a606adf2a36e345dc0ed", fits=False))
    assert "another content" in one.why


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0F:E9:73:75", "0fe97375"),
        ("subject:  Lab,   Ltd.", "subject:Lab, Ltd."),
        ("CN=Lab, O=Lab", "subject:CN=Lab, O=Lab"),
        ("issuer: Lab Root, serial: 00 AA 11 BB", "issuer:Lab Root serial:00aa11bb"),
    ],
)
def test_how_certificates_are_written(text: str, value: str) -> None:
    assert as_certificate(text) == value


@pytest.mark.parametrize("text", ["Lab Ltd.", "serial:zz", "subject:", ""])
def test_what_is_no_certificate(text: str) -> None:
    with pytest.raises(NoIndicatorError):
        as_certificate(text)


def test_a_sweep_finds_signed_files_in_trees_and_archives_and_remembers_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "signed.exe").write_bytes(signed_pe(b"lab"))
    (tree / "other.exe").write_bytes(signed_pe(b"lab", "Another", 0x99))
    (tree / "broken.exe").write_bytes(with_table(signature(b"x")[:-30]))
    with ZipFile(tree / "a.zip", "w") as archive:
        archive.writestr("in/side.dll", signed_pe(b"zip"))
    (tmp_path / "iocs.csv").write_text(f"thumbprint\n{fingerprint()}\n")

    def titles() -> list[str]:
        result = sweep(Asked(places=(str(tree),), indicators=(tmp_path / "iocs.csv",), workers=1))
        view = SweptView(result.view, result.labels)
        assert any("signature" in gap.why for gap in view.gaps)
        assert view.states()["clean"] == 4 + 1, "the archive, its member and three files; later two and a new one"
        return sorted(kept.record.title for kept in view.findings)

    first = titles()
    assert [title.partition(":")[2].split()[0] for title in first] == ["side.dll", "signed.exe"]
    (tree / "new").write_bytes(b"so that all is looked at again")
    (tree / "other.exe").unlink()
    assert titles() == first
