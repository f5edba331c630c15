"""The Traffic Light Protocol on every export: a view that carries its marking, so that no output can lose it."""

from enum import StrEnum

from beartrap.case.view import CaseView
from beartrap.model.frozen import frozen


class Tlp(StrEnum):
    """FIRST's Traffic Light Protocol 2.0; the value is the label as it must be printed."""

    CLEAR = "TLP:CLEAR"
    GREEN = "TLP:GREEN"
    AMBER = "TLP:AMBER"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    RED = "TLP:RED"

    @property
    def says(self) -> str:
        """Who may read it, in words."""
        return _WORDS[self]

    @property
    def leaves_home(self) -> bool:
        """Whether readers beyond the organisation and its clients may get it: such an export is redacted by default."""
        return self in (Tlp.CLEAR, Tlp.GREEN)


_WORDS = {
    Tlp.CLEAR: "anybody may read it",
    Tlp.GREEN: "for the community, not for publication",
    Tlp.AMBER: "for the organisation and its clients, on a need-to-know basis",
    Tlp.AMBER_STRICT: "for the organisation only, on a need-to-know basis",
    Tlp.RED: "for the named recipients' eyes only",
}

DEFAULT = Tlp.AMBER_STRICT
"""A case names our own hosts: unless somebody decides otherwise it stays in the house."""


@frozen
class Marked(CaseView):
    """A view with its marking; `redacted` tells whether our own names were replaced by pseudonyms."""

    tlp: Tlp = DEFAULT
    redacted: bool = False


def tlp_of(view: CaseView) -> Tlp:
    """Return the view's marking; a view that nobody marked has the default."""
    return view.tlp if isinstance(view, Marked) else DEFAULT


def is_redacted(view: CaseView) -> bool:
    """Whether our own names were replaced in this view."""
    return isinstance(view, Marked) and view.redacted
