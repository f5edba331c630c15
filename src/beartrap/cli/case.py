"""`beartrap answers`, `beartrap case` and `beartrap mark`: a case that stands."""

import argparse
import getpass
import json
from pathlib import Path

from beartrap.cli.options import add_output, noted_head
from beartrap.model.action import CONFIRMED, FALSE_POSITIVE


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verbs to the command line."""
    _add_answers(verbs)
    _add_case(verbs)
    _add_mark(verbs)


def _add_answers(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = verbs.add_parser(
        "answers",
        help="show a case again, without looking again",
        description="Show the board of a case from its ledger alone. The exit code is that of the case, as after `investigate`.",
    )
    parser.add_argument("case", type=Path, help="the case's folder")
    add_output(parser)
    parser.set_defaults(run=_answers)


def _answers(options: argparse.Namespace) -> int:
    from beartrap.cli.show import show  # late: `--help` starts fast
    from beartrap.flows.reopen import answers

    return show(answers(options.case), options)


def _add_case(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = verbs.add_parser("case", help="prove that a case's ledger is unchanged")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    verify = acts.add_parser(
        "verify",
        help="check the hash chain and the signatures",
        description="Prove that no record of the case was changed, removed, added or reordered. A chain alone can be "
        "written anew by whoever holds the folder: note the head (LENGTH:HASH) elsewhere and give it with --noted. "
        "Exit codes: 0 unchanged, 14 changed.",
    )
    verify.add_argument("case", type=Path, help="the case's folder")
    verify.add_argument(
        "--noted", type=noted_head, metavar="LENGTH:HASH", help="a head that was noted elsewhere earlier"
    )
    verify.add_argument("--json", action="store_true", help="print the result as JSON")
    verify.set_defaults(run=_verify)


def _verify(options: argparse.Namespace) -> int:
    from beartrap.flows.reopen import prove  # late: `--help` starts fast

    result = prove(options.case, options.noted)
    if options.json:
        print(
            json.dumps(
                {"ok": result.ok, "length": result.length, "head": result.head, "problems": list(result.problems)},
                indent=2,
            )
        )
        return 0 if result.ok else 14
    if result.ok:
        print(f"Unchanged: {result.length:,} records, head {result.length}:{result.head}")
        return 0
    print(f"Changed: {len(result.problems)} problem(s) in {result.length:,} records")
    for problem in result.problems:
        print(f"  {problem}")
    return 14


def _add_mark(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = verbs.add_parser(
        "mark",
        help="mark a finding as a false positive, or take that back",
        description="Keep a person's judgement of a finding in the ledger. A false positive no longer counts; it is "
        "still shown and counted as suppressed. A finding that changes later counts again.",
    )
    parser.add_argument("case", type=Path, help="the case's folder")
    parser.add_argument("finding", help="the finding's id, or its beginning")
    parser.add_argument("judgement", choices=(FALSE_POSITIVE, CONFIRMED))
    parser.add_argument("--reason", required=True, help="why; it stands in the ledger and on the board")
    parser.add_argument("--by", default=None, metavar="NAME", help="who judges (default: the user of this machine)")
    parser.set_defaults(run=_mark)


def _mark(options: argparse.Namespace) -> int:
    from beartrap.flows.reopen import mark  # late: `--help` starts fast

    if not options.reason.strip():
        raise SystemExit("beartrap mark: --reason must say why")
    name = mark(options.case, options.finding, options.judgement, options.reason, options.by or getpass.getuser())
    print(f"{name}: {options.judgement}, kept in the ledger")
    return 0
