"""A handful of the inert corpus, small and offline: each is held or blocked, and the same update without it is admitted."""

import io
import zipfile

import pytest

from beartrap.flows.vet import Settings, Subject, vet
from beartrap.model.verdict import Admission
from corpus import building, packing
from corpus.making import Base, graft

MODULE = '''"""Sizes."""


def human(size):
    """Return a size in words."""
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} GB"
'''


def wheel(version: str, module: str) -> bytes:
    info = f"sizes-{version}.dist-info"
    tree = {
        "sizes/__init__.py": f'"""Sizes in words."""\n\nfrom sizes.words import human as human\n\n__version__ = "{version}"\n'.encode(),
        "sizes/words.py": module.encode(),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: sizes\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: made\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    return packing.as_zip(packing.recorded(tree))


def npm(version: str, extra: str) -> bytes:
    manifest = f'{{"name": "sizes", "version": "{version}", "main": "index.js"}}'
    script = (
        "'use strict';\nfunction human(size) {\n  return (size / 1024).toFixed(1) + ' KB';\n}\nmodule.exports = human;\n"
        + extra
    )
    return packing.as_tar_gz({"package/package.json": manifest.encode(), "package/index.js": script.encode()})


BASES = (
    Base("sizes", "pypi-wheel", wheel("1.0.0", MODULE), wheel("1.0.1", MODULE.replace("GB", "GiB"))),
    Base("sizes", "npm", npm("1.0.0", ""), npm("1.0.1", "module.exports.human = human;\n")),
)


def judge(tmp_path, base: Base, new: bytes) -> Admission:
    paths = []
    for name, content in (("old", base.old), ("new", new)):
        path = tmp_path / name
        path.write_bytes(content)
        paths.append(Subject(path, name))
    return vet(paths[0], paths[1], Settings()).verdict


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.ecosystem)
def test_the_harmless_update_is_admitted(tmp_path, base):
    assert judge(tmp_path, base, base.new) is Admission.ADMIT


def one_of(kind: str, name: str, language: str):
    return next(
        one
        for one in getattr(building, kind)
        if one.language == language and name in (one.name if kind != "PAYLOADS" else one.family)
    )


@pytest.mark.parametrize(
    ("ecosystem", "language", "family", "encoding", "placement"),
    [
        ("pypi-wheel", "python", "environment", "plain", "init"),
        ("pypi-wheel", "python", "downloader", "zlib-base64", "module"),
        ("pypi-wheel", "python", "reverse-shell", "split", "init"),
        ("pypi-wheel", "python", "credentials", "data-file", "function"),
        ("npm", "javascript", "environment", "plain", "main"),
        ("npm", "javascript", "downloader", "string-table", "postinstall"),
    ],
)
def test_the_trojanised_update_is_not_admitted(tmp_path, ecosystem, language, family, encoding, placement):
    base = next(one for one in BASES if one.ecosystem == ecosystem)
    new = graft(
        base,
        one_of("PAYLOADS", family, language),
        one_of("ENCODINGS", encoding, language),
        one_of("PLACEMENTS", placement, language),
    )
    assert new is not None
    assert judge(tmp_path, base, new) is not Admission.ADMIT


def test_nothing_in_the_corpus_names_a_host_that_somebody_could_own():
    import ipaddress
    import re
    from urllib.parse import urlsplit

    from corpus import spent

    documentation = [
        ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "169.254.169.254/32")
    ]
    services = {"discord.com", "api.telegram.org"}  # named with ids that no account has
    for payload in (*building.PAYLOADS, *spent.PAYLOADS):
        for address in re.findall(r"https?://[^\s\"'/]+", payload.code):
            host = urlsplit(address).hostname or ""
            numeric = re.fullmatch(r"[\d.]+", host)
            assert (
                any(ipaddress.ip_address(host) in net for net in documentation)
                if numeric
                else (host.endswith(".invalid") or host in services)
            ), address


def test_a_wheel_in_the_corpus_lists_what_is_in_it():
    archive = zipfile.ZipFile(io.BytesIO(BASES[0].new))
    assert "sizes/words.py,sha256=" in archive.read("sizes-1.0.1.dist-info/RECORD").decode()
