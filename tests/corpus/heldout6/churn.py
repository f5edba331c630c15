"""Honest changes that come with any update of this set: four to eight in each, as a release of a living project has them."""

import json
import re
from collections.abc import Callable
from functools import partial

from corpus.heldout.nouns import Update
from corpus.heldout6.modules import GUIDE, JAVASCRIPT, PYTHON
from corpus.register import grown, package_of

Change = Callable[[], None]

_PY_DEPRECATE = '''"""Warnings for what will go away."""

from __future__ import annotations

import functools
import warnings
from typing import Any, Callable, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def deprecated(since: str, instead: str) -> Callable[[F], F]:
    """Mark a function; calling it warns once per place."""

    def decorate(func: F) -> F:
        message = f"{func.__qualname__} is deprecated since {since}; use {instead} instead"

        @functools.wraps(func)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            warnings.warn(message, DeprecationWarning, stacklevel=2)
            return func(*args, **kwargs)

        return wrapper  # type: ignore[return-value]

    return decorate
'''
_PY_ITER = '''"""Helpers for iterables."""

from collections import deque
from itertools import islice


def batched(iterable, size):
    """Yield tuples of up to `size` values."""
    if size < 1:
        raise ValueError("size must be at least one")
    iterator = iter(iterable)
    while batch := tuple(islice(iterator, size)):
        yield batch


def tail(iterable, count):
    return list(deque(iterable, maxlen=count))


def first(iterable, default=None):
    return next(iter(iterable), default)


def unique(iterable, key=None):
    seen = set()
    for one in iterable:
        mark = one if key is None else key(one)
        if mark not in seen:
            seen.add(mark)
            yield one
'''
_PY_TEST = """

@pytest.mark.parametrize("text", ["a", "ab", "abc"])
def test_pad_is_idempotent(text):
    assert pad(pad(text, 4), 4) == pad(text, 4)


def test_cache_clear():
    cache = AgingCache()
    cache.put("k", 1)
    cache.clear()
    assert len(cache) == 0
"""
_JS_LRU = """'use strict';

/** A map that forgets what was not used for the longest time. */
class LRU {
  constructor(max = 500) {
    this.max = max;
    this.map = new Map();
  }

  get(key) {
    if (!this.map.has(key)) return undefined;
    const value = this.map.get(key);
    this.map.delete(key);
    this.map.set(key, value);
    return value;
  }

  set(key, value) {
    this.map.delete(key);
    this.map.set(key, value);
    if (this.map.size > this.max) this.map.delete(this.map.keys().next().value);
    return this;
  }

  get size() {
    return this.map.size;
  }
}

module.exports = LRU;
"""
_JS_RETRY = """'use strict';

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Call a function until it does not throw, at most `tries` times. */
module.exports = async function retry(fn, { tries = 3, delay = 100, factor = 2 } = {}) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fn(attempt);
    } catch (error) {
      if (attempt >= tries) throw error;
      await wait(delay * factor ** (attempt - 1));
    }
  }
};
"""
_JS_TEST = """'use strict';

const assert = require('assert');
const LRU = require('../lib/lru');

describe('LRU', function () {
  it('forgets', function () {
    const cache = new LRU(2).set('a', 1).set('b', 2).set('c', 3);
    assert.strictEqual(cache.get('a'), undefined);
    assert.strictEqual(cache.size, 2);
  });
});
"""
_CI = """name: CI
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: make test
"""
_GO = """package boltkv

import "sort"

// Keys returns all keys in order.
func (db *DB) Keys() []string {
	var keys []string
	db.Each(func(key string, _ []byte) bool {
		keys = append(keys, key)
		return true
	})
	sort.Strings(keys)
	return keys
}
"""
_RUBY = """# frozen_string_literal: true

module Authstrap
  # Words that are no passwords.
  module Common
    WORDS = %w[password letmein qwerty dragon monkey].freeze

    def self.include?(text)
      WORDS.include?(text.to_s.downcase)
    end
  end
end
"""
_PHP = """<?php

declare(strict_types=1);

namespace MagePay\\Checkout\\Model;

final class Currency
{
    private const DIGITS = ['JPY' => 0, 'KWD' => 3];

    public static function units(float $amount, string $currency): int
    {
        return (int) round($amount * 10 ** (self::DIGITS[$currency] ?? 2));
    }
}
"""
_RUST = """
#[test]
fn zero() {
    assert_eq!(decimalx::Decimal::ZERO.to_string(), "0");
}
"""


