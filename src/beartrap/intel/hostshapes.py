"""Shapes of what is seen on a host: paths, file names, registry keys, named pipes, mutexes."""

import re

from beartrap.intel.seen import Part, Seen, Span
from beartrap.intel.wordlist import words
from beartrap.model.indicator import IndicatorKind

_SEGMENT = r"[^\\/:*?\"<>|\s“”„`]{1,128}(?: [^\\/:*?\"<>|\s“”„`]{1,64}){0,4}"
_LAST = r"[^\\/:*?\"<>|\s“”„`',;]{1,128}"
WINDOWS_PATH = re.compile(
    rf"(?<![A-Za-z0-9])(?:[A-Za-z]:|%[A-Za-z_()0-9]{{2,32}}%|\\{{2,4}}[\w.$-]{{1,64}})\\{{1,2}}(?:{_SEGMENT}\\{{1,2}}){{0,24}}(?:{_LAST})?"
)
REGISTRY = re.compile(
    rf"(?<![A-Za-z0-9])(?:HK(?:LM|CU|CR|U|CC)|HKEY_[A-Z_]{{4,20}}):?\\{{1,2}}(?:{_SEGMENT}\\{{1,2}}){{0,24}}(?:{_LAST})?",
    re.I,
)
PIPE = re.compile(
    r"\\\\(?:\.|[\w-]{1,64})\\pipe\\[\w.{}-]{1,128}"
    r"|(?:(?<=named pipe )|(?<=pipe name )|(?<=named pipe: )|(?<=pipe ))[\"“„'`]?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    re.I,
)
MUTEX = re.compile(r"(?:Global|Local)\\[\w.{}-]{3,128}|(?<=mutex )[\"“„'`][\w.{}\\ -]{3,64}(?=[\"”“'`])", re.I)
UNIX_PATH = re.compile(
    r"(?<![\w.:/~-])(?:~/|/(?:etc|tmp|var|usr|opt|home|root|bin|sbin|lib|lib64|dev|proc|run|boot|srv|mnt|media|Users|Library|"
    r"Applications|System|Volumes|private|data)/)[^\s\"'<>|;,`“”„()\[\]]{1,512}"
)
FILENAME = re.compile(r"(?<![\w@/\\.-])[\w][\w.+~@-]{0,200}")

EXECUTABLE = words("""
    dll exe msp msi msix appx sys ps1 psm1 psd1 bat cmd vbs vbe js jse mjs cjs wsf wsh hta scr cpl ocx drv efi jar lnk pif
    chm so dylib ko elf dmg pkg deb rpm apk ipa py pyc pyd pyw sh pl php asp aspx ashx asmx jsp jspx war ear class cgi
    node whl gem crx xpi vsix nupkg tgz
    """)
CARRIERS = words("zip rar 7z gz xz bz2 tar cab iso img vhd vhdx one xll xlam docm xlsm pptm rtf dat tmp config m4")
FILE_ENDINGS = EXECUTABLE | CARRIERS
_CARRIER_LENGTH = 8
"""A name that ends like an archive or a data file is an indicator only where it is at least this long."""

_FRAMEWORKS = words(
    "node next nuxt vue react three d3 express angular ember backbone chart moment p5 day solid alpine asp socket"
)
"""Names of software that end in `.js`."""
_CUT_WORDS = re.compile(
    r" (?:(?:and|or|en|of|und|oder|is|was|in|to|naar|van|met|with|the|de|het|from|on|op)(?= |$)|HK[A-Z_]{2,}\\)"
)
_TRAILING = ".,:;!?*)]}'\""


def backslashed(text: str) -> list[Span]:
    """Return the spans of paths in which a backslash before a dot is no defanging, sorted."""
    if "\\" not in text:
        return []
    shapes = (WINDOWS_PATH, REGISTRY, PIPE)
    return sorted((match.start(), match.end()) for shape in shapes for match in shape.finditer(text))


def windows_path(seen: Seen) -> tuple[Part, ...]:
    r"""A path with a drive, a share or a variable in front; doubled backslashes come out single."""
    value = _cut(seen.value)
    tail = value.rstrip("\\").rpartition("\\")[2]
    if len(value) < 5 or not tail:
        return ()
    shown = (
        value[:2] + value[2:].replace("\\\\", "\\") if not value.startswith("\\\\\\\\") else value.replace("\\\\", "\\")
    )
    return (Part(IndicatorKind.PATH, shown, seen.start, seen.start + len(value)),)


def registry(seen: Seen) -> tuple[Part, ...]:
    """A registry key."""
    value = _cut(seen.value)
    return (Part(IndicatorKind.REGISTRY_KEY, value.replace("\\\\", "\\"), seen.start, seen.start + len(value)),)


def pipe(seen: Seen) -> tuple[Part, ...]:
    r"""A named pipe, as `\\.\pipe\name` or after the words "named pipe"; the value is the bare name."""
    value = seen.value.rstrip(_TRAILING)
    quoted = len(value) - len(value.lstrip("\"“„'`"))
    name = value[quoted:].rpartition("\\")[2]
    return (Part(IndicatorKind.PIPE, name, seen.start + quoted, seen.start + len(value)),) if name else ()


def mutex(seen: Seen) -> tuple[Part, ...]:
    """A mutex: with its name space, or quoted after the word."""
    value = seen.value.rstrip(".")
    quoted = len(value) - len(value.lstrip("\"“„'`"))
    return (Part(IndicatorKind.MUTEX, value[quoted:], seen.start + quoted, seen.start + len(value)),)


def unix_path(seen: Seen) -> tuple[Part, ...]:
    """A path below one of the usual directories, or in a home."""
    value = seen.value.rstrip(_TRAILING)
    deep = value.rstrip("/").count("/") > 1 or value.startswith("~/")
    return (Part(IndicatorKind.PATH, value, seen.start, seen.start + len(value)),) if deep else ()


def filename(seen: Seen) -> tuple[Part, ...]:
    """A file name with an ending that can run or carry something; names of frameworks are none."""
    value = seen.value.rstrip(".-+~@")
    stem, dot, ending = value.rpartition(".")
    lower = ending.lower()
    if not dot or not stem or lower not in FILE_ENDINGS or "@" in value:
        return ()
    if lower in CARRIERS and len(value) < _CARRIER_LENGTH:
        return ()
    if (lower == "js" and stem.lower() in _FRAMEWORKS) or (
        ending != lower and not value.isupper() and ending.istitle()
    ):
        return ()
    return (Part(IndicatorKind.FILENAME, value, seen.start, seen.start + len(value)),)


def _cut(value: str) -> str:
    """Return a path without the words of a sentence that a blank let in, and without trailing punctuation."""
    word = _CUT_WORDS.search(value)
    if word and "Documents and Settings" not in value:
        value = value[: word.start()]
    return value.rstrip(_TRAILING + " ") if not value.endswith("(x86)") else value
