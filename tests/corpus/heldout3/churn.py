"""Honest changes that have nothing to do with a payload: a helper, a test, papers, settings; two to four in each update."""

from collections.abc import Callable

from corpus.heldout.nouns import Update
from corpus.register import drawn, grown, package_of

_PY_RANGES = '''"""Ranges with steps, for numbers that are no integers."""

from decimal import Decimal


def steps(start, stop, step):
    """Yield start, start + step, ... below stop, without the drift of floats."""
    at, end, by = Decimal(str(start)), Decimal(str(stop)), Decimal(str(step))
    if by == 0:
        raise ValueError("step must not be zero")
    while (at < end) if by > 0 else (at > end):
        yield float(at)
        at += by


def clamp(value, low, high):
    return max(low, min(high, value))
'''
_PY_TREE = '''"""Nested mappings by dotted names."""


def pick(tree, path, default=None):
    for name in path.split("."):
        if not isinstance(tree, dict) or name not in tree:
            return default
        tree = tree[name]
    return tree


def flatten(tree, prefix=""):
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from flatten(value, prefix + name + ".")
        else:
            yield prefix + name, value
'''
_PY_LINES = '''

def wrap(text, cells):
    """Yield lines of at most `cells` cells, broken between words."""
    line = ""
    for word in text.split():
        if line and measure(line) + 1 + measure(word) > cells:
            yield line
            line = word
        else:
            line = line + " " + word if line else word
    if line:
        yield line
'''
_JS_QUEUE = """'use strict';

class Queue {
  constructor(limit) {
    this.limit = limit || 4;
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
    if (this.running >= this.limit || this.waiting.length === 0) return;
    const { task, resolve, reject } = this.waiting.shift();
    this.running += 1;
    Promise.resolve()
      .then(task)
      .then(resolve, reject)
      .then(() => {
        this.running -= 1;
        this.next();
      });
  }
}

module.exports = { Queue };
"""
_JS_QUEUE_TEST = """'use strict';

const assert = require('assert');
const { Queue } = require('../lib/queue');

describe('Queue', function () {
  it('keeps the order of results', async function () {
    const queue = new Queue(1);
    assert.deepStrictEqual(await Promise.all([1, 2, 3].map((one) => queue.add(() => one))), [1, 2, 3]);
  });
});
"""
_JS_DURATION = """'use strict';

const UNITS = { ms: 1, s: 1000, m: 60000, h: 3600000, d: 86400000 };

module.exports = function duration(text) {
  const found = /^(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h|d)$/.exec(String(text).trim());
  if (!found) throw new TypeError('not a duration: ' + text);
  return Number(found[1]) * UNITS[found[2]];
};
"""
_CONTRIBUTING = (
    "# Contributing\n\nTests first, then code. One change in a request. The linters run in CI.\n\n"
    "## Releases\n\nA maintainer tags; the registry gets what CI built from the tag.\n"
)
_UPGRADING = "# Upgrading\n\nNothing to do: the interface is the same. Values that were rejected with a warning are errors now.\n"


def _python(update: Update, package: str) -> list[Callable[[], None]]:
    test = f"\n\ndef test_wrap():\n    from {package}._text import wrap\n\n    assert list(wrap('a bb ccc', 4)) == ['a bb', 'ccc']\n"
    return [
        lambda: update.add(f"{package}/_ranges.py", _PY_RANGES),
        lambda: update.add(f"{package}/_tree.py", _PY_TREE),
        lambda: grown(update, f"{package}/_text.py", _PY_LINES),
        lambda: grown(update, "tests/test_helpers.py", test),
        lambda: grown(update, f"{package}/_compat.py", "\nPY313 = sys.version_info >= (3, 13)\n"),
        lambda: grown(update, "setup.cfg", "\n[coverage:run]\nbranch = true\n"),
    ]


def _javascript(update: Update) -> list[Callable[[], None]]:
    newer = {"mocha": "^10.4.0", "rollup": "^4.13.0", "webpack": "^5.91.0"}

    def bumped(manifest: dict) -> None:
        some = manifest.get("devDependencies", {})
        some.update({name: newer.get(name, old) for name, old in some.items()})

    return [
        lambda: update.add("lib/queue.js", _JS_QUEUE),
        lambda: update.add("test/queue.test.js", _JS_QUEUE_TEST),
        lambda: update.add("lib/duration.js", _JS_DURATION),
        lambda: update.manifest(bumped),
        lambda: grown(update, ".editorconfig", "\n[*.md]\ntrim_trailing_whitespace = false\n"),
    ]


def churn(update: Update) -> None:
    """Change some more of the new version, as its ecosystem does."""
    some = [
        lambda: grown(update, "README.md", "\n## Support\n\nQuestions are welcome; bugs want a test that fails.\n"),
        lambda: update.add("CONTRIBUTING.md", _CONTRIBUTING),
        lambda: update.add("docs/upgrading.md", _UPGRADING),
    ]
    package = package_of(update)
    if update.base.ecosystem == "pypi" and package:
        some += _python(update, package)
    elif "lib/emitter.js" in update.new:
        some += _javascript(update)
    drawn(update, some)
