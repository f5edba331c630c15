"""A report as clauses, each with whoever says it: the ground on which all claims are read."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from beartrap.intel.actors import ActorMention
from beartrap.intel.prose.discourse import Discourse, is_organisation, is_press
from beartrap.intel.prose.mentions import NAME, Mention, MentionKind, Names, mentions
from beartrap.intel.prose.sentences import Sentence, quoted
from beartrap.intel.prose.speech import FINITE, Speech, speeches
from beartrap.intel.wordlist import words

_SPLIT = re.compile(
    r";\s+|,?\s+(?=(?:maar|terwijl|hoewel|ofschoon|but|while|whereas|although|though)\s)|"
    r",?\s+(?=(?:and|en)\s+(?:dat\s+|that\s+|also\s+|ook\s+)?(?:there\s|no\s|has\s|have\s|had\s|found\s|said\s|did\s|geen\s|er\s|heeft\s|zegt\s|it\s(?:has|had|found)|they\s(?:have|had|found)))|"
    rf",?\s+(?=(?:and|en)\s+{NAME}\s+(?:said|says|confirmed|denied|reported|told|attributed|believes|zegt|zei|stelt|stelde|meldt|meldde|bevestigt|bevestigde|ontkent|ontkende|vermoedt)\b)"
)
_ELIDED = re.compile(rf"(?:maar|en|but|and)\s+(?:\w+\s+)?(?:{FINITE})\b")
_PLAIN_NOUNS = words(
    "bedrijf company firm onderneming concern organisatie organisation organization group groep van door voor from with that said"
)
"""Nouns that any organisation is called by: they mean the topic."""
_SUBJECTS = (MentionKind.NAME, MentionKind.ROLE, MentionKind.COMPANY, MentionKind.SUPPLIER, MentionKind.PRONOUN)
_LEADING = re.compile(r"^(?:Hoewel|Terwijl|Ofschoon|Although|While|Though|Whereas)\b.{15,}?,\s+")
_BACKWARD = re.compile(r"^[\s\"“„]*(?:Dat|Dit|Zo|That|This)\b(?! (?:het|de|een|the|is\b(?! what)))")
_PLACED = re.compile(
    r"\b(?:in|uit|te|nabij|near|naar)\s+$|\b(?:company|firm|bedrijf|based|group|groep|offices?) (?:from|in|of)\s+$"
)
_PRESS_SOURCE = re.compile(r"(?i)persbureau|media|krant|news agenc")


@dataclass(slots=True)
class Clause:
    """One clause, half-open offsets in the document. `speaker` is resolved; `others` are further speakers that pass it on."""

    text: str
    start: int
    end: int
    sentence: Sentence
    found: list[Mention]
    speeches: list[Speech]
    speaker: str | None = None
    others: list[str] = field(default_factory=list)
    topic: str | None = None
    actor: str | None = None
    names: dict[int, str] = field(default_factory=dict)
    """By the offset of a mention in the clause, whom it means."""

    def outside_speech(self) -> list[Mention]:
        """The mentions that are not the speaker's own."""
        return [item for item in self.found if not any(item is speech.mention for speech in self.speeches)]


def clauses(text: str, parts: Sequence[Sentence], actors: Sequence[ActorMention], discourse: Discourse) -> list[Clause]:
    """Read the sentences of a document in order and return their clauses with speakers, topic and last actor."""
    names = Names(text)
    spans = quoted(text)
    read: list[Clause] = []
    for number, sentence in enumerate(parts):
        made = [_clause(sentence, first, last, names) for first, last in _cut(sentence.text)]
        _speak(made, discourse)
        if not any(clause.speeches for clause in made):
            _inherit(made, read, parts[number + 1] if number + 1 < len(parts) else None, spans, discourse, names)
        _backward(made, read)
        for clause in made:
            _take_note(clause, actors, discourse)
        read += made
    return read


def actors_in(clause: Clause, actors: Sequence[ActorMention]) -> Sequence[ActorMention]:
    """Return the groups (sorted by offset) that the clause names."""
    first = bisect_left(actors, clause.start, key=lambda actor: actor.start)
    return actors[first : bisect_left(actors, clause.end, key=lambda actor: actor.start)]


def _cut(sentence: str) -> Iterator[tuple[int, int]]:
    spans = quoted(sentence)
    cuts = [match.start() for match in _SPLIT.finditer(sentence)]
    leading = _LEADING.match(sentence)
    cuts += [leading.end() - 1] if leading else []
    begin = 0
    for cut in sorted(set(cuts)):
        if cut - begin > 8 and not any(first < cut < last for first, last in spans):
            yield begin, cut
            begin = cut
    yield begin, len(sentence)


def _clause(sentence: Sentence, first: int, last: int, names: Names) -> Clause:
    piece = sentence.text[first:last]
    first += len(piece) - len(piece.lstrip(" ,;\n\t"))
    last -= len(piece) - len(piece.rstrip(" ,;\n\t"))
    piece = sentence.text[first:last]
    found = mentions(piece, names)
    return Clause(piece, sentence.start + first, sentence.start + last, sentence, found, speeches(piece, found))


