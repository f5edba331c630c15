"""Telling what a content is: magic, then a first line, then what its name says, then how its text looks."""

import codecs
import re

from beartrap.engine.unfold.formats import HEAD, by_head
from beartrap.model.regex import regex
from beartrap.vet.kinds import Kind

LOOK = 4096
"""Bytes that are looked at to tell text from data, and one text from another."""

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\x7fELF", Kind.ELF),
    (b"\0asm", Kind.WASM),
    (b"\x1bLua", Kind.BYTECODE),
    (b"\xc6\x1f\xbc\x03\xc1\x03\x19\x1f", Kind.BYTECODE),  # Hermes
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"\0\0\1\0", Kind.IMAGE),
    (b"II*\0", Kind.IMAGE),
    (b"MM\0*", Kind.IMAGE),
    (b"%PDF-", Kind.DOCUMENT),
    (b"wOFF", Kind.FONT),
    (b"wOF2", Kind.FONT),
    (b"OTTO", Kind.FONT),
    (b"\0\1\0\0\0", Kind.FONT),
    (b"OggS", Kind.MEDIA),
    (b"ID3", Kind.MEDIA),
    (b"fLaC", Kind.MEDIA),
)
_MACHO = (
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbf",
)
_FAT = b"\xca\xfe\xba\xbe"
"""A Mach-O for several processors, and a Java class: told apart by the next number."""
MOST_ARCHITECTURES = 40
"""The least version of a Java class file is 45; no universal binary has that many parts."""

