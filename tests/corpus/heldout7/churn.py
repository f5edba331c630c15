"""Honest changes that come with any update of this set: three to seven in each, as a release of a living project has them."""

import re
from collections.abc import Callable
from functools import partial

from corpus.heldout.nouns import Update
from corpus.heldout7.modules import JAVASCRIPT, PYTHON
from corpus.register import grown, package_of

Change = Callable[[], None]

_SECURITY = """# Security

Write to security@project.example; we answer within three days. The two newest minor versions get fixes.
"""
_FUNDING = "github: []\ncustom: https://funding.project.example/\n"
_WORKFLOW = """name: tests
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  tests:
    strategy:
      matrix:
        os: [ubuntu-latest, windows-latest]
    runs-on: ${{ matrix.os }}
    steps:
      - uses: actions/checkout@v4
      - run: make check
"""
_DEPENDABOT = "version: 2\nupdates:\n  - package-ecosystem: github-actions\n    directory: /\n    schedule:\n      interval: weekly\n"
_GO = """package envset

import "os"

// Has says whether all variables are set.
func Has(names ...string) bool {
	for _, name := range names {
		if _, found := os.LookupEnv(name); !found {
			return false
		}
	}
	return true
}
"""
_RUBY = """# frozen_string_literal: true

module Paperjob
  # Counts what has been done.
  class Counter
    def initialize
      @rows = Hash.new(0)
      @lock = Mutex.new
    end

    def add(name, by = 1)
      @lock.synchronize { @rows[name] += by }
    end

    def to_h
      @lock.synchronize { @rows.dup }
    end
  end
end
"""
_PHP = """<?php

declare(strict_types=1);

namespace Laratok;

enum Ability: string
{
    case Read = 'read';
    case Write = 'write';
    case Admin = 'admin';

    public static function names(): array
    {
        return array_map(static fn (self $one) => $one->value, self::cases());
    }
}
"""
_RUST = """
#[test]
fn nothing_is_empty() {
    assert!(Ring::new(4).is_empty());
}
"""
_PY_TEST = """

def test_shorten_keeps_short_ones():
    assert shorten("abc", 10) == "abc"


def test_measure_of_nothing():
    assert measure("") == 0
"""


def _stamped(update: Update, path: str) -> None:
    """Move some numbers of a generated table, as a new version of its source does."""
    lines = update.text(path).splitlines(keepends=True)
    for at in update.random.sample(range(len(lines)), min(30, len(lines))):
        lines[at] = re.sub(r", ([012])\),$", lambda one: f", {(int(one[1]) + 2) % 3}),", lines[at])
    update.add(path, "".join(lines))


def _python(update: Update, package: str) -> list[Change]:
    return [
        lambda: grown(update, "tests/test_helpers.py", _PY_TEST),
        lambda: grown(update, "setup.cfg", "\n[flake8]\nmax-line-length = 110\n"),
        lambda: grown(update, f"{package}/_compat.py", "\nIS_WINDOWS = sys.platform == 'win32'\n"),
        lambda: _stamped(update, f"{package}/_tables.py"),
        *(partial(update.add, f"{package}/{name}", text) for name, text in PYTHON.items()),
    ]


def _javascript(update: Update) -> list[Change]:
    def engines(manifest: dict) -> None:
        manifest["engines"] = {"node": ">=18.17"}

    def keywords(manifest: dict) -> None:
        manifest["keywords"] = [update.base.name, "small"]

    return [
        lambda: update.manifest(engines),
        lambda: update.manifest(keywords),
        *(partial(update.add, name, text) for name, text in JAVASCRIPT.items()),
    ]


def _others(update: Update) -> list[Change]:
    return {
        "go": [lambda: update.add("has.go", _GO)],
        "gem": [lambda: update.add("lib/paperjob/counter.rb", _RUBY)],
        "composer": [lambda: update.add("src/Ability.php", _PHP)],
        "crate": [lambda: grown(update, "tests/ring.rs", _RUST)],
    }.get(update.base.ecosystem, [])


def churn(update: Update) -> None:
    """Change some more of the new version, as its ecosystem does."""
    notes = f"# Notes for {update.new_version}\n\nNothing breaks. Tested on the three usual systems.\n"
    some: list[Change] = [
        lambda: grown(update, "README.md", "\n## Thanks\n\nTo everybody who sent a change.\n"),
        lambda: update.add("SECURITY.md", _SECURITY),
        lambda: update.add("docs/notes.md", notes),
        lambda: update.add(".github/FUNDING.yml", _FUNDING),
        lambda: update.add(".github/dependabot.yml", _DEPENDABOT),
        lambda: update.add(".github/workflows/tests.yml", _WORKFLOW),
    ]
    package = package_of(update)
    if package:
        some += _python(update, package)
    elif "lib/emitter.js" in update.new:
        some += _javascript(update)
    some += _others(update)
    for change in update.random.sample(some, min(len(some), update.random.randrange(3, 8))):
        change()
