"""The door: which verbs there are, and what a failure looks like from outside."""

import argparse
import os
import sys

from beartrap import __version__
from beartrap.model.text import printable

BROKE, USAGE, INTERRUPTED = 1, 2, 130

DESCRIPTION = """\
From the news of a poisoned software update to the proof of its removal: are we hit, since when,
how far did it get, what could they see, were we used against others, is it gone, who presumably
did it, and is the next update safe to let in? It reads, and never runs, what it examines.
"""

EPILOG = """\
Start here:
  beartrap investigate --report article.txt     what the news means for this machine
  beartrap estate init                          write down what we own, to be edited
  beartrap doctor                               what is installed and works here

Exit codes: 0 clean and complete; 1 broke; 2 usage or bad input; 3 nothing to look at; 4 clean, with gaps;
11-14 found (low, medium, high, critical); 130 stopped with Ctrl-C.
"""


def parser(verb: str | None = None) -> argparse.ArgumentParser:
    """Return the whole command line, or only what `verb` needs of it, where that is known to matter."""
    top = argparse.ArgumentParser(
        prog="beartrap",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"beartrap {__version__}")
    top.add_argument("--debug", action="store_true", help="show the trace where Beartrap breaks")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB", title="verbs", prog="beartrap")
    _add(verb, verbs)
    return top


def _add(verb: str | None, verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what is asked for. With a verb that is timed in tenths of seconds, no other is loaded."""
    if verb == "vet":
        from beartrap.cli import vet

        vet.add(verbs)
    elif verb == "hunt":
        from beartrap.cli import hunt

        hunt.add(verbs)
    else:
        _add_all(verbs)


def _add_all(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add every verb. Loaded late: each module brings a part of the house along, and an update is vetted in less time."""
    from beartrap.cli import (
        case,
        contain,
        decode,
        doctor,
        estate,
        hunt,
        impact,
        ingest,
        investigate,
        onward,
        packs,
        read,
        sweep,
        vet,
    )

    for module in (
        investigate,
        sweep,
        contain,
        read,
        impact,
        onward,
        case,
        decode,
        estate,
        ingest,
        hunt,
        vet,
        packs,
        doctor,
    ):
        module.add(verbs)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    options = parser(words[0] if words else None).parse_args(words)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except _refusals() as error:
        return _fail(str(error), USAGE)
    except _failures() as error:
        return _fail(str(error), BROKE)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKE
    except OSError as error:
        return _broke(options, error)
    return code


def _refusals() -> tuple[type[Exception], ...]:
    """Return what bad input raises. Asked only where something was raised: the modules are not loaded for nothing."""
    from beartrap.case.errors import NotACase
    from beartrap.contain.errors import Refused
    from beartrap.effects.lake_errors import LakeError
    from beartrap.estate.errors import EstateError
    from beartrap.flows.errors import FlowError
    from beartrap.intel.errors import IntelError

    return (IntelError, EstateError, NotACase, FlowError, LakeError, Refused)


def _failures() -> tuple[type[Exception], ...]:
    from beartrap.case.errors import CaseError
    from beartrap.contain.errors import ContainError

    return (CaseError, ContainError)


def _broke(options: argparse.Namespace, error: Exception) -> int:
    if options.debug:
        import traceback  # late: it takes a while to load, and most runs end well

        traceback.print_exc()
    return _fail(f"{type(error).__name__}: {error} (--debug shows the trace)", BROKE)


def _fail(text: str, code: int) -> int:
    print(f"beartrap: {printable(text)}", file=sys.stderr)
    return code
