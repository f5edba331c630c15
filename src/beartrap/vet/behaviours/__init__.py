"""Kinds of behaviour that source code can show, each with what it is, why it matters, and when an act is one."""
