"""Turns of phrase, one sentence each, in both languages: who did it, who was hit, what is clean; and what only looks so."""

from typing import Any

import pytest
from prose_lab import claims, document, fits

from beartrap.intel.prose.modality import modality
from beartrap.model.claim import Hedge

NL = "Het gaat om een hack bij de klanten van het bedrijf en dat is niet goed voor de mensen die er werken. "
EN = "This is the report of a hack and of what it was that the people of the company had to do about it. "


@pytest.mark.parametrize(
    ("frame", "text", "wanted"),
    [
        (NL, 'De aanval wordt toegeschreven aan Sandworm.', {'kind': 'attribution', 'object': 'Sandworm', 'reported': True}),
        (NL, 'De aanval is volgens de AIVD het werk van Turla.', {'kind': 'attribution', 'object': 'Turla', 'speaker': 'AIVD'}),
        (NL, 'Achter de aanval zit vermoedelijk de groep Zilvervos.', {'kind': 'attribution', 'object': 'Zilvervos', "hedge": 'likely'}),
        (NL, 'Hackers van Sandworm drongen binnen bij Okta.', {'kind': 'attribution', 'object': 'Sandworm'}),
        (NL, 'De vingerafdrukken van Lazarus staan op deze aanval, zegt ESET.', {'kind': 'attribution', 'object': 'Lazarus', 'speaker': 'ESET'}),
        (NL, 'Sporen wijzen naar APT41.', {'kind': 'attribution', 'object': 'APT41', "hedge": 'likely'}),
        (NL, 'Verdacht wordt de groep Turla.', {'kind': 'attribution', 'object': 'Turla'}),
        (NL, 'De Lazarusgroep hackte het bedrijf.', {'kind': 'attribution', 'object': 'Lazarus'}),
        (NL, 'Kaspersky vermoedt dat APT41, ook bekend als Winnti, erachter zit.', {'kind': 'attribution', 'object': 'APT41', 'speaker': 'Kaspersky', "hedge": 'likely'}),
        (NL, 'Het zou gaan om de groep Turla, meldt NRC.', {'kind': 'attribution', 'object': 'Turla', 'speaker': 'NRC', 'reported': True}),
        (NL, 'Het is uitgesloten dat APT29 achter de aanval zit, aldus Okta.', {'kind': 'attribution', 'object': 'APT29', 'denied': True, 'speaker': 'Okta'}),
        (NL, 'Het is vrijwel uitgesloten dat APT29 achter de aanval zit.', {'kind': 'attribution', 'object': 'APT29', "hedge": 'almost-no-chance', 'denied': False}),
        (NL, 'Met hoge mate van zekerheid schrijft Mandiant de aanval toe aan APT29.', {'kind': 'attribution', 'object': 'APT29', 'speaker': 'Mandiant', "hedge": None}),
        (NL, 'Iran verwerpt de beschuldigingen.', {'kind': 'attribution', 'object': 'Iran', 'denied': True}),
        (NL, 'China noemt de aantijgingen ongegrond.', {'kind': 'attribution', 'object': 'China', 'denied': True}),
        (NL, 'Hoogstwaarschijnlijk is Rusland verantwoordelijk voor de aanval.', {'kind': 'attribution', 'object': 'Rusland', "hedge": 'very-likely'}),
        (NL, 'Okta is gehackt door Chinese staatshackers.', {'kind': 'attribution', 'denied': False}),
        (NL, 'Er is geen enkel bewijs dat klantgegevens zijn gestolen, zegt Okta.', {'kind': 'impact', 'denied': True, 'speaker': 'Okta'}),
        (NL, 'Okta heeft geen sporen van de aanvallers aangetroffen.', {'kind': 'compromise', 'denied': True, 'speaker': 'Okta', 'about_self': True}),
        (NL, 'Bij Okta zijn volgens een woordvoerder geen gegevens buitgemaakt.', {'kind': 'impact', 'denied': True}),
        (NL, 'Uit onderzoek blijkt dat er geen data zijn gelekt.', {'kind': 'impact', 'denied': True}),
        (NL, '„Onze servers zijn niet geraakt”, benadrukt Okta.', {'kind': 'compromise', 'denied': True, 'about_self': True}),
        (NL, 'De besmette servers zijn losgekoppeld, zegt Okta.', {'kind': 'removal', 'speaker': 'Okta'}),
        (NL, 'Okta haalde de besmette servers offline.', {'kind': 'removal', 'subject': 'Okta'}),
        (NL, 'De systemen van Okta zijn gebruikt om klanten aan te vallen.', {'kind': 'onward', 'denied': False}),
        (NL, 'Via Okta drongen de hackers door bij klanten.', {'kind': 'onward', 'denied': False}),
        (NL, 'De kwaadaardige code zat in versies 4.1.0 tot en met 4.1.3 van Zilverlijn.', {'kind': 'version', 'object': '4.1.0 tot en met 4.1.3'}),
        (NL, 'Alle versies van Zilverlijn vóór 5.4 zijn kwetsbaar.', {'kind': 'version', 'object': 'vóór 5.4'}),
        (NL, 'Het lek in Zilverlijn is gedicht met versie 5.4.2.', {'kind': 'fix', 'object': '5.4.2'}),
        (NL, 'Ravensloot uit Breda, de maker van het planningspakket Zilverlijn, bevestigt dat zijn updates besmet waren.', {'kind': 'vendor', 'object': 'Ravensloot'}),
        (NL, 'Ravensloot uit Breda, de maker van het planningspakket Zilverlijn, bevestigt dat zijn updates besmet waren.', {'kind': 'product', 'object': 'Zilverlijn'}),
        (NL, 'De aanvallers kwamen binnen via Zilverlijn, een pakket van Ravensloot.', {'kind': 'vendor', 'object': 'Ravensloot'}),
        (NL, 'Hackers hebben de updates van boekhoudprogramma Kasboek besmet.', {'kind': 'product', 'object': 'Kasboek'}),
        (NL, 'Het lek zit in FlexDesk van softwarebedrijf Oostwal.', {'kind': 'vendor', 'object': 'Oostwal'}),
        (NL, 'Het lek zit in FlexDesk van softwarebedrijf Oostwal.', {'kind': 'product', 'object': 'FlexDesk'}),
        (NL, 'Oostwal ontwikkelt FlexDesk, dat door aanvallers van een achterdeur is voorzien.', {'kind': 'product', 'object': 'FlexDesk'}),
        (NL, 'Zeker 1.500 bedrijven zijn getroffen, schat Huntress.', {'kind': 'scale', 'speaker': 'Huntress'}),
        (EN, 'The intrusion bears the hallmarks of Sandworm.', {'kind': 'attribution', 'object': 'Sandworm'}),
        (EN, 'Investigators believe the attack is the handiwork of Turla.', {'kind': 'attribution', 'object': 'Turla', "hedge": 'likely'}),
        (EN, 'The breach has been linked to APT41.', {'kind': 'attribution', 'object': 'APT41', 'reported': True}),
        (EN, 'Cozy Bear hackers broke into Okta.', {'kind': 'attribution', 'object': 'Cozy Bear'}),
        (EN, 'The campaign, attributed by Mandiant to UNC4736, began in March.', {'kind': 'attribution', 'object': 'UNC4736', 'speaker': 'Mandiant'}),
        (EN, 'Mandiant has attributed the activity to APT41, a Chinese group also known as Double Dragon.', {'kind': 'attribution', 'object': 'APT41', 'speaker': 'Mandiant'}),
        (EN, 'A group calling itself Night Heron claimed responsibility.', {'kind': 'attribution', 'object': 'Night Heron'}),
        (EN, 'A China-nexus threat actor breached Okta.', {'kind': 'attribution'}),
        (EN, 'Moscow denied any involvement in the hack.', {'kind': 'attribution', 'object': 'Moscow', 'denied': True, 'about_self': True}),
        (EN, 'The Kremlin rejected the accusations as absurd.', {'kind': 'attribution', 'denied': True}),
        (EN, 'The NSA judges with low confidence that APT29 is behind the attack.', {'kind': 'attribution', 'object': 'APT29', "hedge": None, 'speaker': 'NSA'}),
        (EN, 'In all likelihood APT29 is behind the attack.', {'kind': 'attribution', 'object': 'APT29', "hedge": 'very-likely'}),
        (EN, 'Sophos cannot rule out that APT29 is behind the attack.', {'kind': 'attribution', 'object': 'APT29', "hedge": 'roughly-even', 'denied': False}),
        (EN, 'The attackers, whom Mandiant suspects are APT41, stole source code.', {'kind': 'attribution', 'object': 'APT41', "hedge": 'likely'}),
        (EN, 'State-sponsored hackers from North Korea were behind the attack, the FBI said.', {'kind': 'attribution', 'speaker': 'FBI'}),
        (EN, 'Okta has seen no evidence of data theft.', {'kind': 'impact', 'denied': True, 'speaker': 'Okta'}),
        (EN, 'There is no sign that customer data was taken, according to Okta.', {'kind': 'impact', 'denied': True, 'speaker': 'Okta'}),
        (EN, 'Okta found nothing to suggest its source code had been altered.', {'kind': 'compromise', 'denied': True, 'speaker': 'Okta'}),
        (EN, 'The malicious files were quarantined, Okta said.', {'kind': 'removal', 'speaker': 'Okta', 'denied': False}),
        (EN, 'Okta pulled the affected servers offline.', {'kind': 'removal', 'subject': 'Okta'}),
        (EN, "Attackers used Okta's support system to reach its customers.", {'kind': 'onward', 'denied': False}),
        (EN, 'Brightmoor, which makes the Helmsman dispatch software, said hackers tampered with its updates.', {'kind': 'vendor', 'object': 'Brightmoor'}),
        (EN, 'Brightmoor, which makes the Helmsman dispatch software, said hackers tampered with its updates.', {'kind': 'product', 'object': 'Helmsman'}),
        (EN, 'Hackers compromised Helmsman, a dispatch tool made by Brightmoor.', {'kind': 'product', 'object': 'Helmsman'}),
        (EN, 'Hackers compromised Helmsman, a dispatch tool made by Brightmoor.', {'kind': 'vendor', 'object': 'Brightmoor'}),
        (EN, 'A backdoor was found in versions 5.6.0 and 5.6.1 of the compression library zlibre.', {'kind': 'product', 'object': 'zlibre'}),
        (EN, 'A backdoor was found in versions 5.6.0 and 5.6.1 of the compression library zlibre.', {'kind': 'version', 'object': '5.6.0', 'subject': 'zlibre'}),
        (EN, 'Helmsman 4.2 and earlier are vulnerable.', {'kind': 'version', 'object': '4.2 and earlier'}),
        (EN, 'Brightmoor addressed the flaw in Helmsman 4.3.', {'kind': 'fix', 'object': '4.3'}),
        (EN, 'Versions prior to 4.3 of Helmsman are affected.', {'kind': 'version', 'object': 'prior to 4.3'}),
        (EN, 'Data belonging to 1.2 million patients was stolen from Okta.', {'kind': 'impact', 'denied': False}),
        (EN, 'Data belonging to 1.2 million patients was stolen from Okta.', {'kind': 'scale'}),
        (EN, 'Harrow Foods was one of dozens of firms hit.', {'kind': 'compromise', 'subject': 'Harrow Foods'}),
        (EN, 'Harrow Foods fell victim to the hackers, it said on Monday.', {'kind': 'compromise', 'subject': 'Harrow Foods'}),
    ],
)  # fmt: skip
def test_frame_makes_its_claim(frame: str, text: str, wanted: dict[str, Any]) -> None:
    assert any(fits(claim, wanted) for claim in claims(f"{frame}\n\n{text}"))


