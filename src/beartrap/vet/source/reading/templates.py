"""Templates of source code (Jinja's, as cookiecutter and copier fill them in): code that does not parse before somebody has filled it in.

Only what no program could run is taken out: a tag or a remark within its line (behind `{#` the rest of a line is Python's own
remark), and names with filters, which nothing calls. What stands between two tags stays, and so does whatever else is no code:
who hides a program in it has a file that does not parse.
"""

from beartrap.model.regex import regex

_TAGS = regex(r"\{%(?:[^%\n]|%(?!\})){0,400}%\}|\{#(?:[^#\n]|#(?!\})){0,400}#\}")
_PLACES = regex(r"\{\{-?[ \t]*[A-Za-z_][\w.]*(?:[ \t]*\|[ \t]*\w+)*[ \t]*-?\}\}")
_FILLED = "filled_in"


def filled_in(text: str) -> str:
    """Return a template with a name in each of its places and without its tags; any other text as it is."""
    return _PLACES.sub(_FILLED, _TAGS.sub("", text))
