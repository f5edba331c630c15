"""The eight questions of the board."""

from enum import StrEnum


class Question(StrEnum):
    """What everybody asks on the day; the value is the answer's id."""

    EXPOSED = "exposed"
    PRESENT = "present"
    ACTIVE = "active"
    SEEN = "seen"
    ONWARD = "onward"
    CONTAINED = "contained"
    WHO = "who"
    NEXT = "next"

    @property
    def asks(self) -> str:
        """The question in words."""
        return _WORDS[self]


_WORDS = {
    Question.EXPOSED: "Do we run the product, in an affected version?",
    Question.PRESENT: "Did the malicious code get in: where, since when?",
    Question.ACTIVE: "Did it run and call home, and how far did it get?",
    Question.SEEN: "What could they see: which data, whose e-mail?",
    Question.ONWARD: "Were our systems used to attack others?",
    Question.CONTAINED: "Is it isolated and removed, and proven gone?",
    Question.WHO: "Who is presumably behind it?",
    Question.NEXT: "Is the next update safe to let in?",
}
