"""The words of a statement, in English and in Dutch: the same sentences, each with the same qualifications."""

from collections.abc import Mapping

from beartrap.model.answer import State
from beartrap.model.coverage import GapReason, SourceKind
from beartrap.model.frozen import frozen
from beartrap.model.question import Question


@frozen
class Words:
    """One language. `claims` has a sentence for each question and state; none of them is a bare no."""

    title: str
    claim: str
    grade: str
    found: str
    sources: str
    time: str
    shown: str
    hosts: str
    gaps: str
    never: str
    change: str
    others: str
    none: str
    verified: str
    partial: str
    no_grade: str
    of_days: str
    of_hosts: str
    span: str
    more: str
    foot: str
    questions: Mapping[Question, str]
    claims: Mapping[tuple[Question, State], str]
    changes: Mapping[Question, tuple[str, ...]]
    others_know: Mapping[Question, str]
    kinds: Mapping[SourceKind, str]
    reasons: Mapping[GapReason, str]


ENGLISH = Words(
    title="Statement on the case",
    claim="Claim",
    grade="Grade",
    found="What was found",
    sources="Sources looked at",
    time="Time covered",
    shown="Records that the sources showed",
    hosts="Hosts",
    gaps="Gaps",
    never="Never shown by the sources, so not covered",
    change="What would change this",
    others="What only others' logs could show",
    none="none",
    verified="verified (all that was needed was looked at)",
    partial="partial (not all that was needed was looked at)",
    no_grade="none (nobody has looked)",
    of_days="{covered} of {needed} host-days that were needed",
    of_hosts="{done} of {needed} known hosts in full, {touched} at least in part",
    span="the sources run from {first} to {last}",
    more="{count} more",
    foot="This statement holds for what was looked at, no further, and only as a whole: without its gaps it is not what was established.",
    questions={
        Question.SEEN: "What could an intruder have seen?",
        Question.ONWARD: "Were our systems used to attack others?",
    },
    claims={
        (Question.SEEN, State.YES): "There are findings that data were read, or that access to them was gained.",
        (
            Question.SEEN,
            State.NO_INDICATION,
        ): "No indication was found that an intruder read data, in what was looked at.",
        (Question.SEEN, State.NOT_LOOKED): "Nobody has looked yet, so nothing can be said.",
        (Question.ONWARD, State.YES): "There are findings that our systems were used against others.",
        (
            Question.ONWARD,
            State.NO_INDICATION,
        ): "No indication was found that our systems were used to attack others, in what was looked at.",
        (Question.ONWARD, State.NOT_LOOKED): "Nobody has looked yet, so nothing can be said.",
    },
    changes={
        Question.SEEN: (
            "Audit logs that reach back to the beginning of the incident;",
            "records of operations that the logs never show;",
            "AD FS events beside the cloud's sign-ins, for a forged token shows only where both are at hand.",
        ),
        Question.ONWARD: (
            "What customers and partners find in their own logs;",
            "traffic that no sensor of ours sees;",
            "an honest rebuild of a release that differs from what was published.",
        ),
    },
    others_know={
        Question.SEEN: "what was done with data after they were read.",
        Question.ONWARD: "sign-ins and traffic in the tenants and networks of customers and partners; those are not ours to see.",
    },
    kinds={kind: kind.says for kind in SourceKind},
    reasons={
        GapReason.SILENT: "silent time",
        GapReason.TRUNCATED: "exports that were cut",
        GapReason.THROTTLED: "throttled mailboxes",
        GapReason.CONFLICT: "records that disagree",
        GapReason.NOT_AUDITED: "operations never shown",
        GapReason.TAMPERED: "logs switched off or deleted",
        GapReason.MALFORMED: "rows that cannot be read",
    },
)

