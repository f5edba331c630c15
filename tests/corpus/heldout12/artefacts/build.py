"""Compile the small binaries of this set: `python -m corpus.heldout12.artefacts.build` from `tests`."""

from pathlib import Path

from corpus.compiling import LIBRARY, PROGRAM, Assembly, classes, managed, native

HERE = Path(__file__).parent


def main() -> None:
    native(HERE, "fastops", "so", LIBRARY, ("GATHER", "MINER", "SEALED"))
    native(HERE, "pebble", "node", LIBRARY, ("SHELL", "TOKENS"))
    native(HERE, "quiet", "elf", PROGRAM, ("FETCH", "DOOR"))
    managed(
        HERE,
        Assembly(
            "Sessions.cs", "sessions", "Tailspin.Sessions.dll", ("KEYS", "ALTER", "STAGE", "MASTER", "WEBSHELL"), {}
        ),
    )
    classes(HERE, "cinder", ("Cinder",))


if __name__ == "__main__":
    main()
