"""What leaves a case as a file."""

from pathlib import Path

from beartrap.effects.files import write_whole


def write_page(path: Path, page: str) -> None:
    """Write the board as one HTML file, whole or not at all. Raises OSError."""
    write_whole(path, page)
