"""Where a build takes its tools and packages from: wrappers that fetch a build tool, repositories that a build file adds.

Whoever answers at such an address decides what is run while the package is built, so each is told as a dependency from an
address. The places that everybody uses are left out.
"""

import re
from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.facts import Dependency
from beartrap.vet.package.files import Files

_FILES = regex(
    r"(?:.*/)?(?:gradle-wrapper\.properties|maven-wrapper\.properties|(?:settings|build|init)\.gradle(?:\.kts)?|nuget\.config|NuGet\.[Cc]onfig|Gemfile|\.cargo/config\.toml)"
)
_ASIDE = regex(
    r"(?:^|.*/)(?:tests?|testing|testdata|fixtures?|samples?|examples?|docs?|benchmarks?|templates?|node_modules)/.*"
)
_WRAPPER = regex(r"^[ \t]*(?:distributionUrl|wrapperUrl)[ \t]*=[ \t]*(https?\\?://\S+)", re.MULTILINE)
_GRADLE = regex(r"\b(?:url|setUrl|maven)\b[\s=(]*(?:uri\s*\(\s*)?[\"'](https?://[^\"'\s]+)")
_BLOCKS = regex(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/|(?:(?<![\w.])([\w.]+)[ \t]*(?:\([^(){}\n]*\)[ \t]*)?)?(\{)|(\})"
)
"""Texts and remarks, which are passed over; the beginning of a block with its name; the end of one."""
MOST_TOLD = 20
"""Blocks in which one file of Gradle tells of a project; real ones have one for each artefact. Of more, none is left out."""
_NUGET = regex(r"<add\s[^<>]*?\bvalue\s*=\s*\"(https?://[^\"]+)\"", re.IGNORECASE)
_GEMFILE = regex(r"^[ \t]*source[ (]+[\"'](https?://[^\"']+)", re.MULTILINE)
_CARGO = regex(r"^[ \t]*(?:registry|index)[ \t]*=[ \t]*\"((?:sparse\+|git\+)?https?://[^\"]+)\"", re.MULTILINE)
_BY_ENDING = ((".properties", _WRAPPER), (".gradle", _GRADLE), (".kts", _GRADLE), ("onfig", _NUGET), ("Gemfile", _GEMFILE), (".toml", _CARGO))  # fmt: skip
_HOST = regex(r"(?:sparse\+|git\+)?https?://(?:[^/@]*@)?([^/:?#]+)")
_LISTED = """
    services.gradle.org downloads.gradle.org plugins.gradle.org repo.gradle.org repo.maven.apache.org repo1.maven.org maven.google.com dl.google.com
    oss.sonatype.org s01.oss.sonatype.org central.sonatype.com repo.spring.io repository.apache.org jitpack.io www.jitpack.io jcenter.bintray.com
    packages.confluent.io repository.jboss.org maven.pkg.github.com github.com api.nuget.org www.nuget.org nuget.org pkgs.dev.azure.com
    rubygems.org index.crates.io crates.io maven.aliyun.com oss.oracle.com download.oracle.com maven.fabricmc.net maven.pkg.jetbrains.space
    www.jetbrains.com cache-redirector.jetbrains.com packages.jetbrains.team
"""
_EVERYBODYS = frozenset(_LISTED.split())


def everybodys(address: str) -> bool:
    """Whether an address is one of the places that builds usually take packages from."""
    match = _HOST.match(address.replace("\\", ""))
    return match is not None and match[1].lower() in _EVERYBODYS


def of_build(files: Files) -> Iterator[Dependency]:
    """Yield each place of its own that a build of the package takes tools or packages from."""
    for path in files.matching(_FILES.pattern):
        pattern = next((one for ending, one in _BY_ENDING if path.endswith(ending)), None)
        if pattern is None or _ASIDE.match(path):
            continue
        text = files.text(path)
        told = list(_told_of_itself(text)) if pattern is _GRADLE else []
        told = told if len(told) <= MOST_TOLD else []
        for match in pattern.finditer(text):
            host = _HOST.match(match[1].replace("\\", ""))
            if host is not None and not everybodys(match[1]) and not any(match.start() in one for one in told):
                row = text.count("\n", 0, match.start(1)) + 1
                yield Dependency(f"packages from {host[1]}", f"https://{host[1]}", "build", path, row)


def _told_of_itself(text: str) -> Iterator[range]:
    """Yield the places of Gradle's `pom { … }`, where a project tells its own addresses; none that has a block of repositories."""
    opened = list[tuple[str, int]]()
    for match in _BLOCKS.finditer(text):
        if match[2]:
            if (match[1] or "").startswith("repositories"):
                opened = [("", start) for _, start in opened]
            opened.append((match[1] or "", match.start()))
        elif match[3] and opened:
            name, start = opened.pop()
            if name == "pom" or name.startswith("pom."):
                yield range(start, match.end())
