"""Packages that code installs while it runs."""

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.behaviours.kind import Weighed
from beartrap.vet.source.events import Event

_OPTIONS = r"(?:-(?:y|q+|U|g|D|S)\s+|--(?:yes|quiet|upgrade|global|save(?:-dev)?|no-save|user|silent|pre|no-deps|no-cache-dir|force-reinstall|break-system-packages|no-audit|no-fund|prefer-offline)\s+)*"
"""Options that stand alone: behind any other one the next word may be its value, and no name."""
_BY_NAME = regex(
    rf"\b(?:(?P<pypi>pip[\d.]*\s+{_OPTIONS}install|uvx|pipx\s+run)|(?:npm|yarn|pnpm|bun)\s+(?:i|install|add)|npx|bunx|(?:pnpm|yarn)\s+dlx)\s+{_OPTIONS}(?P<name>(?:@[\w.-]+/)?[A-Za-z][\w.-]*)(?=[\s=<>~!\[@;]|$)"
)

_SET_UP = "vscode."
"""Calls that only tell an editor what to start when its user wants it."""


def installs(event: Event) -> Weighed | None:
    """Return what an installation weighs: from elsewhere, while something is installed or imported, or by its name; what all use weighs little (see `vet.declared`)."""
    if "sign:foreign-package" in event.marks:
        return Weighed(Severity.HIGH, ("elsewhere",), ("sign:foreign-package",))
    adds = "sign:adds-package" in event.marks
    if adds and (event.when >= When.START or "silent" in event.options):
        severity = Severity.MEDIUM if event.when is When.INSTALL else Severity.HIGH
        return Weighed(severity, ("more",), ("sign:adds-package",))
    found = None if event.name.startswith(_SET_UP) or _is_a_line(event) else by_name(event.text)
    return Weighed(Severity.HIGH, (f"by-name:{found[1]}",)) if found else None


def _is_a_line(event: Event) -> bool:
    """Whether it is a script's own line, which is called by its program: build services have many."""
    return event.name == "pipeline" or event.text.startswith(event.name)


def by_name(command: str) -> tuple[str, str] | None:
    """Return the ecosystem and the name of the package that a command installs or runs, None where it names none."""
    found = _BY_NAME.search(command)
    return ("pypi" if found["pypi"] else "npm", found["name"]) if found else None
