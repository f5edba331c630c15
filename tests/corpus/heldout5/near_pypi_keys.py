"""Harmless updates of Python packages that look suspicious: passwords, keys and logins."""

from corpus.heldout.nouns import Update
from corpus.heldout5.shape import fill, harmless


@harmless("cloudshelf", "sdist", "a token of the environment, sent to the own service", step="minor")
def py_token_is_exchanged(it: Update) -> None:
    it.add("cloudshelf/oidc.py", '''"""Exchanges the token that a CI gives for credentials of ours; see https://docs.cloudshelf.example/oidc."""

import json
import os
import urllib.parse
import urllib.request

from .credentials import Credentials

EXCHANGE = "https://sts.cloudshelf.example/v1/exchange"


def ci_token(environ=os.environ, audience="cloudshelf"):
    """Return the identity token of the CI, or None outside of one."""
    if "ACTIONS_ID_TOKEN_REQUEST_URL" in environ:
        request = urllib.request.Request(
            environ["ACTIONS_ID_TOKEN_REQUEST_URL"] + "&audience=" + audience,
            headers={"Authorization": "bearer " + environ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)["value"]
    return environ.get("CLOUDSHELF_ID_TOKEN")


def exchange(token):
    body = urllib.parse.urlencode({"grant_type": "token-exchange", "subject_token": token}).encode()
    with urllib.request.urlopen(EXCHANGE, data=body, timeout=10) as answer:
        row = json.load(answer)
    return Credentials(row["access_key"], row["secret_key"], row["token"])
''')  # fmt: skip


@harmless("vaultkeys", "wheel", "five characters of a digest are sent", step="minor")
def py_leaked_passwords_are_known(it: Update) -> None:
    it.add("vaultkeys/leaks.py", '''"""Whether a password was in a leak; only five digits of its digest leave the machine."""

import hashlib
import urllib.request

RANGE = "https://ranges.leaks.example/range/"


def times_leaked(password: str, fetch=urllib.request.urlopen) -> int:
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    head, tail = digest[:5], digest[5:]
    with fetch(RANGE + head, timeout=5) as answer:
        for line in answer.read().decode().splitlines():
            suffix, _, count = line.partition(":")
            if suffix == tail:
                return int(count)
    return 0
''')  # fmt: skip


@harmless("vaultkeys", "sdist", "reads SSH keys to sign with them", step="minor")
def py_signs_with_ssh_keys(it: Update) -> None:
    it.add("vaultkeys/sshsig.py", '''"""Signatures by SSH keys, made by ssh-keygen."""

import subprocess
from pathlib import Path


def keys(folder="~/.ssh"):
    """Return the public keys that have a private one beside them."""
    return [one for one in sorted(Path(folder).expanduser().glob("id_*.pub")) if one.with_suffix("").exists()]


def sign(path, key, namespace="file"):
    subprocess.run(["ssh-keygen", "-Y", "sign", "-f", str(key), "-n", namespace, str(path)], check=True)
    return Path(f"{path}.sig")


def verify(path, allowed, identity, namespace="file"):
    command = ["ssh-keygen", "-Y", "verify", "-f", str(allowed), "-I", identity, "-n", namespace, "-s", f"{path}.sig"]
    with open(path, "rb") as stream:
        return subprocess.run(command, stdin=stream, capture_output=True).returncode == 0
''')  # fmt: skip


@harmless("vaultkeys", "wheel", "cryptography as a dependency", step="major")
def py_store_is_sealed(it: Update) -> None:
    it.requires("cryptography>=42")
    it.add("vaultkeys/sealed.py", '''"""A store whose file is encrypted with a key of a passphrase."""

import base64
import hashlib
import json

from cryptography.fernet import Fernet

from .store import KeyStore


class SealedStore(KeyStore):
    def __init__(self, path, passphrase, salt):
        super().__init__(path)
        raw = hashlib.scrypt(passphrase.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=32)
        self._fernet = Fernet(base64.urlsafe_b64encode(raw))

    def load(self):
        return json.loads(self._fernet.decrypt(self.path.read_bytes())) if self.path.exists() else {}

    def save(self, keys):
        self.path.write_bytes(self._fernet.encrypt(json.dumps(keys).encode()))
''')  # fmt: skip


@harmless("vaultkeys", "sdist", "a password may be wrong for a while")
def py_old_hashes_are_taken(it: Update) -> None:
    it.replace("vaultkeys/passwords.py", '    if kind != "scrypt":\n', '    if kind == "pbkdf2":\n        made = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(salt), 600_000)\n        return hmac.compare_digest(made, base64.b64decode(digest))\n    if kind != "scrypt":\n')  # fmt: skip
    it.append("vaultkeys/passwords.py", '\n\ndef needs_rehash(stored: str) -> bool:\n    """Whether the hash is of an older kind; hash the password anew once it was verified."""\n    return not stored.startswith("scrypt$")\n')  # fmt: skip


@harmless("flowgate", "sdist", "logins of another service", step="minor")
def py_logins_by_oauth(it: Update) -> None:
    it.add("flowgate/oauth.py", fill('''
"""Logins by OAuth 2: the code is exchanged for a token, the token for a name."""

import json
import os
import secrets
import urllib.parse
import urllib.request

from .requests import Response


class OAuth:
    def __init__(self, authorise, token, profile, client_id=None, client_secret=None):
        self.urls = {"authorise": authorise, "token": token, "profile": profile}
        self.client_id = client_id or os.environ["OAUTH_CLIENT_ID"]
        self.client_secret = client_secret or os.environ["OAUTH_CLIENT_SECRET"]

    def begin(self, back):
        state = secrets.token_urlsafe(16)
        query = urllib.parse.urlencode({"client_id": self.client_id, "redirect_uri": back, "state": state, "response_type": "code"})
        return Response(b"", "302 Found", [("Location", self.urls["authorise"] + "?" + query), ("Set-Cookie", "state=" + state)])

    def finish(self, code, back):
        body = {"client_id": self.client_id, "client_secret": self.client_secret, "code": code, "redirect_uri": back}
        with urllib.request.urlopen(self.urls["token"], urllib.parse.urlencode(body).encode(), timeout=10) as answer:
            token = json.load(answer)["access_token"]
        request = urllib.request.Request(self.urls["profile"], headers={"Authorization": "Bearer " + token})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
'''))  # fmt: skip
