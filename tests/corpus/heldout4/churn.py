"""Honest changes that come with any update: a helper, a test, a paper, a tool's settings; two to four in each."""

from collections.abc import Callable

from corpus.heldout.nouns import Update
from corpus.register import drawn, grown, package_of

Change = Callable[[], None]

_PY_BATCH = '''"""Rows in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of `size` rows, the last one shorter."""
    if size < 1:
        raise ValueError("size must be at least one")
    source = iter(rows)
    while some := list(islice(source, size)):
        yield some


def unique(rows: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(rows))
'''
_PY_SLUG = '''"""Names for addresses and files."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^a-z0-9]+")


def slug(text, limit=60):
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_WORD.sub("-", plain).strip("-")[:limit]


def numbered(name, taken):
    """Return the name, or the name with the first free number."""
    if name not in taken:
        return name
    at = 2
    while f"{name}-{at}" in taken:
        at += 1
    return f"{name}-{at}"
'''
_PY_TEST = """

@pytest.mark.parametrize("limit", [1, 2, 5])
def test_cache_never_grows(limit):
    cache = AgingCache(limit=limit)
    for number in range(20):
        cache.put(number, number)
    assert len(cache) == limit
"""
_JS_LRU = """'use strict';

/** A map that forgets what was not asked for. */
class Lru {
  constructor(size = 100) {
    this.size = size;
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
    if (this.rows.size > this.size) this.rows.delete(this.rows.keys().next().value);
    return this;
  }
}

module.exports = { Lru };
"""
_JS_LRU_TEST = """'use strict';

const assert = require('assert');
const { Lru } = require('../lib/lru');

describe('Lru', function () {
  it('forgets the oldest', function () {
    const lru = new Lru(2).set('a', 1).set('b', 2);
    lru.get('a');
    lru.set('c', 3);
    assert.strictEqual(lru.get('b'), undefined);
  });
});
"""
_JS_WORDS = """'use strict';

exports.camel = (text) => text.replace(/[-_ ]+(\\w)/g, (_, char) => char.toUpperCase());
exports.kebab = (text) => text.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replace(/[_ ]+/g, '-').toLowerCase();
exports.plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
"""
_GO = """package @P@

// clamp keeps a value between two others.
func clamp(value, low, high int) int {
	return max(low, min(value, high))
}
"""
_RUBY = """# frozen_string_literal: true

# Numbers for people.
module Readable
  UNITS = %w[B KB MB GB].freeze

  module_function

  def size(bytes)
    at = 0
    while bytes >= 1024 && at < UNITS.size - 1
      bytes /= 1024.0
      at += 1
    end
    format('%<n>.1f %<unit>s', n: bytes, unit: UNITS[at])
  end
end
"""
_PHP = """<?php

declare(strict_types=1);

namespace @N@;

final class Arrays
{
    public static function pluck(array $rows, string $key): array
    {
        return array_map(static fn (array $row) => $row[$key] ?? null, $rows);
    }
}
"""
_SECURITY = "# Security\n\nWrite to the maintainers, not to the tracker. The last two minor versions get fixes.\n"
_TROUBLE = "# Troubleshooting\n\n## It is slow\n\nLook whether the cache is on; measure before and after.\n\n## It does not start\n\nLook at the log first.\n"


def _python(update: Update, package: str) -> list[Change]:
    return [
        lambda: update.add(f"{package}/_batch.py", _PY_BATCH),
        lambda: update.add(f"{package}/_slug.py", _PY_SLUG),
        lambda: grown(update, "tests/test_helpers.py", _PY_TEST),
        lambda: grown(update, f"{package}/_compat.py", "\nFREE_THREADED = not getattr(sys, '_is_gil_enabled', bool)()\n"),
        lambda: grown(update, "setup.cfg", "\n[isort]\nprofile = black\n"),
    ]  # fmt: skip


def _javascript(update: Update) -> list[Change]:
    def engines(manifest: dict) -> None:
        manifest["engines"] = {"node": ">=18"}

    return [
        lambda: update.add("lib/lru.js", _JS_LRU),
        lambda: update.add("test/lru.test.js", _JS_LRU_TEST),
        lambda: update.add("lib/words.js", _JS_WORDS),
        lambda: update.manifest(engines),
    ]


def _others(update: Update) -> list[Change]:
    """Return what fits the other ecosystems."""
    module = update.base.name.replace("-", "_")
    namespace = {"postcard-php": "Postcard", "sessiongate": "SessionGate", "mini-router": "Mini\\Router"}
    added = {
        "go": lambda: update.add("clamp.go", _GO.replace("@P@", module)),
        "gem": lambda: update.add(f"lib/{module}/readable.rb", _RUBY),
        "composer": lambda: update.add("src/Arrays.php", _PHP.replace("@N@", namespace.get(update.base.name, "App"))),
        "crate": lambda: grown(update, "Cargo.toml", "\n[profile.bench]\ndebug = true\n"),
    }
    return [added[update.base.ecosystem]] if update.base.ecosystem in added else []


def churn(update: Update) -> None:
    """Change some more of the new version, as its ecosystem does."""
    some: list[Change] = [
        lambda: grown(update, "README.md", "\n## Status\n\nIn use since 2019; the interface is stable.\n"),
        lambda: update.add("SECURITY.md", _SECURITY),
        lambda: update.add("docs/troubleshooting.md", _TROUBLE),
    ]
    package = package_of(update)
    if package:
        some += _python(update, package)
    elif "lib/emitter.js" in update.new:
        some += _javascript(update)
    some += _others(update)
    drawn(update, some)
