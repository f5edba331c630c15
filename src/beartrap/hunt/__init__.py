"""Indicators and decoders over event tables."""
