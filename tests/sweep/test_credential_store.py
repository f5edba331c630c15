"""Where credentials lie: by name and place, on both kinds of system, with a near miss for each."""

import pytest
from sweep_lab import KNOWLEDGE, file

from beartrap.model.finding import Severity
from beartrap.sweep.credential_store import CredentialStore

STORES = {
    "/root/.ssh/id_rsa": "SSH keys",
    "/etc/ssh/ssh_host_ed25519_key": "host keys of SSH",
    "/home/anna/.aws/credentials": "credentials of AWS",
    "C:\\Users\\Anna\\.azure\\msal_token_cache.bin": "tokens of Azure",
    "/home/anna/.config/gcloud/application_default_credentials.json": "credentials of Google Cloud",
    "/home/anna/.kube/config": "credentials of Kubernetes",
    "/etc/kubernetes/admin.conf": "credentials of Kubernetes",
    "/home/anna/.docker/config.json": "logins of container registries",
    "/home/anna/.git-credentials": "logins of git",
    "/home/anna/.npmrc": "tokens of npm",
    "/root/.pypirc": "tokens of PyPI",
    "/home/anna/.cargo/credentials.toml": "tokens of crates.io",
    "/home/anna/.config/gh/hosts.yml": "logins of GitHub's client",
    "C:\\Users\\Anna\\AppData\\Local\\Google\\Chrome\\User Data\\Default\\Login Data": "passwords of browsers",
    "/home/anna/.mozilla/firefox/x.default/logins.json": "passwords of browsers",
    "/etc/shadow": "passwords of Unix",
    "/mnt/image/Windows/System32/config/SAM": "account databases of Windows",
    "C:\\Windows\\NTDS\\ntds.dit": "account database of a domain",
    "/srv/signing.pfx": "certificates with keys",
    "C:\\Users\\Anna\\safe.kdbx": "password safes",
}
NEAR_MISSES = [
    "/root/.ssh/id_rsa.pub", "/root/.ssh/known_hosts", "/etc/ssh/ssh_host_ed25519_key.pub", "/srv/app/credentials", "/home/anna/project/.npmrc", "/usr/share/doc/config.json",
    "/home/anna/.kube/cache/config.bak", "/etc/shadow.md", "/opt/SAM", "/home/anna/src/cookies.py", "/usr/lib/python3/site-packages/keyring.py", "C:\\Windows\\System32\\security.dll",
]  # fmt: skip


@pytest.mark.parametrize("path", STORES)
def test_a_store_is_noted_as_context_with_what_it_keeps(path: str) -> None:
    (found,) = CredentialStore(KNOWLEDGE).look(file(path))
    assert (found.severity, found.facts.get("kept")) == (Severity.INFO, STORES[path])


@pytest.mark.parametrize("path", NEAR_MISSES)
def test_what_only_looks_like_one_is_left_alone(path: str) -> None:
    assert not list(CredentialStore(KNOWLEDGE).look(file(path)))
