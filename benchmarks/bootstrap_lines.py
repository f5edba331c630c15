"""The lines of setuptools' own bootstrap, as digests: `python benchmarks/bootstrap_lines.py REPOSITORY` reads every version of it in a clone of setuptools.

Writes `src/beartrap/vet/promise/known/bootstrap.txt`. Lines that name a host which is none of the registry's are left out.
"""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from beartrap.vet.bootstraps import LINES, digest_of, told_apart

PATHS = ("ez_setup.py", "distribute_setup.py", "ez_setup/__init__.py")
OTHERS = (b"nightly.ziade.org", b"bitbucket.org", b"peak.telecommunity.com")


def git(repository: str, *words: str) -> bytes:
    return subprocess.run(["git", "-C", repository, *words], capture_output=True, check=False).stdout


def main(repository: str) -> None:
    blobs = set[bytes]()
    for path in PATHS:
        commits = git(repository, "log", "--all", "--format=%H", "--", path).split()
        blobs |= {git(repository, "rev-parse", "--verify", "-q", f"{one.decode()}:{path}").strip() for one in commits}
    found = set[str]()
    for blob in blobs - {b""}:
        lines = told_apart(git(repository, "cat-file", "blob", blob.decode()))
        found |= {digest_of(one) for one in lines if not any(host in one for host in OTHERS)}
    LINES.write_text("\n".join(sorted(found)) + "\n", encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1])
