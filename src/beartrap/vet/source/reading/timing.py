"""When the code of a file runs: told by what the package says of itself, else by the habits of its language."""

import re
from functools import lru_cache

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.facts import PackageFacts
from beartrap.vet.source.spoken import COMPILED

_TESTS = regex(
    r"(?:^|(?<!\.data)/)(?:tests?|__tests__|spec|specs|examples?|docs?|documentation|samples?|demos?|benchmarks?|(?:test[-_])?fixtures?|testdata|test[-_]data|e2e|cypress|\.github)/"
    r"|^(?:packages/[^/]+/|[\w.-]+/[^@]*@v[^/]*/)?(?:testing|tools|scripts|ci|contrib|tasks)/"
    r"|(?:^|/)tests?\.py$|(?:^|/)(?:test_[^/]*|[^/]*_test|[^/]*\.(?:test|spec|stories|bench))\.\w+$|(?:^|/)(?:noxfile|tasks|fabfile|gulpfile|Gruntfile|karma\.conf|jest\.config|webpack\.config)\.\w+$|(?:^|/)\.(?:ci|travis|appveyor|gitlab|circleci)\b[^/]*$|\.pyi$",
    re.IGNORECASE,
)
_INSTALL = regex(
    r"(?:^|/)(?:setup\.py|extconf\.rb|[^/]+\.gemspec|install\.(?:js|cjs|mjs|sh|ps1|py)|(?:pre|post)install\.(?:js|cjs|mjs|sh|py)|binding\.gyp|build\.py|chocolateyinstall\.ps1|init\.ps1|(?:build|settings|init)\.gradle(?:\.kts)?|[^/]+\.gradle|SConstruct|SConscript|wscript)$|(?:^|/)buildSrc/",
    re.IGNORECASE,
)
_START = regex(r"(?:^|/)(?:site|user)customize\.py$")
_NESTED_SETUP = regex(r"(?:^|/)(?:build|install|setup)\.(?:py|js|cjs|mjs|sh|ps1)$", re.IGNORECASE)
BY_ITSELF = frozenset({When.START, When.INSTALL})
"""When code runs although nobody imports it."""
_IMPORTED = COMPILED | {"python", "javascript", "typescript", "ruby", "php"}
_NOT_LOADED = {"pypi": ("javascript", "typescript", "php", "ruby"), "npm": ("python", "ruby", "php"), "gem": ("javascript", "typescript", "python", "php")}  # fmt: skip
"""Languages of which nothing is loaded where a package of another one is: a script in a wheel waits for the page that it is part of."""


def when_of(facts: PackageFacts, path: str, language: str) -> When:
    """Return when the outermost statements of a file run."""
    told = facts.when(path)
    if told is not None:
        return told
    if _START.search(path):
        return When.START
    if _INSTALL.search(path) and not looks_like_test(path) and not (_NESTED_SETUP.search(path) and path.count("/") > 1):
        return When.INSTALL
    if looks_like_test(path):
        return When.CALL
    return When.IMPORT if language in _IMPORTED and language not in _NOT_LOADED.get(facts.ecosystem, ()) else When.CALL


def by_itself(facts: PackageFacts, path: str) -> When | None:
    """Return when a file runs because its package says so, None where it waits for somebody to import or call it."""
    when = facts.when(path)
    if when is None and path.endswith(("setup.py", "extconf.rb", ".gemspec", "customize.py")):
        when = when_of(facts, path, "python")
    return when if when is not None and when >= When.START else None


@lru_cache(maxsize=4096)  # each analyser asks it of each file
def looks_like_test(path: str) -> bool:
    """Whether a path is of the package's own tests, examples, documents or developers' tools; stubs of Python (PEP 484) are for checkers of types."""
    named = _TESTS.search(path) is not None
    return named and not path.startswith("META-INF/") and "src/main/" not in path  # groups are named there: `example`
