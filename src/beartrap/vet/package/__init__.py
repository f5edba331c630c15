"""What a package says of itself, by ecosystem, read from its metadata; nothing of it is run."""
