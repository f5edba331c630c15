"""Which files of a folder are packages, as they are called, and which only belong to one."""

from collections.abc import Sequence
from pathlib import Path

PACKED = (
    ".whl", ".egg", ".tgz", ".gem", ".crate", ".nupkg", ".vsix", ".jar", ".war", ".deb", ".rpm", ".msi", ".cab", ".zip", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst",
)  # fmt: skip
"""How packages end."""
BESIDE = (".publish.attestation", ".provenance", ".provenance.json", ".attestations.json", ".asc", ".sig", ".sigstore")
"""How what an index hands out beside a file ends: PEP 740 attestations, detached signatures."""
_SUMS = (".md5", ".sha1", ".sha256", ".sha512", "md5sums", "sha256sums", "sha512sums", "sums.txt")


def packages_in(folder: Path) -> Sequence[Path]:
    """Return the files directly in a folder that are called as packages are; none where it is no folder or cannot be listed."""
    return [one for one in _inside(folder) if _is_package(one)]


def holds_packages_alone(folder: Path) -> bool:
    """Tell whether nothing is in a folder but packages and what belongs to them: signatures, attestations, sums."""
    found = _inside(folder)
    return bool(found) and all(_is_package(one) or _belongs(one) for one in found)


def _inside(folder: Path) -> Sequence[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:  # no folder, or one that cannot be listed, which the worker tells
        return ()


def _is_package(path: Path) -> bool:
    return path.name.lower().endswith(PACKED) and path.is_file() and not path.is_symlink()


def _belongs(path: Path) -> bool:
    return path.name.lower().endswith((*BESIDE, *_SUMS)) and path.is_file()
