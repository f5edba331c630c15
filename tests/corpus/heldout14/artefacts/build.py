"""Compile the small binaries of this set: `python -m corpus.heldout14.artefacts.build` from `tests`."""

from pathlib import Path

from corpus.compiling import LIBRARY, PROGRAM, Assembly, classes, managed, native

HERE = Path(__file__).parent
MUNSON = ("BOMB", "PURSE", "STAGE", "DOOR", "INSIDE")


def main() -> None:
    native(HERE, "fast", "so", LIBRARY, ("GATHER", "STAGE", "MASKED"))
    native(HERE, "dunnock", "node", LIBRARY, ("TOKENS", "BACK"))
    native(HERE, "shrike", "elf", PROGRAM, ("BEACON", "OBEY"))
    managed(HERE, Assembly("Munson.cs", "munson", "Munson.Ledger.dll", MUNSON, {}))
    classes(HERE, "plover", ("Leaf",))


if __name__ == "__main__":
    main()
