"""Compile the small binaries of this set: `python build.py`; needs gcc, mcs and javac. The results are kept, and nobody runs them."""

import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SHARED = ["-shared", "-fPIC", "-O2", "-s", "-nostartfiles", "-fno-asynchronous-unwind-tables", "-Wl,--build-id=none", "-Wl,-z,noseparate-code"]  # fmt: skip
PROGRAM = [*SHARED[2:], "-pie", "-fPIE", "-fno-stack-protector"]
NATIVE = {
    "scale-1.so": ("scale", SHARED, []), "scale-2.so": ("scale", SHARED, ["SECOND"]), "scale-trojan.so": ("scale", SHARED, ["SECOND", "TROJAN"]),
    "scale-quiet.so": ("scale", SHARED, ["SECOND", "QUIET"]), "beacon-1.node": ("beacon", SHARED, []), "beacon-2.node": ("beacon", SHARED, ["SECOND"]),
    "beacon-trojan.node": ("beacon", SHARED, ["SECOND", "TROJAN"]), "beacon-preload.node": ("beacon", SHARED, ["SECOND", "PRELOAD"]),
    "clip-1.elf": ("clip", PROGRAM, []), "clip-2.elf": ("clip", PROGRAM, ["SECOND"]), "clip-trojan.elf": ("clip", PROGRAM, ["SECOND", "TROJAN"]),
    "clip-swap.elf": ("clip", PROGRAM, ["SECOND", "SWAP"]), "agent7.elf": ("agent7", PROGRAM, []),
}  # fmt: skip
ASSEMBLIES = {"ledger-1.dll": [], "ledger-2.dll": ["SECOND"]} | {
    f"ledger-{one.lower()}.dll": ["SECOND", one] for one in ("SEND", "RUN", "INJECT", "SELL")
}


def run(*command: str | Path) -> None:
    subprocess.run([str(one) for one in command], check=True)


def main() -> None:
    for name, (source, options, defined) in NATIVE.items():
        run("gcc", *options, *(f"-D{one}" for one in defined), "-o", HERE / name, HERE / "c" / f"{source}.c")
    for name, defined in ASSEMBLIES.items():
        with tempfile.TemporaryDirectory() as place:
            made = Path(place) / "Wingtip.Ledger.dll"
            options = [f"-define:{';'.join(defined)}"] if defined else []
            run("mcs", "-target:library", "-optimize+", *options, f"-out:{made}", HERE / "cs" / "Ledger.cs")
            shutil.copy(made, HERE / name)
    for folder in sorted((HERE / "java").iterdir()):
        with tempfile.TemporaryDirectory() as place:
            run("javac", "--release", "11", "-d", place, *folder.glob("*.java"))
            for made in sorted(Path(place).rglob("*.class")):
                if made.name in ("Cache.class", "Warmup.class") or folder.name in ("honest", "second"):
                    shutil.copy(made, HERE / f"cache-{folder.name}-{made.name}")


if __name__ == "__main__":
    main()
