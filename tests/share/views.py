"""Made-up cases to show: a rich one, an empty one, a clean one, a huge one, a hostile one. The answers are given, not computed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from beartrap.case.view import CaseView, Kept, Records
from beartrap.model.action import Began, Mark, Run
from beartrap.model.answer import Answer, Covered, Grade, HostCoverage, State
from beartrap.model.claim import Claim, ClaimKind, Document, Hedge
from beartrap.model.coverage import Gap, GapReason, Looked, Need, SourceKind
from beartrap.model.estate import Dormancy, Estate, Host, Neighbour, Organisation, Source
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.incident import Affected, Incident
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.record import Record, record_id
from beartrap.model.window import Window

Noun = TypeVar("Noun", bound=Record)
HEAD = "3fa1c0de" * 8
RECORDED = datetime(2020, 12, 18, 20, 15, tzinfo=UTC)


def at(text: str) -> datetime:
    """Return an ISO time as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


INCIDENT_TIME = Window(at("2020-03-24"), at("2020-12-14"))
HOSTS = (
    "orion-01", "orion-02", "orion-03", "dc-01", "dc-02", "mail-01", "files-01",
    "erp-01", "web-01", "build-01", "laptop-jansen", "kiosk-9",
)  # fmt: skip
OWN_NAMES = (
    *HOSTS,
    "noordlicht.example",
    "ad.noordlicht.example",
    "Rederij Noordlicht",
    "p.devries",
    "Havenbedrijf Zuid",
)
OWN_ADDRESSES = tuple(f"10.20.{number}.{number + 5}" for number in range(1, 13))
BEACON = "r1q6arhpujcf6jb6qqqb0trmuhd1r0ee.appsync-api.us-west-2.avsvmcloud.com"


def keep(records: Sequence[Noun], first: int = 1) -> tuple[Kept[Noun], ...]:
    """Return records as a ledger would keep them."""
    return tuple(
        Kept(record_id(record), first + number, RECORDED + timedelta(seconds=first + number), record)
        for number, record in enumerate(records)
    )


def estate() -> Estate:
    """Return twelve hosts of a shipping company that does not exist."""
    hosts = tuple(
        Host(
            name,
            (address,),
            f"02:00:5e:10:00:{number:02x}",
            f"0f3c2b1a-0000-4000-8000-0000000000{number:02x}",
            "ad.noordlicht.example",
        )
        for number, (name, address) in enumerate(zip(HOSTS, OWN_ADDRESSES, strict=True))
    )
    asleep = Dormancy(Window(at("2020-04-02"), at("2020-04-14")), "written 2020-04-02, sleeps 12 to 14 days")
    hosts = (
        hosts[0],
        Host(**{f: getattr(hosts[1], f) for f in hosts[1].__slots__} | {"dormant": (asleep,)}),
        *hosts[2:],
    )
    sources = (
        Source("logs/dns/*.jsonl.gz", "/home/p.devries/case/logs/dns/*.jsonl.gz", SourceKind.DNS),
        Source("edr/hashes.csv", "/home/p.devries/case/edr/hashes.csv", SourceKind.HASHES),
    )
    own = Organisation("Rederij Noordlicht", ("noordlicht.example", "ad.noordlicht.example"), ("10.20.0.0/16",))
    partner = Neighbour("Havenbedrijf Zuid", "partner", ("198.51.100.0/24",), ("havenzuid.example",))
    return Estate(own, hosts, sources, (partner,), hosts_known=True)


def documents() -> tuple[Document, ...]:
    """Return a Dutch report and an English advisory, both ours."""
    return (
        Document("report-nl.txt", "a1" * 32, "text/plain", "nl", "De Havenkoerier", "Hackers via update binnen bij duizenden", date(2020, 12, 18), "18 december 2020", 5210),
        Document("advisory-en.md", "b2" * 32, "text/markdown", "en", "SolarWinds", "Security advisory on Orion", date(2020, 12, 15), "Dec 15, 2020", 3120),
    )  # fmt: skip