def _regenerated(update: Update, path: str) -> None:
    """Move some numbers of a generated table, as a new version of its source does."""
    rows = update.text(path).splitlines(keepends=True)
    for at in update.random.sample(range(len(rows)), min(24, len(rows))):
        rows[at] = re.sub(r", ([012])\),$", lambda one: f", {(int(one[1]) + 1) % 3}),", rows[at])
    update.add(path, "".join(rows))


def _weights(update: Update) -> None:
    value = json.loads(update.text("lib/tables.json"))
    for row in update.random.sample(value["weights"], 30):
        row[0] += 1
    update.add("lib/tables.json", json.dumps(value) + "\n")


def _python(update: Update, package: str) -> list[Change]:
    return [
        lambda: update.add(f"{package}/_deprecate.py", _PY_DEPRECATE),
        lambda: update.add(f"{package}/_iter.py", _PY_ITER),
        lambda: grown(update, "tests/test_helpers.py", _PY_TEST),
        lambda: grown(update, f"{package}/_compat.py", "\nPYPY = sys.implementation.name == 'pypy'\n"),
        lambda: grown(update, "setup.cfg", "\n[coverage:run]\nbranch = True\n"),
        lambda: _regenerated(update, f"{package}/_tables.py"),
        *(partial(update.add, f"{package}/{name}", text) for name, text in PYTHON.items()),
    ]  # fmt: skip


def _javascript(update: Update) -> list[Change]:
    def engines(manifest: dict) -> None:
        manifest["engines"] = {"node": ">=18"}

    return [
        lambda: update.add("lib/lru.js", _JS_LRU),
        lambda: update.add("lib/retry.js", _JS_RETRY),
        lambda: (update.add("lib/lru.js", _JS_LRU), update.add("test/lru.test.js", _JS_TEST))[0],
        lambda: update.manifest(engines),
        lambda: _weights(update),
        *(partial(update.add, name, text) for name, text in JAVASCRIPT.items()),
    ]


def _others(update: Update) -> list[Change]:
    return {
        "go": [lambda: update.add("keys.go", _GO)],
        "gem": [lambda: update.add("lib/authstrap/common.rb", _RUBY)],
        "composer": [lambda: update.add("Model/Currency.php", _PHP)],
        "crate": [lambda: grown(update, "tests/display.rs", _RUST)],
    }.get(update.base.ecosystem, [])


def churn(update: Update) -> None:
    """Change some more of the new version, as its ecosystem does."""
    some: list[Change] = [
        lambda: grown(update, "README.md", "\n## Support\n\nThe two newest minor versions get fixes for a year.\n"),
        lambda: update.add("CONTRIBUTING.md", "# Contributing\n\nOpen an issue first; one change per request; add a test.\n"),
        lambda: update.add("docs/migrating.md", f"# Migrating to {update.new_version}\n\nNothing breaks. See the changelog.\n"),
        lambda: update.add("docs/guide.md", GUIDE),
        lambda: update.add(".github/workflows/ci.yml", _CI),
    ]  # fmt: skip
    package = package_of(update)
    if package:
        some += _python(update, package)
    elif "lib/emitter.js" in update.new:
        some += _javascript(update)
    some += _others(update)
    for change in update.random.sample(some, min(len(some), update.random.randrange(4, 9))):
        change()
