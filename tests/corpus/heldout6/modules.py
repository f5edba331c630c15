"""Honest modules that an update may bring, besides its step: texts alone, dull as most of a release is."""

PYTHON = {
    "_versions.py": '''"""Compares versions, without the parts that nobody here uses."""

from __future__ import annotations

import re
from functools import total_ordering

_PATTERN = re.compile(r"^v?(\\d+(?:\\.\\d+)*)(?:[-.]?(a|b|rc|dev|post)\\.?(\\d*))?$")
_ORDER = {"dev": -4, "a": -3, "b": -2, "rc": -1, None: 0, "post": 1}


@total_ordering
class Version:
    """A version; `Version("1.2rc1") < Version("1.2")`."""

    def __init__(self, text: str) -> None:
        match = _PATTERN.match(text.strip().lower())
        if match is None:
            raise ValueError(f"no version: {text!r}")
        numbers = [int(one) for one in match.group(1).split(".")]
        while len(numbers) > 1 and numbers[-1] == 0:
            numbers.pop()
        self.text = text
        self._key = (tuple(numbers), _ORDER[match.group(2)], int(match.group(3) or 0))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self._key == other._key

    def __lt__(self, other: Version) -> bool:
        return self._key < other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        return f"Version({self.text!r})"


def newest(versions):
    """Return the newest of some texts; None of none."""
    return max(versions, key=Version, default=None)
''',
    "_tableprint.py": '''"""Prints rows as a table."""

from ._text import measure, pad, shorten

LINES = {"ascii": ("|", "-", "+"), "unicode": ("\\u2502", "\\u2500", "\\u253c"), "none": (" ", "", "")}


def widths(rows, most=40):
    out = []
    for row in rows:
        for at, cell in enumerate(row):
            size = min(most, measure(str(cell)))
            if at < len(out):
                out[at] = max(out[at], size)
            else:
                out.append(size)
    return out


def render(header, rows, style="ascii", most=40):
    """Return lines; numbers go to the right."""
    upright, level, cross = LINES[style]
    sizes = widths([header, *rows], most)

    def line(row):
        cells = []
        for size, cell in zip(sizes, row):
            align = "right" if isinstance(cell, (int, float)) else "left"
            cells.append(pad(shorten(str(cell), size), size, align))
        return f" {upright} ".join(cells).rstrip()

    yield line(header)
    if level:
        yield f"{level}{cross}{level}".join(level * size for size in sizes)
    for row in rows:
        yield line(row)
''',
    "_logging.py": '''"""Sets up logging for the command line."""

import logging
import sys
import time

LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)
COLOURS = {logging.DEBUG: 90, logging.INFO: 36, logging.WARNING: 33, logging.ERROR: 31}


class ColourFormatter(logging.Formatter):
    def __init__(self, colour=True):
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")
        self.colour = colour
        self.converter = time.gmtime

    def format(self, record):
        text = super().format(record)
        code = COLOURS.get(record.levelno)
        return f"\\x1b[{code}m{text}\\x1b[0m" if self.colour and code else text


def setup(verbosity=0, stream=None):
    """Log to a stream: warnings, with -v more, with -vv all."""
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(ColourFormatter(stream.isatty()))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(LEVELS[min(verbosity, len(LEVELS) - 1)])
    return handler
''',
    "_registry.py": '''"""Names for classes and functions, so that settings can speak of them."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Callable, Generic, Iterator, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Maps names to things; knows what was meant if a name is wrong."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._rows: dict[str, T] = {}

    def register(self, name: str) -> Callable[[T], T]:
        def keep(value: T) -> T:
            if name in self._rows:
                raise ValueError(f"{self.kind} {name!r} is there already")
            self._rows[name] = value
            return value

        return keep

    def get(self, name: str) -> T:
        try:
            return self._rows[name]
        except KeyError:
            close = get_close_matches(name, self._rows, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise LookupError(f"unknown {self.kind} {name!r}{hint}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._rows))

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, name: object) -> bool:
        return name in self._rows
''',
    "_dates.py": '''"""Dates as people and servers write them."""

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime

FORMATS = ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
UNITS = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))


def parse(text):
    """Return a time with a zone; what has none is UTC."""
    for form in FORMATS:
        try:
            value = datetime.strptime(text, form)
        except ValueError:
            continue
        return value if value.tzinfo else value.replace(tzinfo=timezone.utc)
    return parsedate_to_datetime(text)


def http_date(value):
    return format_datetime(value.astimezone(timezone.utc), usegmt=True)


def duration(text):
    """Return the span that `1h30m` stands for."""
    seconds, number = 0, ""
    factors = dict(UNITS)
    for char in text:
        if char.isdigit():
            number += char
        elif char in factors and number:
            seconds += int(number) * factors[char]
            number = ""
        else:
            raise ValueError(f"no duration: {text!r}")
    return timedelta(seconds=seconds + int(number or 0))
''',
}
JAVASCRIPT = {
    "lib/semver.js": """'use strict';

const PATTERN = /^v?(\\d+)\\.(\\d+)\\.(\\d+)(?:-([0-9A-Za-z.-]+))?$/;

function parse(text) {
  const match = PATTERN.exec(text.trim());
  if (!match) throw new TypeError(`no version: ${text}`);
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]), pre: match[4] ? match[4].split('.') : [] };
}

function comparePre(a, b) {
  if (!a.length || !b.length) return b.length - a.length;
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    if (a[at] === undefined) return -1;
    if (b[at] === undefined) return 1;
    const both = /^\\d+$/.test(a[at]) && /^\\d+$/.test(b[at]);
    const order = both ? a[at] - b[at] : a[at] < b[at] ? -1 : a[at] > b[at] ? 1 : 0;
    if (order) return order;
  }
  return 0;
}

function compare(one, two) {
  const a = parse(one);
  const b = parse(two);
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePre(a.pre, b.pre);
}

module.exports = { parse, compare, newest: (versions) => [...versions].sort(compare).pop() };
""",
    "lib/format.js": """'use strict';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];
const SPANS = [['d', 86400000], ['h', 3600000], ['m', 60000], ['s', 1000]];

exports.bytes = (value) => {
  let at = 0;
  while (value >= 1000 && at < UNITS.length - 1) {
    value /= 1000;
    at += 1;
  }
  return `${at ? value.toFixed(1) : value} ${UNITS[at]}`;
};

exports.duration = (milliseconds) => {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const parts = [];
  for (const [unit, size] of SPANS) {
    const count = Math.floor(milliseconds / size);
    if (count) parts.push(`${count}${unit}`);
    milliseconds -= count * size;
  }
  return parts.slice(0, 2).join(' ');
};

exports.plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

exports.table = (rows) => {
  const sizes = [];
  for (const row of rows) row.forEach((cell, at) => (sizes[at] = Math.max(sizes[at] || 0, String(cell).length)));
  return rows.map((row) => row.map((cell, at) => String(cell).padEnd(sizes[at])).join('  ').trimEnd()).join('\\n');
};
""",
    "lib/glob.js": """'use strict';

const SPECIAL = /[.+^${}()|[\\]\\\\]/g;

function toRegExp(pattern) {
  let out = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === '*' && pattern[at + 1] === '*') {
      out += pattern[at + 2] === '/' ? '(?:.*/)?' : '.*';
      at += pattern[at + 2] === '/' ? 2 : 1;
    } else if (char === '*') out += '[^/]*';
    else if (char === '?') out += '[^/]';
    else out += char.replace(SPECIAL, '\\\\$&');
  }
  return new RegExp(`^${out}$`);
}

/** Return a function that says whether a path fits one of the patterns, and none that begins with `!`. */
module.exports = function matcher(patterns) {
  const yes = patterns.filter((one) => !one.startsWith('!')).map(toRegExp);
  const no = patterns.filter((one) => one.startsWith('!')).map((one) => toRegExp(one.slice(1)));
  return (path) => yes.some((one) => one.test(path)) && !no.some((one) => one.test(path));
};
""",
    "lib/schema.js": """'use strict';

const { isObject } = require('./util');

const TYPES = {
  string: (value) => typeof value === 'string',
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: isObject,
};

/** Return what is wrong with a value, as texts with a path. */
function validate(schema, value, path = 'options') {
  if (value === undefined) return schema.required ? [`${path} is needed`] : [];
  if (schema.type && !TYPES[schema.type](value)) return [`${path} must be of type ${schema.type}`];
  if (schema.enum && !schema.enum.includes(value)) return [`${path} must be one of ${schema.enum.join(', ')}`];
  const errors = [];
  if (schema.minimum !== undefined && value < schema.minimum) errors.push(`${path} must be at least ${schema.minimum}`);
  if (schema.items) value.forEach((one, at) => errors.push(...validate(schema.items, one, `${path}[${at}]`)));
  for (const [name, inner] of Object.entries(schema.properties || {})) errors.push(...validate(inner, value[name], `${path}.${name}`));
  return errors;
}

module.exports = { validate };
""",
    "lib/pool.js": """'use strict';

/** Run functions that return promises, so many at once; keeps the order of results. */
module.exports = async function pool(tasks, limit = 4) {
  const results = new Array(tasks.length);
  let next = 0;
  async function work() {
    while (next < tasks.length) {
      const at = next++;
      results[at] = await tasks[at]();
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, tasks.length) }, work));
  return results;
};

module.exports.chunk = (items, size) => {
  const out = [];
  for (let at = 0; at < items.length; at += size) out.push(items.slice(at, at + size));
  return out;
};

module.exports.settle = async (promises) => {
  const rows = await Promise.allSettled(promises);
  const failed = rows.filter((row) => row.status === 'rejected').map((row) => row.reason);
  if (failed.length) throw new AggregateError(failed, `${failed.length} of ${rows.length} failed`);
  return rows.map((row) => row.value);
};
""",
}
GUIDE = """# Guide

## Install

Take the newest release, and read the changelog before you go from one major version to the next.

## First steps

1. Start with the smallest example of the readme, and see that it runs.
2. Change one setting at a time; unknown settings are errors since the last major version.
3. Ask for more words (`-v`) when something is unclear.

## Questions

**Is it safe to use in threads?** Objects are not shared; make one each.

**Which versions are supported?** The two newest minor versions get fixes.

**How do I report a mistake?** With the version, the smallest example, and what you expected.
"""