_INTERPRETERS: tuple[tuple[bytes, Kind], ...] = (
    (b"python", Kind.PYTHON),
    (b"node", Kind.JAVASCRIPT),
    (b"deno", Kind.TYPESCRIPT),
    (b"bun", Kind.TYPESCRIPT),
    (b"pwsh", Kind.POWERSHELL),
    (b"powershell", Kind.POWERSHELL),
    (b"ruby", Kind.RUBY),
    (b"php", Kind.PHP),
    (b"perl", Kind.PERL),
    (b"make", Kind.BUILD),
    (b"sh", Kind.SHELL),
)
_SUFFIXES: dict[str, Kind] = {
    **dict.fromkeys(("py", "pyw", "pyi", "py3", "spec"), Kind.PYTHON),
    **dict.fromkeys(("js", "mjs", "cjs", "jsx"), Kind.JAVASCRIPT),
    **dict.fromkeys(("ts", "tsx", "mts", "cts"), Kind.TYPESCRIPT),
    **dict.fromkeys(("sh", "bash", "zsh", "ksh", "dash", "fish", "command"), Kind.SHELL),
    **dict.fromkeys(("ps1", "psm1", "psd1"), Kind.POWERSHELL),
    **dict.fromkeys(("bat", "cmd"), Kind.BATCH),
    **dict.fromkeys(("rb", "rake", "gemspec", "ru"), Kind.RUBY),
    **dict.fromkeys(("php", "phtml", "php5", "inc"), Kind.PHP),
    **dict.fromkeys(("pl", "pm"), Kind.PERL),
    **dict.fromkeys(("vbs", "vbe", "vba", "bas", "hta", "wsf"), Kind.VB),
    **dict.fromkeys(("pyx", "pxd", "pxi", "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "m", "mm", "inl"), Kind.C),
    **dict.fromkeys(("java", "kt", "kts", "scala", "groovy"), Kind.JAVA),
    **dict.fromkeys(("mk", "cmake", "m4", "ac", "am", "in", "gyp", "gypi", "ninja"), Kind.BUILD),
    **dict.fromkeys(("csproj", "vbproj", "fsproj", "props", "targets", "gradle", "bzl"), Kind.BUILD),
    **dict.fromkeys(("service", "timer", "socket", "desktop", "plist", "path", "cron"), Kind.UNIT),
    **dict.fromkeys(("html", "htm", "xhtml", "svg", "vue", "svelte"), Kind.HTML),
    **dict.fromkeys(("yml", "yaml"), Kind.YAML),
    **dict.fromkeys(("pkl", "pickle", "joblib", "dill"), Kind.PICKLE),
    **dict.fromkeys(("xml", "xsd", "xsl", "xslt", "resx", "xaml", "config"), Kind.XML),
    "cs": Kind.CSHARP,
    "rs": Kind.RUST,
    "go": Kind.GO,
    "pth": Kind.PTH,
    "pyc": Kind.BYTECODE,
    "ipynb": Kind.NOTEBOOK,
    "json": Kind.JSON,
    "jsonc": Kind.JSON,
    "toml": Kind.TOML,
    "nuspec": Kind.MANIFEST,
}
_NAMES: dict[str, Kind] = {
    **dict.fromkeys(
        (
            *("package.json", "pkg-info", "metadata", "wheel", "record", "entry_points.txt", "setup.cfg"),
            *("pyproject.toml", "cargo.toml", "control", "manifest.mf", "composer.json", "requires.txt"),
            *("extension.vsixmanifest", "pom.xml", "plugin.xml", "tox.ini", "go.mod"),
        ),
        Kind.MANIFEST,
    ),
    **dict.fromkeys(
        (
            *("makefile", "gnumakefile", "cmakelists.txt", "dockerfile", "containerfile", "binding.gyp"),
            *(
                "meson.build",
                "sconstruct",
                "build",
                "build.bazel",
                "workspace",
                "jenkinsfile",
                "justfile",
                "sconscript",
                "wscript",
            ),
        ),
        Kind.BUILD,
    ),
    **dict.fromkeys(("crontab", "rc.local"), Kind.UNIT),
    **dict.fromkeys(("gemfile", "rakefile", "podfile", "vagrantfile"), Kind.RUBY),
    **dict.fromkeys(("preinst", "postinst", "prerm", "postrm", "config"), Kind.SHELL),
    **dict.fromkeys(
        ("configure", ".bashrc", ".profile", ".bash_profile", ".zshrc", "pkgbuild", "apkbuild", "gradlew", ".envrc"),
        Kind.SHELL,
    ),
    **dict.fromkeys(
        (".gitlab-ci.yml", "action.yml", "action.yaml", "azure-pipelines.yml", ".travis.yml"), Kind.WORKFLOW
    ),
}
_RPM_SCRIPT = regex(r"\(rpm header\)/(?!facts)")
_RPM_FIRST = regex(rb"(?:[ \t]*(?:#[^\n]*)?\n)*(?:%\{?[\w?!]|[A-Z][A-Za-z]+(?:\([\w, ]+\))?:[ \t])")
_RPM_PART = regex(
    rb"^%(?:package|description|prep|build|install|check|files|post|pre|if|global|define)\b", re.MULTILINE
)
"""How a spec file of rpm begins, behind its remarks, and how its parts do (rpm-spec(5))."""
_WORKFLOW = regex(r"(?:^|/)(?:\.github/(?:workflows|actions)/.*|\.circleci/.*)\.ya?ml$", re.IGNORECASE)
_CRON = regex(r"(?:^|/)etc/(?:cron\.[a-z]+|cron\.d|init\.d|profile\.d)/[^/]+$")
_PICKLE = regex(rb"\A\x80[\x02-\x05](?:\x95|[}\]()cX\x8c])")
_OLD_PICKLE = regex(rb"\.\s*\Z")
"""Each pickle ends with the opcode STOP."""
_NAMES_FIRST = regex(rb"\A(?:\(?[(dlt\]}]*)c[A-Za-z_][\w.]{0,100}\n[A-Za-z_][\w.]{0,100}\n")
"""Protocols 0 and 1 are text and begin with what is called or made: module and name, a line each."""
_CALLS_SYSTEM = regex(
    rb"c(?:os|posix|nt|subprocess|pty|builtins|__builtin__|runpy)\n(?:system|popen|Popen|exec|eval|run|call|check_output|getoutput|__import__|run_path|spawn)\n\("
)
"""A call that a pickle of protocol 0 makes, behind whatever stands before it."""
_PYC = regex(rb"\A..\r\n[\x00-\x03]\0\0\0", re.DOTALL)
_LOOKS: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (regex(rb"\A\s*<\?php\b"), Kind.PHP),
    (regex(rb"\A\s*(?:<!doctype html|<html\b|<svg\b)", re.IGNORECASE), Kind.HTML),
    (regex(rb"\A\s*<\?xml\b"), Kind.XML),
    (regex(rb"^(?:from [\w.]+ import \w|import [\w.]+(?: as \w+)?\s*$|def \w+\(.*\).*:\s*$|class \w+.*:\s*$)", re.MULTILINE), Kind.PYTHON),
    (regex(rb"^(?:'use strict'|\"use strict\"|(?:const|let|var) [\w{ ,}]+ ?= ?require\(|!?\(?function ?\(|module\.exports\b|import .* from ['\"])", re.MULTILINE), Kind.JAVASCRIPT),
    (regex(rb"^[ \t]*+(?:param\s*\(|\$ErrorActionPreference|function [A-Z]\w+-\w+|Set-StrictMode|Import-Module )", re.MULTILINE | re.IGNORECASE), Kind.POWERSHELL),
    (regex(rb"\A\s*@echo off", re.IGNORECASE), Kind.BATCH),
)  # fmt: skip
PROSE = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".rst", ".txt", ".adoc", ".asciidoc")
"""Endings of prose: it stays prose where a careless archive lets it be executed."""
_LOCKS = (".lock", ".lock.yaml", "-lock.yaml", ".csv", ".tsv", ".map", ".snap")
"""Endings of what tools write down, which stay data likewise."""
_PROSE = regex(
    r"(?:^|/)(?:README|CHANGES|CHANGELOG|HISTORY|NEWS|AUTHORS|CONTRIBUTORS|CONTRIBUTING|COPYING|LICEN[CS]E|NOTICE|TODO|THANKS|FAQ)$"
)
"""Names that prose has without an ending."""
_NO_SCRIPT = regex(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:#{1,6}[ \t]|<[A-Za-z]|>[ \t]|\[?!\[[^\]\n]{0,200}\]\(\s*https?:|\w[\w .()-]*\r?\n={4,}[ \t\r]*\n)"
)
"""How documents begin and no script of JavaScript can: with a heading, a tag, a picture or a quotation. Whatever examples follow, nobody runs the whole."""
_LANGUAGES = """
    swift d di hs lhs elm nim nims jl ml mli fs fsi fsx dart zig ex exs erl hrl clj cljs cljc edn lua r vala cr purs agda idr lean re rei
    res hx pas adb ads v sv vhd vhdl f f90 f95 scm rkt el lisp proto thrift sol move cairo vy coffee styl less scss sass
    """
