"""Beartrap: from the news of a poisoned software update to the proof of its removal."""

__version__ = "0.1.0"
