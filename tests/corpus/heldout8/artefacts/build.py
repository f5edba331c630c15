"""Compile the small binaries of this set: `python -m corpus.heldout8.artefacts.build` from `tests`."""

from pathlib import Path

from corpus.compiling import LIBRARY, PROGRAM, Assembly, classes, managed, native

HERE = Path(__file__).parent


def main() -> None:
    native(HERE, "hull", "so", LIBRARY, ("POST", "MINE", "STAGE"))
    native(HERE, "pix8", "node", LIBRARY, ("SHELL", "FETCH"))
    native(HERE, "fan", "elf", PROGRAM, ("OBEY", "DROP"))
    managed(
        HERE,
        Assembly(
            "Scheduling.cs",
            "sched",
            "Adatum.Scheduling.dll",
            ("DROP", "KEYS", "BOMB", "LOAD", "HOOK"),
            {
                "LOAD": (
                    "calendars.dat",
                    bytes(byte ^ (0x13, 0x37, 0x42)[at % 3] for at, byte in enumerate(b"MZ, and nothing more")),
                )
            },
        ),
    )
    classes(HERE, "config", ("Config.class", "Startup.class"))


if __name__ == "__main__":
    main()
