"""Modules that honest releases of this set bring."""

PYTHON = {
    "_ranges.py": '''"""Ranges of numbers, merged and cut."""


def merged(ranges):
    """Return ranges that do not touch, sorted."""
    out = []
    for low, high in sorted(ranges):
        if out and low <= out[-1][1]:
            out[-1] = (out[-1][0], max(high, out[-1][1]))
        else:
            out.append((low, high))
    return out


def covers(ranges, number):
    return any(low <= number < high for low, high in ranges)


def gaps(ranges, low, high):
    at = low
    for first, last in merged(ranges):
        if first > at:
            yield at, min(first, high)
        at = max(at, last)
    if at < high:
        yield at, high
''',
    "_slots.py": '''"""A semaphore with names."""

import contextlib
import threading


class Slots:
    def __init__(self, limit=4):
        self._limit = threading.BoundedSemaphore(limit)
        self._lock = threading.Lock()
        self._names = []

    @contextlib.contextmanager
    def taken(self, name):
        with self._limit:
            with self._lock:
                self._names.append(name)
            try:
                yield
            finally:
                with self._lock:
                    self._names.remove(name)

    def names(self):
        with self._lock:
            return list(self._names)
''',
    "_lookup.py": '''"""Names that are near a name."""

from difflib import get_close_matches


class Unknown(KeyError):
    def __init__(self, name, near):
        hint = f"; did you mean {near[0]}?" if near else ""
        super().__init__(f"{name} is not known{hint}")
        self.near = near


def lookup(rows, name):
    """Return a value by its name, in any case."""
    folded = {key.casefold(): value for key, value in rows.items()}
    try:
        return folded[name.casefold()]
    except KeyError:
        raise Unknown(name, get_close_matches(name, rows, n=1)) from None
''',
    "_stats.py": '''"""Means and spreads of a stream."""

import math


class Running:
    """Welford's way: one pass, no list."""

    def __init__(self):
        self.count = 0
        self.mean = 0.0
        self._sum = 0.0

    def add(self, value):
        self.count += 1
        step = value - self.mean
        self.mean += step / self.count
        self._sum += step * (value - self.mean)
        return self

    @property
    def variance(self):
        return self._sum / (self.count - 1) if self.count > 1 else 0.0

    @property
    def deviation(self):
        return math.sqrt(self.variance)
''',
}
JAVASCRIPT = {
    "lib/lru.js": """'use strict';

/** Keeps the values that were asked for last. */
class Lru {
  constructor(limit = 100) {
    this.limit = limit;
    this.rows = new Map();
  }

  get(key) {
    if (!this.rows.has(key)) return undefined;
    const value = this.rows.get(key);
    this.rows.delete(key);
    this.rows.set(key, value);
    return value;
  }

  set(key, value) {
    this.rows.delete(key);
    this.rows.set(key, value);
    if (this.rows.size > this.limit) this.rows.delete(this.rows.keys().next().value);
    return this;
  }
}

module.exports = Lru;
""",
    "lib/duration.js": """'use strict';

const UNITS = { ms: 1, s: 1000, m: 60000, h: 3600000, d: 86400000 };

exports.parse = (text) => {
  const match = /^(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h|d)$/.exec(String(text).trim());
  if (!match) throw new TypeError(`not a duration: ${text}`);
  return Number(match[1]) * UNITS[match[2]];
};

exports.format = (ms) => {
  const [unit] = Object.keys(UNITS).reverse().filter((one) => ms >= UNITS[one]);
  return unit ? `${Math.round(ms / UNITS[unit])}${unit}` : '0ms';
};
""",
    "lib/deep-equal.js": """'use strict';

/** Whether two values are the same all the way down. */
module.exports = function deepEqual(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && deepEqual(a[key], b[key]));
};
""",
    "lib/template.js": """'use strict';

const NAME = /\\{\\{\\s*([\\w.]+)\\s*\\}\\}/g;

/** Put values into a text by their names; what is not there stays. */
exports.render = (text, values) =>
  text.replace(NAME, (whole, name) => {
    const found = name.split('.').reduce((at, one) => (at == null ? at : at[one]), values);
    return found == null ? whole : String(found);
  });
""",
}
GO = """package quorumkv

// Batch is a list of rows that are kept together.
type Batch struct {
	keys   []string
	values [][]byte
}

// Add adds a row.
func (b *Batch) Add(key string, value []byte) {
	b.keys = append(b.keys, key)
	b.values = append(b.values, value)
}

// Apply keeps all rows.
func (s *Store) Apply(batch *Batch) error {
	for i, key := range batch.keys {
		if err := s.Put(key, batch.values[i]); err != nil {
			return err
		}
	}
	return nil
}
"""
RUBY = """# frozen_string_literal: true

module Deploylane
  # How long a step took.
  class Clock
    def self.measure
      started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      yield
      Process.clock_gettime(Process::CLOCK_MONOTONIC) - started
    end
  end
end
"""
PHP = """<?php

declare(strict_types=1);

namespace Courier;

enum Priority: int
{
    case High = 1;
    case Normal = 3;
    case Low = 5;

    public function header(): string
    {
        return 'X-Priority: ' . $this->value;
    }
}
"""
RUST = """
#[test]
fn nothing_is_said_of_others() {
    assert!(Filter::parse("").allows("any", 3));
}
"""
