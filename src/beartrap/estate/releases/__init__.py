"""Release records: what we say we built, what we signed, and what lies published."""

from beartrap.estate.releases.reader import published, recorded

__all__ = ["published", "recorded"]
