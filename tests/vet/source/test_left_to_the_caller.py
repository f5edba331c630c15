"""What a library writes, keeps and sends where its caller says; beside each what the code itself says, and is held."""

import pytest
from source_lab import behaviours, the

from beartrap.model.finding import Severity

TABLES = "import inspect, os, subprocess\ndef write(module, table, text):\n    where = os.path.dirname(inspect.getfile(module))\n    with open(os.path.join(where, {name}), 'w') as f:\n        f.write(text)\n"
EVERY = "import inspect, os, subprocess\ndef write(module, text):\n    where = os.path.dirname(inspect.getfile(module))\n    for name in os.listdir(where):\n        with open(os.path.join(where, name), 'w') as f:\n            f.write(text)\n"
TREES = "import inspect, os, subprocess\ndef write(module, flat, text):\n    where = inspect.getfile(module)\n    for folder, _, names in os.walk(where):\n        if folder >= where:\n            into = folder.replace(where, '{into}', 1)\n        else:\n            into = '{into}'\n        for name in names:\n            with open(os.path.join(into, name), 'w') as f:\n                f.write(text)\n"
KEPT = "class Store:\n    def get(self, key):\n        return {read}(self.redis.get(key))\n"
LOGIN = "import keyring, requests\ndef upload(url, name, user):\n    return requests.post({to}, auth=(user, keyring.get_password(name, user)))\n"


def weighty(text: str) -> set[str]:
    return {one.id for one in behaviours("a.py", text) if one.severity >= Severity.HIGH}


@pytest.mark.parametrize(
    ("harmless", "harmful", "kind"),
    [
        (TABLES.format(name="table + '.py'"), TABLES.format(name="'client.py'"), "startup.write"),
        (TABLES.format(name="table + '.py'"), EVERY, "startup.write"),
        (TABLES.format(name="table + '.lock'"), TABLES.format(name="'hooks.pyc'"), "startup.write"),
        (TREES.format(into="copies"), TREES.format(into="venv/site-packages/own"), "startup.write"),
        ("import pickle\n" + KEPT.format(read="pickle.loads"), KEPT.format(read="eval"), "chain.network-to-code"),
        (LOGIN.format(to="url"), LOGIN.format(to="'https://u.invalid/'"), "chain.credentials-to-network"),
    ],
)
def test_what_is_left_to_the_caller_weighs_less(harmless: str, harmful: str, kind: str) -> None:
    assert kind not in weighty(harmless)
    assert kind in weighty(harmful)


def test_it_weighs_as_before_where_nobody_calls_it() -> None:
    text = "import json\n" + TABLES.format(name="table + '.py'") + "write(json, 'own', 'x = 1')\n"
    assert the("a.py", text, "startup.write").severity >= Severity.HIGH
