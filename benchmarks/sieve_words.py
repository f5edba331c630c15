"""Write the words of the expressions that `vet` looks for, so that no start has to find them (see `vet.source.reading.sieve`).

    python benchmarks/sieve_words.py

To be run where a table of expressions has changed: a test says when many of them are not kept.
"""

import json

from beartrap.vet import source_guards
from beartrap.vet.source.reading import prefilter, windows, words
from beartrap.vet.source.reading.sieve import KEPT, Sieve, words_of


def sieves() -> list[Sieve]:
    """Return every sieve that an update may be asked with."""
    return [
        words._sieve(),
        windows._sieve(),
        source_guards._guards(),
        prefilter._strong(),
        *(prefilter._sieve(language) for language in prefilter._ATOMS),
    ]


def main() -> None:
    """Write them, one expression a line, so that a change shows in a review."""
    patterns = sorted({pattern for sieve in sieves() for pattern in sieve.patterns})
    lines = [f"{json.dumps(one)}: {json.dumps([word.decode('latin-1') for word in words_of(one)])}" for one in patterns]
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="ascii")


if __name__ == "__main__":
    main()