@pytest.mark.parametrize(
    ("frame", "text", "unwanted"),
    [
        (NL, 'De rol van het Kremlin in de film werd gespeeld door een acteur.', {'kind': 'attribution'}),
        (NL, 'Rusland ontkent dat de olieprijs daalt.', {'kind': 'attribution'}),
        (NL, 'Het concert van Play begon om acht uur.', {'kind': 'attribution'}),
        (NL, 'De groep leerlingen bezocht het ministerie in Den Haag.', {'kind': 'attribution'}),
        (NL, 'Sandworm hackte in 2015 het stroomnet.', {'kind': 'attribution'}),
        (NL, 'De prijs is verhoogd naar 18.000 euro.', {'kind': 'version'}),
        (NL, 'De besmette bessen werden uit de winkel verwijderd.', {'kind': 'compromise'}),
        (NL, 'Klanten kunnen de software verwijderen.', {'kind': 'removal'}),
        (NL, 'De storing trof 3.000 huizen en had niets met hackers te maken.', {'kind': 'attribution'}),
        (NL, 'Nederland en China sluiten een verdrag.', {'kind': 'attribution'}),
        (EN, 'China denied the visa request of the delegation.', {'kind': 'attribution'}),
        (EN, 'The company makes furniture in Russia.', {'kind': 'attribution'}),
        (EN, "The group's role in the festival is small.", {'kind': 'attribution'}),
        (EN, 'Customers should disconnect the appliance.', {'kind': 'removal'}),
        (EN, 'She read the documents at school.', {'kind': 'compromise'}),
        (EN, 'Lazarus hacked Sony in 2014.', {'kind': 'attribution'}),
        (EN, 'It is unclear whether data was stolen.', {'kind': 'impact'}),
        (EN, 'The flight to Beijing was delayed by two hours.', {'kind': 'attribution'}),
        (EN, 'The update was about 4.5 gigabytes.', {'kind': 'version'}),
    ],
)  # fmt: skip
def test_words_alone_make_no_claim(frame: str, text: str, unwanted: dict[str, Any]) -> None:
    assert not any(fits(claim, unwanted) for claim in claims(f"{frame}\n\n{text}") if claim.quote in text)


