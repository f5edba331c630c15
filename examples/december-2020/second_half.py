"""The demo's second half: contain what can be contained, rebuild the rest, prove it gone, give back what was not it.

Every path of the plan is checked to lie in the demo's own `made` folder before anything is done.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from veldwater.containing import LOOK_ALIKE, rebuild

CASE = "demo.case"
WHO = "the response team"


class DemoFailed(Exception):
    """The demo did not go as truth.toml says."""


class Demo:
    """Runs Beartrap in a folder, each command shown before it runs."""

    def __init__(self, here: Path) -> None:
        self.here, self.made = here, here / "made"

    def run(self, *arguments: str, expect: tuple[int, ...], quiet: bool = False) -> str:
        """Run a command; returns what it printed. Raises DemoFailed where it ends with another code than those expected."""
        if not quiet:
            print(f"\n$ beartrap {' '.join(arguments)}", flush=True)
        command = [sys.executable, "-m", "beartrap", *arguments]
        done = subprocess.run(command, cwd=self.here, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
        if not quiet:
            print(done.stdout, end="", flush=True)
        if done.returncode not in expect:
            raise DemoFailed(f"{' '.join(arguments)} ended with {done.returncode}, not {expect}")
        return done.stdout

    def document(self, *arguments: str, expect: tuple[int, ...]) -> dict[str, Any]:
        """Run a command and return the JSON document that it prints."""
        content: dict[str, Any] = json.loads(self.run(*arguments, "--json", expect=expect, quiet=True))
        return content


def contain(here: Path) -> None:
    """Contain, verify, restore one, verify again; the case then stands as truth.toml's `afterwards` says."""
    demo = Demo(here)
    found = demo.document("answers", CASE, expect=(14,))["findings"]
    look_alike = next(
        one["id"] for one in found if one["detector"] == "sweep.known-name" and LOOK_ALIKE.name in one["title"]
    )
    confirmed = [one["id"] for one in found if one["confirmed"] and "present" in one["questions"]]
    wanted = [word for name in (*confirmed, look_alike) for word in ("--finding", name[:20])]
    demo.run("contain", "plan", CASE, "-q", expect=(4,))
    print("\nThe name of a known web shell on orion-02 is no proof. The team takes it into the vault on its own word.")
    demo.run("contain", "plan", CASE, "-q", *wanted, "--operator-confirms", "--by", WHO, expect=(4,))
    stay_inside(demo)
    demo.run("contain", "apply", CASE, "--yes", "-q", "--by", WHO, expect=(0,))
    print("\nThe four Orion servers are rebuilt, and the EDRs export again.")
    rebuild(demo.made)
    demo.run(
        "contain", "tick", CASE, "rebuild", "--evidence", "change 2020-117, four servers", "--by", WHO, expect=(0,)
    )
    demo.run("contain", "verify", CASE, "-q", "--by", WHO, expect=(4,))
    print("\nThe look-alike turns out to be the vendor's own handler: a false positive, and it is given back.")
    demo.run(
        "mark",
        CASE,
        look_alike,
        "false-positive",
        "--reason",
        "the vendor's own file, by its hash",
        "--by",
        WHO,
        expect=(0,),
    )
    items = demo.document("contain", "status", CASE, expect=(0,))["items"]
    item = next(one["item"] for one in items if LOOK_ALIKE.name in one["path"])
    demo.run("contain", "restore", CASE, item, "--by", WHO, expect=(0,))
    demo.run("contain", "status", CASE, "--check", expect=(0,))


def stay_inside(demo: Demo) -> None:
    """Refuse a plan that would act on anything outside of what the demo made."""
    plan = json.loads((demo.here / CASE / "quarantine" / "plan.json").read_bytes().split(b"\n", 1)[1])
    paths = [Path(name["path"]) for item in plan["items"] for name in item["names"]]
    outside = [path for path in paths if not path.is_relative_to(demo.made.resolve())]
    if outside or not paths:
        raise DemoFailed(f"the plan reaches outside of {demo.made}: {outside}")
