"""What can be computed of code without running it: constants, decoders, documents, words that are spelt otherwise."""
