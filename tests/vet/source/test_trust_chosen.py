"""Who decides that a check is left out, and which file of trusted authorities is written: the place, not the name."""

import pytest
from source_lab import behaviours

from beartrap.model.finding import Severity

CHOSEN = """\
import requests, ssl
def get(url, insecure=False, **more):
    verify = True
    if TEST:
        verify = False
    return requests.get(url, verify=verify)
def context(url, insecure=False):
    mode = ssl.CERT_REQUIRED
    if TEST:
        mode = ssl.CERT_NONE
    made = ssl.SSLContext()
    made.verify_mode = mode
    return made
"""


def weights(code: str, kind: str) -> set[Severity]:
    return {one.severity for one in behaviours("a.py", code) if one.id == kind}


@pytest.mark.parametrize(
    ("test", "severity"),
    [
        ("insecure", Severity.LOW),
        ("insecure is True", Severity.LOW),
        ("url.endswith('mirror.vendor.invalid')", Severity.HIGH),
    ],
)
def test_what_a_variable_was_chosen_under_holds_where_it_is_used(test: str, severity: Severity) -> None:
    assert weights(CHOSEN.replace("TEST", test), "weakened.trust") == {severity}


ASKED = """\
import ssl
def context(host, options):
    if TEST:
        made = ssl.create_default_context()
        if not host:
            made.check_hostname = False
        return made
"""


@pytest.mark.parametrize(
    ("test", "severity"),
    [
        ("hasattr(ssl, 'create_default_context')", Severity.LOW),
        ("options['tls_options'] is None", Severity.LOW),
        ("hasattr(ssl, 'create_default_context') and host == 'mirror.vendor.invalid'", Severity.HIGH),
        ("options['region'] == 'mirror'", Severity.HIGH),
    ],
)
def test_what_a_library_has_and_which_option_is_set_is_no_word_of_the_codes_own(test: str, severity: Severity) -> None:
    assert weights(ASKED.replace("TEST", test), "weakened.trust") == {severity}


def test_a_variable_that_is_set_whatever_is_asked_leaves_the_check_out() -> None:
    always = CHOSEN.replace("    if TEST:\n        ", "    ")
    assert weights(always, "weakened.trust") == {Severity.HIGH}


EXTRACTS = """\
import certifi, os, tempfile, zipfile
def extract(path):
    archive, member = os.path.split(path)
    target = os.path.join(FOLDER, member.split("/")[-1])
    handle, name = tempfile.mkstemp(dir=os.path.dirname(target))
    with os.fdopen(handle, "wb") as made:
        made.write(zipfile.ZipFile(archive).read(member))
    os.replace(name, target)
    return target
extract(certifi.where())
"""


@pytest.mark.parametrize(("folder", "hit"), [("tempfile.gettempdir()", False), ("archive", True)])
def test_authorities_are_written_where_they_stand_and_not_where_a_copy_of_them_is_put(folder: str, hit: bool) -> None:
    assert bool(weights(EXTRACTS.replace("FOLDER", folder), "traffic.redirect")) == hit