@pytest.mark.parametrize(
    ("words", "hedge"),
    [
        ("zo goed als zeker", Hedge.ALMOST_CERTAIN), ("naar alle waarschijnlijkheid", Hedge.VERY_LIKELY), ("hoogstwaarschijnlijk", Hedge.VERY_LIKELY),
        ("vermoedelijk", Hedge.LIKELY), ("mogelijk", Hedge.ROUGHLY_EVEN), ("onwaarschijnlijk", Hedge.UNLIKELY), ("hoogst onwaarschijnlijk", Hedge.VERY_UNLIKELY),
        ("vrijwel uitgesloten", Hedge.ALMOST_NO_CHANCE), ("almost certainly", Hedge.ALMOST_CERTAIN), ("highly likely", Hedge.VERY_LIKELY),
        ("in all likelihood", Hedge.VERY_LIKELY), ("probably", Hedge.LIKELY), ("believed to be", Hedge.LIKELY), ("suspected", Hedge.LIKELY),
        ("may have been", Hedge.ROUGHLY_EVEN), ("cannot rule out", Hedge.ROUGHLY_EVEN), ("unlikely", Hedge.UNLIKELY), ("extremely unlikely", Hedge.VERY_UNLIKELY),
    ],
)  # fmt: skip
def test_hedge_falls_in_its_band(words: str, hedge: Hedge) -> None:
    text = f"x {words} y Turla"
    assert modality(text, len(text) - 5, len(text)).hedge is hedge


