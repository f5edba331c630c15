"""Compile the small binaries of this set: `python -m corpus.heldout11.artefacts.build` from `tests`."""

from pathlib import Path

from corpus.compiling import LIBRARY, PROGRAM, Assembly, classes, managed, native

HERE = Path(__file__).parent


def main() -> None:
    native(HERE, "warp", "so", LIBRARY, ("FILES", "MEMORY", "HIDDEN"))
    native(HERE, "ferry", "node", LIBRARY, ("ENVIRON", "CONNECT"))
    native(HERE, "spool", "elf", PROGRAM, ("SUDO", "LISTEN"))
    managed(
        HERE,
        Assembly("Mapping.cs", "mapping", "Fourthcoffee.Mapping.dll", ("TAP", "BOMB", "LOAD", "DOOR", "SPAWN"), {}),
    )
    classes(HERE, "tally", ("Tally",))


if __name__ == "__main__":
    main()
