"""Single sentences: who says it, how sure, denied or not; each with its near miss."""

from typing import Any

import pytest
from prose_lab import claims, fits

DUTCH = "Het gaat om een hack bij de klanten van het bedrijf en dat is niet goed voor de mensen die er werken. "
ENGLISH = "This is the report of a hack and of what it was that the people of the company had to do about it. "


def yields(text: str, wanted: dict[str, Any], frame: str) -> bool:
    return any(fits(claim, wanted) for claim in claims(f"{frame}\n\n{text}"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Vermoedelijk zit Cozy Bear achter de aanval.", {"kind": "attribution", "hedge": "likely", "speaker": None}),
        ("Zeer waarschijnlijk zit de groep Turla achter de aanval.", {"kind": "attribution", "hedge": "very-likely"}),
        ("Vrijwel zeker zit de groep Turla achter de aanval.", {"kind": "attribution", "hedge": "almost-certain"}),
        ("Mogelijk zit de groep Turla achter de aanval.", {"kind": "attribution", "hedge": "roughly-even"}),
        ("Het is onwaarschijnlijk dat de groep Turla achter de aanval zit.", {"kind": "attribution", "hedge": "unlikely"}),
        ("De groep Turla zit achter de aanval.", {"kind": "attribution", "hedge": None, "reported": False}),
        ("Naar verluidt zit de groep Turla achter de aanval.", {"kind": "attribution", "reported": True}),
        ("De groep Turla zou achter de aanval zitten.", {"kind": "attribution", "reported": True}),
        ("Volgens Mandiant zit UNC4736 achter de aanval, aldus 3CX.", {"kind": "attribution", "speaker": "Mandiant", "reported": True}),
        ("Volgens Mandiant zit APT41 achter de aanval, maar Fox-IT noemt APT10 verantwoordelijk.", {"object": "APT41", "speaker": "Mandiant"}),
        ("Volgens Mandiant zit APT41 achter de aanval, maar Fox-IT noemt APT10 verantwoordelijk.", {"object": "APT10", "speaker": "Fox-IT"}),
        ("China ontkent elke betrokkenheid.", {"kind": "attribution", "object": "China", "denied": True}),
        ("Er is geen bewijs dat Rusland achter de aanval zit.", {"kind": "attribution", "object": "Rusland", "denied": True}),
        ("Okta ontkent dat er klantgegevens zijn gestolen.", {"kind": "impact", "speaker": "Okta", "denied": True}),
        ("„Wij hebben de malware verwijderd”, zegt Okta.", {"kind": "removal", "speaker": "Okta", "about_self": True}),
        ("De malware is nog niet verwijderd, aldus Okta.", {"kind": "removal", "speaker": "Okta", "denied": True}),
        ("De groep APT28 heeft banden met de militaire inlichtingendienst GRU.", {"kind": "sponsor", "subject": "APT28", "object": "GRU"}),
        ("Aanvallers verkregen bij Okta toegang tot e-mails.", {"kind": "impact", "denied": False}),
        ("Okta zegt dat 134 klanten zijn getroffen.", {"kind": "scale", "object": "134 klanten", "speaker": "Okta"}),
        ("Klanten van Ravensloot kregen een besmette update.", {"kind": "vendor", "object": "Ravensloot"}),
        ("De kwaadaardige code zat in het programma Zilverlijn.", {"kind": "product", "object": "Zilverlijn"}),
    ],
)  # fmt: skip
def test_dutch_sentence(text: str, wanted: dict[str, Any]) -> None:
    assert yields(text, wanted, DUTCH)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The attack was highly likely carried out by APT29.", {"kind": "attribution", "hedge": "very-likely"}),
        ("The attack was almost certainly carried out by APT29.", {"kind": "attribution", "hedge": "almost-certain"}),
        ("APT29 may be behind the attack.", {"kind": "attribution", "hedge": "roughly-even"}),
        ("It is unlikely that APT29 is behind the attack.", {"kind": "attribution", "hedge": "unlikely"}),
        ("APT29 carried out the attack.", {"kind": "attribution", "hedge": None, "speaker": None}),
        ("Mandiant said APT29 was behind the attack.", {"kind": "attribution", "speaker": "Mandiant", "hedge": None}),
        ("APT29 reportedly carried out the attack.", {"kind": "attribution", "reported": True}),
        ("According to Mandiant, APT29 was behind the attack.", {"kind": "attribution", "speaker": "Mandiant"}),
        ("Mandiant said APT29 was behind the attack, while Sophos blamed APT10.", {"object": "APT10", "speaker": "Sophos"}),
        ("Mandiant said APT29 was behind the attack, while Sophos blamed APT10.", {"object": "APT29", "speaker": "Mandiant"}),
        ("Okta denied that customer data was stolen.", {"kind": "impact", "speaker": "Okta", "denied": True}),
        ('"We found no sign that our systems were used to attack others," Okta said.', {"kind": "onward", "denied": True, "speaker": "Okta", "about_self": True}),
        ("Okta said it had isolated and removed the malware.", {"kind": "removal", "speaker": "Okta", "subject": "Okta", "about_self": True}),
        ("Okta said it had not yet removed the malware.", {"kind": "removal", "denied": True}),
        ("Hackers stole e-mails from Okta.", {"kind": "impact", "denied": False, "speaker": None}),
        ("APT28, also known as Fancy Bear, is tied to the GRU.", {"kind": "sponsor", "subject": "APT28", "object": "GRU"}),
        ("Customers of Brightmoor received a trojanised update.", {"kind": "vendor", "object": "Brightmoor"}),
        ("Brightmoor's Helmsman software carried a backdoor.", {"kind": "product", "object": "Helmsman"}),
        ("Versions 3.1 through 3.4 of Helmsman are affected.", {"kind": "version", "object": "3.1 through 3.4"}),
        ("The malicious code was fixed in version 3.5.", {"kind": "fix", "object": "3.5"}),
        ("The LockBit gang claimed responsibility for the attack.", {"kind": "attribution", "speaker": "LockBit", "about_self": True}),
    ],
)  # fmt: skip
def test_english_sentence(text: str, wanted: dict[str, Any]) -> None:
    assert yields(text, wanted, ENGLISH)


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("Who will play a part in this? The snake is silent, and the equation will not hold.", {"kind": "attribution"}),
        ("It is not yet clear whether APT29 was behind the attack.", {"kind": "attribution"}),
        ("Orion was visible above the city that night.", {"kind": "product"}),
        ("The mayor gave an update on the new bridge.", {"kind": "method"}),
        ("Users should remove the malicious package.", {"kind": "removal"}),
        ("Is the malware removed?", {"kind": "removal"}),
        ("Harbour Foods uses software from a supplier.", {"kind": "vendor", "object": "Harbour Foods"}),
        ("The price rose from 3.10 to 4.20 euros.", {"kind": "version"}),
        ("United States agencies met on Monday.", {"speaker": "United"}),
    ],
)  # fmt: skip
def test_near_miss_is_no_claim(text: str, unwanted: dict[str, Any]) -> None:
    assert not yields(text, unwanted, ENGLISH)


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("Het is niet duidelijk wie er achter de aanval zit, zegt Okta.", {"kind": "attribution"}),
        ("De gemeente gaf een update over de gevel van het stadhuis.", {"kind": "vendor"}),
        ("Verwijder de besmette versie meteen.", {"kind": "removal"}),
        ("Dat maakt het mogelijk dat Turla later de groep hackers werd.", {"hedge": "roughly-even"}),
        ("Zijn de servers verwijderd?", {"kind": "removal"}),
        ("Het bedrijf heeft 160.000 werknemers in dienst.", {"kind": "scale"}),
    ],
)  # fmt: skip
def test_dutch_near_miss_is_no_claim(text: str, unwanted: dict[str, Any]) -> None:
    assert not yields(text, unwanted, DUTCH)


