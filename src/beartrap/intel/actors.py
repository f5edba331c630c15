"""Threat groups by name, with what others call them: the galaxies `threat-actor` and `mitre-intrusion-set` of MISP.

The data comes with the package `pymispgalaxies` and is read from its files; its API is not used. Each edge from a name
to a group keeps the galaxy that states it, and edges are never followed twice: joined transitively, APT28 and APT29
would be one group. Many groups are named after ordinary words (Play, Snake, Silence, "will"): those need company.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import orjson

from beartrap.intel.wordlist import words
from beartrap.model.frozen import frozen

GALAXIES = ("threat-actor", "mitre-intrusion-set")
MOST_WORDS = 5
"""Words of the longest name that is looked for."""
COMPANY_REACH = 60
"""Characters on either side of a one-word name in which a word such as "group" must stand."""
ADJACENT_REACH = 24
"""The same, for names that are ordinary words."""

_WORD = re.compile(r"[^\W_][\w'’]*")
_NUMBERED = re.compile(
    r"(?i)^(?:apt|unc|uac|ta|fin|dev|storm|temp|atk|itg|sig|g|cl-sta|tag|cta|lead|ghostr)[ -]?c?-?\d{1,6}$"
)
_MITRE_ID = re.compile(r" - G\d{4}$")
_COMPANY = re.compile(
    r"(?i)\b(?:groups?|groep\w*|\w*hackers?(?:groep|collectief|bende)?|gangs?|crew|collectief|collective|bende|ransomware\w*|apt|"
    r"threat|actors?|actor|spion\w*|spies|espionage|intrusion set|cluster|crimin\w+|cyber\w+|staatshackers?|operators?|affiliates?|"
    r"attributed|attribut\w+|opgeëist|opeist|claim(?:ed|s)|verantwoordelijk|responsib\w+|afsplitsing|splinter|behoren|behoort|belongs?|werk (?:is |was |zou zijn )?van|work of|handiwork|vingerafdruk\w*|fingerprints?|hallmarks?|vinger|finger|verdenk\w*|verdacht\w*|suspect\w*|blam\w+|beschuldig\w*|accus\w+|wijst|wijzen|points? to|gelinkt|behind|(?:er)?achter|toegeschreven|linked|tied|verband|schuil\w*|aka|also known|ook bekend|bekend als|tracked|"
    r"tracks|campaign|campagne|daders?|aanvallers|attackers|backed|sponsored)\b"
)
_ADJACENT = re.compile(
    r"(?i)\b(?:groups?|\w*groep|gang|crew|collective|collectief|bende|ransomware\w*|hackers?|apt|threat actors?|actor)\b"
)
_ORDINARY = words("""
    play snake silence equation will at bear karma hive royal akira black tick hydra naikon machete cleaver chafer barium
    sphinx clever kitten inception callisto energetic turbine magnet volatile thrip gold iron silver copper bronze
    nickel cobalt lead zinc mercury platinum rancor soft cell dust storm sprite spring summer cutting daggerfly
    gorgon gallium hafnium holmium lithium polonium radium rubidium strontium terbium yttrium zirconium thallium
    phosphorus sodium potassium argon neon krypton boron bismuth curium dubnium elbrus cadet leviathan scarab
    dragonfly dragon tortoise scorpion rocke orangeworm witchetty windshift whitefly wizard mofang moafee suckfly
    deep panda evil corp admin lotus blossom patchwork promethium darkhotel rampant team the group dark caracal
    axiom comment crew nitro lurid poseidon sandman greed ghost charming magic hound infy domestic honker union
    rebel unit bureau cicada stone salmon mint typhoon blizzard sleet sandstorm tempest flood tsunami hail rain
    medusa cuba ransom house vice society fog qilin lynx hunters dispossessor everest abyss monti knight cactus
    anonymous lapsus lulz scattered spider muddled libra octo orion atlas apex core delta alpha omega atmos titan
    sweed mana carbon blue red green white yellow pink purple grey gray orange violet ruby amber jade onyx pearl
    """)
_SHORT = {"lazarus": "Lazarus Group", "equation group": "Equation Group"}
"""Short names that the galaxies give only in full."""
_OWN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Clop", ("Cl0p", "CL0P", "Lace Tempest")),
    ("REvil", ("Sodinokibi",)),
    ("DarkSide", ()),
    ("LockBit", ()),
    ("BlackCat", ("ALPHV",)),
    ("Conti", ()),
    ("Jia Tan", ("JiaT75",)),
    ("Shai-Hulud", ()),
)
"""Extortion groups and personas of supply-chain incidents that the two galaxies lack."""
OWN = "beartrap"
_JOINED = re.compile(r"([A-Z]\w{3,})(?:groep|groepering|bende|collectief|hackers)")
"""A Dutch compound: "de Lazarusgroep"."""
_NAMED = r"(?P<name>[A-Z][\w'’]*(?:[ -](?:[A-Z][\w'’]*|\d+)){0,2}|[a-z]+\d[a-z\d]*[a-z])"
_UNLISTED = re.compile(
    r"(?:\b(?:(?:[Hh]ackers?|[Rr]ansomware|[Cc]yber|[Aa]fpers|[Ss]pionage)-?(?:groep|groepering|collectief|bende)|"
    r"(?:[Hh]acking|[Hh]acker|[Rr]ansomware|[Ee]xtortion|[Tt]hreat|[Ee]spionage|[Cc]yber) (?:group|gang|crew|collective|actor)|dreigingsactor|"
    r"(?:group|gang|crew|collective|cluster|actors?|hackers|groep|bende|collectief)(?: that is| die| dat)?,?"
    r"(?: (?:publicly|commonly|it|also|zich(?:zelf)?|wordt))?"
    r"(?: that| which| die)?(?: [\w-]+){0,2}?"
    r" (?:known as|tracked as|it tracks as|tracks? as|tracked (?:by [\w ]{2,20} )?as|calls?|called|calls itself|calling itself|named|dubbed|genaamd|bekend (?:staat )?als|bekendstaat als|(?:aangeduid|gevolgd) als|met de naam|noemt))"
    r" (?:the |de )?[\"“„'‘]?" + _NAMED + r")|(?:\b(?:the |de )?" + _NAMED.replace("name", "name2") +
    r"(?: ransomware| hacking| extortion| threat| espionage)(?: group| gang| crew| collective| actor| operation)\b)|"
    r"(?:\b(?:group|gang|crew|collective|groep|bende|collectief)\b[^.;:“„\"]{0,40}?, (?:die|dat|which|that) (?:is |wordt |staat )?(?:known as|bekendstaat als|bekend als|called|genoemd wordt) [\"“„'‘]?" + _NAMED.replace("name", "name4") + r")|"
    r"(?:\b(?:[Aa]chter|[Bb]ehind|[Vv]erantwoordelijk|[Rr]esponsib\w+|[Aa]ttributed to|[Tt]oegeschreven aan|[Ww]erk van|[Ww]ork of|[Hh]andiwork of)\b[^.;:“„\"]{0,40}? (?:groep|groepering|bende|collectief|group|gang|crew|collective) " + _NAMED.replace("name", "name3") + r")"
)  # fmt: skip
_NO_GROUPS = words("""
    russian chinese north korean iranian israeli american vietnamese indian pakistani turkish ukrainian belarusian
    russische chinese noord-koreaanse iraanse the a an this that these those two three another het een deze die dit
    advanced state unknown same known new our their suspected sophisticated financially
    """)
_STATE_WORDS = words("china russia iran israel north south korea india pakistan vietnam turkey ukraine belarus")


@frozen
class Candidate:
    """A group that goes by the name, in one galaxy, with the other names that this galaxy gives it."""

    name: str
    galaxy: str
    aliases: tuple[str, ...]


@frozen
class ActorMention:
    """A group's name in a text, half-open from `start` to `end`, and every group that it may mean."""

    name: str
    start: int
    end: int
    candidates: tuple[Candidate, ...]

    @property
    def aliases(self) -> tuple[str, ...]:
        """The names one edge away, in the order of the galaxies, without the mentioned one."""
        names = (name for candidate in self.candidates for name in (candidate.name, *candidate.aliases))
        seen = {_key(self.name)}
        return tuple(name for name in names if not (_key(name) in seen or seen.add(_key(name))))  # type: ignore[func-returns-value]


