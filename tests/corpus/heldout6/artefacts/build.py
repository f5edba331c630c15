"""Compile the small binaries of this set: `python build.py`; needs gcc, mcs and javac. The results are kept, and nobody runs them."""

import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SHARED = ["-shared", "-fPIC", "-O2", "-s", "-nostartfiles", "-fno-asynchronous-unwind-tables", "-Wl,--build-id=none", "-Wl,-z,noseparate-code"]  # fmt: skip
PROGRAM = [*SHARED[2:], "-pie", "-fPIE", "-fno-stack-protector"]
NATIVE = {
    "pix-1.so": ("pix", SHARED, []), "pix-2.so": ("pix", SHARED, ["SECOND"]), "pix-trojan.so": ("pix", SHARED, ["SECOND", "TROJAN"]),
    "pix-hidden.so": ("pix", SHARED, ["SECOND", "HIDDEN"]), "zip-1.node": ("zip", SHARED, []), "zip-2.node": ("zip", SHARED, ["SECOND"]),
    "zip-trojan.node": ("zip", SHARED, ["SECOND", "TROJAN"]), "sysmond-1.elf": ("sysmond", PROGRAM, []), "sysmond-2.elf": ("sysmond", PROGRAM, ["SECOND"]),
    "sysmond-trojan.elf": ("sysmond", PROGRAM, ["SECOND", "TROJAN"]), "agent6.elf": ("agent", PROGRAM, []),
}  # fmt: skip
ASSEMBLIES = {
    "orm-1.dll": [], "orm-2.dll": ["SECOND"], "orm-beacon.dll": ["SECOND", "BEACON"], "orm-tap.dll": ["SECOND", "TAP"], "orm-load.dll": ["SECOND", "LOAD"],
    "orm-crypt.dll": ["SECOND", "CRYPT"],
}  # fmt: skip
TROJANISED = {"jndi": "Logger", "agent": "Layout"}
"""Classes that differ from those of the second honest version, by folder."""


def run(*command: str | Path) -> None:
    subprocess.run([str(one) for one in command], check=True)


def main() -> None:
    for name, (source, options, defined) in NATIVE.items():
        run("gcc", *options, *(f"-D{one}" for one in defined), "-o", HERE / name, HERE / "c" / f"{source}.c")
    for name, defined in ASSEMBLIES.items():
        with tempfile.TemporaryDirectory() as place:
            made = Path(place) / "Tailspin.Orm.dll"
            options = [f"-define:{';'.join(defined)}"] if defined else []
            run("mcs", "-target:library", "-optimize+", *options, f"-out:{made}", HERE / "cs" / "Orm.cs")  # fmt: skip
            shutil.copy(made, HERE / name)
    for folder in sorted((HERE / "java").iterdir()):
        with tempfile.TemporaryDirectory() as place:
            run("javac", "--release", "11", "-d", place, *folder.glob("*.java"))
            for made in sorted(Path(place).rglob("*.class")):
                if made.name.startswith(TROJANISED.get(folder.name, "")):
                    shutil.copy(made, HERE / f"log-{folder.name}-{made.name}")


if __name__ == "__main__":
    main()
