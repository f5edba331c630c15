"""`beartrap doctor`: what is installed, and which readers and rules work here."""

import argparse


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("doctor", help="what is installed, which readers and rules work here")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the verb; returns 0 where all works, 1 where something that is needed does not."""
    from beartrap.flows.doctor import checks  # late: `--help` starts fast

    del options
    broken = False
    for check in checks():
        broken = broken or not check.works
        print(f"{'ok  ' if check.works else 'FAIL'}  {check.name}: {check.told}")
    return 1 if broken else 0