def claims() -> tuple[Claim, ...]:
    """Return claims of several speakers, hedged, denied and flat."""
    nl = {"publisher": "De Havenkoerier", "language": "nl"}
    return (
        Claim(ClaimKind.ATTRIBUTION, "The same group is presumed to be behind it", "Vermoedelijk zit dezelfde groep erachter", Place("report-nl.txt", offset=1204, length=41), object="APT29", aliases=("APT29", "Cozy Bear", "The Dukes"), hedge=Hedge.LIKELY, cues=("vermoedelijk",), question=Question.WHO, **nl),
        Claim(ClaimKind.SPONSOR, "The group is tied to the SVR", "de groep zou banden hebben met de buitenlandse inlichtingendienst SVR", Place("report-nl.txt", offset=1302, length=68), speaker="an American newspaper", subject="Cozy Bear", object="SVR", reported=True, cues=("zou",), question=Question.WHO, **nl),
        Claim(ClaimKind.ONWARD, "No indications that own systems were used against others", "Er zijn geen aanwijzingen dat onze systemen tegen anderen zijn ingezet", Place("report-nl.txt", offset=2010, length=70), speaker="Microsoft", subject="Microsoft", denied=True, about_self=True, cues=("geen aanwijzingen",), question=Question.ONWARD, **nl),
        Claim(ClaimKind.REMOVAL, "The files were isolated and removed", "die zijn afgezonderd en weggehaald", Place("report-nl.txt", offset=1900, length=34), speaker="Microsoft", subject="Microsoft", about_self=True, question=Question.CONTAINED, **nl),
        Claim(ClaimKind.VERSION, "Orion 2020.2 is affected", "Orion Platform 2020.2 with no hotfix", Place("advisory-en.md", offset=310, length=36), "SolarWinds", None, "SolarWinds Orion", "2020.2", language="en", question=Question.EXPOSED),
        Claim(ClaimKind.FIX, "Orion 2020.2.1 HF 2 is clean", "update to 2020.2.1 HF 2", Place("advisory-en.md", offset=420, length=23), "SolarWinds", None, "SolarWinds Orion", "2020.2.1 HF 2", hedge=None, language="en", question=Question.EXPOSED),
    )  # fmt: skip


def indicators() -> tuple[Indicator, ...]:
    """Return indicators of several kinds, one of them demoted."""
    return (
        Indicator(IndicatorKind.SHA256, "32519b85c0b422e4656de6e6c41878e95fd95026267daab4215ee59c107d6c77", "pack solarwinds-2020", "malware", "SUNBURST", Severity.CRITICAL, tie="SolarWinds.Orion.Core.BusinessLayer.dll"),
        Indicator(IndicatorKind.DOMAIN, "avsvmcloud.com", "pack solarwinds-2020", "beacon", "SUNBURST", Severity.CRITICAL, Window(at("2020-02-26"), at("2020-12-14")), demoted="on a public list of the million most visited domains"),
        Indicator(IndicatorKind.DOMAIN, "freescanonline.com", "pack solarwinds-2020", "second-stage", "SUNBURST", Severity.CRITICAL),
        Indicator(IndicatorKind.IPV4, "54.193.127.66", "pack solarwinds-2020", "second-stage", None, Severity.HIGH, Window(at("2020-03-01"), at("2020-12-14"))),
        Indicator(IndicatorKind.FILENAME, "SolarWinds.Orion.Core.BusinessLayer.dll", "report-nl.txt", "", None, Severity.LOW, note="also the name of the clean file"),
    )  # fmt: skip


def _dll(host: str, drive: bytes = b"C:\\Program Files (x86)\\SolarWinds\\Orion\\") -> Place:
    return Place("edr/hashes.csv", host, drive + b"SolarWinds.Orion.Core.BusinessLayer.dll", row=1482)