DUTCH = Words(
    title="Verklaring over de zaak",
    claim="Bewering",
    grade="Zekerheid",
    found="Wat is gevonden (woordelijk uit het dossier)",
    sources="Bronnen die zijn bekeken",
    time="Gedekte tijd",
    shown="Regels die de bronnen tonen",
    hosts="Systemen",
    gaps="Hiaten (woordelijk uit het dossier)",
    never="Nooit getoond door de bronnen, dus niet gedekt",
    change="Wat dit zou veranderen",
    others="Wat alleen logboeken van anderen kunnen tonen",
    none="geen",
    verified="geverifieerd (alles wat nodig was, is bekeken)",
    partial="gedeeltelijk (niet alles wat nodig was, is bekeken)",
    no_grade="geen (niemand heeft gekeken)",
    of_days="{covered} van de {needed} systeemdagen die nodig waren",
    of_hosts="{done} van de {needed} bekende systemen volledig, {touched} minstens gedeeltelijk",
    span="de bronnen lopen van {first} tot {last}",
    more="nog {count}",
    foot="Deze verklaring geldt voor wat is bekeken, niet verder, en alleen als geheel: zonder haar hiaten is zij niet wat is vastgesteld.",
    questions={
        Question.SEEN: "Wat kan een indringer hebben gezien?",
        Question.ONWARD: "Zijn onze systemen gebruikt om anderen aan te vallen?",
    },
    claims={
        (
            Question.SEEN,
            State.YES,
        ): "Er zijn bevindingen dat gegevens zijn gelezen, of dat er toegang toe is verkregen.",
        (
            Question.SEEN,
            State.NO_INDICATION,
        ): "Er is geen aanwijzing gevonden dat een indringer gegevens heeft gelezen, in wat is bekeken.",
        (Question.SEEN, State.NOT_LOOKED): "Er is nog niet gekeken, dus er valt niets over te zeggen.",
        (Question.ONWARD, State.YES): "Er zijn bevindingen dat onze systemen tegen anderen zijn gebruikt.",
        (
            Question.ONWARD,
            State.NO_INDICATION,
        ): "Er is geen aanwijzing gevonden dat onze systemen zijn gebruikt om anderen aan te vallen, in wat is bekeken.",
        (Question.ONWARD, State.NOT_LOOKED): "Er is nog niet gekeken, dus er valt niets over te zeggen.",
    },
    changes={
        Question.SEEN: (
            "Auditlogboeken die teruggaan tot het begin van het incident;",
            "regels over handelingen die de logboeken nooit tonen;",
            "gebeurtenissen van AD FS naast de aanmeldingen in de cloud, want een vervalst token blijkt alleen waar beide voorhanden zijn.",
        ),
        Question.ONWARD: (
            "Wat klanten en partners in hun eigen logboeken vinden;",
            "verkeer dat geen van onze sensoren ziet;",
            "een eerlijke nieuwe bouw van een uitgave die afwijkt van wat is gepubliceerd.",
        ),
    },
    others_know={
        Question.SEEN: "wat er met gegevens is gedaan nadat ze zijn gelezen.",
        Question.ONWARD: "aanmeldingen en verkeer in de omgevingen en netwerken van klanten en partners; die kunnen wij niet inzien.",
    },
    kinds={
        SourceKind.CONNECTIONS: "verbindingslogboeken",
        SourceKind.PROXY: "proxylogboeken",
        SourceKind.ENDPOINT: "logboeken van werkplekken en servers",
        SourceKind.MAIL_AUDIT: "auditlogboeken van Microsoft 365",
        SourceKind.SIGN_INS: "aanmeldlogboeken",
        SourceKind.CLOUD_AUDIT: "auditlogboeken van de cloud",
        SourceKind.RELEASES: "uitgavegegevens",
        SourceKind.DNS: "DNS-logboeken",
    },
    reasons={
        GapReason.SILENT: "stille tijd",
        GapReason.TRUNCATED: "afgekapte exports",
        GapReason.THROTTLED: "begrensde mailboxen",
        GapReason.CONFLICT: "regels die elkaar tegenspreken",
        GapReason.NOT_AUDITED: "handelingen die nooit worden getoond",
        GapReason.TAMPERED: "logboeken die zijn uitgezet of gewist",
        GapReason.MALFORMED: "onleesbare regels",
        GapReason.MISSING: "ontbrekende bronnen",
        GapReason.UNREADABLE: "onleesbare bronnen",
        GapReason.NO_TIME: "regels zonder leesbare tijd",
        GapReason.LIMIT: "bereikte grenzen",
        GapReason.NEVER_SEEN: "systemen die nooit voorkomen",
        GapReason.UNKNOWN_KIND: "onbekende bestanden",
    },
)
