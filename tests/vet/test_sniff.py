"""What a content is: bytes first, then a first line, then a name."""

import struct

import pytest

from beartrap.vet.kinds import Kind
from beartrap.vet.sniff import kind_of


def program(descriptor: int) -> bytes:
    head = bytearray(600)
    head[:2], head[60:64] = b"MZ", struct.pack("<I", 128)
    head[128:132], head[152:154] = b"PE\0\0", b"\x0b\x01"
    head[152 + 96 + 112 : 152 + 96 + 116] = struct.pack("<I", descriptor)
    return bytes(head)


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("logo.png", program(0), Kind.PE),
        ("logo.png", program(0x2008), Kind.DOTNET),
        ("notes.txt", b"\x7fELF\x02\x01\x01" + bytes(60), Kind.ELF),
        ("x", b"\xca\xfe\xba\xbe\0\0\0\x02" + bytes(40), Kind.MACHO),
        ("x", b"\xca\xfe\xba\xbe\0\0\0\x3d" + bytes(40), Kind.BYTECODE),
        ("readme.md", b"#!/usr/bin/env python3\nprint(1)\n", Kind.PYTHON),
        ("readme.md", b"# A tool\n\n```js\nimport { run } from 'tool';\n```\n", Kind.TEXT),
        ("readme.md", b"<img src='a.svg'>\n\nconst { run } = require('tool');\n", Kind.TEXT),
        ("readme.md", b"tool\n====\n\nconst { run } = require('tool');\n", Kind.TEXT),
        ("readme.md", b"const { run } = require('tool');\n# A tool\n", Kind.JAVASCRIPT),
        ("readme.md", b"/* tool\n=====\n*/\nconst { run } = require('tool');\n", Kind.JAVASCRIPT),
        ("readme.md", b"tool\n===\n\nconst { run } = require('tool');\n", Kind.JAVASCRIPT),
        ("tool", b"# A tool\nconst { run } = require('tool');\n", Kind.JAVASCRIPT),
        ("tool", b"#!/usr/bin/env -S node --no-warnings\n1\n", Kind.JAVASCRIPT),
        ("tool", b"#!/bin/sh\necho\n", Kind.SHELL),
        ("a/b.py", b"x = 1\n", Kind.PYTHON),
        ("a/b.py", b"", Kind.EMPTY),
        ("a/b.pyc", b"\xa7\r\r\n\0\0\0\0" + bytes(20), Kind.BYTECODE),
        ("model.pth", b"\x80\x02}q\0." + bytes(40), Kind.PICKLE),
        ("x.pth", b"import os\n", Kind.PTH),
        ("x.pth", b"\x93\0\x01\x02" * 30, Kind.DATA),
        ("package.json", b"{}", Kind.MANIFEST),
        ("x-1.0.dist-info/METADATA", b"Name: x\n", Kind.MANIFEST),
        (".github/workflows/ci.yml", b"on: push\n", Kind.WORKFLOW),
        ("docs/ci.yml", b"on: push\n", Kind.YAML),
        (".cargo/config", b"[target.x]\nrunner = 'a'\n", Kind.TOML),
        ("DEBIAN/config", b"set -e\n", Kind.SHELL),
        ("lib/systemd/system/x.service", b"[Unit]\n", Kind.UNIT),
        ("DEBIAN/postinst", b"set -e\n", Kind.SHELL),
        ("(rpm header)/postin", b"ldconfig\n", Kind.SHELL),
        ("binding.gyp", b"{}", Kind.BUILD),
        ("m4/build-to-host.m4", b"dnl\n", Kind.BUILD),
        ("hack/thing.spec", b"# of a package\n\nName: thing\nVersion: 1.0\n\n%description\nA thing.\n", Kind.BUILD),
        ("hack/thing.spec", b"%global commit 1234\nName: thing\n", Kind.BUILD),
        ("thing.spec", b"a = Analysis(['thing.py'])\nexe = EXE(a.scripts, name='thing')\n", Kind.PYTHON),
        ("thing.spec", b"Name: str = 'thing'\nimport os\n", Kind.PYTHON),
        ("thing.spec", b"import os\n'''\nName: thing\n%description\n'''\n", Kind.PYTHON),
        ("config.h.in", b"#undef X\n", Kind.C),
        ("contentFiles/cs/any/Startup.cs.pp", b"namespace $rootnamespace$ {}\n", Kind.CSHARP),
        ("manifests/init.pp", b"class ntp { }\n", Kind.TEXT),
        ("noname", b"import os\nfrom sys import path\n", Kind.PYTHON),
        ("noname", b"'use strict';\nconst a = require('fs');\n", Kind.JAVASCRIPT),
        ("noname", b"<?php echo 1;\n", Kind.PHP),
        ("noname", b"Just a few words, and import taxes.\n", Kind.TEXT),
        (
            "README.md",
            b"[![thing](https://a.invalid/b.png)](https://a.invalid)\n\nimport a from 'a'\nconst b = require('b')\n",
            Kind.TEXT,
        ),
        ("README.md", b"const b = require('b')\nimport a from 'a'\nmodule.exports = b\n", Kind.JAVASCRIPT),
        ("x.js", bytes(range(256)) * 8, Kind.DATA),
        ("x.whl", b"PK\x03\x04" + bytes(60), Kind.ARCHIVE),
        ("x", "\ufeffé".encode("utf-16-le"), Kind.TEXT),
    ],
)
def test_kinds(path: str, content: bytes, kind: Kind) -> None:
    assert kind_of(path, content) is kind


def test_a_text_without_a_name_that_may_be_run_is_a_script() -> None:
    assert kind_of("bin/tool", b"echo hello\n", executable=True) is Kind.SHELL
    assert kind_of("yarn.lock", b'"a@^1":\n  version: 1.0.0\n', executable=True) is Kind.TEXT
    assert kind_of("bin/tool", b"echo hello\n") is Kind.TEXT