def findings() -> tuple[Finding, ...]:
    """Return a finding on each rung, confirmed and not."""
    present = (Question.EXPOSED, Question.PRESENT)
    dns = "logs/dns/2020-07.jsonl.gz"
    rows = tuple(
        Evidence(Place(dns, "orion-01", row=88120 + n), f"10.20.1.6 A {BEACON} 184.72.21.54", at(f"2020-07-{n + 3:02}T09:30:07"), Facts.of(answer="184.72.21.54", family="NetBios ext"))
        for n in range(9)
    )  # fmt: skip
    return (
        Finding("hunt.sunburst.ladder", "uid:5A49A56C600EE78C", (Question.ACTIVE,), "SUNBURST on orion-01 was chosen: stage 2 began", Severity.CRITICAL, "An answer in a range that means continue and stage 2, and a CNAME after it: the actor took over by hand.", Rung.ACTED, "orion-01", at("2020-04-15T11:00"), at("2020-07-11T09:30:07"), 214, True, rows, ("domain:avsvmcloud.com",), ("T1071.004", "T1568.002"), Facts.of(uid="5A49A56C600EE78C", domain="ad.noordlicht.example", flag=True)),
        Finding("hunt.sunburst.ladder", "uid:22334A7227544B1E", (Question.ACTIVE,), "SUNBURST on orion-02 was ended by the actor", Severity.HIGH, "It called home and got an answer that ends it for good.", Rung.CALLED_HOME, "orion-02", at("2020-04-16T02:10"), at("2020-04-29T07:45"), 31, True, (Evidence(Place("logs/dns/2020-04.jsonl.gz", "orion-02", row=5121), "10.20.2.7 A q0example0.appsync-api.eu-west-1.avsvmcloud.com 20.140.0.1", at("2020-04-29T07:45")),), ("domain:avsvmcloud.com",), ("T1071.004",)),
        Finding("hunt.dns.domains", "answered:orion-03", (Question.ACTIVE,), "A name of the second stage was asked for and answered", Severity.CRITICAL, "freescanonline.com served the second stage in this time.", Rung.ANSWERED, "orion-03", at("2020-07-01"), at("2020-07-02"), 2, True, (Evidence(Place("logs/dns/win-dns.log", "orion-03", row=0), "7/1/2020 UDP Rcv 10.20.3.8 Q [0001 D NOERROR] A (14)freescanonline(3)com(0)", at("2020-07-01")),), ("domain:freescanonline.com",)),
        Finding("sweep.hashes", "file:orion-01:dll", present, "A file with SUNBURST in it", Severity.CRITICAL, "Its SHA-256 is that of a build that carried SUNBURST.", Rung.EXECUTED, "orion-01", at("2020-04-02"), None, 1, True, (Evidence(_dll("orion-01"), "32519b85c0b422e4656de6e6c41878e95fd95026267daab4215ee59c107d6c77", None, Facts.of(written="2020-04-02T10:00:00Z", version="2019.4.5200.9083")),), ("sha256:32519b85c0b422e4656de6e6c41878e95fd95026267daab4215ee59c107d6c77",), ("T1195.002",)),
        Finding("sweep.hashes", "file:orion-02:dll", present, "A file with SUNBURST in it", Severity.CRITICAL, "Its SHA-256 is that of a build that carried SUNBURST.", Rung.ON_DISK, "orion-02", at("2020-04-02"), None, 1, True, (Evidence(_dll("orion-02")),)),
        Finding("sweep.packages", "package:build-01", (Question.EXPOSED,), "SolarWinds Orion 2020.2 is installed", Severity.MEDIUM, "The version is one that carried it; the file itself was not seen.", Rung.NAMED, "build-01", None, None, 1, False, (Evidence(Place("sbom/build.cdx.json", "build-01", row=12), "pkg:generic/solarwinds-orion@2020.2"),)),
        Finding("sweep.names", "name:laptop-jansen", (Question.PRESENT,), "A file of that name, content unknown", Severity.LOW, "The clean file has the same name: check the hash.", Rung.ON_DISK, "laptop-jansen", None, None, 1, False, (Evidence(Place("trees/laptop", "laptop-jansen", b"C:\\Users\\p.devries\\Downloads\\orion.zip", (b"bin/SolarWinds.Orion.Core.BusinessLayer.dll",), offset=0)),)),
        Finding("hunt.dns.domains", "unknown-client", (Question.ACTIVE,), "A beacon name from a client that the resolver lost", Severity.HIGH, "The log says that the forwarder asked, not for whom.", Rung.CALLED_HOME, None, at("2020-06-01"), at("2020-06-03"), 6, True, (Evidence(Place("logs/dns/bind.log", None, row=77), f"client 10.20.0.53#5353: query: {BEACON} IN A", at("2020-06-01")),)),
        Finding("sweep.context", "context:web-01", (Question.EXPOSED,), "The vendor's agent is installed, not the product", Severity.INFO, "Context only.", Rung.NAMED, "web-01"),
    )  # fmt: skip


