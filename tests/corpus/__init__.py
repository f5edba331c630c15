"""An inert corpus of trojanised updates: harmless packages into which a script grafts what real attacks did.

Every host is reserved or lies in a documentation network; nothing here is ever run, installed or imported. The corpus measures
(`benchmarks/vet_measure.py`, `benchmarks/vet_heldout.py`); the tests use a handful of it.

- `building`: generators that were looked at while the analyses were built;
- `spent`: those that were kept aside first and measured once, now part of development;
- `heldout`: those that are kept aside now, trojanised updates and harmless ones that look suspicious, on bases of its own;
- `heldout3`: a third set, written later and without a look at the rules, for a measure of what was mended since;
- `heldout4`: a fourth, written in the same way; a third of it runs when the user calls it;
- `heldout5`: a fifth, on bases of its own;
- `heldout6`: a sixth, on longer bases of its own;
- `heldout7`: a seventh, on bases of its own again;
- `heldout8`: an eighth, on bases of its own, of the incidents up to 2026;
- `heldout9`: a ninth, on bases of its own, whose updates stand in text files;
- `heldout10`: a tenth, on bases of its own, in the form of the ninth;
- `heldout11`: an eleventh, on bases of its own, in the same form;
- `heldout12`: a twelfth, on bases of its own, in the same form;
- `heldout13`: a thirteenth, on bases of its own, in the same form;
- `heldout14`: a fourteenth, on bases of its own, in the same form.

`register` is what the later sets share to register and make their pairs.
"""
