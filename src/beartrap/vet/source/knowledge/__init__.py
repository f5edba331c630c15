"""What names mean: of calls in each language, of files, of hosts."""
