"""Compile the small binaries of the corpus from the sources beside; needs gcc, javac and mcs. What it made is committed.

    python tests/corpus/heldout/artefacts/build.py

Nothing that this makes is ever run or loaded. Compilers differ, so the corpus takes the committed files.
"""

import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
C = {
    "kernels-1.so": ("kernels.c", []), "kernels-2.so": ("kernels.c", ["-DSECOND"]), "kernels-trojan.so": ("kernels.c", ["-DSECOND", "-DTROJAN"]),
    "hash-1.node": ("hash.c", []), "hash-2.node": ("hash.c", ["-DSECOND"]), "hash-trojan.node": ("hash.c", ["-DTROJAN"]),
}  # fmt: skip
CS = {"metrics-1.dll": [], "metrics-2.dll": ["SECOND"], "metrics-dormant.dll": ["SECOND", "DORMANT"], "metrics-invoke.dll": ["SECOND", "INVOKE"], "metrics-steal.dll": ["SECOND", "STEAL"]}  # fmt: skip


def run(*command: str) -> None:
    subprocess.run(command, check=True)


def main() -> None:
    for name, (source, flags) in C.items():
        run(
            "gcc",
            "-Os",
            "-s",
            "-shared",
            "-fPIC",
            "-Wl,-z,noseparate-code",
            *flags,
            "-o",
            str(HERE / name),
            str(HERE / "c" / source),
            "-lm",
        )
    run("gcc", "-Os", "-s", "-Wl,-z,noseparate-code", "-o", str(HERE / "bench.elf"), str(HERE / "c" / "bench.c"))
    for name, symbols in CS.items():
        with tempfile.TemporaryDirectory() as place:
            made = Path(place) / "Contoso.Metrics.dll"  # the file's name is the assembly's
            run(
                "mcs",
                "-target:library",
                "-optimize",
                f"-out:{made}",
                *(f"-d:{one}" for one in symbols),
                str(HERE / "cs" / "Metrics.cs"),
            )
            (HERE / name).write_bytes(made.read_bytes())
    for variant in sorted((HERE / "java").iterdir()):
        with tempfile.TemporaryDirectory() as place:
            run("javac", "--release", "11", "-d", place, *map(str, sorted(variant.rglob("*.java"))))
            for made in sorted(Path(place).rglob("*.class")):
                (HERE / f"{variant.name}-{made.name}").write_bytes(made.read_bytes())


if __name__ == "__main__":
    main()
