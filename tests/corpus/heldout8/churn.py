"""Honest changes that come with any update of this set: two to six in each."""

from collections.abc import Callable
from functools import partial

from corpus.heldout.nouns import Update
from corpus.heldout8.modules import GO, JAVASCRIPT, PHP, PYTHON, RUBY, RUST
from corpus.register import grown, package_of

Change = Callable[[], None]

_CODEOWNERS = "* @maintainers\n/docs/ @writers\n"
_CONTRIBUTING = "# Contributing\n\nOpen an issue first when a change is large. Tests run with `make test`; one approval is enough.\n"
_WORKFLOW = """name: ci
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: make test
"""
_RENOVATE = '{\n  "extends": ["config:recommended"],\n  "schedule": ["before 6am on monday"]\n}\n'
_TEST = """

def test_pad_center_of_even():
    assert pad("ab", 6, "center") == "  ab  "


def test_cache_counts():
    cache = AgingCache()
    cache.put("a", 1)
    assert cache.get("a") == 1 and cache.hits == 1
"""


def _python(update: Update, package: str) -> list[Change]:
    return [
        lambda: grown(update, "tests/test_helpers.py", _TEST),
        lambda: grown(update, f"{package}/_compat.py", "\nLINUX = sys.platform.startswith('linux')\n"),
        lambda: grown(update, "setup.cfg", "\n[isort]\nprofile = black\n"),
        *(partial(update.add, f"{package}/{name}", text) for name, text in PYTHON.items()),
    ]


def _javascript(update: Update) -> list[Change]:
    return [
        lambda: update.manifest(lambda it: it.update(engines={"node": ">=18"})),
        lambda: update.manifest(lambda it: it.update(sideEffects=False)),
        lambda: grown(update, ".editorconfig", "\n[*.md]\ntrim_trailing_whitespace = false\n"),
        *(partial(update.add, name, text) for name, text in JAVASCRIPT.items()),
    ]


def _others(update: Update) -> list[Change]:
    return {
        "go": [lambda: update.add("batch.go", GO)],
        "gem": [lambda: update.add("lib/deploylane/clock.rb", RUBY)],
        "composer": [lambda: update.add("src/Priority.php", PHP)],
        "crate": [lambda: grown(update, "tests/filter.rs", RUST)],
    }.get(update.base.ecosystem, [])


def churn(update: Update) -> None:
    """Change some more of the new version, as its ecosystem does."""
    some: list[Change] = [
        lambda: grown(update, "README.md", "\n## Questions\n\nAsk in the discussions before you open an issue.\n"),
        lambda: update.add("CONTRIBUTING.md", _CONTRIBUTING),
        lambda: update.add(".github/CODEOWNERS", _CODEOWNERS),
        lambda: update.add(".github/workflows/ci.yml", _WORKFLOW),
        lambda: update.add("renovate.json", _RENOVATE),
    ]
    package = package_of(update)
    if package:
        some += _python(update, package)
    elif "lib/emitter.js" in update.new:
        some += _javascript(update)
    some += _others(update)
    for change in update.random.sample(some, min(len(some), update.random.randrange(2, 7))):
        change()
