"""Compile the small binaries of this set: `python -m corpus.heldout9.artefacts.build` from `tests`."""

from pathlib import Path

from corpus.compiling import LIBRARY, PROGRAM, Assembly, classes, managed, native

HERE = Path(__file__).parent


def main() -> None:
    native(HERE, "fuse", "so", LIBRARY, ("SENDS", "FETCH", "HIDDEN"))
    native(HERE, "raster", "node", LIBRARY, ("TAKES", "SPAWN"))
    native(HERE, "probe", "elf", PROGRAM, ("MAGIC", "CRON"))
    managed(
        HERE,
        Assembly(
            "Queue.cs",
            "queue",
            "Proseware.Queue.dll",
            ("TAKE", "KILL", "STAGE", "RUN", "DOOR"),
            {
                "STAGE": (
                    "schema.bin",
                    bytes(byte ^ (at * 7 + 0x39) & 255 for at, byte in enumerate(b"MZ, and nothing more than that")),
                )
            },
        ),
    )
    classes(HERE, "store", ("Store.class",))


if __name__ == "__main__":
    main()
