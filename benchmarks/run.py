"""Run the benchmarks: all of them, or those named on the command line. Each prints what it measured."""

import sys
from collections.abc import Callable, Mapping

import dns
import ledger

import hunt
import impact
import sweep
import vet

BENCHMARKS: Mapping[str, Callable[[], None]] = {
    "dns": dns.main,
    "hunt": hunt.main,
    "impact": impact.main,
    "ledger": ledger.main,
    "sweep": sweep.main,
    "vet": vet.main,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    for name in names or BENCHMARKS:
        print(f"== {name}")
        BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
