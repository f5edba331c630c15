"""A case of its own: a tree with inert files whose hashes are on a list, looked at once."""

import hashlib
from pathlib import Path

from beartrap.case.view import CaseView
from beartrap.flows.investigate import Request, investigate

BAD = b"an inert stand-in for something bad; it is text and is never run\n"
WORSE = b"another inert stand-in\n"
ESTATE = """version = 1
[[host]]
name = "web-01"
[[host]]
name = "far-01"
[[source]]
kind = "files"
path = "tree"
hosts = ["web-01"]
[[source]]
kind = "hashes"
path = "edr.csv"
"""
RULE = 'rule looks_bad {{ meta: severity = "high"{more} strings: $a = "{text}" condition: $a }}\n'


class Lab:
    """A folder with estate, tree, inventory and list."""

    def __init__(self, root: Path) -> None:
        self.root, self.tree, self.case = root, root / "tree", root / "c.case"
        self.put("opt/x/bad.sh", BAD)
        self.put("etc/hostname", b"web-01\n")
        (root / "estate.toml").write_text(ESTATE)
        self.inventory("far-01", {"/opt/clean": b"clean"})
        self.known(BAD, WORSE)

    def put(self, name: str, content: bytes) -> Path:
        path = self.tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def inventory(self, host: str, files: dict[str, bytes]) -> None:
        rows = [f"{host},{path},{hashlib.sha256(content).hexdigest()}" for path, content in files.items()]
        (self.root / "edr.csv").write_text("\n".join(["host,path,sha256", *rows]) + "\n")

    def known(self, *contents: bytes) -> None:
        digests = [hashlib.sha256(content).hexdigest() for content in contents]
        (self.root / "known.csv").write_text("\n".join(["sha256", *digests]) + "\n")

    def rule(self, text: str, more: str = "") -> None:
        (self.root / "rules.yar").write_text(RULE.format(text=text, more=more))

    def look(self, **more: object) -> CaseView:
        lists = tuple(path for name in ("known.csv", "rules.yar") if (path := self.root / name).exists())
        return investigate(
            Request(case=self.case, indicators=lists, estate=self.root / "estate.toml", workers=1, **more)
        )


def answer(view: CaseView, name: str = "contained"):
    return next(one for one in view.answers if one.id == name)
