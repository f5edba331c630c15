"""Sweep: 50,000 small files against thousands of rules, beside plain yara-x (and clamscan, where it is installed), in one run.

The tree and the rules are made here, of the shape of a host's libraries and of a public rule collection: half of the rules are about
Windows programs. `BEARTRAP_BENCH_TREE` and `BEARTRAP_BENCH_RULES` name other ones. Processor seconds are of the process and all
that it started; memory is the highest sum of resident sizes, and of proportional ones (a page that two processes share counts once),
looked at five times a second. The first run makes the rules ready; the run after a new cache of contents finds them so.
"""

import contextlib
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import orjson
import psutil

FILES, RULES = 50_000, 4_000
WORDS = [
    "import",
    "return",
    "function",
    "class",
    "const",
    "result",
    "value",
    "self",
    "request",
    "response",
    "data",
    "path",
    "file",
    "open",
    "close",
    "error",
    "message",
    "config",
    "server",
    "client",
    "token",
    "buffer",
    "length",
    "index",
    "update",
    "create",
    "delete",
    "select",
    "insert",
    "where",
    "from",
    "table",
    "user",
    "name",
    "password",
    "session",
    "module",
    "export",
    "default",
    "async",
    "await",
    "print",
    "include",
    "define",
    "struct",
    "static",
    "public",
    "private",
    "void",
    "int",
    "char",
    "string",
    "array",
    "object",
]