def suppressed() -> tuple[Finding, ...]:
    """Return what a person marked as a false positive."""
    return (Finding("hunt.dns.domains", "research:web-01", (Question.ACTIVE,), "A beacon name asked by a scanner", Severity.HIGH, "After publication.", Rung.CALLED_HOME, "web-01", at("2020-12-13T10:00"), at("2020-12-13T10:00")),)  # fmt: skip


def looks() -> tuple[Looked, ...]:
    """Return looks at states and logs, one with a hole of its own."""
    trio = (Question.EXPOSED, Question.PRESENT)
    months = [Window(at(f"2020-{month:02}-01"), at(f"2020-{month + 1:02}-01")) for month in range(3, 12)]
    whole = (*months, Window(at("2020-12-01"), at("2020-12-14")))
    return (
        Looked("sweep.hashes", trio, SourceKind.HASHES, "edr/hashes.csv", "c3" * 32, "d4" * 32, HOSTS[:9], (), 182_400, "rows"),
        Looked("sweep.packages", (Question.EXPOSED,), SourceKind.PACKAGES, "inventory/packages.csv", "c4" * 32, "d4" * 32, HOSTS[:10], (), 5_120, "packages"),
        Looked("sweep.packages", (Question.EXPOSED,), SourceKind.SBOM, "sbom/build.cdx.json", "c5" * 32, "d4" * 32, ("build-01",), (), 240, "components"),
        Looked("sweep.hashes", trio, SourceKind.FILES, "trees/laptop", "c6" * 32, "d4" * 32, ("laptop-jansen", "orion-01"), (), 60_211, "files", Facts.of(clean=60_180, skipped=31)),
        Looked("hunt.dns", (Question.ACTIVE,), SourceKind.DNS, "logs/dns/*.jsonl.gz", "c7" * 32, "d4" * 32, HOSTS[:7], whole, 1_204_118, "queries"),
        Looked("hunt.dns", (Question.ACTIVE,), SourceKind.DNS, "logs/dns/win-dns.log", "c8" * 32, "d4" * 32, ("erp-01",), (Window(at("2020-06-01"), at("2020-09-10")),), 40_221, "queries"),
        Looked("hunt.sunburst.ladder", (Question.ACTIVE,), SourceKind.DNS, "all hits in DNS", "c9" * 32, "d4" * 32, (), (), 253, "hits"),
    )  # fmt: skip


