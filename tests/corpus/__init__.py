"""An inert corpus of trojanised updates: harmless packages into which a script grafts what real attacks did.

Every host ends in `.invalid` or lies in a documentation network; nothing here is ever run, installed or imported. The
corpus measures (`benchmarks/vet_recall.py`); the tests use a handful of it. `building` holds the generators that were
looked at while the analyses were built, `heldout` those that were written first and measured once, at the end.
"""
