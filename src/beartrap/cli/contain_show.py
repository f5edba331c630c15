"""How `beartrap contain` shows what it planned, did and found; JSON documents of schema `beartrap.contain/1`."""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from beartrap.case.checklist import Step
from beartrap.case.view import Kept
from beartrap.contain.items import Command, Item, Plan, plan_to_json
from beartrap.flows.contain_apply import Applied, Result
from beartrap.flows.contain_back import Standing
from beartrap.flows.contain_verify import Verified
from beartrap.model.action import FOUND_AGAIN, GONE
from beartrap.model.answer import Answer, Grade
from beartrap.model.coverage import Gap
from beartrap.model.finding import Finding
from beartrap.model.question import Question
from beartrap.model.record import to_json
from beartrap.model.text import printable, shown_bytes
from beartrap.model.verdict import Containment

SCHEMA = "beartrap.contain/1"
MOST_GAPS = 20
"""Places that were not examined, on a terminal."""


def _print_json(act: str, **content: Any) -> None:
    print(json.dumps({"schema": SCHEMA, "act": act, **content}, indent=2))


def _lines(settled: Iterable[str], out: TextIO) -> None:
    for line in settled:
        print(f"settled: {line}", file=out)


def plan_code(plan: Plan) -> int:
    """Return the exit code of `plan`."""
    if not plan.items and not plan.packages:
        return 4 if plan.left else 3
    return 4 if plan.left else 0


def show_plan(plan: Plan, settled: Sequence[str], options: argparse.Namespace, out: TextIO | None = None) -> None:
    """Print a plan to be read."""
    if options.json:
        _print_json("plan", plan=plan_to_json(plan), settled=list(settled))
        return
    out = out or sys.stdout
    _lines(settled, out)

    def say(text: str) -> None:
        print(printable(text), file=out)

    say(f"{plan.id}, made by {plan.operator} on {plan.host}, {plan.made:%Y-%m-%d %H:%M} UTC. Nothing was changed.")
    say("")
    say(f"To isolate: {len(plan.items)}")
    for item in plan.items:
        for line in _item(item):
            say(line)
    for note in plan.notes:
        say(f"  ! {note}")
    if plan.packages:
        say("")
        say(f"Compromised packages: {len(plan.packages)}; their commands are run only with --run-package")
    for step in plan.packages:
        say(f"  {step.id}  {step.package} {step.version} ({step.ecosystem}), {step.place.show()}")
        say(f"      {step.ground}")
        for command in step.commands:
            say(f"      {command.does}: {_command(command)}")
        for line in step.advice:
            say(f"      {line}")
    say("")
    say(f"Left alone: {len(plan.left)}")
    for left in plan.left:
        say(f"  {left.finding[:20]}  {left.title}")
        say(f"      {left.why}. {left.remedy}")


def _item(item: Item) -> Iterable[str]:
    yield f"  {item.id}  {shown_bytes(item.names[0].path)}"
    for name in item.names[1:]:
        yield f"      also named {shown_bytes(name.path)}"
    yield f"      {item.title}; {item.kind}, {item.binding.size:,} bytes, {item.binding.digest}"
    yield f"      {item.ground}"
    for warning in item.warnings:
        yield f"      ! {warning}"


def _command(command: Command) -> str:
    where = "" if command.folder is None else f"  (in {shown_bytes(command.folder)})"
    return " ".join(command.arguments) + where


def show_applied(applied: Applied, options: argparse.Namespace) -> None:
    """Print what was done."""
    if options.json:
        outcomes = [{**to_json(one, full=True)} for one in applied.outcomes]
        _print_json(
            "apply", outcomes=outcomes, ran=list(applied.ran), settled=list(applied.settled), stopped=applied.stopped
        )
        return
    _lines(applied.settled, sys.stdout)
    for one in applied.outcomes:
        print(f"{one.result}: {one.path}" + (f": {one.why}" if one.why else ""))
        if one.running:
            print(f"    still running: {', '.join(one.running)}; nothing here stops a process")
        if one.outside and one.result is Result.ISOLATED:
            print(f"    {one.outside} more name(s) of the same file lie outside of the scope")
    for line in applied.ran:
        print(printable(line))
    done = sum(one.result is Result.ISOLATED for one in applied.outcomes)
    print(f"{done} of {len(applied.outcomes)} isolated. Now: beartrap contain verify {options.case}")


def status_code(standing: Standing) -> int:
    """Return the exit code of `status`."""
    if standing.problems:
        return 14
    verdict = standing.answer.verdict
    if verdict is None:
        return 3
    return 0 if verdict == Containment.CONTAINED else 4