def gaps() -> tuple[Gap, ...]:
    """Return a gap of each reason; the first few with time and hosts of their own."""
    dns, active = "logs/dns/*.jsonl.gz", (Question.ACTIVE,)
    first = (
        Gap(GapReason.SILENT, active, "no row at all on 2020-05-23", "Ask who runs the resolver whether logging was off, or find the day's log in the backup.", dns, SourceKind.DNS, (), (Window(at("2020-05-23"), at("2020-05-24")),)),
        Gap(GapReason.NEVER_SEEN, active, "web-01 and kiosk-9 never ask this resolver", "Find the resolver that they use.", dns, SourceKind.DNS, ("web-01", "kiosk-9"), (INCIDENT_TIME,)),
        Gap(GapReason.SILENT, active, "dc-02 is silent from 2020-08-01 to 2020-09-16", "Was it switched off? Then say so in estate.toml.", dns, SourceKind.DNS, ("dc-02",), (Window(at("2020-08-01"), at("2020-09-16")),)),
        Gap(GapReason.UNREADABLE, (Question.PRESENT,), "trees/laptop: C:\\Windows\\CSC: permission denied", "Run again as an administrator.", "trees/laptop", SourceKind.FILES, ("laptop-jansen",), (), Place("trees/laptop", "laptop-jansen", b"C:\\Windows\\CSC")),
        Gap(GapReason.MALFORMED, (Question.EXPOSED, Question.PRESENT), "edr/hashes.csv, row 9,112: a SHA-256 of 63 digits", "Export it again.", "edr/hashes.csv", SourceKind.HASHES, (), (), Place("edr/hashes.csv", row=9112), 3),
        Gap(GapReason.LOST_CLIENTS, active, "logs/dns/bind.log: every row comes from the forwarder 10.20.0.53", "Switch on client logging, or fetch the forwarder's own log.", "logs/dns/bind.log", SourceKind.DNS, (), (), None, 41_000),
    )  # fmt: skip
    named = {gap.reason for gap in first}
    others = [
        Gap(reason, tuple(Question)[n % 8 : n % 8 + 1], f"something of the reason {reason.value} in input {n}", "Look at it by hand.", f"input-{n}")
        for n, reason in enumerate(GapReason)
        if reason not in named
    ]  # fmt: skip
    return (*first, *others)


def incident() -> Incident:
    """Return the incident's frame."""
    orion = Affected(
        "SolarWinds", "Orion", ("SolarWinds Orion",), versions=("2019.4 HF5", "2020.2"), fixed=("2020.2.1 HF2",)
    )
    return Incident(
        "solarwinds-2020", "The SolarWinds compromise of 2020", INCIDENT_TIME, (orion,), (288, 336), "sunburst"
    )


def records() -> Records:
    """Return everything of the rich case."""
    found = keep(findings(), 200)
    marks = (Mark(keep(suppressed())[0].id, "false-positive", "our own scanner, after publication", "p.devries"),)
    started = at("2020-12-18T20:10")
    runs = (
        Run("f00d", "investigate", "0.1.0", started, started + timedelta(minutes=2), "interrupted"),
        Run("beef", "investigate", "0.1.0", started + timedelta(minutes=4), started + timedelta(minutes=9), "finished"),
    )
    return Records(
        documents=keep(documents()), claims=keep(claims(), 10), indicators=keep(indicators(), 40),
        incidents=keep((incident(),), 60), estate=estate(), findings=found, suppressed=keep(suppressed(), 300),
        looked=keep(looks(), 320), gaps=keep(gaps(), 340), marks=keep(marks, 390), runs=keep(runs, 400),
        began=keep((Began("logs/dns/*.jsonl.gz", "c7" * 32, "d4" * 32),), 410), foreign=2,
    )  # fmt: skip


def _ids(kept: Sequence[Kept[Finding]] | Sequence[Kept[Gap]], question: Question) -> tuple[str, ...]:
    return tuple(one.id for one in kept if question in one.record.questions)


def answers(of: Records) -> tuple[Answer, ...]:
    """Return eight answers that fit the rich case."""
    said = {
        Question.EXPOSED: (State.YES, Grade.PARTIAL, "An affected version of SolarWinds Orion stands on 3 hosts: build-01, orion-01, orion-02.", (SourceKind.PACKAGES, SourceKind.SBOM, SourceKind.HASHES)),
        Question.PRESENT: (State.YES, Grade.PARTIAL, "Yes: 2 files with malicious content on 2 hosts: orion-01, orion-02.", (SourceKind.FILES, SourceKind.HASHES)),
        Question.ACTIVE: (State.YES, Grade.PARTIAL, "Yes, as far as: it was followed by the actor's own actions. In detail: on orion-01 it was followed by the actor's own actions; on orion-03 it was answered by the actor; on an unknown host, orion-02 it called home.", (SourceKind.DNS, SourceKind.ENDPOINT)),
        Question.SEEN: (State.NOT_LOOKED, None, "Not looked: no audit log of mail, files or clouds was read.", (SourceKind.MAIL_AUDIT,)),
        Question.ONWARD: (State.NOT_LOOKED, None, "Not looked: no outbound traffic, mail audit or release record was read.", (SourceKind.CONNECTIONS, SourceKind.PROXY)),
        Question.CONTAINED: (State.NOT_LOOKED, None, "Open: 2 findings of malicious content, and no record of their removal or of a sweep after it.", (SourceKind.VERIFICATION,)),
        Question.WHO: (State.YES, Grade.PARTIAL, "Claimed, not proven: De Havenkoerier names APT29 (also called Cozy Bear, The Dukes), likely, in the words “Vermoedelijk zit dezelfde groep erachter”. Own evidence was not compared with the profiles of known groups.", ()),
        Question.NEXT: (State.NOT_LOOKED, None, "Not looked: no update was given to examine.", (SourceKind.UPDATE,)),
    }  # fmt: skip
    return tuple(_answer(of, question, *parts) for question, parts in said.items())


