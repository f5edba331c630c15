"""Words by which a clause is known to make a claim of a kind, in Dutch and English."""

import re
from collections.abc import Mapping

from beartrap.model.claim import ClaimKind

_DATA_NL = (
    r"(?:\w*gegevens|\w*data|\w*e-?mails?|\w*mails?|mailboxen|mailboxes|(?:bouw)?tekeningen|blauwdrukken|ontwerpen|gesprekken|facturen|adressen|telefoonnummers|rekeningnummers|burgerservicenummers|wachtwoordkluizen|repository['’]?s|repositories|correspondentie|\w*documenten|\w*bestanden|broncode|wachtwoorden|inloggegevens|geheimen|sleutels|berichten|"
    r"\w*dossiers?|\w*informatie|tokens|certificaten|databases?|back-?ups?)"
)
_TAKE_NL = (
    r"(?:inzien|ingezien|in te zien|lezen|gelezen|meelezen|meegelezen|gestolen|buitgemaakt|buit|ontvreemd|gekopieerd|gelekt|weggesluisd|gedownload|ingekeken|doorzocht|verzameld|bekeken|"
    r"toegang|stal|stalen|stelen|steelt|te stelen|onderschept|versleuteld|op straat|geraadpleegd|geëxfiltreerd|doorgestuurd|weggenomen|meegenomen|bemachtigd|bemachtigden|uitgelekt|uitgelezen|afgevangen|afgetapt|vergaard|doorgesluisd|ingelezen|gekloond|verzamelt|verzamelde|verzamelden|kopieerde|kopieerden|doorzoekt|doorzoeken|(?:zoekt|zocht|speurt) (?:\w+ ){0,3}?naar|zoekt|speurt|"
    r"roofde|roofden|geroofd|gejat|afgeluisterd|(?:in )?verkeerde handen|in handen (?:gekregen|gevallen)|prijsgegeven|blootgesteld|ontvreemdde|verstuurd|gestuurd naar|geüpload|doorzochten|onderschepten|onderschepte|harkt|harkte|verdwenen)"
)
_DATA_EN = (
    r"(?:data|e-?mails?|mailboxes|records|source code|credentials?|passwords?|documents?|files|secrets|tokens|keys|information|messages|backups?|databases?|"
    r"cookies|browsing history|wallets?|blueprints|designs|drawings|conversations|chats|correspondence|invoices|intellectual property|addresses|logins|medical histories|archives|repositories|code repositories|history)"
)
_TAKE_EN = (
    r"(?:scans?|scann(?:ed|ing)|stole|stolen|steals?|stealing|exfiltrat\w+|access(?:ed|ing)?|view(?:ed|ing)?|read|reading|cop(?:y|ied|ying)|leak(?:ed|ing)?|expos(?:ed?|ing)|(?:taken|took)(?! (?:\w+ )?(?:measures|steps|action|precautions|place|over|part|offline|down|control|responsibility|advantage|note))|download(?:ed|ing)?|obtain(?:ed)?|"
    r"harvest(?:ed|ing|s)?|siphon\w*|encrypt(?:ed|ing)?|collect(?:ed|s|ing)?|intercept\w*|compromised|see|lost|clon(?:ed?|ing)|monitor(?:ed|ing|s)?|spied on|swip(?:ed?|ing)|pilfer\w*|grab(?:bed|s|bing)?|loot(?:ed|ing)?|search(?:ed|ing|es)?(?: for)?|rifled through|upload(?:ed|ing|s)?|scoop(?:ed|s)? up|made off with|touched|removed from)"
)
_BAD_NL = r"(?:schadelijke|kwaadaardige|besmette|geïnfecteerde|malafide|gemanipuleerde|kwaadwillende)\s+(?:software|code|programmatuur|bestand\w*|update\w*|versies?|bibliotheek|dll|component\w*|pakket\w*|scripts?)|malware|achterdeur(?:tje)?|backdoor|trojan|gijzelsoftware|ransomware|spionagesoftware|spyware|webshells?|implantaat"
_BAD_EN = r"(?:malicious|unauthori[sz]ed|trojani[sz]ed|compromised|tampered|infected|poisoned|rogue|tainted|backdoored)\s+(?:\w+\s+){0,2}(?:software|code|binar\w+|updates?|versions?|librar\w+|dlls?|components?|packages?|files?|scripts?|installers?|builds?|releases?)|malware|backdoors?|ransomware|spyware|implants?|web ?shells?"
_HIT_NL = r"getroffen|gehackt|geraakt|gecompromitteerd|besmet|geïnfecteerd|aangetast|binnengedrongen|binnengevallen|platgelegd|ingebroken|aangevallen|binnengekomen|gekraakt|gekaapt|aangeraakt|aangedaan"
_OTHERS_NL = r"(?:anderen|derden|andere [a-zà-ÿ]+(?:en|s)|(?:hun |onze |haar |zijn |de )?(?:klanten|partners|relaties|leveranciers|afnemers))"
_OTHERS_EN = r"(?:others|other [a-z]+s|(?:customer|client|partner|tenant|downstream) (?:environments?|systems?|networks?|accounts?|tenants?)|third[- ]part(?:y|ies)|(?:our |its |their |the |any )?(?:\w+ )?(?:customers|clients|partners|suppliers))"
_COUNT = r"(?<![\w.,])(?:\d[\d.,]*\s*(?:miljoen|miljard|duizend|million|billion|thousand|k\b)?|(?:twee miljard|twee miljoen|anderhalf miljoen|drie miljoen|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|twaalf|twintig|dertig|veertig|vijftig|honderd(?:en)?|duizend(?:en)?|tientallen|miljoenen|meerdere|tal van|"
_COUNT += r"two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|dozens?(?: of)?|hundreds?(?: of)?|thousands?(?: of)?|tens of thousands of|hundreds of thousands of|millions?(?: of)?|several|numerous|scores of)\b)"
_MANY_NL = r"(?:\w*(?:klanten|bedrijven|organisaties|gebruikers|scholen|winkels|instellingen|praktijken|houders)|garages|makelaars|notarissen|fabrieken|boeren|gasten|kiezers|donateurs|verzekerden|ouders|docenten|klanten|bedrijven|organisaties|gebruikers|slachtoffers|getroffenen|systemen|computers|servers|overheidsinstellingen|instellingen|ministeries|downloads|apparaten|gemeenten|landen|mensen|personen|installaties|pakketten|ziekenhuizen|scholen|zorginstellingen|universiteiten|websites|winkels|banken|luchthavens|kantoren|hogescholen|patiënten|cliënten|huishoudens|inwoners|burgers|leden|studenten|leerlingen|abonnees|reizigers|accounts|medewerkers|deelnemers|huisartsen|apotheken|waterschappen|netwerken|keer (?:\w+ ){0,3}?(?:gedownload|geïnstalleerd))"
_MANY_EN = r"(?:customers|companies|organi[sz]ations|users|victims|systems|computers|servers|agencies|machines|endpoints|downloads|devices|businesses|firms|countries|people|individuals|installations|packages|repositories|projects|developers|hospitals|schools|banks|websites|airports|retailers|universities|stores|firms|employees affected|pupils|teachers|parents|voters|drivers|passengers|guests|donors|taxpayers|clinics|pharmacies|farms|ports|factories|plants|airlines|insurers|sites|patients|households|residents|citizens|students|members|clients|accounts|subscribers|utilities|municipalities|councils|websites|networks|appliances|sites|times)"

