"""Setuptools' own bootstrap fetches what pip would fetch; with one line of anybody else's it is a program like any other."""

from pathlib import Path

import pytest
from package_lab import sdist, sides

from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.vet.behaviour import Behaviour, Family, When
from beartrap.vet.bootstraps import weighed_as_bootstrap

OWN = (
    "# any remark\nimport sys\nDEFAULT_VERSION = '{version}'\n"
    'DEFAULT_URL     = "http://pypi.python.org/packages/%s/s/setuptools/" % sys.version[:3]\n'
    "md5_data = {{\n    'setuptools-9.9-py9.9.egg': '{sums}',\n}}\n"
)


@pytest.mark.parametrize(
    ("path", "content", "weight"),
    [
        ("ez_setup.py", OWN, Severity.LOW),
        ("ez_setup/__init__.py", OWN, Severity.LOW),
        ("distribute_setup.py", OWN, Severity.LOW),
        ("fetch.py", OWN, Severity.CRITICAL),
        ("ez_setup.py", OWN.replace("pypi.python.org", "pypi.python.invalid"), Severity.CRITICAL),
        ("ez_setup.py", OWN + "import urllib2; exec(urllib2.urlopen(DEFAULT_URL).read())\n", Severity.CRITICAL),
        ("ez_setup.py", OWN.replace("{sums}", "{sums}' + run('id') + '"), Severity.CRITICAL),
        ("ez_setup.py", OWN.replace("'{version}'", "run('id')"), Severity.CRITICAL),
    ],
)
def test_what_the_bootstrap_fetches(tmp_path: Path, path: str, content: str, weight: Severity) -> None:
    text = content.format(version="0.6c9", sums="0" * 32)
    old = sdist(tmp_path, "thing", "1.0", {"thing.py": "x = 1\n"})
    new = sdist(tmp_path, "thing", "1.1", {"thing.py": "x = 1\n", path: text, "other.py": "y = 1\n"})
    _, side, _ = sides(old, new)
    subject = side.read(path)
    there = subject.place if subject is not None else Place("p")

    def at(place: Place) -> Behaviour:
        return Behaviour("chain.network-to-code", "k", Family.CHAIN, When.INSTALL, place, "", Severity.CRITICAL)

    elsewhere = Place(there.source, path=b"other.py")
    assert [one.severity for one in weighed_as_bootstrap([at(there), at(elsewhere)], side)] == [
        weight,
        Severity.CRITICAL,
    ]
