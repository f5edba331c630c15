"""Observables: every defanged form, every near miss, and offsets that always point back at the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.intel.observables import find

SHA256 = "32519b85c0b422e4656de6e6c41878e95fd95026267daab4215ee59c107d6c77"

FORMS = [
    # domains
    ("evil[.]com", "domain", "evil.com"),
    ("evil(.)com", "domain", "evil.com"),
    ("evil{.}com", "domain", "evil.com"),
    ("evil<.>com", "domain", "evil.com"),
    ("evil[dot]com", "domain", "evil.com"),
    ("evil(dot)com", "domain", "evil.com"),
    ("evil{DOT}com", "domain", "evil.com"),
    ("evil[punt]nl", "domain", "evil.nl"),
    ("evil dot com", "domain", "evil.com"),
    ("evil\\.com", "domain", "evil.com"),
    ("evil[.com", "domain", "evil.com"),
    ("evil.]com", "domain", "evil.com"),
    ("evil(.com", "domain", "evil.com"),
    ("evil [.] com", "domain", "evil.com"),
    ("evil[ . ]com", "domain", "evil.com"),
    ("evil.[com]", "domain", "evil.com"),
    ("evil[.com]", "domain", "evil.com"),
    ("evil。com", "domain", "evil.com"),
    ("evil․com", "domain", "evil.com"),
    ("ev\u200bil.com", "domain", "evil.com"),
    ("ev\u00adil[.]com", "domain", "evil.com"),
    ("EVIL[.]COM", "domain", "evil.com"),
    ("www[.]evil[.]co[.]uk", "domain", "www.evil.co.uk"),
    ("*.evil[.]com", "domain", "evil.com"),
    ("avsvmcloud.com", "domain", "avsvmcloud.com"),
    ("münchen.example", "domain", "xn--mnchen-3ya.example"),
    ("xn--mnchen-3ya[.]de", "domain", "xn--mnchen-3ya.de"),
    ("update-cdn.files[.]zip", "domain", "update-cdn.files.zip"),
    # URLs
    ("http://evil.com/a", "url", "http://evil.com/a"),
    ("hxxp://evil.com/a", "url", "http://evil.com/a"),
    ("hXXps://evil.com/a", "url", "https://evil.com/a"),
    ("h**p://evil.com/a", "url", "http://evil.com/a"),
    ("h__p://evil.com/a", "url", "http://evil.com/a"),
    ("htxp://evil.com/a", "url", "http://evil.com/a"),
    ("meow://evil.com/a", "url", "http://evil.com/a"),
    ("http[:]//evil.com/a", "url", "http://evil.com/a"),
    ("http(:)//evil.com/a", "url", "http://evil.com/a"),
    ("hxxps[://]evil.com/a", "url", "https://evil.com/a"),
    ("hxxps:[//]evil.com/a", "url", "https://evil.com/a"),
    ("http:\\\\evil.com/a", "url", "http://evil.com/a"),
    ("hxxps[:]//evil[.]com[/]a", "url", "https://evil.com/a"),
    ("hxxps://evil[.]com/a_(b)", "url", "https://evil.com/a_(b)"),
    ("(hxxps://evil[.]com/a).", "url", "https://evil.com/a"),
    ("<hxxps://evil[.]com/a?x=1&y=2>", "url", "https://evil.com/a?x=1&y=2"),
    ("fxp://evil.com/a", "url", "ftp://evil.com/a"),
    ("evil[.]com/gate.php", "url", "evil.com/gate.php"),
    ("hxxp://203.0.113[.]7:8080/x", "url", "http://203.0.113.7:8080/x"),
    ("hxxp://[2001:db8::5]/x", "url", "http://[2001:db8::5]/x"),
    # addresses
    ("203.0.113.7", "ipv4", "203.0.113.7"),
    ("203[.]0[.]113[.]7", "ipv4", "203.0.113.7"),
    ("203.0.113[.]7", "ipv4", "203.0.113.7"),
    ("203.0.113.[7]", "ipv4", "203.0.113.7"),
    ("203(.)0(.)113(.)7", "ipv4", "203.0.113.7"),
    ("203[dot]0[dot]113[dot]7", "ipv4", "203.0.113.7"),
    ("203.0.113.7:443", "ipv4", "203.0.113.7"),
    ("the IP 20.2.1.1", "ipv4", "20.2.1.1"),
    ("198.51.100.0/24", "network", "198.51.100.0/24"),
    ("2001:db8::1", "ipv6", "2001:db8::1"),
    ("2001[:]db8[:]0[:]0[:]0[:]0[:]0[:]1", "ipv6", "2001:db8::1"),
    ("2001:db8::/32", "network", "2001:db8::/32"),
    # mail
    ("bob@evil.com", "email", "bob@evil.com"),
    ("bob[@]evil.com", "email", "bob@evil.com"),
    ("bob[at]evil[.]com", "email", "bob@evil.com"),
    ("bob(at)evil(dot)com", "email", "bob@evil.com"),
    ("bob at evil dot com", "email", "bob@evil.com"),
    # hashes, ids, packages
    (SHA256, "sha256", SHA256),
    (SHA256.upper(), "sha256", SHA256),
    (SHA256[:40], "sha1", SHA256[:40]),
    ("MD5:" + SHA256[:32], "md5", SHA256[:32]),
    ("CVE-2024-3094", "vulnerability", "CVE-2024-3094"),
    ("cve‑2024‑3094", "vulnerability", "CVE-2024-3094"),
    ("pkg:npm/ua-parser-js@0.7.29.", "package", "pkg:npm/ua-parser-js@0.7.29"),
    # hosts
    ("C:\\Windows\\SysWOW64\\netsetupsvc.dll", "path", "C:\\Windows\\SysWOW64\\netsetupsvc.dll"),
    ("C:\\\\Temp\\\\x.dll", "path", "C:\\Temp\\x.dll"),
    ("C:\\Program Files (x86)\\Orion\\a.dll", "path", "C:\\Program Files (x86)\\Orion\\a.dll"),
    ("C:\\foo\\.git\\config", "path", "C:\\foo\\.git\\config"),
    ("%APPDATA%\\run\\a.exe", "path", "%APPDATA%\\run\\a.exe"),
    ("/usr/lib/liblzma.so.5.6.0,", "path", "/usr/lib/liblzma.so.5.6.0"),
    ("~/.ssh/id_rsa", "path", "~/.ssh/id_rsa"),
    ("HKLM\\SOFTWARE\\Microsoft\\Windows NT\\x", "registry-key", "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\x"),
    ("\\\\.\\pipe\\abc-1", "pipe", "abc-1"),
    ("named pipe 583da945-62af-10e8-4902-a8f205c72b2e", "pipe", "583da945-62af-10e8-4902-a8f205c72b2e"),
    ("Global\\mtx-77", "mutex", "Global\\mtx-77"),
    ("SolarWinds.Orion.Core.BusinessLayer.dll", "filename", "SolarWinds.Orion.Core.BusinessLayer.dll"),
    (
        "CORE-2019.4.5220.20574-SolarWinds-Core-v2019.4.5220-Hotfix5.msp",
        "filename",
        "CORE-2019.4.5220.20574-SolarWinds-Core-v2019.4.5220-Hotfix5.msp",
    ),
    ("ffmpeg.dll", "filename", "ffmpeg.dll"),
]

NEAR_MISSES = [
    ("It runs on asp.net today", "domain"),
    ("run setup.py first", "domain"),
    ("run install.sh first", "domain"),
    ("a node.js service", "domain"),
    ("a node.js service", "filename"),
    ("SolarWinds Inc.The update", "domain"),
    ("System.Net and System.IO", "domain"),
    ("e.g. this, i.e. that", "domain"),
    ("com.example.app is a package", "domain"),
    ("connect the dot in time", "domain"),
    ("README.md and main.rs", "domain"),
    ("archive.zip", "domain"),
    ("version 2020.2.1.1", "ipv4"),
    ("version 20.2.1.1", "ipv4"),
    ("versie 20.2.1.1", "ipv4"),
    ("v1.2.3.4 is out", "ipv4"),
    ("versions 18.12.4.7, 18.12.4.8 and 18.11.1.1", "ipv4"),
    ("Orion 20.2.1.1", "ipv4"),
    ("Chrome/83.0.41.116", "ipv4"),
    ("OID 1.3.6.1", "ipv4"),
    ("1.3.6.1.4.1", "ipv4"),
    ("1.2.3.4.5", "ipv4"),
    ("999.1.1.1", "ipv4"),
    ("20.2.1.1 HF2", "ipv4"),
    ("at 12:30:45 sharp", "ipv6"),
    ("00:11:22:aa:bb:cc", "ipv6"),
    ("std::dec and dec::add", "ipv6"),
    (SHA256 + "ab", "sha256"),
    ("x" + SHA256, "sha256"),
    (SHA256[:39], "sha1"),
    ("1" * 32, "md5"),
    ("left-pad@1.3.0", "email"),
    ("CVE-24-1", "vulnerability"),
    ("pkg:nothing", "package"),
    ("either/or and/or", "path"),
    ("the C: drive", "path"),
    ("hosted at evil[.]com", "email"),
    ("it was hosted at evil dot com", "email"),
]


def found(text: str, listed: bool = False) -> set[tuple[str, str]]:
    return {(item.kind.value, item.value) for item in find(text, listed)}


@pytest.mark.parametrize(("text", "kind", "value"), FORMS)
def test_form_is_found(text: str, kind: str, value: str) -> None:
    assert (kind, value) in found(f"It was seen: {text}")


@pytest.mark.parametrize(("text", "kind", "value"), FORMS)
def test_form_is_found_at_the_end_of_a_sentence(text: str, kind: str, value: str) -> None:
    assert (kind, value) in found(f"{text}, and then\nmore")


@pytest.mark.parametrize(("text", "kind"), NEAR_MISSES)
def test_near_miss_is_left_alone(text: str, kind: str) -> None:
    assert [item for item in find(text) if item.kind == kind] == []


def test_url_is_followed_by_its_host() -> None:
    items = list(find("see hxxps://cdn[.]evil[.]com/a.js now"))
    assert [(item.kind.value, item.value) for item in items] == [
        ("url", "https://cdn.evil.com/a.js"),
        ("domain", "cdn.evil.com"),
    ]
    assert items[0].defanged and items[1].raw == "cdn[.]evil[.]com"


def test_list_of_indicators_lends_belief_to_doubtful_names() -> None:
    assert ("domain", "updates.local") in found("updates.local", listed=True)
    assert ("domain", "updates.local") not in found("updates.local")
    assert found("see updates.local") == set()


def test_only_the_named_spans_are_a_list() -> None:
    text = "dc.corp.local\ndc2.corp.local"
    items = list(find(text, [(14, len(text))]))
    assert [item.value for item in items] == ["dc2.corp.local"]


def test_path_keeps_what_follows_it_apart() -> None:
    items = found("C:\\foo\\bar.exe HKLM\\Software\\Run")
    assert {("path", "C:\\foo\\bar.exe"), ("registry-key", "HKLM\\Software\\Run")} <= items


_ALPHABET = st.text(alphabet="abcdeEVIL019 .[](){}<>:/\\@-_\n\u200b,xhtpsdocm%", max_size=200)


@settings(deadline=None, max_examples=300)
@given(st.one_of(_ALPHABET, st.text(max_size=200)))
def test_whatever_the_text_the_offsets_point_back(text: str) -> None:
    previous = 0
    for item in find(text):
        assert text[item.start : item.end] == item.raw
        assert item.raw and item.value
        assert item.start >= previous
        previous = item.start


_LABEL = st.from_regex(r"[a-z][a-z0-9]{2,10}", fullmatch=True)
_DOTS = st.sampled_from([".", "[.]", "(.)", "{.}", "[dot]", "(dot)", "[.", ".]", "\\.", " [.] "])


@settings(deadline=None, max_examples=200)
@given(st.lists(_LABEL, min_size=1, max_size=3), st.sampled_from(["com", "net", "nl", "org"]), st.data())
def test_any_mixture_of_dots_is_one_domain(labels: list[str], ending: str, data: st.DataObject) -> None:
    written = labels[0]
    for label in (*labels[1:], ending):
        written += data.draw(_DOTS) + label
    plain = ".".join((*labels, ending))
    if not plain.startswith(("com.", "org.", "net.", "java.", "android.", "system.", "self.", "this.")):
        assert ("domain", plain) in found(f"| {written} |")


def test_a_megabyte_of_brackets_ends() -> None:
    assert list(find("[.](" * 50_000)) == []
    assert list(find("a." * 50_000)) == []
    assert list(find("C:\\" + "a b " * 50_000)) is not None
