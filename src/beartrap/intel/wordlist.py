"""Word lists written as running text."""


def words(text: str, between: str | None = None) -> frozenset[str]:
    """Return the words of `text`, parted by white space, or by `between` where they hold blanks themselves."""
    return frozenset(word for word in (part.strip() for part in " ".join(text.split()).split(between)) if word)
