"""Package URLs (purl-spec), made and read by packageurl-python; nothing that is wrong with one is raised."""

from packageurl import PackageURL
from packaging.utils import canonicalize_name

LONGEST_PURL = 4_000
"""Characters of a purl that is parsed."""

_JOINED = {"npm": "/", "golang": "/", "composer": "/", "github": "/", "swift": "/", "huggingface": "/", "maven": ":"}
"""How a namespace and a name make the full name, in the ecosystems in which the namespace is part of it."""


def make_purl(
    ecosystem: str,
    name: str,
    version: str | None,
    namespace: str | None = None,
    qualifiers: dict[str, str] | None = None,
) -> str | None:
    """Return the purl of a package, None where it cannot have one.

    A scope in an npm name becomes the namespace; PyPI names are normalised as PEP 503 says.
    """
    if ecosystem == "application":
        return None  # no purl type stands for a program in a Windows inventory
    if ecosystem == "npm" and name.startswith("@") and "/" in name:
        namespace, _, name = name.partition("/")
    if ecosystem == "pypi":
        name = canonicalize_name(name)
    if not name.strip("/"):
        return None  # packageurl would break on it
    try:
        return PackageURL(ecosystem, namespace, name, version, qualifiers or None).to_string()
    except (ValueError, UnicodeError):
        return None


def parse_purl(text: str) -> PackageURL | None:
    """Return what a purl says, None where it is none."""
    if len(text) > LONGEST_PURL:
        return None
    try:
        return PackageURL.from_string(text)
    except (ValueError, UnicodeError):
        return None


def full_name(ecosystem: str, namespace: str | None, name: str) -> str:
    """Return the name as its ecosystem writes it: `@scope/name`, `group:artifact`."""
    joint = _JOINED.get(ecosystem)
    return f"{namespace}{joint}{name}" if joint and namespace and not name.startswith(namespace + joint) else name
