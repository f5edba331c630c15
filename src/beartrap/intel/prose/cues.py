"""Words by which a clause is known to make a claim of a kind, in Dutch and English."""

import re
from collections.abc import Mapping

from beartrap.model.claim import ClaimKind

_DATA_NL = (
    r"(?:\w*gegevens|\w*data|e-?mails?|mailboxen|mailboxes|mail|\w*documenten|\w*bestanden|broncode|wachtwoorden|inloggegevens|geheimen|sleutels|berichten|"
    r"dossiers|\w*informatie|tokens|certificaten|databases?|back-?ups?)"
)
_TAKE_NL = (
    r"(?:inzien|ingezien|in te zien|lezen|gelezen|meelezen|meegelezen|gestolen|buitgemaakt|buit|ontvreemd|gekopieerd|gelekt|weggesluisd|gedownload|ingekeken|doorzocht|verzameld|bekeken|"
    r"toegang|stal|stalen|stelen|steelt|te stelen|onderschept|versleuteld|op straat|geraadpleegd|geëxfiltreerd|doorgestuurd|ingezien)"
)
_DATA_EN = (
    r"(?:data|e-?mails?|mailboxes|records|source code|credentials?|passwords?|documents?|files|secrets|tokens|keys|information|messages|backups?|databases?|"
    r"cookies|browsing history|wallets?|repositories|code repositories|history)"
)
_TAKE_EN = (
    r"(?:stole|stolen|steals?|stealing|exfiltrat\w+|access(?:ed|ing)?|view(?:ed|ing)?|read|reading|cop(?:y|ied|ying)|leak(?:ed|ing)?|expos(?:ed?|ing)|taken|took|download(?:ed|ing)?|obtain(?:ed)?|"
    r"harvest(?:ed|ing|s)?|siphon\w*|encrypt(?:ed|ing)?|collect(?:ed|s|ing)?|intercept\w*|compromised|see|lost)"
)
_BAD_NL = r"(?:schadelijke|kwaadaardige|besmette|geïnfecteerde|malafide|gemanipuleerde|kwaadwillende)\s+(?:software|code|programmatuur|bestand\w*|update\w*|versies?|bibliotheek|dll|component\w*|pakket\w*|scripts?)|malware|achterdeur(?:tje)?|backdoor|trojan|gijzelsoftware|ransomware"
_BAD_EN = r"(?:malicious|unauthori[sz]ed|trojani[sz]ed|compromised|tampered|infected|poisoned|rogue|tainted|backdoored)\s+(?:\w+\s+){0,2}(?:software|code|binar\w+|updates?|versions?|librar\w+|dlls?|components?|packages?|files?|scripts?|installers?|builds?|releases?)|malware|backdoors?|ransomware"
_HIT_NL = r"getroffen|gehackt|geraakt|gecompromitteerd|besmet|geïnfecteerd|aangetast|binnengedrongen|binnengevallen|platgelegd|ingebroken|aangevallen"
_OTHERS_NL = r"(?:anderen|derden|andere (?:organisaties|bedrijven|partijen|klanten|slachtoffers)|(?:hun |onze |haar |zijn |de )?(?:klanten|partners|relaties|leveranciers|afnemers))"
_OTHERS_EN = r"(?:others|other (?:organi[sz]ations|companies|parties|customers|victims|systems|networks|targets)|third[- ]part(?:y|ies)|(?:our |its |their |the |any )?(?:\w+ )?(?:customers|clients|partners|suppliers))"
_COUNT = r"(?:\d[\d.,]*\s*(?:miljoen|miljard|duizend|million|billion|thousand|k\b)?|(?:twee miljard|twee miljoen|anderhalf miljoen|drie miljoen|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|twaalf|twintig|dertig|veertig|vijftig|honderd(?:en)?|duizend(?:en)?|tientallen|miljoenen|meerdere|tal van|"
_COUNT += r"two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|dozens?(?: of)?|hundreds?(?: of)?|thousands?(?: of)?|tens of thousands of|hundreds of thousands of|millions?(?: of)?|several|numerous|scores of)\b)"
_MANY_NL = r"(?:klanten|bedrijven|organisaties|gebruikers|slachtoffers|getroffenen|systemen|computers|servers|overheidsinstellingen|instellingen|ministeries|downloads|apparaten|gemeenten|landen|mensen|personen|installaties|pakketten|ziekenhuizen|scholen|zorginstellingen|universiteiten|websites|winkels|banken|luchthavens|kantoren|hogescholen|keer (?:\w+ ){0,3}?(?:gedownload|geïnstalleerd))"
_MANY_EN = r"(?:customers|companies|organi[sz]ations|users|victims|systems|computers|servers|agencies|machines|endpoints|downloads|devices|businesses|firms|countries|people|individuals|installations|packages|repositories|projects|developers|hospitals|schools|banks|websites|airports|retailers|universities|stores|firms|employees affected|times)"

