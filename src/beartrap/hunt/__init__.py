"""Rules, indicators and decoders over event tables."""