@pytest.mark.parametrize(
    "words",
    ["with high confidence", "with low confidence", "has moderate confidence", "met matig vertrouwen", "met een hoge mate van zekerheid"],
)  # fmt: skip
def test_analytic_confidence_is_kept_and_sets_no_band(words: str) -> None:
    text = f"CISA assesses {words} that Turla did it"
    read = modality(text, text.index("Turla"), text.index("Turla") + 5)
    assert read.hedge is None
    assert any(words.split(" ")[-2] in cue for cue in read.cues)


def test_likelihood_beside_confidence_still_counts() -> None:
    text = "CISA assesses with moderate confidence that Turla is probably behind it"
    assert modality(text, text.index("Turla"), text.index("Turla") + 5).hedge is Hedge.LIKELY


def test_a_date_in_may_hedges_nothing() -> None:
    text = "On 3 May Turla broke into Okta"
    assert modality(text, text.index("Turla"), text.index("Turla") + 5).hedge is None


@pytest.mark.parametrize("absence", ["Niets wijst erop dat", "Er is niets dat erop wijst dat", "Er is geen bewijs dat", "Er zijn geen aanwijzingen dat", "Nothing suggests that", "We found nothing to suggest that", "There is no sign that"])  # fmt: skip
def test_words_of_absence_deny_and_hedge_nothing(absence: str) -> None:
    text = f"{absence} Okta was hacked"
    read = modality(text, text.index("was hacked"), len(text))
    assert (read.denied, read.hedge) == (True, None)


