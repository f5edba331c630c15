"""Templates of source code (Jinja's, as cookiecutter and copier fill them in): code that does not parse before somebody has filled it in."""

from beartrap.model.regex import regex

_TAGS = regex(r"\{%(?:[^%\n]|%(?!\})){0,400}%\}|\{#(?:[^#]|#(?!\})){0,2000}#\}")
_PLACES = regex(r"\{\{[^{}\n]{1,200}\}\}")
_FILLED = "filled_in"


def filled_in(text: str) -> str:
    """Return a template with a name in each of its places and without its tags, line by line; any other text as it is."""
    if "{%" not in text and "{{" not in text:
        return text
    without = _TAGS.sub(lambda tag: "\n" * tag[0].count("\n"), text)
    return _PLACES.sub(_FILLED, without)