PLAIN = """
import os, sys, yara_x, orjson
compiler = yara_x.Compiler(relaxed_re_syntax=True, includes_enabled=False)
for name in ("filename", "filepath", "extension"):
    compiler.define_global(name, "")
for folder, _, names in sorted(os.walk(sys.argv[1])):
    for name in sorted(names):
        if name.endswith((".yar", ".yara")):
            path = os.path.join(folder, name)
            compiler.new_namespace(os.path.relpath(path, sys.argv[1]))
            try:
                compiler.add_source(open(path, errors="replace").read())
            except yara_x.CompileError:
                pass
scanner, hits = yara_x.Scanner(compiler.build()), []
scanner.set_timeout(20)
for folder, _, names in os.walk(sys.argv[2]):
    for name in names:
        path = os.path.join(folder, name)
        dot = name.rfind(".")
        scanner.set_global("filename", name)
        scanner.set_global("filepath", folder[len(sys.argv[2]):])
        scanner.set_global("extension", name[dot:] if dot > 0 else "")
        with open(path, "rb") as stream:
            rules = scanner.scan(stream.read()).matching_rules
        hits += [[path[len(sys.argv[2]):], rule.namespace + ":" + rule.identifier] for rule in rules]
sys.stdout.buffer.write(orjson.dumps(sorted(hits)))
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="beartrap-bench-") as name:
        folder = Path(name)
        tree = Path(os.environ.get("BEARTRAP_BENCH_TREE") or _make_tree(folder / "tree"))
        rules = Path(os.environ.get("BEARTRAP_BENCH_RULES") or _make_rules(folder / "rules"))
        environment = {**os.environ, "XDG_STATE_HOME": str(folder / "state")}
        sweep = [
            sys.executable,
            "-m",
            "beartrap",
            "sweep",
            str(tree),
            "--yara",
            str(rules),
            "--json",
            "-q",
            "--exit-zero",
        ]
        plain, plain_out = _measure(
            "plain yara-x, one process", [sys.executable, "-c", PLAIN, str(rules), str(tree)], environment
        )
        first, first_out = _measure("beartrap sweep, first run", sweep, environment)
        second, _ = _measure("beartrap sweep, second run", sweep, environment)
        _forget(folder / "state" / "beartrap" / "sweeps")
        ready, _ = _measure("beartrap sweep, rules ready, nothing else known", sweep, environment)
        print(
            f"of plain yara-x: first {first / plain:.2f}, second 1/{plain / max(second, 0.01):.0f}, rules ready {ready / plain:.2f}"
        )
        expected = {tuple(pair) for pair in orjson.loads(plain_out)}
        found = {
            (one["evidence"][0]["place"]["path"], one["facts"]["rule"])
            for one in orjson.loads(first_out)["findings"]
            if one["detector"] == "sweep.yara" and not one["evidence"][0]["place"]["member"]
        }
        print(f"hits: {len(expected)} by plain yara-x, {len(found)} by the sweep, {len(expected ^ found)} differ")
        if shutil.which("clamscan"):
            _measure("clamscan (with its own signatures)", ["clamscan", "-r", "--quiet", str(tree)], environment)
        else:
            print("clamscan is not installed; Loki is measured by hand (it has no package)")


def _measure(label: str, command: Sequence[str], environment: dict[str, str]) -> tuple[float, bytes]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began, peak, shared = time.monotonic(), 0, 0
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=environment)
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            with contextlib.suppress(psutil.Error):
                family = [one.memory_full_info() for one in (watched, *watched.children(recursive=True))]
                peak = max(peak, sum(one.rss for one in family))
                shared = max(shared, sum(getattr(one, "pss", one.rss) for one in family))
            time.sleep(0.2)
        out.seek(0)
        content = out.read()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    clock = time.monotonic() - began
    print(f"{label}: {used:.1f} s processor, {clock:.1f} s clock, {peak >> 20} MiB ({shared >> 20} proportional)")
    return used, content


def _forget(state: Path) -> None:
    """Remove all that earlier sweeps learned, but for the rules made ready."""
    for path in state.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix != ".compiled":
            path.unlink()


def _make_tree(tree: Path) -> Path:
    """Make files of source code, JSON, logs and programs' heads, log-normal in size with a median of 1.4 kB; 1 in 2,500 hits."""
    chance = random.Random(1)
    for number in range(FILES):
        folder = tree / f"{number // 250:03}"
        folder.mkdir(parents=True, exist_ok=True)
        size = min(int(chance.lognormvariate(7.25, 1.6)), 400_000)
        text = " ".join(chance.choices(WORDS, k=size // 7 + 1)).encode()[:size]
        kind = chance.random()
        if kind < 0.04:
            text = b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0" + chance.randbytes(size)
        elif kind < 0.08:
            text = b"\x7fELF" + chance.randbytes(size)
        if number % 2500 == 7:
            text += f" marker {number % RULES:05} of the lab".encode()
        (folder / f"{number}{chance.choice(('.py', '.js', '.json', '.txt', '.dll', ''))}").write_bytes(text)
    return tree


def _make_rules(folder: Path) -> Path:
    """Make rules of the shape of a public collection: strings, hex and expressions, half of them about Windows programs."""
    chance = random.Random(2)
    folder.mkdir(parents=True)
    for file in range(RULES // 20):
        rules = []
        for number in range(file * 20, file * 20 + 20):
            strings = [f'$x = "marker {number:05} of the lab"']
            for index in range(chance.randint(2, 12)):
                word = f"{chance.choice(WORDS)}_{chance.getrandbits(40):x}"
                kind = chance.random()
                if kind < 0.15:
                    strings.append(
                        f"$s{index} = {{ {chance.randbytes(12).hex(' ')} ?? {chance.randbytes(6).hex(' ')} }}"
                    )
                elif kind < 0.25:
                    strings.append(f"$s{index} = /{word}[a-z]{{2,6}}\\.exe/ nocase")
                else:
                    strings.append(
                        f'$s{index} = "{word}" {chance.choice(("ascii", "wide ascii", "nocase", "fullword"))}'
                    )
            head = "uint16(0) == 0x5A4D and " if chance.random() < 0.55 else ""
            size = f"filesize < {chance.choice((100, 500, 2000))}KB and " if chance.random() < 0.6 else ""
            other = 'pe.imphash() == "0123456789abcdef0123456789abcdef"' if head else "$x"
            body = f"(any of ($s*) or {other})"
            lines = "\n".join(strings)
            rules.append(f"rule r{number} {{ strings:\n{lines}\n condition: {head}{size}({body} or $x) }}")
        (folder / f"rules{file:03}.yar").write_text('import "pe"\n' + "\n".join(rules))
    return folder


if __name__ == "__main__":
    main()
