"""Compile the small binaries of this set: `python -m corpus.heldout13.artefacts.build` from `tests`."""

from pathlib import Path

from corpus.compiling import LIBRARY, PROGRAM, Assembly, classes, managed, native

HERE = Path(__file__).parent
GATEWAY = ("BOMB", "POST", "STAGE", "SHELL", "CLIP")


def main() -> None:
    native(HERE, "speed", "so", LIBRARY, ("SEND", "STAGE", "MINE"))
    native(HERE, "marten", "node", LIBRARY, ("SHELL", "ENVIRON"))
    native(HERE, "wagtail", "elf", PROGRAM, ("FETCH", "LISTEN"))
    managed(HERE, Assembly("Gateway.cs", "gateway", "Wideworld.Gateway.dll", GATEWAY, {}))
    classes(HERE, "ibex", ("Ibex",))


if __name__ == "__main__":
    main()
