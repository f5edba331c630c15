"""One reader a language: from its own grammar to the common tree."""
