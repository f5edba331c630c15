"""One short file a verb: the only place where parts meet."""