def show_status(standing: Standing, options: argparse.Namespace) -> None:
    """Print how things stand."""
    if options.json:
        _print_json(
            "status", items=[to_json(one, full=True) for one in standing.held],
            answer=to_json(standing.answer, full=True), checklist=_steps_json(standing.steps),
            settled=list(standing.settled),
        )  # fmt: skip
        return
    _lines(standing.settled, sys.stdout)
    for one in standing.held:
        when = f", {one.taken:%Y-%m-%d %H:%M} UTC" if one.taken else ""
        print(printable(f"{one.item}  {one.state}  {one.path}  ({one.size:,} bytes, by {one.operator}{when})"))
        for line in (one.why, one.problem):
            if line:
                print(f"    {line}")
    _say_answer(standing.answer)
    open_steps = sum(step.tick is None for step in standing.steps)
    if standing.steps:
        print(f"{open_steps} of {len(standing.steps)} steps of the checklist are open.")


def _say_answer(answer: Answer) -> None:
    print(printable(f"contained: {answer.state}" + (f", {answer.grade}" if answer.grade else "")))
    print(printable(f"  {answer.statement}"))
    for line in answer.missing:
        print(printable(f"  missing: {line}"))


def _answer(verified: Verified) -> Answer:
    return next(one for one in verified.view.answers if one.id is Question.CONTAINED)


def verify_code(verified: Verified) -> int:
    """Return the exit code of `verify`: what was found again, else gaps, else clean."""
    again = [kept.record.severity for kept in verified.those(FOUND_AGAIN)]
    if again:
        return 10 + max(int(max(again)), 1)
    if not verified.outcomes and not any(
        Question.CONTAINED in kept.record.questions for kept in verified.view.records.looked
    ):
        return 3
    whole = all(outcome == GONE for _, outcome in verified.outcomes)
    return 0 if whole and _answer(verified).grade is Grade.VERIFIED else 4


def show_verified(verified: Verified, options: argparse.Namespace) -> None:
    """Print what the sweep afterwards came to."""
    if options.json:
        _print_json(
            "verify",
            outcomes=[{"finding": kept.id, "title": kept.record.title, "outcome": told} for kept, told in verified.outcomes],
            answer=to_json(_answer(verified), full=True), not_examined=[to_json(gap, full=True) for gap in _gaps(verified)],
            settled=list(verified.settled),
        )  # fmt: skip
        return
    _lines(verified.settled, sys.stdout)
    for kept, told in verified.outcomes:
        print(printable(f"{told}: {_shown(kept)}"))
    _say_answer(_answer(verified))
    gaps = _gaps(verified)
    for gap in gaps[:MOST_GAPS]:
        print(printable(f"  not examined: {gap.why}"))
    if len(gaps) > MOST_GAPS:
        print(f"  and {len(gaps) - MOST_GAPS:,} more that were not examined (--json has all)")


def _gaps(verified: Verified) -> list[Gap]:
    """Return what this verification could not look at."""
    return [kept.record for kept in verified.view.records.gaps if Question.CONTAINED in kept.record.questions]


def _shown(kept: Kept[Finding]) -> str:
    evidence = kept.record.evidence
    return f"{kept.record.title} ({evidence[0].place.show()})" if evidence else kept.record.title


def show_restored(item: str, path: str, problems: Sequence[str], options: argparse.Namespace) -> None:
    """Print what came back."""
    if options.json:
        _print_json("restore", item=item, path=path, not_given_back=list(problems))
        return
    print(f"{item}: restored to {path}")
    for line in problems:
        print(f"    not given back: {line}")


def show_purged(items: Sequence[str], options: argparse.Namespace) -> None:
    """Print what is gone for good."""
    if options.json:
        _print_json("purge", items=list(items))
        return
    for item in items:
        print(f"{item}: content deleted; manifest and ledger stay")


def show_steps(steps: Sequence[Step], options: argparse.Namespace) -> None:
    """Print the checklist."""
    if options.json:
        _print_json("checklist", steps=_steps_json(steps))
        return
    for number, step in enumerate(steps, 1):
        print(printable(f"[{'x' if step.tick else ' '}] {number}. {step.title}"))
        print(printable(f"      {step.id}: {step.why}"))
        if step.tick:
            print(
                printable(f"      done: {step.tick.operator}, {step.tick.at:%Y-%m-%d %H:%M} UTC: {step.tick.evidence}")
            )
    if not steps:
        print("Nothing was found that needs any of these steps.")


def _steps_json(steps: Sequence[Step]) -> list[Any]:
    return [to_json(step, full=True) for step in steps]
