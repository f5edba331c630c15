"""Writing a file outside the case, whole or not at all."""

from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a text file whole or not at all: a reader never sees half of it. Raises OSError."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