def _answer(of: Records, question: Question, state: State, grade: Grade | None, statement: str, kinds: tuple[SourceKind, ...]) -> Answer:  # fmt: skip
    found = [kept for kept in of.findings if question in kept.record.questions]
    moments = sorted(m for kept in found for m in (kept.record.since, kept.record.until) if m is not None)
    need = Need(question, kinds, HOSTS, INCIDENT_TIME, "It shows itself in one of these.")
    verdicts = {Question.CONTAINED: "open", Question.WHO: "claimed: APT29; computed: not looked"}
    return Answer(
        question, state, grade, statement, moments[0] if moments else None, moments[-1] if moments else None,
        (need,) if kinds else (), _covered(question),
        () if question is Question.WHO else ("DNS logs or endpoint logs of 4 hosts not looked at: build-01, kiosk-9, laptop-jansen, web-01.", "DNS logs of dc-02 not covered: 2020-08-01 to 2020-09-16."),
        ("A query for one of the actor's names from any host.",), verdicts.get(question), _ids(of.findings, question),
        _ids(of.gaps, question), tuple(kept.id for kept in of.claims if kept.record.question is question),
    )  # fmt: skip


def _covered(question: Question) -> Covered:
    if question is not Question.ACTIVE:
        return Covered(12, 9, 10) if question in (Question.EXPOSED, Question.PRESENT) else Covered(12, 0, 0)
    by_host = [HostCoverage(host, False, (INCIDENT_TIME,), ("dns",)) for host in ("orion-02",)]
    return Covered(12, 0, 8, 3180.0, 1902.0, tuple(by_host))


def rich() -> CaseView:
    """Return the rich case."""
    of = records()
    return CaseView("december-2020", 412, HEAD, of, answers(of))


def empty() -> CaseView:
    """Return a case in which nothing has happened."""
    bare = tuple(Answer(question, State.NOT_LOOKED, None, "Nobody has looked yet.") for question in Question)
    return CaseView("empty", 0, "0" * 64, Records(), bare)


def clean() -> CaseView:
    """Return a case where all was looked at and nothing found."""
    looked = Looked(
        "sweep.hashes",
        (Question.PRESENT,),
        SourceKind.HASHES,
        "all.csv",
        "e5" * 32,
        "d4" * 32,
        ("orion-01",),
        (),
        10,
        "rows",
    )
    fine = tuple(
        Answer(question, State.NO_INDICATION, Grade.VERIFIED, "Nothing was seen where we looked.")
        for question in Question
    )
    return CaseView(
        "clean",
        1,
        HEAD,
        Records(looked=keep((looked,)), estate=Estate(hosts=(Host("orion-01"),), hosts_known=True)),
        fine,
    )


HOSTILE = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE findings; --", "[bold red]markup[/bold red]",
    "\x1b]0;owned\x07\x1b[2J", "evil\u202etxt.exe", "\udcff\udc80 raw", "</style><svg onload=alert(1)>", "&lt;already&gt; &amp;",
    "javascript:alert(1)", "${evil} {evil} %s", "x" * 10_000, "日本語 🐻", "\x00nul", "]]>", "<!-- -->",
)  # fmt: skip


