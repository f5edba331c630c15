"""`vet` beside GuardDog, where that is installed: processor time a package, and the most memory over a package of 50 MB.

GuardDog is an optional peer: it is looked for at $GUARDDOG, then on the path. Measured is user and system time of the
process and its children. GuardDog scans the new version alone; `vet` reads both versions, and is timed with both. Both keep the
byte code of their modules, and run once before anything is measured: where a peer compiles itself at each start (installed
without byte code, or $PYTHONDONTWRITEBYTECODE set) it takes three times as long, which says nothing about it.
"""

import gzip
import io
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from beartrap.model.regex import compile_all
from beartrap.vet.talk import Order
from beartrap.vet.worker import load_all, work

PACKAGES = 12
BIG = 50_000_000


def main() -> None:
    peer = os.environ.get("GUARDDOG") or shutil.which("guarddog")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        pairs = real() or [package(folder, number) for number in range(PACKAGES)]
        print(f"{len(pairs)} packages, {'real ones of $BEARTRAP_PAIRS' if real() else 'made ones'}")
        compare(pairs, peer)
        memory(folder)


def compare(pairs: list[tuple[Path, Path]], peer: str | None) -> None:
    """Say what each takes, one after the other on every package; where the peer fails, it is told and not compared."""
    ours, theirs, used = [], [], []
    for command in ([sys.executable, "-m", "beartrap", "vet", "--help"], [peer, "--version"] if peer else []):
        if command:
            cpu(command)
    for old, new in pairs:
        mine, _ = cpu([sys.executable, "-m", "beartrap", "vet", "--quiet", "--exit-zero", str(old), str(new)])
        taken, code = cpu([peer, "npm" if new.suffix == ".tgz" else "pypi", "scan", str(new)]) if peer else (0.0, 0)
        if code:
            print(f"guarddog failed on {new.name}: left out")
            continue
        ours.append(mine)
        theirs.append(taken)
        used.append((old, new))
    if not ours:
        print("nothing to compare")
        return
    print(f"beartrap vet OLD NEW: median {statistics.median(ours):.2f} CPU s, mean {statistics.mean(ours):.2f}")
    shelf = on_a_shelf(pairs)
    print(f"beartrap vet of a folder with all of them: {shelf:.2f} CPU s a package")
    if peer is None:
        print("guarddog is not installed (set GUARDDOG): not compared")
        return
    print(f"guarddog scan NEW:    median {statistics.median(theirs):.2f} CPU s, mean {statistics.mean(theirs):.2f}")
    ratio = statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
    over = sum(theirs) / sum(ours)
    print(f"guarddog takes {ratio:.1f} times as long (median of the ratios), {over:.1f} times over all")
    print(f"guarddog's median a package beside the shelf's mean: {statistics.median(theirs) / shelf:.1f} times")
    loaded = [within_a_run(*pair) for pair in used]
    ratio = statistics.median(b / a for a, b in zip(loaded, theirs, strict=True))
    print(f"what each adds to such a run: median {statistics.median(loaded):.2f} CPU s; guarddog takes {ratio:.1f} times as long (median of the ratios)")  # fmt: skip


def within_a_run(old: Path, new: Path) -> float:
    """Return the seconds that a worker takes for one update where all it needs is loaded, as it is for each but the first of a run."""
    load_all()
    compile_all()
    order = Order(new=os.fsencode(new), new_label="new", old=os.fsencode(old), old_label="old")
    before = time.process_time()
    for _ in work(order.pack()):
        pass
    return time.process_time() - before


def on_a_shelf(pairs: list[tuple[Path, Path]]) -> float:
    """Return the seconds a package where all are vetted in one run, as a lock file's or a mirror's are; GuardDog has no such run for files."""
    with tempfile.TemporaryDirectory() as place:
        folders = [Path(place, name) for name in ("old", "new")]
        for folder, files in zip(folders, zip(*pairs, strict=True), strict=True):
            folder.mkdir()
            for path in files:
                shutil.copy(path, folder)
        taken, _ = cpu([sys.executable, "-m", "beartrap", "vet", "--quiet", "--exit-zero", *map(str, folders)])
    return taken / len(pairs)


