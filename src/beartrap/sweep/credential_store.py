"""`sweep.credential-store`: where a host keeps keys, tokens and passwords; on a host that was hit they count as seen."""

import re
from collections.abc import Iterator

from beartrap.engine.detector import Meta
from beartrap.engine.knowledge import Knowledge
from beartrap.model.artifact import Artifact
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.question import Question
from beartrap.sweep.paths import folded
from beartrap.sweep.subjects import file_facts, named, of_file, proof

_HOME = r"^(?:.*/)?(?:root|home/[^/]+|users/[^/]+|documents and settings/[^/]+)"
_PROFILE = _HOME + r"/.*"
_STORES: tuple[tuple[str, str, str], ...] = (
    ("SSH keys", r"id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|identity", r"/\.ssh/"),
    ("host keys of SSH", r"ssh_host_\w+_key", r"/ssh/"),
    ("credentials of AWS", r"credentials", r"/\.aws/"),
    ("tokens of Azure", r"accesstokens\.json|msal_token_cache\.(?:json|bin)|service_principal_entries\.(?:json|bin)", r"/\.azure/"),
    ("credentials of Google Cloud", r"credentials\.db|access_tokens\.db|application_default_credentials\.json|adc\.json", r"/gcloud/"),
    ("credentials of Kubernetes", r"config", r"/\.kube/"),
    ("credentials of Kubernetes", r"(?:super-)?admin\.conf", r"/etc/kubernetes/"),
    ("logins of container registries", r"config\.json", r"/\.docker/"),
    ("logins of git", r"\.git-credentials", _HOME + "/$"),
    ("logins of netrc", r"[._]netrc", _HOME + "/$"),
    ("tokens of npm", r"\.npmrc", _HOME + "/$"),
    ("tokens of PyPI", r"\.pypirc", _HOME + "/$"),
    ("tokens of RubyGems", r"credentials", r"/\.gem/|/\.local/share/gem/"),
    ("tokens of crates.io", r"credentials(?:\.toml)?", r"/\.cargo/"),
    ("tokens of Terraform", r"credentials\.tfrc\.json", r"/\.terraform\.d/"),
    ("tokens of Vault", r"\.vault-token", _HOME + "/$"),
    ("logins of GitHub's client", r"hosts\.yml", r"/gh/|/github cli/"),
    ("keys of GnuPG", r"secring\.gpg|.*\.key", r"/\.gnupg/"),
    ("passwords of browsers", r"login data(?: for account)?|logins\.json|key[34]\.db", _PROFILE),
    ("cookies of browsers", r"cookies(?:\.sqlite)?", _PROFILE),
    ("passwords of Unix", r"g?shadow", r"^(?:.*/)?etc/"),
    ("Kerberos keys", r".*\.keytab|krb5cc_\w+", r""),
    ("account databases of Windows", r"sam|security", r"/windows/system32/config/"),
    ("account database of a domain", r"ntds\.dit", r""),
    ("secrets kept by Windows", r"[0-9a-f]{32}", r"/microsoft/credentials/"),
    ("secrets kept by Windows", r".*\.vcrd|policy\.vpol", r"/microsoft/vault/"),
    ("certificates with keys", r".*\.(?:pfx|p12)", r""),
    ("password safes", r".*\.kdbx?", r""),
)  # fmt: skip
"""What is kept, the file's name, and where it stands (MITRE ATT&CK T1552.001, T1552.004, T1555, T1003, T1539; the vendors' own docs)."""
_ANY_NAME = re.compile("|".join(f"(?:{name})" for _, name, _ in _STORES))
_EACH = [(what, re.compile(name), re.compile(place)) for what, name, place in _STORES]


class CredentialStore:
    """Notes files that hold credentials by their name and place alone, as context; none is opened for it."""

    meta = Meta(
        id="sweep.credential-store",
        title="Credentials kept here",
        why="Whoever ran code on this host could read what is kept here: if the host was hit, take it as seen and make it anew.",
        needs=(SourceKind.FILES, SourceKind.HASHES),
        questions=(Question.PRESENT,),
        techniques=("T1552.001", "T1552.004", "T1555"),
        references=("https://attack.mitre.org/techniques/T1552/",),
    )

    def __init__(self, knowledge: Knowledge) -> None:
        """Need nothing of what is known: such names do not change with the incident."""

    def look(self, subject: Artifact) -> Iterator[Finding]:
        """Yield one finding of context for a file that holds credentials; its `facts.kept` says which."""
        path = subject.place.path
        if path is None or subject.place.member:
            return
        where, _, name = ("/" + folded(path).replace("\\", "/")).rpartition("/")
        if _ANY_NAME.fullmatch(name) is None:
            return
        kept = next((what for what, one, place in _EACH if one.fullmatch(name) and place.search(where + "/")), None)
        if kept is not None:
            yield Finding(
                detector=self.meta.id,
                subject=of_file(subject, "credentials"),
                questions=self.meta.questions,
                title=f"{named(subject)}: {kept}",
                severity=Severity.INFO,
                why=self.meta.why,
                rung=Rung.ON_DISK,
                host=subject.place.host,
                evidence=(proof(subject, kept),),
                techniques=self.meta.techniques,
                facts=file_facts(subject, kept=kept),
            )
