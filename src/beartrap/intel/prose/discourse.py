"""What a document has spoken of so far: whom "het bedrijf", "the group" and "they" mean."""

import re
from dataclasses import dataclass, field

from beartrap.intel.prose.gazetteer import AGENCIES, PRESS, PRODUCTS, SECURITY_FIRMS
from beartrap.intel.prose.mentions import Mention, MentionKind

_GOVERNMENT = re.compile(
    r"(?i)\bcert\b|csirt|ncsc|ministerie|ministry|department|senat|kabinet|president|biden|trump|putin"
)


@dataclass(slots=True)
class Discourse:
    """The state of reading: the topic, the last actor, person and speaker; the rest holds for the whole document.

    `described` maps the noun that stood before a name to the name. `products` are the names of products, lower case.
    """

    publisher: str | None = None
    vendor: str | None = None
    topic: str | None = None
    actor: str | None = None
    speaker: str | None = None
    seen: list[str] = field(default_factory=list)
    products: frozenset[str] = frozenset()
    described: dict[str, str] = field(default_factory=dict)

    def resolve(self, mention: Mention) -> str | None:
        """Return whom a mention means, None where that is not known."""
        match mention.kind:
            case MentionKind.NAME:
                return normal(mention.head)
            case MentionKind.ROLE:
                return self._represented(mention.head)
            case MentionKind.COMPANY:
                return self._described(mention.head)
            case MentionKind.SUPPLIER:
                return self.vendor or self.topic
            case MentionKind.GROUP:
                return self.actor or mention.head
            case MentionKind.PRONOUN:
                return self.speaker or self.topic
            case MentionKind.SELF:
                return self.speaker or self.publisher
            case MentionKind.SOURCE:
                return mention.head[0].lower() + mention.head[1:] if not mention.head.isupper() else mention.head

    def _represented(self, head: str) -> str | None:
        if not head:
            return self.topic or self.speaker or self.publisher
        if head.split(" ")[0].lower() in ("het", "de", "the"):
            return self._described(head.split(" ")[-1])
        return normal(head)

    def _described(self, noun: str) -> str | None:
        """The latest organisation whose name has the noun in it ("het waterschap"), else the topic."""
        if noun.lower() in self.described:
            return self.described[noun.lower()]
        named = (
            name
            for name in reversed(self.seen)
            if name.lower().endswith(noun.lower()) or noun.lower() in name.lower().split(" ")
        )
        return next(named, self.topic)

    def heard(self, speaker: str | None, names: list[str]) -> None:
        """Take note of a sentence: who spoke in it and which organisations it named, in order."""
        others = [
            name for name in names if name not in (speaker, self.publisher) and is_organisation(name, self.products)
        ]
        self.seen += [name for name in names if name not in self.seen]
        if others:
            self.topic = others[0]
        elif speaker and is_organisation(speaker):
            self.topic = speaker
        elif names and names[0].lower() in SECURITY_FIRMS:
            self.topic = names[0]
        if speaker:
            self.speaker = speaker


def normal(name: str) -> str:
    """Return a name without its possessive and, but for papers that are called so, its article."""
    name = re.sub(r"['’]s?$", "", name.strip())
    if name.lower().startswith("the ") and name[4:].lower() in PRESS:
        return name  # the article belongs to the paper's name
    return re.sub(r"^(?:The|De|Het) (?=[A-Z])", "", name)


def is_press(name: str) -> bool:
    """Whether a name is a paper's or a news agency's, with or without its article."""
    return name.lower().removeprefix("the ").removeprefix("de ") in PRESS


def is_organisation(name: str, products: frozenset[str] = frozenset()) -> bool:
    """Whether a name can be "the company": no paper, agency, product or government; a firm that investigates hardly ever."""
    lower = name.lower()
    if is_press(name) or lower in AGENCIES or lower in SECURITY_FIRMS or _GOVERNMENT.search(name):
        return False
    return lower not in PRODUCTS and lower not in products and not name[:1].islower()