_DUTCH: dict[ClaimKind, str] = {
    ClaimKind.COMPROMISE: (
        rf"slachtoffer\w*(?: (?:is|zijn|werd|werden))? (?:geworden )?van|slachtoffer geworden|(?:is|zijn|werd|werden|was|waren|wordt|worden|raakte|raakten|bleek|blijkt|blijken|bleken|dat|wel|niet|ook|eveneens)\b(?: [^\s,;]+){{0,9}}? (?:{_HIT_NL})\b|"
        rf"(?:{_HIT_NL}) (?:is|zijn|werd|werden|waren|was|door)\b|(?:{_BAD_NL})(?: [^\s,;]+){{0,8}}? (?:gevonden|aangetroffen|ontdekt|gedetecteerd|geïnstalleerd|binnengekregen|binnengehaald)\b|"
        rf"(?:vond|vonden|ontdekte|ontdekten|trof|troffen|vindt)(?: [^\s,;]+){{0,6}}? (?:{_BAD_NL})|ingebroken (?:bij|op|in)|drongen? (?:\w+ ){{0,6}}binnen|binnengedrongen|"
        r"toegang (?:(?:hebben|heeft|gekregen|verkregen|verschaft|gehad|hadden|had|kregen|kreeg) ){0,2}tot (?:het |de |hun |onze |zijn |haar |eigen |een |interne |delen van )*(?:\w*netwerk|\w*systemen|\w*systeem|\w*servers?|\w*omgeving|bouwstraat|infrastructuur)|"
        r"\b(?:inbraak|hack|aanval) (?:bij|op) [A-Z\d]\w+|inbraak bij"
    ),
    ClaimKind.REMOVAL: (
        r"(?:geïsoleerd|verwijderd|opgeschoond|schoongemaakt|in quarantaine|losgekoppeld|uitgeroeid|onschadelijk gemaakt|uit de lucht gehaald|offline gehaald|afgesloten van|"
        r"buiten gebruik gesteld|weggehaald|ingetrokken)(?: (?:en|of) (?:geïsoleerd|verwijderd|opgeschoond|schoongemaakt|vernietigd))?|(?:verwijderde|verwijderden|isoleerde|isoleerden|"
        r"haalde|haalden|haalt)\b(?: [^\s,;]+){0,8}?(?: offline| weg| uit de lucht| uit het (?:netwerk|register)|(?<=verwijderde)|(?<=verwijderden)|(?<=isoleerde)|(?<=isoleerden))"
    ),
    ClaimKind.ONWARD: (
        rf"(?:om|voor aanvallen op|waarmee|waarna|aanvallen op|aanval op|tegen) (?:\w+ ){{0,4}}?{_OTHERS_NL}(?:(?: \w+){{0,4}}? (?:aan te vallen|aangevallen|te hacken|te besmetten|te infecteren|binnen te dringen|te bestoken))|"
        rf"(?:gebruikt|misbruikt|ingezet)(?: \w+){{0,4}}? (?:om|voor|tegen|bij)(?: \w+){{0,5}}? {_OTHERS_NL}|{_OTHERS_NL}(?: \w+){{0,4}}? (?:aan te vallen|aangevallen)|springplank|"
        rf"doorgedrongen (?:tot|naar|bij) {_OTHERS_NL}|via (?:ons|onze|hun|het) (?:\w+ )?(?:systemen|netwerk|omgeving)(?: \w+){{0,5}}? (?:aangevallen|besmet|verspreid)|(?:verder|door)verspreid"
    ),
    ClaimKind.IMPACT: rf"{_DATA_NL}\b(?:(?! maar | terwijl )[^.;]){{0,90}}?\b{_TAKE_NL}\b|\b(?:{_TAKE_NL})\b(?:(?! maar | terwijl )[^.;]){{0,60}}?\b{_DATA_NL}\b",
    ClaimKind.SCALE: (
        rf"(?:{_COUNT})\s+(?:(?:van|andere|van de|zakelijke|grote|Nederlandse|Amerikaanse|Europese|[a-zà-ÿ]+e|[a-z]+)\s+){{0,3}}?{_MANY_NL}\b|"
        r"(?:meerdere|verschillende|tientallen|honderden|duizenden) (?:[\w-]+ ){0,2}?(?:ministeries|overheidsinstellingen|bedrijven|organisaties)|onder meer (?:[^.;]){5,160}? (?:geraakt|getroffen|gehackt)\b"
    ),
    ClaimKind.RESPONSE: (
        r"(?:heeft|hebben|zal|zullen|gaat|gaan|wil|willen)\b(?:[^.;]){0,90}?\b(?:gereageerd|ingeschakeld|ingehuurd|aangifte|onderzoek\w*|gewaarschuwd|waarschuwen|maatregelen|aangepakt|aan ?(?:te )?pakken|samenwerken|ingetrokken|gemeld bij|"
        r"afgesloten|uitgebracht|opgelegd|geïnformeerd|herstellen|samen te werken)|(?:topprioriteit|sancties)|(?:roept|riep|riepen|roepen|adviseert|adviseerde|raadt|raden)\b(?:[^.;]){0,80}?\b(?:op|aan|om|te)\b|"
        r"(?:doet|deed|doen|startte|start|begon|loopt|stelt|stelde)\b(?: [^\s,;]+){0,5}? (?:aangifte|onderzoek)|(?:bracht|brengt|brachten)\b(?: [^\s,;]+){0,8}? uit\b|schakelde\b(?:[^.;]){0,60}?\bin\b|trok\b(?:[^.;]){0,60}?\bin\b"
    ),
}  # fmt: skip
_ENGLISH: dict[ClaimKind, str] = {
    ClaimKind.COMPROMISE: (
        r"(?:was|were|is|are|been|be|being|got|itself|also) (?:(?:also|not|itself|recently|directly|among|already|previously|successfully|never) ){0,3}(?:breached|hacked|compromised|hit|affected|infected|penetrated|infiltrated|a victim|victims? of|impacted|the victim|attacked)\b|"
        rf"(?:found|detected|discovered|identified|observed|isolated)\b(?: [^\s,;]+){{0,7}}? (?:{_BAD_EN})(?=[^.;]{{0,60}}(?:system|network|environment|our|its|their|server))|\bvictims? (?:of|to) (?:a|an|the)\b|fell victim|"
        r"(?:gained|had|obtained|got|achieved) (?:\w+ ){0,2}?access to (?:[\w'’.-]+ ){0,5}?(?:network|systems?|servers?|environment|infrastructure|build (?:environment|system|server))|"
        r"broke into|breach(?:es)? (?:of|at|into|on) [A-Z\d\w]|intrusion (?:at|into)|(?:hackers|attackers|intruders|actors?) (?:had )?(?:breached|compromised|hacked|infiltrated|penetrated|hit)\b|unaffected|"
        r"compromise of (?:its|our|their|the) (?:\w+ ){0,3}(?:network|systems?|environment|infrastructure)"
    ),
    ClaimKind.REMOVAL: (
        r"\b(?:isolated|removed|eradicated|cleaned(?: up)?|quarantined|disconnected|contained|(?:taken|took|pulled) (?:\w+ ){0,5}offline|deleted|purged|pulled|yanked|unpublished|wiped|evicted|taken down|rebuilt)\b"
        r"(?: and (?:isolated|removed|eradicated|cleaned|deleted|contained|quarantined))?"
    ),
    ClaimKind.ONWARD: (
        rf"(?:used|abused|leveraged|misused) (?:\w+ ){{0,3}}?(?:to|in|for|as)\b(?: [^\s,;]+){{0,4}}? {_OTHERS_EN}|(?:attack|target|compromise|infect|breach|hack)(?:s|ed|ing)? (?:against |on |of )?{_OTHERS_EN}\b|"
        rf"(?:pivot(?:ed|ing)?|spread|moved|move|propagat\w+)(?: \w+){{0,4}}? (?:to|into|onto|through)(?: \w+){{0,3}}? {_OTHERS_EN}|stepping stone|launch(?:ed|ing)? (?:\w+ ){{0,2}}?attacks|onward"
    ),
    ClaimKind.IMPACT: (
        rf"\b{_TAKE_EN}\b(?:(?! but | while )[^.;:]){{0,80}}?\b{_DATA_EN}\b|\b{_DATA_EN}\b(?:(?! but | while )[^.;:]){{0,60}}?\b(?:was|were|been|being|be|is|are|had been)\s+(?:\w+\s+){{0,2}}?{_TAKE_EN}\b"
    ),
    ClaimKind.SCALE: rf"(?:{_COUNT})\s+(?:(?:of|its|the|other|more|enterprise|US|U\.S\.|American|government|federal|downstream|daily|business|private|public|weekly|affected|[a-z]+)\s+){{0,3}}?{_MANY_EN}\b",
    ClaimKind.RESPONSE: (
        r"\b(?:will|would|has|have|is|are|had)\b(?: \w+){0,4}? (?:hired|engaged|retained|notified|contacted|alerted|investigat\w+|working with|revoked|rotated|patched|released|issued|suspended|warned|reported (?:it|the \w+) to|engag\w+|revok\w+|shut down|respond\w*)\b|"
        r"\b(?:urged|urges|advised|advises|recommends?|recommended|encourages?)\b|\b(?:hired|engaged|notified|revoked|launched an investigation|opened an investigation|issued an? (?:\w+ )?(?:directive|advisory|alert|patch|update|fix)|released an? (?:\w+ )?(?:update|patch|fix|hotfix)|shut down|sanctions|top priority)\b|"
        r"\bshould (?:\w+ )?(?:uninstall|update|upgrade|remove|downgrade|disconnect|rotate|isolate|patch|shut)\b"
    ),
}  # fmt: skip

