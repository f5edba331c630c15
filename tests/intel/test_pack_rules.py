"""The packs' own YARA rules: each hits what it describes, and leaves alone what merely names it.

The samples are made here from the facts; nothing in them runs.
"""

import base64
import zlib
from functools import cache

import pytest
import yara_x

from beartrap.intel import packs

PE = b"MZ" + bytes(62)
ELF = b"\x7fELF" + bytes(60)
CLASS = b"\0OrionImprovementBusinessLayer\0"
ASSEMBLY = b"\0SolarWinds.Orion.Core.BusinessLayer\0"
XOR = b"\x21" + (6605813339339102567).to_bytes(8, "little")
SETTING = '<configuration><appSettings><add key="ReportWatcherRetry" value="{}" /></appSettings></configuration>'
PROLOGUE = bytes.fromhex("f30f1efa554889f54c89ce5389fb81e7000000804883ec284889542418 48894c2410".replace(" ", ""))


def packed(text: str) -> bytes:
    """Return a text as the implant keeps its texts: raw deflate, base64, UTF-16."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(deflate.compress(text.encode()) + deflate.flush()).decode().encode("utf-16-le")


@cache
def compiled() -> yara_x.Rules:
    compiler = yara_x.Compiler(includes_enabled=False)
    for name in packs.names():
        for source in packs.load(name).yara.values():
            compiler.add_source(source)
    return compiler.build()


def hits(sample: bytes) -> set[str]:
    return {rule.identifier for rule in yara_x.Scanner(compiled()).scan(sample).matching_rules}


@pytest.mark.parametrize(
    ("rule", "sample"),
    [
        ("SUNBURST_backdoored_library", PE + CLASS + ASSEMBLY + XOR),
        ("SUNBURST_backdoored_library", PE + ASSEMBLY + packed("avsvmcloud.com")),
        ("SUNBURST_backdoored_library", PE + CLASS + packed("ReportWatcherRetry") + packed("ReportWatcherPostpone")),
        ("SUNBURST_backdoored_library", PE + ASSEMBLY + packed("583da945-62af-10e8-4902-a8f205c72b2e")),
        ("SUNBURST_backdoored_library", PE + XOR + packed("ReportWatcherRetry")),
        ("SUNBURST_test_build", PE + CLASS + ASSEMBLY),
        ("SUNBURST_configuration", SETTING.format(3).encode()),
        ("SUNBURST_configuration", b"\xef\xbb\xbf" + SETTING.format(5).encode()),
        ("TEARDROP_loader", PE + b"gracious_truth.jpg\0NetSetupSvc.dll"),
        ("SUPERNOVA_webshell", PE + b"LogoImageHandler\0DynamicRun\0" + "clazz".encode("utf-16-le")),
        ("XZ_backdoored_liblzma", ELF + PROLOGUE),
        ("XZ_changed_build_script", b"gl_am_configmake=`x`\ngl_path_map='y'\ngl_[$1]_prefix=z\n"),
    ],
)
def test_a_rule_hits_what_it_describes(rule: str, sample: bytes) -> None:
    assert hits(sample) == {rule}


@pytest.mark.parametrize(
    "sample",
    [
        b"avsvmcloud.com SUNBURST SolarWinds.Orion.Core.BusinessLayer OrionImprovementBusinessLayer" + XOR,
        b"# rules\n" + packed("avsvmcloud.com") + packed("ReportWatcherRetry"),
        PE + b"avsvmcloud.com",
        PE + ASSEMBLY + b"an honest Orion library",
        PE + XOR,
        PE + CLASS,
        SETTING.format(4).encode(),
        b'the setting <add key="ReportWatcherRetry" value="3"/> is described in a report',
        b"gracious_truth.jpg and netsetupsvc.dll in a report",
        PE + b"LogoImageHandler",
        PROLOGUE,
        ELF + PROLOGUE[:-4],
        b"gl_am_configmake is named in this article, gl_path_map too",
        b"",
    ],
)
def test_a_near_miss_is_left_alone(sample: bytes) -> None:
    assert hits(sample) == set()


def test_no_rule_hits_the_packs_themselves() -> None:
    for name in packs.names():
        for source in packs.load(name).yara.values():
            assert hits(source.encode()) == set()


def test_every_rule_says_what_it_is_and_claims_no_proof() -> None:
    for name in packs.names():
        for source in packs.load(name).yara.values():
            compiler = yara_x.Compiler()
            compiler.add_source(source)
            for rule in compiler.build():
                meta = dict(rule.metadata)
                assert {"description", "severity", "malware", "confirmed"} <= set(meta), rule.identifier
                assert meta["confirmed"] is False
                assert meta["severity"] in ("info", "low", "medium", "high", "critical")