def find_actors(text: str) -> list[ActorMention]:
    """Return the groups that `text` names, in order; where names overlap the longest is taken."""
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    mentions: list[ActorMention] = []
    place = 0
    while place < len(words):
        mention, used = _longest(text, words, place)
        if mention is not None:
            mentions.append(mention)
        place += used
    for other in _unlisted(text):
        if not any(_overlap(other, mention) for mention in mentions):
            mentions.append(other)
    return sorted(mentions, key=lambda mention: mention.start)


def _unlisted(text: str) -> Iterator[ActorMention]:
    """Names that the text itself calls a group's, of which no galaxy knows."""
    introduced: set[str] = set()
    for match in _UNLISTED.finditer(text):
        group = match.lastgroup or "name"
        name = match.group(group)
        words = re.split(r"[ -]", name)
        if len(name) > 2 and not any(word.lower() in _NO_GROUPS for word in words):
            introduced.add(name)
            yield ActorMention(name, match.start(group), match.end(group), candidates(name))
    for name in sorted(introduced, key=len, reverse=True):  # once introduced, the name alone is enough
        for again in re.finditer(rf"(?<![\w@/.-]){re.escape(name)}(?![\w@/]|\.\w)", text):
            yield ActorMention(name, again.start(), again.end(), candidates(name))


