"""What an action has run that is not its own: images of containers and actions of others, by who can change them."""

from collections.abc import Sequence

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.facts import Dependency
from beartrap.vet.promise.steps import Step

ACTIONS = "action"
"""The group of what an action has run."""
_IMAGE = "docker://"
_REGISTRIES = ("docker.io/", "index.docker.io/", "registry-1.docker.io/", "ghcr.io/", "quay.io/", "gcr.io/", "mcr.microsoft.com/", "public.ecr.aws/", "registry.gitlab.com/", "registry.hub.docker.com/")  # fmt: skip
"""Registries of everybody: the same name moves from one to the other without anything else being run."""
_TRUSTED = regex(
    r"(?:actions|github|docker|azure|aws-actions|google-github-actions|hashicorp|ruby|gradle|golangci|pypa|dtolnay|pnpm|oven-sh|astral-sh|denoland|swatinem|sigstore|microsoft)/.*"
)
"""Owners whose actions nearly everybody runs anyway."""
_COMMIT = regex(r"[0-9a-f]{40}|[0-9a-f]{64}")
_VERSION = regex(r"v?\d[\w.-]*")


def weight_of_step(one: Dependency, step: Step, before: Sequence[str]) -> tuple[Severity, str]:
    """Return what an image or action weighs that an action has run from now on, and why.

    1. An image of Docker's own library, or one that moved between everybody's registries: little.
    2. Any other image: high; it is built elsewhere, and nothing in the package tells what is in it.
    3. An action of an owner whom nearly everybody trusts anyway, or of one that it relied on before: little.
    4. An action by a branch, which its owner can change at any time: high; any other as other dependencies.
    """
    if one.name.startswith(_IMAGE):
        bare = _bare(one.name)
        if "/" not in bare or bare in {_bare(name) for name in before if name.startswith(_IMAGE)}:
            return Severity.LOW, ""
        return Severity.HIGH, "an image that is built elsewhere"
    owners = {name.partition("/")[0] for name in before if "/" in name and not name.startswith(("@", _IMAGE))}
    if _TRUSTED.fullmatch(one.name) or one.name.partition("/")[0] in owners:
        return Severity.LOW, ""
    if _COMMIT.fullmatch(one.spec):
        return Severity.MEDIUM if step in (Step.SAME, Step.PATCH) else Severity.LOW, ""
    if not _VERSION.fullmatch(one.spec):
        return Severity.HIGH, "by a branch, which its owner can change at any time"
    if step in (Step.SAME, Step.PATCH):
        return Severity.HIGH, "which is not widely known"
    return Severity.LOW if step is Step.MAJOR else Severity.MEDIUM, ""


def _bare(name: str) -> str:
    """Return the name of an image without the registry, where that is one of everybody's."""
    bare = name.removeprefix(_IMAGE)
    for registry in _REGISTRIES:
        bare = bare.removeprefix(registry)
    return bare.removeprefix("library/")
