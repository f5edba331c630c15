"""The program of the worker that compiles rules: their sources in, compiled sets out (see `yara_compile`)."""

import gc
import sys

from beartrap.engine.errand import serve_talk
from beartrap.engine.yara_compile import compiled

if __name__ == "__main__":
    gc.disable()  # half a second of six looking for cycles, in a process that makes none and soon ends
    sys.exit(serve_talk(lambda message: compiled(message["yara"])))