_DUTCH: dict[ClaimKind, str] = {
    ClaimKind.COMPROMISE: (
        rf"slachtoffer\w*(?: (?:is|zijn|werd|werden))? (?:geworden )?van|slachtoffer geworden|(?:is|zijn|werd|werden|was|waren|wordt|worden|raakte|raakten|bleek|blijkt|blijken|bleken|dat|wel|niet|ook|eveneens)\b(?: [^\s,;]+){{0,9}}? (?:{_HIT_NL})\b|"
        rf"(?:{_HIT_NL}) (?:is|zijn|werd|werden|waren|was|door)\b|(?:{_BAD_NL})(?: [^\s,;]+){{0,8}}? (?:gevonden|aangetroffen|ontdekt|gedetecteerd|geïnstalleerd|binnengekregen|binnengehaald)\b|"
        rf"(?:vond|vonden|ontdekte|ontdekten|trof|troffen|vindt)(?: [^\s,;]+){{0,6}}? (?:{_BAD_NL})|ingebroken (?:bij|op|in)|drong(?:en)? (?:\w+ ){{0,6}}binnen|binnengedrongen|binnen(?:drong|drongen|kwam|kwamen|geraakt)\b|(?:kwam|kwamen) (?:\w+ ){{0,6}}binnen\b|brak(?:en)? (?:\w+ ){{0,4}}in (?:bij|op)|(?:hackte|hackten|kraakte|kraakten|infecteerde|infecteerden|besmette(?!\s+\w*(?:versie|update|software|pakket|app|code|module|bestand))|besmetten) (?=(?-i:[A-Z])|de |het |een )|"
        r"buiten schot|ongemoeid gelaten|gespaard gebleven|misbruik (?:\w+ ){0,4}?(?:waargenomen|gezien|gesignaleerd|vastgesteld|geconstateerd)|sporen van (?:\w+ ){0,3}(?:hackers|aanvallers|indringers|inbraak|de aanval|een hack|malware)|(?:ingelogd|ingebroken) (?:bij|op|in)|onbevoegd\w* (?:\w+ ){0,5}?toegang|"
        r"(?:servers?|systemen|netwerk|omgeving|bouwstraat|infrastructuur|broncode) (?:is|zijn|was|waren|werd|werden) (?:\w+ ){0,4}?(?:aangeraakt|benaderd|gewijzigd|aangepast|betreden|gemanipuleerd)|"
        r"toegang (?:(?:hebben|heeft|gekregen|verkregen|verschaft|gehad|hadden|had|kregen|kreeg) ){0,2}tot (?:het |de |hun |onze |zijn |haar |eigen |een |interne |delen van )*(?:\w*netwerk|\w*systemen|\w*systeem|\w*servers?|\w*omgeving|bouwstraat|infrastructuur)|"
        r"\b(?:inbraak|hack|aanval|cyberaanval|inbreuk) (?:bij|op) (?:het |de )?[A-Z\d]\w+|inbraak bij"
    ),
    ClaimKind.REMOVAL: (
        r"(?:geïsoleerd|verwijderd|opgeschoond|schoongemaakt|in quarantaine|losgekoppeld|uitgeroeid|onschadelijk gemaakt|uit de lucht gehaald|offline gehaald|afgesloten van|"
        r"buiten gebruik gesteld|weggehaald|ingetrokken|teruggetrokken|teruggeroepen|opgeruimd|gewist|vernietigd|afgekoppeld|stilgelegd|uitgezet|(?:van|uit) (?:het|de|ons|onze|hun|zijn|haar) (?:\w+ )?(?:netwerk|lucht|internet|register|systemen|winkel|servers?)\b(?: \w+){0,3}? (?:gehaald|genomen|geweerd))(?: (?:en|of) (?:geïsoleerd|verwijderd|opgeschoond|schoongemaakt|vernietigd))?|(?:verwijderde|verwijderden|isoleerde|isoleerden|wiste|wisten|ruimde|ruimden|koppelde|koppelden|trok|trokken|"
        r"haalde|haalden|haalt)\b(?: [^\s,;]+){0,8}?(?: offline| weg| terug| los| af| op(?=[ .,]|$)| uit de lucht| van het (?:net|netwerk|internet)| uit het (?:netwerk|register)|(?<=verwijderde)|(?<=verwijderden)|(?<=isoleerde)|(?<=isoleerden)|(?<=wiste)|(?<=wisten))"
    ),
    ClaimKind.ONWARD: (
        rf"(?:om|voor aanvallen op|waarmee|waarna|aanvallen op|aanval op|tegen) (?:\w+ ){{0,4}}?{_OTHERS_NL}(?:(?: \w+){{0,4}}? (?:aan te vallen|aangevallen|te hacken|te besmetten|te infecteren|binnen te dringen|te bestoken))|"
        rf"(?:gebruikt|misbruikt|ingezet)(?: \w+){{0,4}}? (?:om|voor|tegen|bij)(?: \w+){{0,5}}? {_OTHERS_NL}|{_OTHERS_NL}(?: \w+){{0,4}}? (?:aan te vallen|aangevallen)|springplank|drong(?:en)? (?:[^\s,;]+ ){{0,5}}?door (?:bij|tot|naar|in) (?:\w+ ){{0,2}}?{_OTHERS_NL}|(?:gebruikten?|misbruikten?|zetten) (?:[^\s,;]+ ){{0,6}}?om (?:[^\s,;]+ ){{0,3}}?{_OTHERS_NL}|"
        rf"doorgedrongen (?:tot|naar|bij) {_OTHERS_NL}|via (?:ons|onze|hun|het) (?:\w+ )?(?:systemen|netwerk|omgeving)(?: \w+){{0,5}}? (?:aangevallen|besmet|verspreid)|(?:verder|door)verspreid|"
        rf"vanuit (?:ons|onze|hun|het|de|zijn|haar)\b[^;]{{0,50}}? (?:bij|naar|in|op|tot|van)\b[^;]{{0,50}}?(?:binnengekomen|binnengedrongen|doorgedrongen|aangevallen|besmet|verspreid|overgesprongen)|"
        rf"(?:overgeslagen|overgesprongen|doorgesprongen|verspreid(?:t|de|den)?|overslaan) (?:\w+ ){{0,2}}?(?:naar|op|onder|tot) {_OTHERS_NL}|{_OTHERS_NL}\b[^;]{{0,30}}? (?:via|vanuit|langs|door) (?:ons|onze|hun|haar|zijn)\b[^;]{{0,30}}?(?:besmet|aangevallen|gehackt|getroffen|binnengedrongen)|"
        rf"\b(?:besmet|besmette|infecteert|infecteerde) (?:\w+ ){{0,3}}?andere [a-zà-ÿ]+(?:en|s)\b(?! (?:is|zijn|was|waren))"
    ),
    ClaimKind.IMPACT: rf"\bdata(?:diefstal|lek)\b|\b(?:diefstal|lekken|verlies) van (?:\w+ ){{0,3}}?{_DATA_NL}\b|{_DATA_NL}\b(?:(?! maar | terwijl )[^;]){{0,90}}?\b{_TAKE_NL}\b|\b(?:{_TAKE_NL})\b(?:(?! maar | terwijl )[^;]){{0,60}}?\b{_DATA_NL}\b",
    ClaimKind.SCALE: (
        rf"(?:{_COUNT})\s+(?:(?:van|andere|van de|zakelijke|grote|Nederlandse|Amerikaanse|Europese|[a-zà-ÿ]+e|[a-z]+)\s+){{0,3}}?{_MANY_NL}\b|(?:{_COUNT})\s+(?:[a-zà-ÿ]+ ){{0,2}}?[a-zà-ÿ]+(?:en|s)(?= (?:zijn|werden|waren|zouden)\b[^;]{{0,40}}(?:getroffen|gehackt|besmet|geraakt|buitgemaakt|gestolen))|"
        r"(?:meerdere|verschillende|tientallen|honderden|duizenden) (?:[\w-]+ ){0,2}?(?:ministeries|overheidsinstellingen|bedrijven|organisaties)|onder meer (?:[^;]){5,160}? (?:geraakt|getroffen|gehackt)\b(?=\s*(?:[.,]|$)| (?:is|zijn|was|waren|werd|werden|raakten)\b)"
    ),
    ClaimKind.RESPONSE: (
        r"(?:is|zijn) (?:een |het |meteen |inmiddels ){0,2}onderzoek (?:begonnen|gestart|ingesteld|geopend)|onderzoek(?:t|en) (?:de|het) (?:zaak|aanval|hack|inbraak|incident|lek)|(?:heeft|hebben|zal|zullen|gaat|gaan|wil|willen)\b(?:[^;]){0,90}?\b(?:gereageerd|ingeschakeld|ingehuurd|aangifte|onderzoek\w*|gewaarschuwd|waarschuwen|maatregelen|aangepakt|aan ?(?:te )?pakken|samenwerken|ingetrokken|gemeld bij|"
        r"afgesloten|uitgebracht|opgelegd|geïnformeerd|herstellen|samen te werken)|(?:topprioriteit|sancties)|(?:roept|riep|riepen|roepen|adviseert|adviseerde|raadt|raden|ried|rieden|raadde|raadden|gelast|gelastte|beveelt|beval)\b(?:[^;]){0,80}?\b(?:op|aan|om|te)\b|"
        r"(?:doet|deed|doen|startte|start|begon|loopt|stelt|stelde)\b(?: [^\s,;]+){0,5}? (?:aangifte|onderzoek)|(?:bracht|brengt|brachten)\b(?: [^\s,;]+){0,8}? uit\b|schakelde\b(?:[^;]){0,60}?\bin\b|trok\b(?:[^;]){0,60}?\bin\b"
    ),
}  # fmt: skip
_ENGLISH: dict[ClaimKind, str] = {
    ClaimKind.COMPROMISE: (
        r"(?:was|were|is|are|been|be|being|got|itself|also) (?:(?:also|not|itself|recently|directly|among|already|previously|successfully|never) ){0,3}(?:breached|hacked|compromised|hit|affected|infected|penetrated|infiltrated|a victim|victims? of|impacted|the victim|attacked|broken into|caught up|caught out|ensnared|intruded upon|burgled|raided|knocked offline)\b|(?:was|were|is|are|been) (?:one of|among) (?:[^;]{0,60}? )?(?:breached|hacked|compromised|hit|affected|infected|infiltrated|impacted|victims?)\b|"
        r"(?:have|has|had) (?:\w+ )?(?:breached|hacked|compromised|infiltrated|penetrated|infected|broken into)\b|\b(?:breached|hacked|infiltrated|penetrated) (?=(?-i:[A-Z])|the |its |their |our |several |at least |dozens |hundreds |more |a |an )|\b(?:got|gotten|gets|getting) (?:in)?to (?:our|its|their) (?:\w+ )?(?:network|systems?|servers?)|"
        r"unauthori[sz]ed (?:access|activity|party|parties|actor|person)|(?:servers?|systems?|networks?|environment|infrastructure|pipeline|source code|code ?base|repository|repositories) (?:was|were|is|are|had been|has been|have been|been) (?:\w+ ){0,2}?(?:touched|accessed|altered|tampered with|modified|reached|entered|changed)\b|"
        rf"(?:found|detected|discovered|identified|observed|isolated)\b(?: [^\s,;]+){{0,7}}? (?:{_BAD_EN})(?=[^;]{{0,60}}(?:system|network|environment|our|its|their|server))|\bvictims? (?:of|to) (?:a|an|the)\b|fell victim|"
        r"(?:gained|had|obtained|got|achieved) (?:\w+ ){0,2}?access to (?:[\w'’.-]+ ){0,5}?(?:network|systems?|servers?|environment|infrastructure|build (?:environment|system|server))|"
        r"broke in(?:to)?\b|(?:hackers|attackers|intruders|thieves) (?:\w+ )?(?:entered|got in|slipped in)|breach(?:es)? (?:of|at|into|on) [A-Z\d\w]|intrusion (?:at|into)|(?:hackers|attackers|intruders|actors?) (?:had )?(?:breached|compromised|hacked|infiltrated|penetrated|hit)\b|unaffected|unscathed|untouched|\baccess(?:ed)? (?:to )?(?:our|its|their) (?:[\w-]+ ){0,4}?(?:systems?|networks?|servers?|environment|accounts?|infrastructure)\b|"
        r"compromise of (?:its|our|their|the) (?:\w+ ){0,3}(?:network|systems?|environment|infrastructure)"
    ),
    ClaimKind.REMOVAL: (
        r"\b(?:isolated|removed|eradicated|cleaned(?: up)?|quarantined|disconnected|contained|(?:taken|took|pulled) (?:\w+ ){0,5}(?:offline|down)|withdrawn|withdrew|withdraws|recalled|unplugged|expelled|ejected|scrubbed|(?:shut|cut) off|deleted|purged|pulled|yanked|unpublished|wiped|evicted|taken down|rebuilt)\b"
        r"(?: and (?:isolated|removed|eradicated|cleaned|deleted|contained|quarantined))?"
    ),
    ClaimKind.ONWARD: (
        rf"(?:used|abused|leveraged|misused|using|abusing) (?:[\w'’]+ ){{0,6}}?to (?:reach|attack|infect|compromise|breach|target|hack|get (?:in)?to|break into|move into|phish|access) (?:\w+ ){{0,3}}?{_OTHERS_EN}|(?:used|abused|leveraged|misused) (?:\w+ ){{0,3}}?(?:to|in|for|as)\b(?: [^\s,;]+){{0,4}}? {_OTHERS_EN}|(?:attack|target|compromise|infect|breach|hack)(?:s|ed|ing)? (?:against |on |of )?{_OTHERS_EN}\b|"
        rf"(?:pivot(?:ed|ing)?|spread|moved|move|propagat\w+)(?: \w+){{0,4}}? (?:to|into|onto|through)(?: \w+){{0,3}}? {_OTHERS_EN}|stepping stone|launch(?:ed|ing)? (?:\w+ ){{0,2}}?attacks|onward|{_OTHERS_EN}(?: \w+)?\b[^;]{{0,40}}?\b(?:were|was|been|are) (?:\w+ )?(?:targeted|attacked|breached|compromised|reached|infected) (?:\w+ ){{0,3}}?(?:through|via|from|using) (?:our|its|their|the)\b|"
        rf"\b(?:infects?|infected|hop(?:ped|s)?|jump(?:ed|s)?|spread(?:s|ing)?) (?:\w+ ){{0,3}}?(?:to |into |across |through )?{_OTHERS_EN}"
    ),
    ClaimKind.IMPACT: (
        rf"\b(?:data|identity|information|credential|document) (?:theft|exfiltration|leak|loss)\b|\b(?:theft|exfiltration|leak|loss|exposure) of (?:\w+ ){{0,3}}?{_DATA_EN}\b|\b{_TAKE_EN}\b(?:(?! but | while )[^;:]){{0,80}}?\b{_DATA_EN}\b|\b{_DATA_EN}\b(?:(?! but | while )[^;:]){{0,60}}?\b(?:was|were|been|being|be|is|are|had been)\s+(?:\w+\s+){{0,2}}?(?:{_TAKE_EN}|seen)\b|\bha(?:d|s|ve) (?:\w+ ){{0,3}}?{_DATA_EN} {_TAKE_EN}\b"
    ),
    ClaimKind.SCALE: rf"(?:{_COUNT})\s+(?:(?:of|its|the|other|more|enterprise|US|U\.S\.|American|government|federal|downstream|daily|business|private|public|weekly|affected|(?!whose|which|that|who|hours|days|weeks|years|minutes|months)[a-z]+)\s+){{0,3}}?{_MANY_EN}\b|(?:{_COUNT})\s+(?:[a-z]+ ){{0,2}}?[a-z]+s(?= (?:were|are|was|had been|have been) (?:\w+ )?(?:breached|hacked|hit|affected|compromised|stolen|exposed|infected))",
    ClaimKind.RESPONSE: (
        r"\b(?:will|would|has|have|is|are|had)\b(?: \w+){0,4}? (?:hired|engaged|retained|notified|contacted|alerted|investigat\w+|working with|revoked|rotated|patched|released|issued|suspended|warned|reported (?:it|the \w+) to|engag\w+|revok\w+|shut down|respond\w*)\b|"
        r"\b(?:urged|urges|advised|advises|recommends?|recommended|encourages?)\b|\b(?:hired|engaged|notified|revoked|launched an investigation|opened an investigation|issued an? (?:\w+ )?(?:directive|advisory|alert|patch|update|fix)|released an? (?:\w+ )?(?:update|patch|fix|hotfix)|shut down|sanctions|top priority)\b|"
        r"\b(?:ordered|orders|instructed|told|directed) (?:[^;]{0,60}? )?(?:to (?:\w+ )?(?:power down|disconnect|update|upgrade|uninstall|remove|patch|stop|shut))\b|\b(?:is|are|was|has|have) (?:being )?(?:investigating|investigated|working with|cooperating)\b|"
        r"\bshould (?:\w+ )?(?:uninstall|update|upgrade|remove|downgrade|disconnect|rotate|isolate|patch|shut)\b"
    ),
}  # fmt: skip

