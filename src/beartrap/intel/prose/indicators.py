"""Indicators in prose: each observable with its place, what seeing it means, and why some are trusted less."""

import ipaddress
import re
from collections.abc import Iterator, Sequence

from beartrap.intel.observables import Observable, find
from beartrap.intel.wordlist import words
from beartrap.model.indicator import HASHES, Indicator, IndicatorKind
from beartrap.model.place import Place

_SECTION = re.compile(
    r"(?i)\b(?:indicators?|IOCs?|indicatoren|observables|hashes|network (?:indicators|signatures)|file indicators|C2 (?:servers|domains)|sporen|kenmerken)\b"
)
_HEADING_LINE = re.compile(r"(?m)^[ \t]*(?:#{1,6}[ \t]+)?(?P<words>[^\n.!?]{3,90}?)[ \t]*:?[ \t]*$")
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("sinkhole", re.compile(r"(?i)\bsinkhol\w*|kill ?switch")),
    ("test-build", re.compile(r"(?i)\btest[- ]build|testversie|harmless (?:test )?build")),
    ("legitimate", re.compile(r"(?i)\blegitimate (?:file|host|domain|binary)|\bclean (?:file|version|build)|\blegitiem\w*|\bschone (?:versie|bestand)")),
    ("c2", re.compile(r"(?i)\bC2\b|\bC&C\b|command[- ]and[- ]control|beacon(?:s|ed|ing)? to|contacted|contacts|phones? home|called home|callback|calls? out|reaches out|communicat\w+|exfiltrat\w+ to|sends? .{0,40}to|"
                      r"commandoserver|stuurserver|aanstuur\w*|maakte? verbinding|verbinding met|belde? naar huis|contact met|stuurt .{0,40}naar|connect(?:s|ed|ing)? to|resolv\w+|domain generation")),
    ("second-stage", re.compile(r"(?i)\bsecond[- ]stage|tweede fase|downloaded from|retriev\w+ from|payload (?:host|server)|stage[- ]?2")),
    ("installer", re.compile(r"(?i)\binstaller|\.msp\b|\.msi\b|installatieprogramma|installatiebestand|setup")),
    ("malware", re.compile(r"(?i)malicious|malware|trojan|backdoor|implant|dropper|loader|payload|kwaadaardig|schadelijk|besmet|achterdeur|infected|tampered|web ?shell|compromised|sha-?256|sha-?1|md5")),
)  # fmt: skip
_CONTACT = re.compile(
    r"(?i)\b(?:contact|mail|e-mail|questions|vragen|report|meld(?:en|ingen)?|tips?|reach (?:us|out)|write to|neem contact|more information|meer informatie|lees meer|read more|see(?: also)?|zie(?: ook)?)\b[^.\n]{0,40}$"
)
_NETWORK = frozenset(
    {IndicatorKind.DOMAIN, IndicatorKind.IPV4, IndicatorKind.IPV6, IndicatorKind.NETWORK, IndicatorKind.URL}
)
_ON_HOST = HASHES | {IndicatorKind.FILENAME, IndicatorKind.PATH, IndicatorKind.PACKAGE}
_REFERENCE_HOSTS = words("""
    twitter.com x.com facebook.com linkedin.com youtube.com reddit.com medium.com github.com gist.github.com gitlab.com wikipedia.org google.com
    microsoft.com docs.microsoft.com learn.microsoft.com apple.com cisa.gov us-cert.gov us-cert.cisa.gov ncsc.nl advisories.ncsc.nl nist.gov nvd.nist.gov mitre.org attack.mitre.org cve.org
    cve.mitre.org first.org virustotal.com urlscan.io abuse.ch bazaar.abuse.ch fireeye.com mandiant.com crowdstrike.com sophos.com volexity.com symantec.com kaspersky.com securelist.com
    eset.com welivesecurity.com unit42.paloaltonetworks.com paloaltonetworks.com talosintelligence.com blog.talosintelligence.com reuters.com washingtonpost.com nytimes.com bbc.com bbc.co.uk
    nos.nl nrc.nl volkskrant.nl nu.nl tweakers.net security.nl bleepingcomputer.com techcrunch.com wired.com arstechnica.com therecord.media krebsonsecurity.com openwall.com
    archive.org web.archive.org bit.ly t.co mastodon.social infosec.exchange bsky.app elastic.co sentinelone.com huntress.com rapid7.com redhat.com access.redhat.com debian.org ubuntu.com suse.com
    bloomberg.com cnn.com theguardian.com ft.com wsj.com politico.com snyk.io socket.dev reversinglabs.com aikido.dev stepsecurity.io wiz.io openssf.org osv.dev slashdot.org ycombinator.com
    """)
