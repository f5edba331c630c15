"""Modules that honest releases of this set bring: small, tested nowhere, and of no interest to anybody but their users."""

PYTHON = {
    "_units.py": '''"""Sizes and durations in words."""

SIZES = (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10))


def size(count):
    """Return a size as people write it."""
    for name, factor in SIZES:
        if count >= factor:
            return f"{count / factor:.1f} {name}"
    return f"{count} B"


def duration(seconds):
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def parse_size(text):
    number, _, unit = text.strip().partition(" ")
    factors = dict(SIZES)
    return int(float(number) * factors.get(unit, 1))
''',
    "_backoff.py": '''"""How long to wait before one more try."""

import random
import time


def delays(first=0.5, factor=2.0, most=30.0, jitter=0.1):
    """Yield seconds without an end."""
    now = first
    while True:
        yield min(most, now) * (1 + random.uniform(-jitter, jitter))
        now *= factor


def retry(call, tries=4, errors=(OSError,), sleep=time.sleep):
    for attempt, delay in zip(range(tries), delays()):
        try:
            return call()
        except errors:
            if attempt == tries - 1:
                raise
            sleep(delay)
    return None
''',
    "_registry.py": '''"""Names for things that others add."""

from typing import Callable, Dict, Generic, Iterator, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Keeps values by name; a name is taken once."""

    def __init__(self) -> None:
        self._rows: Dict[str, T] = {}

    def add(self, name: str) -> Callable[[T], T]:
        def keep(value: T) -> T:
            if name in self._rows:
                raise KeyError(f"{name} is taken")
            self._rows[name] = value
            return value

        return keep

    def get(self, name: str) -> T:
        try:
            return self._rows[name]
        except KeyError:
            known = ", ".join(sorted(self._rows))
            raise KeyError(f"{name} is not known; there are {known}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._rows))
''',
    "_atomic.py": '''"""Files that are whole or not there."""

import contextlib
import os
import tempfile
from pathlib import Path


@contextlib.contextmanager
def writing(path, mode="w", encoding="utf-8"):
    """Open a file beside `path`, and put it there when all went well."""
    target = Path(path)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, mode, encoding=None if "b" in mode else encoding) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
''',
    "_events.py": '''"""Listeners."""

import weakref
from collections import defaultdict


class Events:
    def __init__(self):
        self._listeners = defaultdict(list)

    def on(self, name, listener):
        ref = weakref.WeakMethod(listener) if hasattr(listener, "__self__") else (lambda: listener)
        self._listeners[name].append(ref)
        return listener

    def off(self, name, listener):
        self._listeners[name] = [one for one in self._listeners[name] if one() not in (None, listener)]

    def emit(self, name, *args, **kwargs):
        called = 0
        for ref in list(self._listeners[name]):
            listener = ref()
            if listener is not None:
                listener(*args, **kwargs)
                called += 1
        return called
''',
    "_paths.py": '''"""Where files of the user lie."""

import os
import sys
from pathlib import Path


def cache_dir(name):
    """Return the folder for what can be made again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / name / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches" / name
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / name


def config_dir(name):
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home() / "AppData/Roaming")) / name
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support" / name
    return Path(os.environ.get("XDG_CONFIG_HOME", Path.home() / ".config")) / name
''',
}
JAVASCRIPT = {
    "lib/queue.js": """'use strict';

/** Runs functions, so many at once. */
class Queue {
  constructor(concurrency = 4) {
    this.concurrency = concurrency;
    this.running = 0;
    this.waiting = [];
  }

  add(task) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ task, resolve, reject });
      this.next();
    });
  }

  next() {
    if (this.running >= this.concurrency || this.waiting.length === 0) return;
    const { task, resolve, reject } = this.waiting.shift();
    this.running += 1;
    Promise.resolve()
      .then(task)
      .then(resolve, reject)
      .finally(() => {
        this.running -= 1;
        this.next();
      });
  }
}

module.exports = Queue;
""",
    "lib/semver.js": """'use strict';

const PATTERN = /^v?(\\d+)\\.(\\d+)\\.(\\d+)(?:-([0-9A-Za-z.-]+))?$/;

exports.parse = (text) => {
  const match = PATTERN.exec(text);
  if (!match) return null;
  const [, major, minor, patch, pre = ''] = match;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), pre };
};

exports.compare = (a, b) => {
  const [left, right] = [exports.parse(a), exports.parse(b)];
  for (const part of ['major', 'minor', 'patch']) {
    if (left[part] !== right[part]) return left[part] < right[part] ? -1 : 1;
  }
  if (left.pre === right.pre) return 0;
  if (!left.pre || !right.pre) return left.pre ? -1 : 1;
  return left.pre < right.pre ? -1 : 1;
};
""",
    "lib/bytes.js": """'use strict';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Return a size as people write it. */
exports.format = (count, digits = 1) => {
  let at = 0;
  let value = count;
  while (value >= 1024 && at < UNITS.length - 1) {
    value /= 1024;
    at += 1;
  }
  return `${at ? value.toFixed(digits) : value} ${UNITS[at]}`;
};

exports.parse = (text) => {
  const match = /^([\\d.]+)\\s*([KMGT]?i?B?)$/i.exec(text.trim());
  if (!match) throw new TypeError(`not a size: ${text}`);
  const power = 'BKMGT'.indexOf((match[2][0] || 'B').toUpperCase());
  return Math.round(Number(match[1]) * 1024 ** Math.max(0, power));
};
""",
    "lib/assert-shape.js": """'use strict';

/** Throw where a value has not the shape: a map from names to `typeof` words; `?` lets a name be absent. */
module.exports = function assertShape(value, shape, where = 'options') {
  if (value === null || typeof value !== 'object') throw new TypeError(`${where} must be an object`);
  for (const [name, wanted] of Object.entries(shape)) {
    const optional = wanted.endsWith('?');
    const kind = optional ? wanted.slice(0, -1) : wanted;
    if (value[name] === undefined) {
      if (!optional) throw new TypeError(`${where}.${name} is missing`);
    } else if (typeof value[name] !== kind) {
      throw new TypeError(`${where}.${name} must be a ${kind}`);
    }
  }
  return value;
};
""",
    "lib/ansi.js": """'use strict';

const PATTERN = /\\u001B\\[[0-9;]*m/g;

exports.strip = (text) => text.replace(PATTERN, '');
exports.wrap = (open, close) => (text) => `\\u001B[${open}m${text}\\u001B[${close}m`;
exports.bold = exports.wrap(1, 22);
exports.dim = exports.wrap(2, 22);
exports.red = exports.wrap(31, 39);
exports.green = exports.wrap(32, 39);
""",
}