_OTHERS = frozenset(_LANGUAGES.split())
"""Endings of languages that are not read: what stands in such a file may look like one that is (`import Foundation`)."""
_SOURCED = regex(r"(?:^|/)(?:bash-completion/completions|bash_completion\.d|etc/(?:profile|bashrc|zsh)\.d)/[^/]+$")
"""Folders whose files a shell reads when it starts, or for the first time completes a word."""
TEMPLATES = frozenset({"in", "template", "tmpl", "tpl", "j2", "pp", "tp"})
"""Endings of templates, behind the ending of what is made of them; `tp` is Tempita's, with which Cython comes."""
_JSON_STARTS = (b"{", b"[")


def kind_of(path: str, content: bytes, *, executable: bool = False) -> Kind:
    """Return what a file is; `path` is its path in the package, asked only where its bytes leave it open."""
    if not content:
        return Kind.EMPTY
    head = content[:LOOK]
    found = _by_magic(content, head)
    if found is not None:
        return found
    named = _by_name(path)
    if named is Kind.PYTHON and is_of_rpm(path, head):
        named = Kind.BUILD
    if head.startswith(b"#!") and (interpreter := _interpreter(head)) is not None and not is_cython(path):
        return interpreter
    if _NAMES_FIRST.match(head) and _OLD_PICKLE.search(content[-64:]):
        return Kind.PICKLE
    if not _is_text(head) or (named is None and _is_broken(head)):
        return named if named in (Kind.BYTECODE, Kind.PICKLE) else Kind.DATA
    if named is Kind.PICKLE and _OLD_PICKLE.search(content[-64:]):
        return named  # protocol 0 is text
    if named is not None and named not in (Kind.BYTECODE, Kind.PICKLE, Kind.PTH):
        return named
    if named is Kind.PTH:
        return Kind.PTH
    prose = is_prose(path)
    if not prose and _CALLS_SYSTEM.search(head):
        return Kind.PICKLE
    return _by_look(
        head,
        executable=executable and not prose and not path.endswith(_LOCKS),
        script=not (prose and _NO_SCRIPT.match(head)),
    )


def is_prose(path: str) -> bool:
    """Whether a file is called as what people read is, with an ending or without."""
    return path.lower().endswith(PROSE) or _PROSE.search(path) is not None


def is_of_rpm(path: str, head: bytes) -> bool:
    """Whether a file is what rpm builds a package by, and not what PyInstaller does, which writes Python under the same ending."""
    return path.lower().endswith(".spec") and _RPM_FIRST.match(head) is not None and _RPM_PART.search(head) is not None


