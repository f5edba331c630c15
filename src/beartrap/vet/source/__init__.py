"""What source code does, read from its syntax in any of the languages that packages run."""
