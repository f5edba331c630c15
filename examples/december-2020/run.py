"""The demo: make the estate, investigate it, contain, write the board; ends well when the exit code is the one that truth.toml names."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from make import make
from second_half import DemoFailed, contain

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Run the demo; returns 0 where `investigate` ended with the expected exit code, else 1."""
    expected = tomllib.loads((HERE / "truth.toml").read_text())["exit_code"]
    make(HERE / "made")
    shutil.rmtree(HERE / "demo.case", ignore_errors=True)
    command = [
        sys.executable, "-m", "beartrap", "investigate",
        "--report", "report.nl.md", "--report", "advisory.en.md", "--estate", "estate.toml",
        "--indicators", "ours.csv", "--case", "demo.case", "--html", "board.html",
    ]  # fmt: skip
    print("$ beartrap " + " ".join(command[3:]), flush=True)
    code = subprocess.run(command, cwd=HERE, check=False).returncode  # noqa: S603 (our own program)
    if code != expected:
        print(f"beartrap ended with {code}; truth.toml names {expected}", file=sys.stderr)
        return 1
    try:
        contain(HERE)
    except DemoFailed as error:
        print(error, file=sys.stderr)
        return 1
    shown = [sys.executable, "-m", "beartrap", "answers", "demo.case", "--html", "board.html", "--json"]
    subprocess.run(shown, cwd=HERE, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 (our own program)
    print(f"\nEnded with {code}, as truth.toml says. The board: {HERE.name}/board.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
