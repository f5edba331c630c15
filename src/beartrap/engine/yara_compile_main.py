"""The program of the worker that compiles rules: their sources in, compiled sets out (see `yara_compile`)."""

import sys

from beartrap.engine.errand import serve_talk
from beartrap.engine.yara_compile import compiled

if __name__ == "__main__":
    sys.exit(serve_talk(lambda message: compiled(message["yara"])))
