"""How the machine walks a program: statements, expressions, calls, and what they bind."""
