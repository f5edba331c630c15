"""Whether code of Ruby, Rust and Go asks for what its manifest says that it needs, and whether Go asks for no more than what a module does by itself."""

import re

from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.kinds import Kind
from beartrap.vet.promise.go_constraints import is_built

LARGEST = 8 * 1024 * 1024
"""Bytes of one file that are searched."""
_REQUIRES = regex(rb"\b(?:require|load|autoload\s+:\w+\s*,)\s*\(?\s*[\"']([\w./-]+)")
_BETWEEN = regex(r"[-_/.]")
_OF_RUBY = """
    abbrev base64 benchmark bigdecimal bundler cgi coverage csv date delegate digest drb English erb etc fcntl fiddle fileutils find forwardable getoptlong io ipaddr irb json logger matrix
    minitest monitor mutex_m net objspace observer open openssl open3 optparse ostruct pathname pp prettyprint pstore psych racc rbconfig rdoc readline resolv ripper rubygems securerandom set
    shellwords singleton socket stringio strscan syslog tempfile time timeout tmpdir tsort un uri weakref yaml zlib
"""
"""What Ruby brings along: that it is required says nothing of a gem."""


_OF_NOTE = """
    golang.org/x google.golang.org k8s.io sigs.k8s.io go.uber.org go.opentelemetry.io go.etcd.io gocloud.dev modernc.org cloud.google.com/go gorm.io entgo.io github.com/golang github.com/google
    github.com/aws github.com/Azure github.com/microsoft github.com/lib/pq github.com/go-sql-driver/mysql github.com/mattn/go-sqlite3 github.com/jackc/pgx github.com/joho/godotenv
    github.com/denisenkom/go-mssqldb github.com/ClickHouse github.com/snowflakedb github.com/KimMachineGun/automemlimit
"""
"""Owners of modules of Go, and drivers, that are imported so by many."""


def requires_gem(side: Side, old: Side, name: str) -> bool:
    """Whether a file requires a gem: under its name with other signs between the words, or something that no file required before."""
    wanted = _bare(name)
    found = _required(side)
    if not found:
        return True  # a gem of other gems
    brought = frozenset(_OF_RUBY.split())
    for one in found:
        first = one.partition("/")[0]
        if _bare(one).startswith(wanted) or (first not in brought and wanted.startswith(_bare(first))):
            return True
    own = {_bare(part.removesuffix(".rb")) for path in side.paths for part in path.split("/")}
    fresh = {one.partition("/")[0] for one in found} - {one.partition("/")[0] for one in _required(old)}
    return any(one not in brought and _bare(one) not in own for one in fresh)


def uses_crate(side: Side, name: str) -> bool:
    """Whether a file of Rust names a crate, or the manifest has it as a part of a feature."""
    word = re.compile(rb"\b" + re.escape(name.replace("-", "_").encode("utf-8", "replace")) + rb"\b")
    feature = re.compile(rb"[\"'](?:dep:)?" + re.escape(name.encode("utf-8", "replace")) + rb"\??(?:/|[\"'])")
    path = min((one for one in side.paths if f"/{one}".endswith("/Cargo.toml")), key=len, default=None)
    manifest = side.read(path) if path is not None else None
    if manifest is None or feature.search(manifest.content) or b"package = " in manifest.content:
        return True  # under another name
    return any(word.search(content) for content in _contents(side, Kind.RUST))


def taken_for_itself(side: Side, name: str) -> bool:
    """Whether code of Go imports a module that is none of note, or a part of it, under no name: for what it does when it is loaded, and for nothing else.

    Files that nobody builds who uses the module load nothing.
    """
    if any(f"{name}/".startswith(f"{one}/") for one in _OF_NOTE.split()):
        return False
    path = rb"\"" + re.escape(name.encode("utf-8", "replace")) + rb"(?:/[^\"\n]*)?\""
    blank, any_way = re.compile(rb"^[ \t]*(?:import[ \t]+)?_[ \t]+" + path, re.MULTILINE), re.compile(path)
    taken = False
    for content in filter(is_built, _contents(side, Kind.GO)):
        found = blank.findall(content)
        if len(found) != len(any_way.findall(content)):
            return False
        taken |= bool(found)
    return taken


def _required(side: Side) -> set[str]:
    return {one.decode("ascii") for content in _contents(side, Kind.RUBY) for one in _REQUIRES.findall(content)}


def _bare(name: str) -> str:
    return _BETWEEN.sub("", name.lower())


def _contents(side: Side, kind: Kind) -> list[bytes]:
    paths = [path for path in side.paths if side.kind(path) is kind and side.size(path) <= LARGEST]
    read = (side.read(path) for path in paths if not path.endswith("_test.go"))
    return [one.content for one in read if one is not None]
