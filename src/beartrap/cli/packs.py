"""`beartrap packs`: what comes with Beartrap about known incidents."""

import argparse


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("packs", help="list the packs that come with Beartrap")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the verb; returns the exit code."""
    from beartrap.flows.packs import bundled  # late: `--help` starts fast

    del options
    for pack in bundled():
        print(f"{pack.incident.id}: {pack.incident.title}")
        print(f"  {len(pack.indicators)} indicators, {len(pack.claims)} claims, {len(pack.yara)} rule files")
    return 0