_ORDINARY_FILES = words("""
    setup.py install.sh index.js package.json setup.exe install.exe update.exe svchost.exe explorer.exe cmd.exe powershell.exe rundll32.exe regsvr32.exe mshta.exe wscript.exe cscript.exe lsass.exe
    services.exe winlogon.exe notepad.exe kernel32.dll ntdll.dll user32.dll advapi32.dll config.php index.php main.py app.py __init__.py configure.sh build.sh wmic.exe schtasks.exe net.exe certutil.exe
    bitsadmin.exe psexec.exe taskhost.exe java.exe python.exe node.exe bundle.js app.js main.js postinstall.js preinstall.js install.js d3dcompiler_47.dll
    """)
_PRIVATE = tuple(
    ipaddress.ip_network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
"""RFC 1918, 6598 and 4193."""
CONTEXT = 160
"""Characters before an observable in which a word may say what it is."""


def indicators(text: str, source: str, digest: str, publisher: str | None, vendor: str | None) -> Iterator[Indicator]:
    """Yield the indicators of a document's text, each once at its first place; a word of caution demotes, nothing is dropped."""
    spans = sections(text)
    seen: set[tuple[IndicatorKind, str]] = set()
    for observed, tie in _with_ties(text, list(find(text, spans))):
        if (observed.kind, observed.value) in seen:
            continue
        seen.add((observed.kind, observed.value))
        listed = any(start <= observed.start < end for start, end in spans)
        role = _role(text, observed, listed)
        value, versions = _package(observed)
        yield Indicator(
            kind=observed.kind,
            value=value,
            source=source,
            role=role,
            versions=versions,
            tie=tie,
            demoted=_demotion(text, observed, role, listed, (publisher, vendor)),
            place=Place(source, offset=observed.start, length=observed.end - observed.start, digest=digest),
        )


def sections(text: str) -> list[tuple[int, int]]:
    """Return the half-open spans under headings such as "Indicators of compromise", up to the next heading."""
    heads = [match for match in _HEADING_LINE.finditer(text) if _is_head(text, match)]
    spans = []
    for number, match in enumerate(heads):
        if _SECTION.search(match["words"]):
            end = next(
                (later.start() for later in heads[number + 1 :] if not next(find(later["words"], True), None)),
                len(text),
            )
            spans.append((match.end(), end))
    return spans


def _is_head(text: str, match: re.Match[str]) -> bool:
    line = match.group()
    if line.lstrip().startswith("#"):
        return True
    if line.lstrip()[:1] in "-*•|>\t" or re.match(r"\s*\d+[.)]\s", line):
        return False
    alone = (
        text[max(match.start() - 80, 0) : match.start()].rstrip(" \t").endswith("\n\n")
        or match.start() == 0
        or line.rstrip().endswith(":")
    )
    return alone and len(match["words"].split()) <= 10 and not next(find(match["words"], True), None)


def _with_ties(text: str, found: Sequence[Observable]) -> Iterator[tuple[Observable, str | None]]:
    """Tie a file name or path and the hashes of one line: they describe one file."""
    lines: dict[int, list[Observable]] = {}
    for item in found:
        lines.setdefault(text.rfind("\n", 0, item.start) + 1, []).append(item)
    for start, items in lines.items():
        files = [item for item in items if item.kind in (IndicatorKind.FILENAME, IndicatorKind.PATH)]
        hashes = [item for item in items if item.kind in HASHES]
        joined = (len(files) == 1 and bool(hashes) and len({item.kind for item in hashes}) == len(hashes)) or (
            not files and len(hashes) > 1 and len({item.kind for item in hashes}) == len(hashes)
        )
        for item in items:
            tie = f"offset {start}" if joined and (item in files or item in hashes) else None
            if len(files) == len(hashes) > 1 and item in (*files, *hashes):
                tie = f"offset {start} pair {(files if item in files else hashes).index(item) + 1}"
            yield item, tie


def _package(observed: Observable) -> tuple[str, str | None]:
    if observed.kind is not IndicatorKind.PACKAGE:
        return observed.value, None
    from packageurl import PackageURL

    purl = PackageURL.from_string(observed.value)
    if not purl.version:
        return observed.value, None
    bare = PackageURL(purl.type, purl.namespace, purl.name, None, purl.qualifiers, purl.subpath)
    return bare.to_string(), f"vers:{purl.type}/{purl.version}"


def _role(text: str, observed: Observable, listed: bool) -> str:
    """Guess from the words around: the line itself, the sentence before it, the heading of its section."""
    first = max(text.rfind("\n\n", 0, observed.start), observed.start - CONTEXT, 0)
    last = text.find("\n", observed.end)
    around = (
        text[first : observed.start]
        + " "
        + text[observed.end : min(last if last >= 0 else len(text), observed.end + 80)]
    )
    for role, pattern in _ROLES:
        fits = role not in ("c2", "second-stage") or observed.kind in _NETWORK
        fits = fits and (role not in ("malware", "installer", "test-build") or observed.kind in _ON_HOST)
        if fits and pattern.search(around):
            return role
    if listed:
        return (
            "malware"
            if observed.kind in HASHES
            else "c2"
            if observed.kind in (IndicatorKind.DOMAIN, IndicatorKind.IPV4, IndicatorKind.IPV6) and observed.defanged
            else ""
        )
    return ""


def _demotion(text: str, observed: Observable, role: str, listed: bool, own: tuple[str | None, ...]) -> str | None:
    if observed.kind in (IndicatorKind.IPV4, IndicatorKind.IPV6):
        return _address_demotion(observed.value)
    if observed.kind is IndicatorKind.FILENAME and observed.value.lower() in _ORDINARY_FILES:
        return "an ordinary file name: many machines have one"
    if observed.kind not in (IndicatorKind.DOMAIN, IndicatorKind.URL, IndicatorKind.EMAIL):
        return _commit_demotion(text, observed)
    host = _host(observed)
    for name in own:
        if name and _same(name, host):
            return f"a contact or page of {name} itself"
    if _CONTACT.search(text[max(observed.start - 60, 0) : observed.start]) and not observed.defanged:
        return "a contact, by the words before it"
    known = host in _REFERENCE_HOSTS or any(host.endswith("." + other) for other in _REFERENCE_HOSTS)
    if known and not observed.defanged:
        return "a reference: a well-known site"
    if observed.defanged or listed or role in ("c2", "second-stage"):
        return None
    return "written as a plain link or contact, outside a list of indicators"


def _host(observed: Observable) -> str:
    value = observed.value.rpartition("@")[2] if observed.kind is IndicatorKind.EMAIL else observed.value
    return re.split(r"[/:?#]", value.partition("://")[2] or value, maxsplit=1)[0].lower().removeprefix("www.")


def _same(name: str, host: str) -> bool:
    key = re.sub(r"[^a-z0-9]", "", name.lower())
    initials = "".join(word[0] for word in name.lower().split() if word[0].isalnum())
    return (
        len(key) > 2
        and {key, initials if len(initials) > 2 else key}
        & {re.sub(r"[^a-z0-9]", "", label) for label in host.split(".")[:-1]}
        != set()
    )


def _address_demotion(value: str) -> str | None:
    address = ipaddress.ip_address(value)
    if address.is_loopback or address.is_unspecified or address.is_multicast or address.is_link_local:
        return "no address of a single machine on the network"
    if any(address in network for network in _PRIVATE if network.version == address.version):
        return "a private address: it means something only inside the reporting network"
    return "a public resolver" if value in ("8.8.8.8", "8.8.4.4", "1.1.1.1", "9.9.9.9") else None


def _commit_demotion(text: str, observed: Observable) -> str | None:
    before = text[max(observed.start - 30, 0) : observed.start]
    if observed.kind is IndicatorKind.SHA1 and re.search(r"(?i)\bcommit\b[^.]{0,20}$|/commit/$", before):
        return "a commit of a repository, not a file's hash"
    return None