def _speak(made: list[Clause], discourse: Discourse) -> None:
    """Give each clause its speaker: its own, else that of the clause before, else of an aside behind."""
    local = replace(discourse, seen=list(discourse.seen))
    for clause in made:
        ranked = _ranked(clause, local)
        clause.speaker, clause.others = (ranked[0], ranked[1:]) if ranked else (None, [])
        if clause.speaker == discourse.publisher:
            clause.speaker = None  # the publisher speaks for itself
        named = (item for item in clause.found if item.kind is MentionKind.NAME and not is_place(clause.text, item))
        local.heard(clause.speaker, [item.head for item in named])
    last: Clause | None = None
    for number, clause in enumerate(made):
        if clause.speeches:
            last = clause
        elif number and _ELIDED.match(clause.text):  # "Kaseya wil …, maar bevestigt dat …"
            subject = next((item for item in made[number - 1].found if item.kind in _SUBJECTS), None)
            clause.speaker = made[number - 1].speaker or (discourse.resolve(subject) if subject else None)
            last = clause
        elif last is not None and clause.speaker is None:
            clause.speaker, clause.others = last.speaker, list(last.others)
    aside = next((clause for clause in made if any(speech.aside for speech in clause.speeches)), None)
    first = next((clause for clause in made if clause.speeches), None)
    if aside is not None and aside is first:
        for clause in made[: made.index(aside)]:
            clause.speaker = aside.speaker


def is_place(text: str, item: Mention) -> bool:
    """Whether a name is where somebody is ("het bedrijf uit Zwolle", "offices in Leeds"), and so nobody."""
    return item.kind is MentionKind.NAME and _PLACED.search(text[: item.start]) is not None


def passes_on(speaker: str) -> bool:
    """Whether a speaker is a paper or an agency, which passes on what others say."""
    return is_press(speaker) or _PRESS_SOURCE.search(speaker) is not None


def _ranked(clause: Clause, discourse: Discourse) -> list[str]:
    """The speakers of a clause, the innermost source first: who is named by "volgens" before who passes it on."""
    heard: list[tuple[int, int, str]] = []
    for number, speech in enumerate(clause.speeches):
        # verbs inside quotation marks are no speeches: a "we" that speaks is the publisher
        who = discourse.publisher if speech.mention.kind is MentionKind.SELF else discourse.resolve(speech.mention)
        if who is None or (speech.mention.kind is MentionKind.PRONOUN and heard):
            continue  # "Okta said it believes": one speaker
        named = speech.verb.startswith(("volgens", "according"))
        heard.append((2 if passes_on(who) else 0 if named else 1, number, who))
        if speech.mention.kind in (MentionKind.NAME, MentionKind.ROLE) and discourse.topic is None:
            discourse.topic = who
    return list(dict.fromkeys(who for _, _, who in sorted(heard)))


def _inherit(
    made: list[Clause],
    read: list[Clause],
    after: Sentence | None,
    spans: list[tuple[int, int]],
    discourse: Discourse,
    names: Names,
) -> None:
    """A sentence inside a quotation belongs to whoever is quoted before or behind it."""
    start, end = made[0].sentence.start, made[0].sentence.end
    span = next(((first, last) for first, last in spans if first <= start and end <= last + 1), None)
    if span is None:
        return
    who: str | None = None
    if read and read[-1].speaker and (read[-1].end > span[0] or read[-1].sentence.block == made[0].sentence.block):
        who = read[-1].speaker
    elif after is not None and after.start < span[1] + 2:
        later = _clause(after, 0, len(after.text), names)
        who = next(iter(_ranked(later, discourse)), None)
    for clause in made:
        clause.speaker = who


def _backward(made: list[Clause], read: list[Clause]) -> None:
    """ "Dat heeft het bedrijf bekendgemaakt": the sentence before was the company's."""
    first = made[0]
    if not (first.speeches and read and _BACKWARD.match(first.text)) or first.speaker is None:
        return
    previous = read[-1].sentence
    for clause in reversed(read):
        if clause.sentence is not previous:
            break
        if clause.speaker is None:
            clause.speaker, clause.others = first.speaker, list(first.others)


def _take_note(clause: Clause, actors: Sequence[ActorMention], discourse: Discourse) -> None:
    clause.topic, clause.actor = discourse.topic, discourse.actor
    for item in clause.found:
        own = any(item is speech.mention for speech in clause.speeches)
        who = (
            clause.speaker
            if item.kind is MentionKind.PRONOUN and clause.speaker and not own
            else discourse.resolve(item)
        )
        if who is not None:
            clause.names[item.start] = who
            if item.noun and item.noun not in _PLAIN_NOUNS:
                discourse.described[item.noun] = who
    acting = [actor.name for actor in actors_in(clause, actors)]
    if acting:
        discourse.actor = acting[0]
    named = [
        clause.names[item.start]
        for item in clause.found
        if item.kind in (MentionKind.NAME, MentionKind.ROLE) and item.start in clause.names and item.head not in acting
    ]
    placed = {
        clause.names[item.start] for item in clause.found if item.start in clause.names and is_place(clause.text, item)
    }
    named = [name for name in named if name not in placed]
    others = [name for name in named if name != discourse.vendor and is_organisation(name, discourse.products)]
    discourse.heard(clause.speaker, others or named)
    if clause.speaker is None and not clause.speeches and clause.sentence.start == clause.start:
        discourse.speaker = None if named else discourse.speaker
