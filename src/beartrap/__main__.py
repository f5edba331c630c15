"""Start one door: the command line."""

import sys

if __name__ == "__main__":
    try:
        from beartrap.cli.main import main  # here: loading takes a second, in which Ctrl-C is no crash either
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(main())