CUES: Mapping[str, Mapping[ClaimKind, re.Pattern[str]]] = {
    "nl": {kind: re.compile(rf"\b(?:{words})", re.I) for kind, words in _DUTCH.items()},
    "en": {kind: re.compile(rf"\b(?:{words})", re.I) for kind, words in _ENGLISH.items()},
}
"""By language, the cue of each kind."""

METHODS: Mapping[str, re.Pattern[str]] = {
    "nl": re.compile(
        r"(?:via|met|door middel van|dankzij|door)\s+(?P<how>(?:een |de |deze |het |dit )?(?:[\w-]+(?: ogende)? ){0,5}?(?:software-?updates?|\w*updates?|kwetsbaarheid|kwetsbaarheden|zerodaylek|zero-?day\w*|beveiligingslek|lek|SQL-injectie|phishing\w*|"
        r"(?:gestolen|gelekte) (?:inloggegevens|wachtwoord\w*|tokens?|sleutels?)|installatieprogramma|installers?|bibliotheek|pakketten|postinstall-?script\w*|ketenaanval|supply-?chain-?aanval|plug-?ins?|extensies?))|"
        r"(?P<how2>(?:vervalste|vergiftigde|gekaapte|nagemaakte|besmette|kwaadaardige|gemanipuleerde|schadelijke|geïnfecteerde|gecompromitteerde) (?:[\w-]+ ){0,2}?(?:software-?updates?|updates?|installer|installatieprogramma|versies?|pakketten|pakket)|"
        r"\w*updates?\b[^;,]{0,60}?\b(?:gemanipuleerd|besmet|vergiftigd|voorzien van (?:een )?(?:achterdeur|kwaadaardige|schadelijke|malware|spionage\w*))|(?:toeleverings)?ketenaanval|supply-?chain-?aanval|(?:kwaadaardige|schadelijke) code (?:toegevoegd|verstopt|geplaatst|ingevoegd)(?:[^.;,]|\.\d){0,60}|achterdeur(?:tje)? (?:in|verstopt|toegevoegd|geplaatst)[^.;,]{0,50}|SQL-injectie\w*)",
        re.I,
    ),
    "en": re.compile(
        r"(?:via|through|using|by means of|by way of|by exploiting|exploiting|exploited|abusing|with)\s+(?P<how>(?:an? |the |its |their |stolen )?(?:[\w'’-]+ ){0,5}?(?:software updates?|updates?|vulnerabilit(?:y|ies)|zero-?days?(?: flaw| vulnerability| bug)?|flaw|SQL injection\w*|phishing\w*|"
        r"(?:stolen|leaked) (?:credentials|passwords?|tokens?|keys?)|installers?|librar(?:y|ies)|packages?|post-?install scripts?|supply[- ]chain (?:attack|compromise)|plug-?ins?|extensions?|credentials|tokens?))|"
        r"(?P<how2>(?:fake|bogus|doctored|rogue|booby-trapped|weaponi[sz]ed|trojani[sz]ed|malicious|tampered|poisoned|compromised|backdoored|tainted|infected) (?:[\w'’.-]+ ){0,4}?(?:software updates?|updates?|installers?|versions?|packages?|librar(?:y|ies)|builds?|releases?|tarballs?)|"
        r"updates?\b[^;,]{0,40}? (?:was|were|had been|have been) (?:\w+ )?(?:tampered with|poisoned|trojani[sz]ed|compromised|manipulated)|tamper(?:ed|ing) with (?:[\w'’]+ ){0,3}?(?:updates?|builds?|code)|supply[- ]chain (?:attack|compromise|worm)|SQL injection\w*|(?:malicious code|a backdoor|backdoor) (?:was |were |had been )?(?:inserted|injected|added|planted|hidden|slipped|introduced|embedded)(?:[^.;,]|\.\d){0,60}|"
        r"(?:inserted|injected|added|planted|slipped|introduced|embedded) (?:a |the |an )?(?:\w+ )?(?:malicious code|backdoor)[^.;,]{0,60}|(?:post|pre)-?install (?:script|hook)s?)",
        re.I,
    ),
}  # fmt: skip
"""How it came in; the groups `how` and `how2` are the few words."""
