"""Whose a well-known secret is: the services that it is for, by the name of its variable; and services whose askers nobody sees."""

import re

from beartrap.model.regex import regex
from beartrap.vet.behaviours.operands import host, local
from beartrap.vet.source.events import Event

FORGE = regex(
    r"\b(?:GITHUB|GITEA|FORGEJO)_(?:API|SERVER)_URL\b|\bCI_(?:API_V4|SERVER)_URL\b|\bACTIONS_(?:RESULTS|CACHE|RUNTIME)_URL\b"
)
OWNERS = (
    ("AWS_", ("amazonaws.com", "aws.dev", "aws.amazon.com")),
    ("GITHUB_", ("github.com", "githubusercontent.com", "ghcr.io", "githubapp.com")),
    ("GH_TOKEN", ("github.com", "githubusercontent.com", "ghcr.io")),
    ("GITLAB_", ("gitlab.com",)),
    ("CI_JOB_TOKEN", ("gitlab.com",)),
    ("NPM_", ("npmjs.org", "npmjs.com", "github.com")),
    ("NODE_AUTH_TOKEN", ("npmjs.org", "npmjs.com", "github.com")),
    ("PYPI_", ("pypi.org", "pythonhosted.org")),
    ("TWINE_", ("pypi.org", "pythonhosted.org")),
    ("ACTIONS_", ("github.com", "githubusercontent.com", "actions.githubusercontent.com")),
    ("AZURE_", ("azure.com", "microsoft.com", "windows.net", "microsoftonline.com")),
    ("GOOGLE_", ("googleapis.com", "google.com")),
    ("DOCKER_", ("docker.com", "docker.io")),
    ("VAULT_", ("hashicorp.com", "hashicorp.cloud")),
)
"""Well-known secrets by the beginning of their variable, and the services that they are for."""

_PUBLIC = """
    registry.npmjs.org registry.yarnpkg.com api.npmjs.org pypi.org files.pythonhosted.org crates.io index.crates.io static.crates.io rubygems.org index.rubygems.org repo1.maven.org
    search.maven.org repo.maven.apache.org api.nuget.org repo.packagist.org packagist.org proxy.golang.org sum.golang.org formulae.brew.sh deb.debian.org nodejs.org www.python.org
    api.osv.dev endoflife.date spdx.org json.schemastore.org datasets-server.huggingface.co www.googletagmanager.com
    raw.githubusercontent.com codeload.github.com unpkg.com cdn.jsdelivr.net cdnjs.cloudflare.com fonts.googleapis.com fonts.gstatic.com
    """
SEEN_BY_NOBODY = frozenset(_PUBLIC.split())
"""Public services that are asked for what they have, and show a question to nobody: what stands in one reaches no stranger."""


def elsewhere(names: tuple[str, ...], address: str) -> bool:
    """Whether a well-known secret goes to a host that is not its own service's."""
    if not address or "{" in address:
        return False
    homes = [
        home
        for name in names
        for start, home in OWNERS
        if name.removeprefix("variable:").removeprefix("SECRET_TOKEN_").startswith(start)
    ]
    return any(not address.endswith(home) for home in homes)


_SOURCE = regex(
    r"(?:registry|npmRegistryServer|index-url|find-links)[\"']?\s*[:=]\s*[\"']?(https?://[^\s\"'{}]+)", re.IGNORECASE
)
_KNOWN_SOURCES = ("npmjs.org", "npmjs.com", "yarnpkg.com", "npm.pkg.github.com", "jsr.io", "pypi.org", "pythonhosted.org", "gitlab.com", "npmmirror.com")  # fmt: skip
"""Where packages of everybody lie."""


def package_source(event: Event) -> bool:
    """Whether what is written names another place that packages come from from now on."""
    for match in (match for value in event.values for match in _SOURCE.finditer(value.text)):
        address = host(match[1])
        if not local(address) and not f".{address}".endswith(tuple(f".{one}" for one in _KNOWN_SOURCES)):
            return True
    return False


_AGENT = regex(r"(?i:user[-_]?agent)\b")


def called_by_a_secret(event: Event, names: tuple[str, ...]) -> bool:
    """Whether a secret was put into the name by which a program calls itself: that goes to everybody, and no service asks for a token there."""
    return any(
        _AGENT.search(spot.quote) and not _OTHER_HEADS.search(spot.quote)
        for name in names
        for spot in event.marks.get(name, ())
    )


_OTHER_HEADS = regex(r"(?i:authoriz|cookie|api[-_]?key)")
