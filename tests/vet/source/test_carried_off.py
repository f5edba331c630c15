"""Loot that a library carries off which no table knows, accounts and containers: what is told, and what is not."""

import pytest
from source_lab import ids

HANDED = "import os\nimport {library}\ndef keep(name):\n    {library}.Client(name).{call}\n"
CARRIED = {
    "all variables": HANDED.format(library="rediscache", call="set('state', dict(os.environ))"),
    "three secret variables": HANDED.format(library="gsheet", call="append_row([os.environ[one] for one in ('AWS_SECRET_ACCESS_KEY', 'GITHUB_TOKEN', 'NPM_TOKEN')])"),
    "a key of the user's": "import queuelib, pathlib\ndef keep():\n    queuelib.connect().publish('in', (pathlib.Path.home() / '.ssh' / 'id_rsa').read_bytes())\n",
}  # fmt: skip
LEFT = {
    "a list of the interpreter's own": "import os, queue\ndef keep(found):\n    queue.Queue().put(dict(os.environ))\n    found.append(dict(os.environ))\n",
    "one variable": HANDED.format(library="rediscache", call="set('stage', os.environ['STAGE'])"),
    "a program that is started with them": HANDED.format(library="starter", call="spawn(env=dict(os.environ))"),
}  # fmt: skip
NETWORK = {"chain.environment-to-network", "chain.variable-to-network", "chain.credentials-to-network"}


@pytest.mark.parametrize("name", CARRIED)
def test_loot_that_is_handed_to_a_library_by_a_word_for_sending_is_told(name: str) -> None:
    assert ids("a.py", CARRIED[name]) & NETWORK


@pytest.mark.parametrize("name", LEFT)
def test_what_is_kept_or_handed_to_a_program_is_not(name: str) -> None:
    assert not ids("a.py", LEFT[name]) & NETWORK


@pytest.mark.parametrize("given", ["volumes={'/': {'bind': '/host'}}", "volumes=['/var/run/docker.sock:/s']", "cap_add=['SYS_ADMIN']", "pid_mode='host'", "privileged=True"])  # fmt: skip
def test_a_container_that_is_given_the_host_is_told(given: str) -> None:
    assert "weakened.container" in ids(
        "a.py", f"import docker\ndef box(image):\n    docker.from_env().containers.run(image, {given})\n"
    )


@pytest.mark.parametrize("given", ["volumes={'/srv/data': {'bind': '/data'}}", "cap_add=['NET_ADMIN']", "privileged=flag", "privileged=False"])  # fmt: skip
def test_a_container_that_is_given_a_part_or_what_a_caller_says_is_not(given: str) -> None:
    assert "weakened.container" not in ids(
        "a.py", f"import docker\ndef box(image, flag):\n    docker.from_env().containers.run(image, {given})\n"
    )


def test_a_user_who_is_privileged_is_no_container() -> None:
    assert "weakened.container" not in ids(
        "a.py", "from access import allow\ndef view(db, actor):\n    return allow(db, actor, privileged=True)\n"
    )


def test_a_pickle_that_an_answer_is_read_from_is_code_and_one_of_a_cache_is_not() -> None:
    assert "chain.network-to-code" in ids(
        "a.py",
        "import pickle\nfrom urllib.request import urlopen\ndef get(url):\n    with urlopen(url) as answer:\n        return pickle.load(answer)\n",
    )
    assert "chain.network-to-code" not in ids(
        "a.py",
        "import pickle\nfrom urllib.request import urlretrieve\ndef get(url, path):\n    urlretrieve(url, path)\n    with open(path, 'rb') as kept:\n        return pickle.load(kept)\n",
    )
