"""What of a file is read, and as what: whether it could act at all, what changed in it, when it runs."""