def real() -> list[tuple[Path, Path]]:
    """Return real updates (see vet_pairs.py), every few of them; none where $BEARTRAP_PAIRS is not set."""
    folder = os.environ.get("BEARTRAP_PAIRS")
    if folder is None:
        return []
    steps = sorted(Path(folder).glob("pypi/*/patch"))
    files = [(next(step.glob("old/*"), None), next(step.glob("new/*"), None)) for step in steps]
    whole = [(old, new) for old, new in files if old is not None and new is not None]
    return whole[:: max(len(whole) // PACKAGES, 1)][:PACKAGES]


def package(folder: Path, number: int) -> tuple[Path, Path]:
    """Make two versions of a Python package out of the standard library's own modules: ten modules, two of them changed."""
    library = sorted(Path(os.__file__).parent.glob("*.py"))
    modules = random.Random(number).sample(library, 10)
    paths = []
    for version in ("1.0.0", "1.0.1"):
        files = {f"pkg{number}/{one.name}": one.read_bytes() for one in modules}
        files[f"pkg{number}/__init__.py"] = f'__version__ = "{version}"\n'.encode()
        if version == "1.0.1":
            for one in modules[:2]:
                files[f"pkg{number}/{one.name}"] += b"\n\ndef added(value):\n    return value\n"
        files["PKG-INFO"] = f"Metadata-Version: 2.1\nName: pkg{number}\nVersion: {version}\n".encode()
        path = folder / f"pkg{number}-{version}.tar.gz"
        path.write_bytes(archive(f"pkg{number}-{version}", files))
        paths.append(path)
    return paths[0], paths[1]


def archive(root: str, files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(f"{root}/{name}")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return gzip.compress(out.getvalue(), 1)


def cpu(command: list[str]) -> tuple[float, int]:
    """Return the seconds of processor time that a command takes, its children's among them, and how it ended."""
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=compiled, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ended.returncode


def memory(folder: Path) -> None:
    """Say the most memory of parent and workers together, over packages of 50 MB of different make."""
    for name, make in MAKERS.items():
        pair = []
        for version in ("1.0.0", "1.0.1"):
            path = folder / f"big-{version}.tar.gz"
            path.write_bytes(archive(f"big-{version}", make(version)))
            pair.append(str(path))
        most = peak([sys.executable, "-m", "beartrap", "vet", "--quiet", "--exit-zero", *pair])
        print(f"50 MB of {name}: at most {most >> 20} MiB, parent and workers together")


def _modules(version: str) -> dict[str, bytes]:
    text = b"".join(path.read_bytes() for path in sorted(Path(os.__file__).parent.glob("*.py")))
    size = BIG // 500
    return {
        f"big/m{number}.py": f"V = '{version}'\n".encode() + text[number * 997 % (len(text) - size) :][:size]
        for number in range(500)
    }


def _library(version: str) -> dict[str, bytes]:
    return {"big/lib.so": b"\x7fELF\x02\x01\x01" + bytes(9) + random.Random(version).randbytes(BIG)}


def _script(version: str) -> dict[str, bytes]:
    line = b"function f%d(a,b){return a+b*%d};var x%d=f%d(1,2);"
    content = b"".join(line % (n, n, n, n) for n in range(BIG // 50))
    return {"big/app.min.js": content + f"/*{version}*/".encode()}


MAKERS: dict[str, Callable[[str], dict[str, bytes]]] = {
    "Python modules": _modules,
    "one library": _library,
    "one minified script": _script,
}


def peak(command: list[str]) -> int:
    """Return the highest sum of a process and its children, looked at every 20 ms; what they share counts once (PSS)."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watched, most = psutil.Process(process.pid), 0
    while process.poll() is None:
        total = 0
        try:
            for one in (watched, *watched.children(recursive=True)):
                total += one.memory_full_info().pss
        except psutil.Error:
            pass  # it ended between two looks
        most = max(most, total)
        time.sleep(0.02)
    return most


if __name__ == "__main__":
    main()
