"""Which language a file is read in: by its kind, and by its name where a kind has several."""

from beartrap.vet import kinds
from beartrap.vet.kinds import Kind
from beartrap.vet.sniff import TEMPLATES

LANGUAGES = {
    Kind.PYTHON: "python", Kind.JAVASCRIPT: "javascript", Kind.TYPESCRIPT: "typescript", Kind.SHELL: "shell", Kind.POWERSHELL: "powershell",
    Kind.BATCH: "batch", Kind.RUBY: "ruby", Kind.PHP: "php", Kind.RUST: "rust", Kind.GO: "go", Kind.JAVA: "java", Kind.CSHARP: "csharp", Kind.C: "c",
    Kind.BUILD: None,
}  # fmt: skip
"""The language of each kind; a build file is read as code where its name says so."""
COMPILED = frozenset(language for kind in kinds.COMPILED if (language := LANGUAGES[kind])) | {"groovy", "kotlin"}
"""Languages that are compiled before they run; Groovy and Kotlin are read as other spellings of Java."""
READ = frozenset(language for language in LANGUAGES.values() if language) | COMPILED
"""Languages that are read."""
_BY_NAME = {"sconstruct": "python", "sconscript": "python", "wscript": "python", "jenkinsfile": "groovy"}
_BY_ENDING = {
    ".kt": "kotlin",
    ".kts": "kotlin",
    ".groovy": "groovy",
    ".gradle": "groovy",
    ".scala": None,
    ".pyx": None,
    ".pxd": None,
    ".pxi": None,
    ".bzl": "python",
}


def language_of(kind: Kind, path: str) -> str | None:
    """Return the language that a file is read in, None where it is searched as text or holds commands alone."""
    name = path.rpartition("/")[2].lower()
    if name in _BY_NAME:
        return _BY_NAME[name]
    stem, _, last = name.rpartition(".")
    name = stem if last in TEMPLATES else name
    ending = name[name.rfind(".") :] if "." in name else ""
    if kind in (Kind.JAVA, Kind.BUILD, Kind.C) and ending in _BY_ENDING:
        return _BY_ENDING[ending]
    return LANGUAGES.get(kind)
