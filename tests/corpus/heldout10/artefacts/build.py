"""Compile the small binaries of this set: `python -m corpus.heldout10.artefacts.build` from `tests`."""

from pathlib import Path

from corpus.compiling import LIBRARY, PROGRAM, Assembly, classes, managed, native

HERE = Path(__file__).parent


def main() -> None:
    native(HERE, "count", "so", LIBRARY, ("KEYS", "STAGE", "MINE"))
    native(HERE, "lite", "node", LIBRARY, ("ENVIRON", "SHELL"))
    native(HERE, "temp", "elf", PROGRAM, ("PRELOAD", "KNOCK"))
    managed(HERE, Assembly("Cache.cs", "cache", "Adventure.Cache.dll", ("WALLET", "LOGIC", "LOADER", "SHELL"), {}))
    classes(HERE, "ringmap", ("RingMap",))


if __name__ == "__main__":
    main()