def _overlap(one: ActorMention, other: ActorMention) -> bool:
    return one.start < other.end and other.start < one.end


def candidates(name: str) -> tuple[Candidate, ...]:
    """Return every group that goes by `name` (case, blanks and hyphens do not matter)."""
    return _index().get(_key(_SHORT.get(name.lower(), name)), ())


def _longest(text: str, words: list[tuple[int, int]], place: int) -> tuple[ActorMention | None, int]:
    start = words[place][0]
    joined = _JOINED.fullmatch(text[start : words[place][1]])
    if joined is not None and candidates(joined[1]):
        return ActorMention(joined[1], start, words[place][1], candidates(joined[1])), 1
    if _key(text[start : words[place][1]].partition("'")[0].partition("’")[0]) not in _beginnings():
        return None, 1
    if not (text[start].isupper() or text[start].isdigit() or text[start : start + 3].lower() in ("apt", "unc")):
        return None, 1
    for count in range(min(MOST_WORDS, len(words) - place), 0, -1):
        end = words[place + count - 1][1]
        raw = text[start:end]
        if len(raw) > 60 or not re.fullmatch(r"[^\W_][\w'’]*(?:[ -][^\W_][\w'’]*)*", raw):
            continue
        raw = re.sub(r"['’]s?$", "", raw)
        found = candidates(raw)
        if found and _believed(text, raw, start, start + len(raw)):
            return ActorMention(raw, start, start + len(raw), found), count
    return None, 1


def _believed(text: str, raw: str, start: int, end: int) -> bool:
    words = re.split(r"[ -]", raw)
    if not all(word[0].isupper() or word[0].isdigit() or _NUMBERED.match(raw) for word in words):
        return False
    if _NUMBERED.match(raw):
        return len(raw) > 4 or _near(text, start, end, _COMPANY, COMPANY_REACH)
    ordinary = [word.lower() in _ORDINARY or word.lower() in _STATE_WORDS or word.isdigit() for word in words]
    if len(words) > 1:
        generic = words[0].lower() in ("group", "team", "unit", "operation", "the", "red", "black", "dark", "blue")
        return not (generic and ordinary[-1]) or _near(text, start, end, _COMPANY, COMPANY_REACH)
    if ordinary[0] or len(raw) < 5:
        return _near(text, start, end, _ADJACENT, ADJACENT_REACH)
    return _near(text, start, end, _COMPANY, COMPANY_REACH)


def _near(text: str, start: int, end: int, company: re.Pattern[str], reach: int) -> bool:
    around = text[max(start - reach, 0) : start] + " \x00 " + text[end : end + reach]
    return company.search(around) is not None


def _key(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()


@cache
def _index() -> Mapping[str, tuple[Candidate, ...]]:
    """Every name to the groups that go by it; read once a process (two files, 2 MB)."""
    index: dict[str, list[Candidate]] = {}
    for candidate in _groups():
        for key in {_key(name) for name in (candidate.name, *candidate.aliases)} | set(_stems(candidate)):
            if len(key) > 1:
                index.setdefault(key, []).append(candidate)
    return {key: tuple(found) for key, found in index.items()}


def _stems(candidate: Candidate) -> Iterator[str]:
    """ "Gamaredon" of "Gamaredon Group": what is left must be long, and no ordinary word."""
    for name in (candidate.name, *candidate.aliases):
        stem = re.sub(r" (?:Group|Gang)$", "", name)
        if stem != name and len(stem) > 5 and " " not in stem and stem.lower() not in _ORDINARY:
            yield _key(stem)


@cache
def _beginnings() -> frozenset[str]:
    """Everything that a name may begin with: most words of a text begin none, and need no look-up."""
    keys = (*_index(), *(_key(short) for short in _SHORT))
    return frozenset(key[:length] for key in keys for length in range(1, len(key) + 1))


def _groups() -> Iterator[Candidate]:
    yield from (Candidate(name, OWN, others) for name, others in _OWN)
    # the package's own module reads every galaxy when it is imported; its data lies beside it
    folder = files("pymispgalaxies").joinpath("data", "misp-galaxy", "clusters")
    for galaxy in GALAXIES:
        for value in orjson.loads(folder.joinpath(f"{galaxy}.json").read_bytes())["values"]:
            name = _MITRE_ID.sub("", value["value"])
            others = value.get("meta", {}).get("synonyms", [])
            yield Candidate(name, galaxy, tuple(dict.fromkeys(other for other in others if other != name)))
