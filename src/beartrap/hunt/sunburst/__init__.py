"""SUNBURST's DNS names: decoder, encoder, own identifiers, what answers meant, and how far each machine got."""

from beartrap.hunt.sunburst.lines import decode_lines

__all__ = ["decode_lines"]
