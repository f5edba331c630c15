"""The matcher: each distinct value of a field is tried once, rows follow by their dictionary codes, rules are Booleans."""