def test_aliases_in_the_text_are_one_attribution() -> None:
    found = claims(f"{ENGLISH}\n\nThe attack was carried out by APT29, also known as Cozy Bear.")
    assert [claim.object for claim in found if claim.kind == "attribution"] == ["APT29"]


def test_company_that_announced_it_is_the_speaker_of_the_sentence_before() -> None:
    text = f"{DUTCH}\n\nOkta is slachtoffer van een hack geworden. Dat heeft het bedrijf maandag bekendgemaakt."
    assert any(fits(claim, {"kind": "compromise", "speaker": "Okta", "about_self": True}) for claim in claims(text))


def test_quotation_over_two_sentences_stays_with_its_speaker() -> None:
    text = f'{ENGLISH}\n\n"We removed the malware," Okta said. "We saw no evidence that our systems were used to attack others."'
    wanted = {"kind": "onward", "speaker": "Okta", "denied": True, "about_self": True}
    assert any(fits(claim, wanted) for claim in claims(text))


def test_sentence_after_a_speaker_is_not_given_to_the_speaker_without_quotes() -> None:
    text = f"{ENGLISH}\n\nMandiant said the build server was breached. APT29 carried out the attack."
    assert any(fits(claim, {"kind": "attribution", "object": "APT29", "speaker": None}) for claim in claims(text))


def test_versions_belong_to_the_vendors_own_product_and_not_to_one_named_in_passing() -> None:
    text = (
        "Hackers slipped malicious code into the 3CX Desktop App, CrowdStrike said. Versions 18.12.407 and 18.12.416 of the "
        "Windows app are affected, 3CX confirmed. According to Mandiant, it probably began when an employee installed a "
        "poisoned version of X_TRADER."
    )
    versions = [claim for claim in claims(text) if claim.kind == "version"]
    assert [(claim.object, claim.subject) for claim in versions] == [
        ("18.12.407", "3CX Desktop App"),
        ("18.12.416", "3CX Desktop App"),
    ]


def test_who_speaks_of_a_flaw_in_its_own_application_is_the_vendor() -> None:
    text = (
        "Quillmark said on Monday that attackers had placed a backdoor in version 4.2.0 of its LedgerSync application."
    )
    assert [claim.object for claim in claims(text) if claim.kind == "vendor"] == ["Quillmark"]


def test_near_miss_who_found_it_in_its_own_system_is_the_victim() -> None:
    text = "Quillmark said that it had found malicious code from a LedgerSync update in its system."
    assert "Quillmark" not in [claim.object for claim in claims(text) if claim.kind == "vendor"]