def hostile() -> CaseView:
    """Return a case in which every text is somebody's attack."""
    found = tuple(
        Finding(text, text + str(n), (Question.PRESENT,), text, Severity.HIGH, text, Rung.ON_DISK, text, count=1,
                evidence=(Evidence(Place(text, text, text.encode("utf-8", "surrogateescape"), (text.encode("utf-8", "surrogateescape"),), 0), text, None, Facts.of(**{"<b>": text})),), indicators=(text,), techniques=(text,))
        for n, text in enumerate(HOSTILE)
    )  # fmt: skip
    said = tuple(
        Claim(ClaimKind.METHOD, text, text, Place(text), text, text, text, text, (text,), question=Question.WHO)
        for text in HOSTILE
    )
    lost = tuple(
        Gap(GapReason.MALFORMED, (Question.PRESENT,), text, text, text, SourceKind.HASHES, (text,)) for text in HOSTILE
    )
    marks = tuple(Mark(text, text, text, text) for text in HOSTILE)
    news = tuple(Document(text, text, text, text, text, text, date(2020, 12, 18), text) for text in HOSTILE)
    told = tuple(Indicator(IndicatorKind.PATH, text, text, text, text, note=text, demoted=text) for text in HOSTILE)
    of = Records(
        documents=_kept(news), claims=_kept(said), indicators=_kept(told), findings=_kept(found), gaps=_kept(lost),
        marks=_kept(marks), estate=Estate(Organisation(HOSTILE[0]), tuple(Host(text) for text in HOSTILE)),
    )  # fmt: skip
    bad = tuple(
        Answer(
            question,
            State.YES,
            Grade.PARTIAL,
            text,
            missing=(text,),
            would_change=(text,),
            verdict=text,
            findings=("nowhere",),
        )
        for question, text in zip(Question, HOSTILE, strict=False)
    )
    return CaseView(HOSTILE[0], 3, HEAD, of, bad)


def _kept(items: Sequence[Noun]) -> tuple[Kept[Noun], ...]:
    """Keep without real ids: what is no Unicode has no canonical JSON."""
    return tuple(Kept(f"record-{number:024x}", number, RECORDED, item) for number, item in enumerate(items))


def huge(number: int = 100_000) -> CaseView:
    """Return a case with very many findings on very many hosts."""
    one = Evidence(Place("edr/hashes.csv", row=1), "a row")
    found = tuple(
        Kept(f"finding-{n:024x}", n, RECORDED, Finding("sweep.hashes", f"file:ws-{n}", (Question.PRESENT,), f"A file with SUNBURST in it, number {n}", Severity(1 + n % 4), "Its hash is known.", Rung.ON_DISK, f"ws-{n % 5000:05}", at("2020-04-02"), None, 1, True, (one,)))
        for n in range(number)
    )  # fmt: skip
    hosts = tuple(f"ws-{n:05}" for n in range(5000))
    look = Looked(
        "sweep.hashes",
        (Question.PRESENT,),
        SourceKind.HASHES,
        "edr/hashes.csv",
        "c3" * 32,
        "d4" * 32,
        hosts,
        (),
        9_000_000,
        "rows",
    )
    lost = tuple(
        Gap(
            GapReason.UNREADABLE,
            (Question.PRESENT,),
            f"file {n} could not be read",
            "Run as root.",
            "edr/hashes.csv",
            SourceKind.HASHES,
            (hosts[n],),
        )
        for n in range(3000)
    )
    told = tuple(Indicator(IndicatorKind.SHA256, f"{n:064x}", "a list") for n in range(3000))
    of = Records(
        findings=found,
        looked=keep((look,)),
        gaps=keep(lost),
        indicators=keep(told),
        estate=Estate(hosts=tuple(Host(name) for name in hosts)),
    )
    yes = Answer(
        Question.PRESENT, State.YES, Grade.PARTIAL, "Yes: 100,000 files.", findings=tuple(kept.id for kept in found)
    )
    rest = tuple(
        Answer(question, State.NOT_LOOKED, None, "Nobody has looked yet.")
        for question in Question
        if question is not Question.PRESENT
    )
    return CaseView("huge", number, HEAD, of, (rest[0], yes, *rest[1:]))
