"""Encodings that hide code, taken off by computing, never by running what they hid."""
