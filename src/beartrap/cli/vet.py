"""`beartrap vet`: does this trusted-looking update carry something it should not?"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from beartrap.cli.options import add_workers, new_file

if TYPE_CHECKING:
    from beartrap.flows.vet import Settings
    from beartrap.flows.vet_many import Vetting

EXITS = {"admit": 0, "hold": 12, "block": 14}

DESCRIPTION = """\
Compare an update with the version one already trusts, and say what is new in it: what it does, when
that would run, and where it stands. Nothing of it is run, installed or written out.
"""
EPILOG = """\
examples:
  beartrap vet requests-2.31.0.whl requests-2.32.0.whl       two files, folders or packages of any kind
  beartrap vet tool-3.1.deb                                  nothing to compare with: everything in it is new
  beartrap vet pypi:requests==2.31.0 2.32.0                  fetched by pip (wheels; nothing is built)
  beartrap vet npm:left-pad@1.2.0 1.3.0                      fetched by npm (no script is run)
  beartrap vet wheels-old wheels-new                         two folders of packages: each beside the one of its name
  beartrap vet --lock old.lock new.lock                      every package that a lock file changes or adds
  beartrap vet old.tgz new.tgz --source ./repository         and: is it what its source tree says?

exit codes: 0 admit; 12 hold: a person should look; 14 block; 2 usage or bad input; 1 broke.
Something that could not be looked at and could run is never admitted: it is a hold.
"""


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "vet",
        help="does this update carry something it should not? admit, hold or block",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", nargs="+", metavar="OLD NEW", help="what one trusts and the update; or only the update")
    parser.add_argument("--lock", action="store_true", help="OLD and NEW are lock files: vet what changes between them")
    parser.add_argument("--source", type=Path, metavar="PATH", help="source tree or sdist to hold the update against")
    parser.add_argument(
        "--yara", type=Path, metavar="DIR", help="also match a folder of YARA rules; only new hits count"
    )
    parser.add_argument(
        "--suppressions", type=Path, metavar="FILE", help="what you have looked at and accept (see docs/vet.md)"
    )
    add_workers(parser)
    shown = parser.add_argument_group("output")
    shown.add_argument("--json", action="store_true", help="print one JSON document (see docs/vet-json.md)")
    shown.add_argument("--sarif", type=new_file, metavar="FILE", help="write SARIF 2.1.0 for code scanning")
    shown.add_argument("--html", type=new_file, metavar="FILE", help="write one self-contained HTML page")
    shown.add_argument("--detail", action="store_true", help="show every finding, layer and gap")
    shown.add_argument("--quiet", action="store_true", help="show no progress")
    shown.add_argument(
        "--exit-zero", action="store_true", help="exit with 0 whatever the verdict (still not 0 if Beartrap broke)"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the verb; returns the exit code."""
    from beartrap.cli.progress import progress  # late, as the next ones: `--help` starts fast
    from beartrap.flows.vet_many import vet_given, vet_locks

    settings = _settings(options)
    with progress(options.quiet or options.json, threads=False) as telling:
        if options.lock:
            vetting = vet_locks([Path(name) for name in options.what], settings, options.workers, telling)
        else:
            vetting = vet_given(options.what, settings, options.workers, telling)
    _show(vetting, options)
    return 0 if options.exit_zero else EXITS[vetting.verdict.value]


def _settings(options: argparse.Namespace) -> "Settings":
    from beartrap.flows.vet import Settings, load_suppressions

    suppressions = load_suppressions(options.suppressions)
    if options.yara is None:
        return Settings(suppressions, source=options.source)
    from beartrap.flows.vet_rules import prepare

    pack = prepare(options.yara)
    return Settings(suppressions, pack.path, pack.gaps, options.source)


def _show(vetting: "Vetting", options: argparse.Namespace) -> None:
    # each output is loaded where it is wanted: the pages of a case are larger than all of vetting
    if options.html is not None:
        from beartrap.flows.export import write_page
        from beartrap.share.vetting.page import page

        write_page(options.html, page(vetting.whole))
    if options.sarif is not None:
        from beartrap.flows.export import write_page
        from beartrap.share.vetting.sarif import sarif

        write_page(options.sarif, json_text(sarif(vetting.whole)).decode())
    if options.json:
        from beartrap.share.vetting.document import document

        told = document(vetting.whole)
        told["packages"] = [document(one) for one in vetting.packages]
        told["removed"] = list(vetting.removed)
        sys.stdout.buffer.write(json_text(told) + b"\n")
        sys.stdout.flush()
    else:
        from beartrap.share.vetting.terminal import Paper, show

        show(vetting.whole, Paper.of(sys.stdout), detail=options.detail)


def json_text(document: object) -> bytes:
    """Return a document as JSON, two spaces a level."""
    import orjson  # late, as above

    return orjson.dumps(document, option=orjson.OPT_INDENT_2)