def test_a_negative_in_brackets_denies_nothing() -> None:
    text = "Versions 2020.2 (no hotfix) and 2020.2 HF1 are affected"
    assert not modality(text, text.index("2020.2 HF1"), text.index("2020.2 HF1") + 10).denied


@pytest.mark.parametrize(
    ("head", "publisher", "published"),
    [
        ("Kop van het stuk\n\nDe Noorderkoerier, 18 december 2020 – Van onze redactie economie\n\nOok Okta is geraakt.", "De Noorderkoerier", "2020-12-18"),
        ("Headline of the story\n\nBy Jane Roe | The Daily Mole | 3 May 2024\n\nText is here for the people.", "The Daily Mole", "2024-05-03"),
        ("Amsterdam, 3 mei 2024\n\nDe tekst is hier voor de mensen.", None, "2024-05-03"),
        ("3 mei 2024, 12:30 uur\nLeestijd 3 minuten\n\nDe tekst.", None, "2024-05-03"),
        ("ROTTERDAM (ANP) - Hackers hebben de haven platgelegd.", "ANP", None),
        ("LONDON (Meridian Press) - July 19, 2024\n\nHackers have hit the port.", "Meridian Press", "2024-07-19"),
        ("Utrecht, 4 juni 2024 - Hackers hebben de stad platgelegd.", None, "2024-06-04"),
        ("# Title of a page\n\n*3 May 2024 · Redshank Labs · 4 min read*\n\nText is here.", "Redshank Labs", "2024-05-03"),
        ("Wired Harbor News\nJune 6, 2023\n\nClop gang says it is behind the thefts\n\nText is here.", "Wired Harbor News", "2023-06-06"),
        ("Notice 2025-03, 19 juni 2025\n\nDe tekst.", None, "2025-06-19"),
    ],
)  # fmt: skip
def test_byline_tells_publisher_and_date(head: str, publisher: str | None, published: str | None) -> None:
    read = document(head, "page.md" if head.startswith("#") else "page.txt")
    assert read.publisher == publisher
    assert (read.published.isoformat() if read.published else None) == published


def test_a_state_that_denies_its_own_part_says_so_sanely() -> None:
    (claim,) = [
        found for found in claims(f"{NL}\n\nMoskou ontkent iedere betrokkenheid.") if found.kind == "attribution"
    ]
    assert (claim.speaker, claim.object, claim.denied, claim.about_self) == ("Moskou", "Moskou", True, True)
    assert claim.statement == "Moskou says that it is not behind it"


def test_a_count_in_the_dutch_way_is_no_version() -> None:
    found = claims(
        f"{NL}\n\nDe hack begon bij Orion Platform van SolarWinds. Mogelijk 18.000 van zijn klanten hebben een besmette versie."
    )
    assert not [claim for claim in found if claim.kind == "version"]


def test_doubt_about_the_hackers_is_none_about_the_hack() -> None:
    found = claims(f"{EN}\n\nHackers believed to be working for North Korea have breached Okta.")
    assert {claim.kind.value: claim.hedge for claim in found} == {"compromise": None, "attribution": Hedge.LIKELY}


def test_news_without_an_incident_makes_no_claims() -> None:
    text = """The harvest festival drew 12,000 visitors, the council said on Monday, and it may return in May.

    The Russian choir and a Chinese dance group performed. Police removed two people and said no property was lost. Orion Events
    denied that the prices were too high. A fault in version 2.3 of the ticket app led to long queues."""
    assert claims(text) == []


def test_people_who_told_it_are_no_count_of_victims() -> None:
    found = claims(f"{EN}\n\nOkta was hacked, according to three people familiar with the matter.")
    assert not [claim for claim in found if claim.kind == "scale"]


def test_who_is_named_by_a_source_is_not_the_source() -> None:
    found = claims(f"{EN}\n\nOne official said Turla was probably responsible.")
    (claim,) = [claim for claim in found if claim.kind == "attribution"]
    assert (claim.object, claim.speaker, claim.hedge) == ("Turla", "one official", Hedge.LIKELY)


def test_two_statements_in_one_quotation_keep_their_own_denial() -> None:
    found = claims(f'{EN}\n\n"The malware was removed from our servers and customer data was not taken," Okta said.')
    assert {claim.kind.value: claim.denied for claim in found if claim.kind.value in ("removal", "impact")} == {
        "removal": False,
        "impact": True,
    }
