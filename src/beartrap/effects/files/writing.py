"""Writing a file outside the case, whole or not at all."""

from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a text file whole or not at all: a reader never sees half of it. Raises OSError.

    A device or a pipe (`/dev/null`, `/dev/stdout`) is written into: to put a file in its place would take it from every other program.
    """
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8")
        return
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
