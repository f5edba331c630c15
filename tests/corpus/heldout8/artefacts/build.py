"""Compile the small binaries of this set: `python build.py`; needs gcc, mcs and javac. The results are kept, and nobody runs them."""

import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SHARED = ["-shared", "-fPIC", "-O2", "-s", "-nostartfiles", "-fno-asynchronous-unwind-tables", "-Wl,--build-id=none", "-Wl,-z,noseparate-code"]  # fmt: skip
PROGRAM = [*SHARED[2:], "-pie", "-fPIE", "-fno-stack-protector"]
NATIVE = {
    "hull": ("so", SHARED, ("POST", "MINE", "STAGE")),
    "pix8": ("node", SHARED, ("SHELL", "FETCH")),
    "fan": ("elf", PROGRAM, ("OBEY", "DROP")),
}
ASSEMBLIES = ("DROP", "KEYS", "BOMB", "LOAD", "HOOK")


def run(*command: str | Path) -> None:
    subprocess.run([str(one) for one in command], check=True)


def variants(names: tuple[str, ...]) -> dict[str, list[str]]:
    return {"1": [], "2": ["SECOND"]} | {one.lower(): ["SECOND", one] for one in names}


def assembly(name: str, defined: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        made = Path(place) / "Adatum.Scheduling.dll"
        extra = [f"-define:{';'.join(defined)}"] if defined else []
        if "LOAD" in defined:
            data = Path(place) / "calendars.dat"
            data.write_bytes(
                bytes(byte ^ (0x13, 0x37, 0x42)[at % 3] for at, byte in enumerate(b"MZ, and nothing more"))
            )
            extra.append(f"-resource:{data},calendars.dat")
        run("mcs", "-target:library", "-optimize+", *extra, f"-out:{made}", HERE / "cs" / "Scheduling.cs")
        shutil.copy(made, HERE / name)


def classes(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        run("javac", "--release", "11", "-d", place, *folder.glob("*.java"))
        for made in sorted(Path(place).rglob("*.class")):
            if made.name in ("Config.class", "Startup.class") or folder.name in ("honest", "second"):
                shutil.copy(made, HERE / f"config-{folder.name}-{made.name}")


def main() -> None:
    for source, (suffix, options, names) in NATIVE.items():
        for name, defined in variants(names).items():
            flags = [f"-D{one}" for one in defined]
            run("gcc", *options, *flags, "-o", HERE / f"{source}-{name}.{suffix}", HERE / "c" / f"{source}.c")
    for name, defined in variants(ASSEMBLIES).items():
        assembly(f"sched-{name}.dll", defined)
    for folder in sorted((HERE / "java").iterdir()):
        classes(folder)


if __name__ == "__main__":
    main()
