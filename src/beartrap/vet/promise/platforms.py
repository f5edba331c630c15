"""Packages that hold one program, built for one platform each: an update that brings one more of them in a row needs nobody new.

Such names share their beginning and end in the platform (`tool-linux-x64-musl`), and all of a row are wanted in the very same version.
"""

from collections.abc import Sequence

from beartrap.vet.facts import Dependency
from beartrap.vet.promise.wellknown import plain

_WORDS = """
    linux darwin macos osx win win32 windows android freebsd openbsd netbsd sunos openharmony aix wasi wasm32 wasm
    x64 x86 ia32 i686 amd64 arm64 aarch64 arm armv6 armv7 armv7l riscv64 ppc64 ppc64le powerpc64le s390x loong64 loongarch64 mips64el universal 64 32
    gnu musl msvc gnueabihf musleabihf eabi glibc baseline
    """
PLATFORMS = frozenset(_WORDS.split())
"""Systems, processors and C libraries, as names of such packages end in them (those of Node.js, Go and Rust)."""
FEWEST = 2
"""Of a row that was needed before."""


def stem(name: str) -> str:
    """Return a name without the platform that it ends in; empty where it ends in none."""
    words = plain(name).split("-")
    left = len(words)
    while left and words[left - 1] in PLATFORMS:
        left -= 1
    return "-".join(words[:left]) if left < len(words) else ""


def is_one_more_platform(one: Dependency, before: Sequence[Dependency], now: Sequence[Dependency]) -> bool:
    """Whether a dependency belongs to a row of which several were needed before, all of which are wanted in one version."""
    row = stem(one.name)
    if not row or sum(stem(each.name) == row for each in before) < FEWEST:
        return False
    specs = {each.spec.strip() for each in now if stem(each.name) == row}
    return len(specs) == 1 and specs.pop()[:1].isdigit()
