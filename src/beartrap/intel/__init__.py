"""Readers of what the world says: reports, advisories, indicator lists, packs. They yield claims and indicators."""
