"""Honest changes that come with any update of this set: two to four in each."""

from collections.abc import Callable

from corpus.heldout.nouns import Update
from corpus.register import drawn, grown, package_of

Change = Callable[[], None]

_PY_RETRY = '''"""Trying again."""

import functools
import random
import time


def delays(first=0.2, most=30.0, tries=5, chance=random.random):
    """Yield the pauses between tries, each about twice the one before."""
    pause = first
    for _ in range(tries - 1):
        yield min(most, pause) * (0.5 + chance() / 2)
        pause *= 2


def retried(*errors, tries=5, sleep=time.sleep):
    def decorate(call):
        @functools.wraps(call)
        def wrapped(*args, **kwargs):
            for pause in delays(tries=tries):
                try:
                    return call(*args, **kwargs)
                except errors:
                    sleep(pause)
            return call(*args, **kwargs)

        return wrapped

    return decorate
'''
_PY_SIZES = '''"""Sizes and times for people."""

UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


def size(number):
    at = 0
    while abs(number) >= 1024 and at < len(UNITS) - 1:
        number /= 1024
        at += 1
    return f"{number:.1f} {UNITS[at]}" if at else f"{number} B"


def seconds(number):
    minutes, rest = divmod(int(number), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
'''
_PY_TEST = """

def test_pad_leaves_long_text():
    assert pad("abcdef", 3) == "abcdef"


def test_shorten_marks():
    assert shorten("abcdef", 4).endswith("\\u2026")
"""
_JS_DEFER = """'use strict';

/** A promise that is settled from outside. */
exports.defer = () => {
  const out = {};
  out.promise = new Promise((resolve, reject) => Object.assign(out, { resolve, reject }));
  return out;
};

exports.sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
"""
_JS_COMPARE = """'use strict';

exports.by = (key) => (a, b) => (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0);

exports.groupBy = (rows, key) => {
  const out = new Map();
  for (const row of rows) {
    const name = key(row);
    if (!out.has(name)) out.set(name, []);
    out.get(name).push(row);
  }
  return out;
};
"""
_JS_TEST = """'use strict';

const assert = require('assert');
const { by } = require('../lib/compare');

it('sorts', function () {
  assert.deepStrictEqual([{ a: 2 }, { a: 1 }].sort(by('a')), [{ a: 1 }, { a: 2 }]);
});
"""
_GO = """package kvpool

// Stats of a pool.
type Stats struct {
	Free int
}

// Stats returns how many connections wait.
func (p *Pool) Stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Stats{Free: len(p.free)}
}
"""
_RUBY = """# frozen_string_literal: true

module Mailpress
  # Words of an address.
  module Address
    module_function

    def split(text)
      name, _, host = text.rpartition('@')
      [name, host.downcase]
    end
  end
end
"""
_PHP = """<?php

declare(strict_types=1);

namespace FormKit;

final class Text
{
    public static function shorten(string $text, int $most): string
    {
        return mb_strlen($text) <= $most ? $text : mb_substr($text, 0, $most - 1) . '…';
    }
}
"""
_RUST = """
#[test]
fn upper() {
    assert_eq!(hexlane::encode_upper(&[0xab]), "AB");
}
"""


def _python(update: Update, package: str) -> list[Change]:
    return [
        lambda: update.add(f"{package}/_retry.py", _PY_RETRY),
        lambda: update.add(f"{package}/_sizes.py", _PY_SIZES),
        lambda: grown(update, "tests/test_helpers.py", _PY_TEST),
        lambda: grown(update, f"{package}/_compat.py", "\nLINUX = sys.platform.startswith('linux')\n"),
        lambda: grown(update, "setup.cfg", "\n[mypy]\nstrict = true\n"),
    ]  # fmt: skip


def _javascript(update: Update) -> list[Change]:
    def keywords(manifest: dict) -> None:
        manifest["keywords"] = [update.base.name, "small"]

    return [
        lambda: update.add("lib/defer.js", _JS_DEFER),
        lambda: update.add("lib/compare.js", _JS_COMPARE),
        lambda: update.add("test/compare.test.js", _JS_TEST),
        lambda: update.manifest(keywords),
    ]


def _others(update: Update) -> list[Change]:
    return {
        "go": [lambda: update.add("stats.go", _GO)],
        "gem": [lambda: update.add("lib/mailpress/address.rb", _RUBY)],
        "composer": [lambda: update.add("src/Text.php", _PHP)],
        "crate": [lambda: grown(update, "tests/round.rs", _RUST)],
    }.get(update.base.ecosystem, [])


def churn(update: Update) -> None:
    """Change some more of the new version, as its ecosystem does."""
    some: list[Change] = [
        lambda: grown(update, "README.md", "\n## Versions\n\nSemantic versioning; two minor versions get fixes.\n"),
        lambda: update.add("SUPPORT.md", "# Support\n\nAsk in the forum; open an issue for what is broken.\n"),
        lambda: update.add(
            "docs/faq.md", "# Questions\n\n## Is it fast?\n\nFast enough. Measure what you do with it.\n"
        ),
    ]
    package = package_of(update)
    if package:
        some += _python(update, package)
    elif "lib/emitter.js" in update.new:
        some += _javascript(update)
    some += _others(update)
    drawn(update, some)
