"""Start one door: the command line."""

import sys

from beartrap.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
