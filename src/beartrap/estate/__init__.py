"""Readers of what we own: they open, unfold and decode; analysis never opens anything."""