def is_called_as_nothing(path: str, content: bytes) -> bool:
    """Whether neither a file's name nor its first line says what it is: only its look did."""
    return _by_name(path) is None and not content.startswith(b"#!")


def is_cython(path: str) -> bool:
    """Whether a file is called as Cython is, or as a template of it: it is compiled, whatever its first line says."""
    stem, _, ending = path.lower().rpartition(".")
    return (stem if ending in TEMPLATES else path.lower()).endswith((".pyx", ".pxi", ".pxd"))


def is_of_another_language(path: str) -> bool:
    """Whether the ending of a file is that of a language which is not read."""
    return path.rpartition(".")[2].lower() in _OTHERS


def _by_magic(content: bytes, head: bytes) -> Kind | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"MZ") and (program := _program(content)) is not None:
        return program
    if head.startswith(_MACHO):
        return Kind.MACHO
    if head.startswith(_FAT) and len(head) >= 8:
        return Kind.MACHO if int.from_bytes(head[4:8], "big") < MOST_ARCHITECTURES else Kind.BYTECODE
    if head[:4] == b"RIFF" or head[4:8] == b"ftyp":
        return Kind.IMAGE if head[8:12] in (b"WEBP", b"avif") else Kind.MEDIA
    if by_head(head[:HEAD]) is not None:
        return Kind.ARCHIVE
    if _PYC.match(head):
        return Kind.BYTECODE
    return Kind.PICKLE if _PICKLE.match(head) else None


def _program(content: bytes) -> Kind | None:
    """Return PE or DOTNET by the header that offset 60 points at; None where it is neither (an old DOS program).

    A managed assembly has a COM descriptor, data directory 14 (ECMA-335 II.25.3.3).
    """
    at = int.from_bytes(content[60:64], "little")
    if content[at : at + 4] != b"PE\0\0":
        return None
    optional = at + 24
    wide = content[optional : optional + 2] == b"\x0b\x02"
    descriptor = optional + (112 if wide else 96) + 14 * 8
    return Kind.DOTNET if int.from_bytes(content[descriptor : descriptor + 4], "little") else Kind.PE


def _interpreter(head: bytes) -> Kind | None:
    line = head.split(b"\n", 1)[0][2:]
    words = [word.rpartition(b"/")[2] for word in line.split()]
    words = [word for word in words if word != b"env" and not word.startswith(b"-") and b"=" not in word]
    name = words[0] if words else b""
    return next((kind for start, kind in _INTERPRETERS if name.startswith(start) or name.endswith(start)), None)


def _by_name(path: str) -> Kind | None:
    if _RPM_SCRIPT.search(path):
        return Kind.SHELL
    if _WORKFLOW.search(path):
        return Kind.WORKFLOW
    if _CRON.search(path) or _SOURCED.search(path):
        return Kind.SHELL
    name = path.replace("!", "/").rpartition("/")[2].lower()
    if name == "config" and path.endswith(".cargo/config"):  # the others of that name are scripts of Debian packages
        return Kind.TOML
    if name in _NAMES:
        return _NAMES[name]
    stem, dot, suffix = name.rpartition(".")
    if dot and suffix in TEMPLATES and "." in stem:
        return _SUFFIXES.get(stem.rpartition(".")[2])
    return _SUFFIXES.get(suffix) if dot else None


def _is_text(head: bytes) -> bool:
    """Tell text from data: no zero byte (UTF-16 with its mark aside), few controls."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\0" in head:
        return False
    return len(head.translate(None, _NO_CONTROLS)) * 50 <= len(head)


def _is_broken(head: bytes) -> bool:
    """Whether what has few controls is no text all the same: it has some, and bytes that are none of UTF-8."""
    if not head.translate(None, _NO_CONTROLS) or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the last letter may be cut
    except UnicodeDecodeError:
        return True
    return False


_NO_CONTROLS = bytes(byte for byte in range(256) if not (byte < 9 or 13 < byte < 27 or 27 < byte < 32))
"""All bytes but the controls that no text has."""


def _by_look(head: bytes, *, executable: bool, script: bool = True) -> Kind:
    for pattern, kind in _LOOKS:
        if (script or kind is not Kind.JAVASCRIPT) and pattern.search(head):
            return kind
    if head.lstrip()[:1] in _JSON_STARTS and head.lstrip()[1:2].strip(b' \r\n\t"{[}]0123456789-tfn') == b"":
        return Kind.JSON
    return Kind.SHELL if executable else Kind.TEXT
