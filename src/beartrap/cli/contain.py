"""`beartrap contain`: plan, apply, status, verify, restore, purge, and the checklist of what no file tool can do."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from beartrap.cli.options import add_workers
from beartrap.cli.progress import progress

INTERRUPTED = 130

EPILOG = """\
the way through:
  beartrap contain plan orion.case                 what would be done, bound to the very files that are there now
  beartrap contain apply orion.case                read it again, answer yes: each file goes into the case's vault
  beartrap contain verify orion.case               sweep again; only now can `contained` say that it is gone
  beartrap contain checklist orion.case            what no file tool can do: rebuild, rotate, watch
  beartrap contain tick orion.case krbtgt-twice --evidence "change 4711, both resets"

if it was a mistake:
  beartrap contain status orion.case               the items of the vault, with their ids
  beartrap contain restore orion.case item-1a2b    never over an existing file; setuid only with --setuid

Only confirmed findings are acted upon, or those that a person answers for; never a heuristic, never an error.
Taking a file away stops no process and evicts nobody.
"""
_CODES = "\nexit codes: {codes},\n            1 broke, 2 usage or bad input, 130 stopped with Ctrl-C\n"


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "contain",
        help="isolate and remove what was found, prove it gone, give back what was not it",
        description="Take confirmed malicious files into a vault in the case, so that nothing is lost whatever happens "
        "to this process; prove by another sweep that they are gone; restore what turns out to be harmless.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT", title="acts")
    for make in (_add_plan, _add_apply, _add_status, _add_verify, _add_restore, _add_purge, _add_checklist, _add_tick):
        make(acts)


def _act(
    acts: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, help: str, description: str, codes: str
) -> argparse.ArgumentParser:
    parser = acts.add_parser(
        name,
        help=help,
        description=description,
        epilog=_CODES.format(codes=codes),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("case", type=Path, help="the case's folder")
    parser.add_argument("--by", default=None, metavar="NAME", help="who acts (default: the user of this machine)")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON document")
    return parser


def _by(options: argparse.Namespace) -> str:
    return options.by or getpass.getuser()


def _add_plan(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _act(
        acts, "plan", "what would be done, to be read; changes nothing",
        "Bind each confirmed finding to the file that stands there now: identity, size, times and digest. Nothing outside\n"
        "of the case is changed. `apply` later carries out this plan and nothing else, and refuses whatever changed.",
        "0 all that was found can be acted upon, 3 nothing to contain, 4 some of it cannot (it is said why)",
    )  # fmt: skip
    parser.add_argument(
        "--finding",
        action="append",
        default=[],
        metavar="ID",
        help="only this finding (id or beginning); may be repeated",
    )
    parser.add_argument(
        "--operator-confirms", action="store_true",
        help="answer for the findings named with --finding, although they are not confirmed",
    )  # fmt: skip
    parser.add_argument(
        "--containers", action="store_true",
        help="take the whole archive or image where a finding lies inside one",
    )  # fmt: skip
    parser.add_argument(
        "--folders", action="store_true",
        help="take all files of a compromised package too (npm's folder, what Python's RECORD names), beside the commands",
    )  # fmt: skip
    parser.add_argument(
        "--scope", action="append", default=[], metavar="DIR",
        help="look for further names (hard links) of the same files here too; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--known-good", action="append", default=[], metavar="PACKAGE=VERSION", type=_good,
        help="go to this version of a compromised package instead of removing it; may be repeated",
    )  # fmt: skip
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress")
    parser.set_defaults(run=_plan)


def _good(text: str) -> tuple[str, str]:
    name, found, version = text.rpartition("=")
    if not found or not name or not version:
        raise argparse.ArgumentTypeError(f"{text!r}: write PACKAGE=VERSION")
    return name, version


def _plan(options: argparse.Namespace) -> int:
    from beartrap.cli.contain_show import plan_code, show_plan  # late: `--help` starts fast
    from beartrap.flows.contain_plan import PlanRequest, make_plan

    if options.operator_confirms and not options.finding:
        raise SystemExit("beartrap contain plan: --operator-confirms needs --finding: nobody answers for everything")
    request = PlanRequest(
        case=options.case, operator=_by(options), findings=tuple(options.finding),
        operator_confirms=options.operator_confirms, containers=options.containers, folders=options.folders,
        scope=tuple(os.fsencode(folder) for folder in options.scope), good=tuple(options.known_good),
    )  # fmt: skip
    with progress(options.quiet) as told:
        plan, settled = make_plan(request, told)
    show_plan(plan, settled, options)
    return plan_code(plan)


def _add_apply(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _act(
        acts, "apply", "carry out the plan (asks first)",
        "Carry out the plan that was made last. Each file is captured, stored encrypted, read back, and only then taken\n"
        "away. Whatever is not what was planned is left alone. Ctrl-C is safe at any moment.",
        "0 all of it was done, 3 the plan is empty, 4 some of it was refused or failed (it is said what)",
    )  # fmt: skip
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--item", action="append", default=[], metavar="ID", help="only this item; may be repeated")
    parser.add_argument(
        "--run-package", action="append", default=[], metavar="PACKAGE",
        help="also run the planned commands for this package (id or name); without it none is run",
    )  # fmt: skip
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress")
    parser.set_defaults(run=_apply)


def _apply(options: argparse.Namespace) -> int:
    from beartrap.cli.contain_show import show_applied, show_plan  # late: `--help` starts fast
    from beartrap.flows.contain_apply import apply
    from beartrap.flows.contain_plan import kept_plan

    plan = kept_plan(options.case, _by(options))
    if not plan.items and not options.run_package:
        print("The plan has no file to isolate.", file=sys.stderr)
        return 3
    if not options.yes:
        show_plan(plan, (), argparse.Namespace(json=False), sys.stderr)
        if not _agreed(f"Isolate {len(options.item) or len(plan.items)} item(s)?"):
            print("Nothing was done.", file=sys.stderr)
            return 4
    with progress(options.quiet) as told:
        applied = apply(
            options.case, plan.id, _by(options), only=frozenset(options.item), run=frozenset(options.run_package),
            progress=told,
        )  # fmt: skip
    show_applied(applied, options)
    if applied.stopped:
        print("Stopped. What was in the middle is settled; run `apply` again to go on.", file=sys.stderr)
        return INTERRUPTED
    return 0 if applied.whole else 4


def _agreed(question: str) -> bool:
    """Ask on the terminal; without one nobody can agree."""
    if not sys.stdin.isatty():
        print("beartrap contain: nobody is there to ask; use --yes", file=sys.stderr)
        return False
    print(f"{question} Type yes: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() == "yes"


def _add_status(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _act(
        acts, "status", "the vault's items, and what is left to do",
        "List the items of the vault, how `contained` stands, and the steps of the checklist. Settles first what a crash left.",
        "0 contained, 3 nothing was ever to contain, 4 open, 14 a blob or manifest is not whole or a file is stranded",
    )  # fmt: skip
    parser.add_argument("--check", action="store_true", help="read every blob to its end")
    parser.set_defaults(run=_status)


def _status(options: argparse.Namespace) -> int:
    from beartrap.cli.contain_show import show_status, status_code  # late: `--help` starts fast
    from beartrap.flows.contain_back import status

    standing = status(options.case, _by(options), check=options.check)
    show_status(standing, options)
    return status_code(standing)


def _add_verify(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _act(
        acts, "verify", "sweep again: is it gone?",
        "Read every file of the estate's trees anew, and inventories that are fresh, and look for all that the case looks\n"
        "for, by hash, rule and name. For each finding: gone, found again, or not examined. Look again after some days.",
        "0 all of it gone and nothing left out, 3 nothing to verify, 4 gone with gaps or partly not examined,\n"
        "            11 to 14 found again (low to critical)",
    )  # fmt: skip
    parser.add_argument("--exclude", action="append", default=[], metavar="GLOB", help="leave out paths; kept as a gap")
    add_workers(parser)
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress")
    parser.set_defaults(run=_verify)


def _verify(options: argparse.Namespace) -> int:
    from beartrap.cli.contain_show import show_verified, verify_code  # late: `--help` starts fast
    from beartrap.flows.contain_verify import VerifyRequest, verify

    excludes = tuple(os.fsencode(pattern) for pattern in options.exclude)
    with progress(options.quiet) as told:
        verified = verify(VerifyRequest(options.case, _by(options), options.workers, excludes), told)
    show_verified(verified, options)
    return verify_code(verified)


def _add_restore(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _act(
        acts, "restore", "give an item back",
        "Give a file back to its place, content checked first, owner, attributes, mode and times as they were. Never over an\n"
        "existing file. What made it privileged (setuid, setgid, capabilities) comes back only with --setuid.",
        "0 all of it came back, 4 something could not be given back (it is said what)",
    )  # fmt: skip
    parser.add_argument("item", help="the item's id, or its beginning")
    parser.add_argument("--to", type=Path, metavar="FILE", help="to another path")
    parser.add_argument("--setuid", action="store_true", help="setuid, setgid and capabilities too")
    parser.set_defaults(run=_restore)


def _restore(options: argparse.Namespace) -> int:
    from beartrap.cli.contain_show import show_restored  # late: `--help` starts fast
    from beartrap.flows.contain_back import restore

    item, path, problems = restore(options.case, options.item, _by(options), setuid=options.setuid, to=options.to)
    show_restored(item, path, problems, options)
    return 4 if problems else 0


def _add_purge(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _act(
        acts, "purge", "take contents out of the vault for good (asks first)",
        "Delete the contents of items; manifests, journal and ledger stay. It cannot be undone: a sample that nobody else\n"
        "has is gone with it.",
        "0 done, 3 nothing to purge, 4 not agreed",
    )  # fmt: skip
    parser.add_argument("item", nargs="*", help="ids of items, or their beginnings (none: all that the vault holds)")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.set_defaults(run=_purge)


def _purge(options: argparse.Namespace) -> int:
    from beartrap.cli.contain_show import show_purged  # late: `--help` starts fast
    from beartrap.flows.contain_back import purge, purgeable

    held = purgeable(options.case, tuple(options.item), _by(options))
    if not held:
        print("The vault holds nothing.", file=sys.stderr)
        return 3
    if not options.yes:
        for one in held:
            print(f"  {one.item}  {one.path}", file=sys.stderr)
        if not _agreed(f"Delete the contents of {len(held)} item(s) for good?"):
            print("Nothing was done.", file=sys.stderr)
            return 4
    show_purged(purge(options.case, tuple(one.item for one in held), _by(options)), options)
    return 0


def _add_checklist(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _act(
        acts, "checklist", "what no file tool can do, in order",
        "List the steps that this case needs beside the removal of files, in the order in which they have to be done, and\n"
        "who did which when. After CISA AR21-134A.",
        "0 all steps are ticked, 3 nothing was found that needs any, 4 steps are open",
    )  # fmt: skip
    parser.set_defaults(run=_checklist)


def _checklist(options: argparse.Namespace) -> int:
    from beartrap.cli.contain_show import show_steps  # late: `--help` starts fast
    from beartrap.flows.contain_tick import steps

    found = steps(options.case)
    show_steps(found, options)
    return 3 if not found else 0 if all(step.tick for step in found) else 4


def _add_tick(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _act(
        acts, "tick", "say that a step of the checklist is done",
        "Keep in the ledger who did a step, when, and on what evidence.",
        "0 kept",
    )  # fmt: skip
    parser.add_argument("step", help="the step's id, as `checklist` shows it")
    parser.add_argument(
        "--evidence", required=True, metavar="TEXT", help="what shows it: a change number, a log, a file"
    )
    parser.set_defaults(run=_tick)


def _tick(options: argparse.Namespace) -> int:
    from beartrap.cli.contain_show import show_steps  # late: `--help` starts fast
    from beartrap.flows.contain_tick import tick

    if not options.evidence.strip():
        raise SystemExit("beartrap contain tick: --evidence must say what shows it")
    show_steps((tick(options.case, options.step, _by(options), options.evidence.strip()),), options)
    return 0