CUES: Mapping[str, Mapping[ClaimKind, re.Pattern[str]]] = {
    "nl": {kind: re.compile(words, re.I) for kind, words in _DUTCH.items()},
    "en": {kind: re.compile(words, re.I) for kind, words in _ENGLISH.items()},
}
"""By language, the cue of each kind."""

METHODS: Mapping[str, re.Pattern[str]] = {
    "nl": re.compile(
        r"(?:via|met|door middel van|dankzij|door)\s+(?P<how>(?:een |de |deze |het |dit )?(?:[\w-]+(?: ogende)? ){0,5}?(?:software-?updates?|\w*updates?|kwetsbaarheid|kwetsbaarheden|zerodaylek|zero-?day\w*|beveiligingslek|lek|SQL-injectie|phishing\w*|"
        r"(?:gestolen|gelekte) (?:inloggegevens|wachtwoord\w*|tokens?|sleutels?)|installatieprogramma|installers?|bibliotheek|pakketten|postinstall-?script\w*|ketenaanval|supply-?chain-?aanval|plug-?ins?|extensies?))|"
        r"(?P<how2>(?:besmette|kwaadaardige|gemanipuleerde|schadelijke|geïnfecteerde|gecompromitteerde) (?:[\w-]+ ){0,2}?(?:software-?updates?|updates?|installer|installatieprogramma|versies?|pakketten|pakket)|"
        r"(?:toeleverings)?ketenaanval|supply-?chain-?aanval|(?:kwaadaardige|schadelijke) code (?:toegevoegd|verstopt|geplaatst|ingevoegd)(?:[^.;,]|\.\d){0,60}|achterdeur(?:tje)? (?:in|verstopt|toegevoegd|geplaatst)[^.;,]{0,50}|SQL-injectie\w*)",
        re.I,
    ),
    "en": re.compile(
        r"(?:via|through|using|by means of|by way of|by exploiting|exploiting|exploited|abusing|with)\s+(?P<how>(?:an? |the |its |their |stolen )?(?:[\w'’-]+ ){0,5}?(?:software updates?|updates?|vulnerabilit(?:y|ies)|zero-?days?(?: flaw| vulnerability| bug)?|flaw|SQL injection\w*|phishing\w*|"
        r"(?:stolen|leaked) (?:credentials|passwords?|tokens?|keys?)|installers?|librar(?:y|ies)|packages?|post-?install scripts?|supply[- ]chain (?:attack|compromise)|plug-?ins?|extensions?|credentials|tokens?))|"
        r"(?P<how2>(?:trojani[sz]ed|malicious|tampered|poisoned|compromised|backdoored|tainted|infected) (?:[\w'’.-]+ ){0,4}?(?:software updates?|updates?|installers?|versions?|packages?|librar(?:y|ies)|builds?|releases?|tarballs?)|"
        r"supply[- ]chain (?:attack|compromise|worm)|SQL injection\w*|(?:malicious code|a backdoor|backdoor) (?:was |were |had been )?(?:inserted|injected|added|planted|hidden|slipped|introduced|embedded)(?:[^.;,]|\.\d){0,60}|"
        r"(?:inserted|injected|added|planted|slipped|introduced|embedded) (?:a |the |an )?(?:\w+ )?(?:malicious code|backdoor)[^.;,]{0,60}|(?:post|pre)-?install (?:script|hook)s?)",
        re.I,
    ),
}  # fmt: skip
"""How it came in; the groups `how` and `how2` are the few words."""
