"""What packages say of themselves: name, version, hooks, dependencies, people, signatures; nothing is run for it."""

import gzip
import io
import json
import sys
import tarfile
from pathlib import Path

import pytest
from package_lab import npm, sdist, side, tgz, wheel, zipped

from beartrap.vet.behaviour import When
from beartrap.vet.naming import version_in
from beartrap.vet.package.beside import read_beside
from beartrap.vet.package.pyproject import said_for_building

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "engine" / "unfold"))
from archives import make_ar, make_rpm, make_tar


def hooks(path: Path) -> set[tuple[str, str]]:
    return {(hook.name, hook.path) for hook in side(path).facts.hooks}


def test_a_wheel(tmp_path: Path) -> None:
    path = wheel(
        tmp_path,
        "thing",
        "1.2",
        {
            "thing/__init__.py": "",
            "thing.pth": "import thing\n",
            "thing-1.2.dist-info/entry_points.txt": "[console_scripts]\nthing = thing:main\n",
        },
        "Author: Ann\nRequires-Dist: requests>=2\nRequires-Dist: rich; extra == 'x'\n",
    )
    facts = side(path).facts
    assert (facts.ecosystem, facts.name, facts.version) == ("pypi", "thing", "1.2")
    assert [(one.name, one.group) for one in facts.dependencies] == [("requests", "run"), ("rich", "extra")]
    assert facts.publishers == ("Ann",) and facts.entry_points == ("console_scripts: thing",)
    assert facts.when("thing.pth") is When.START and facts.when("thing/__init__.py") is When.IMPORT
    assert facts.when("thing/other.py") is None


@pytest.mark.parametrize(("more", "copied"), [({}, True), ({"setup.py": ""}, False), ({"pyproject.toml": ""}, False)])
def test_a_wheel_is_copied_and_what_has_a_build_is_not(tmp_path: Path, more: dict[str, str], copied: bool) -> None:
    files = {"thing/a.c": "", "thing-1.2.dist-info/WHEEL": "Wheel-Version: 1.0\n", **more}
    assert side(wheel(tmp_path, "thing", "1.2", files)).facts.copied is copied
    assert not side(sdist(tmp_path, "thing", "1.2", {"thing/a.c": ""})).facts.copied


def test_nobody_is_named_unknown(tmp_path: Path) -> None:
    path = wheel(tmp_path, "thing", "1.2", {"thing/__init__.py": ""}, "Author: UNKNOWN\nMaintainer: Bo\n")
    assert side(path).facts.publishers == ("Bo",)


def test_an_sdist_with_commands_and_a_backend_of_its_own(tmp_path: Path) -> None:
    path = sdist(
        tmp_path,
        "thing",
        "1.2",
        {
            "setup.py": "from setuptools import setup\nsetup(cmdclass={'install': X, 'build_py': Y})\nraise SystemExit\n",
            "pyproject.toml": '[build-system]\nrequires = ["hatchling>=1"]\nbuild-backend = "own"\nbackend-path = ["tools"]\n',
            "tools/own.py": "",
        },
    )
    found = hooks(path)
    assert {("setup.py", "setup.py"), ("cmdclass.install", "setup.py"), ("cmdclass.build_py", "setup.py")} <= found
    assert ("backend-path", "tools/own.py") in found
    assert side(path).facts.when("setup.py") is side(path).facts.when("tools/own.py") is When.INSTALL


def test_files_that_pyproject_names_for_developers_run_for_nobody_who_installs_it(tmp_path: Path) -> None:
    text = """[build-system]
build-backend = "hatchling.build"  # see tools/docs.py
[tool.hatch.build.hooks.custom]
path = "tools/hook.py"
[tool.hatch.envs.docs.scripts]
make = "python tools/docs.py"
[tool.coverage.run]
omit = ["src/thing/win.py"]
[[tool.builders]]
script = "tools/made.py"
"""
    named = ["tools/hook.py", "tools/docs.py", "tools/made.py", "src/thing/win.py"]
    facts = side(sdist(tmp_path, "thing", "1.2", {"pyproject.toml": text, **dict.fromkeys(named, "")})).facts
    assert [facts.when(path) is When.INSTALL for path in named] == [True, False, True, False]
    assert said_for_building(broken := text + "broken") == broken


def test_an_npm_package(tmp_path: Path) -> None:
    path = npm(
        tmp_path,
        "thing",
        "1.2.3",
        {"index.js": "", "scripts/go.js": "", "binding.gyp": "{}"},
        scripts={"postinstall": "node ./scripts/go && echo done", "test": "node test.js"},
        dependencies={"left-pad": "^1"},
        author={"name": "Ann", "email": "ann@corp.example"},
    )
    facts = side(path).facts
    assert (facts.ecosystem, facts.version, facts.publishers) == ("npm", "1.2.3", ("Ann ann@corp.example",))
    assert {
        ("postinstall", "package.json"),
        ("postinstall", "scripts/go.js"),
        ("install (node-gyp)", "binding.gyp"),
    } == hooks(path)
    assert facts.when("scripts/go.js") is When.INSTALL and facts.when("index.js") is When.IMPORT


@pytest.mark.parametrize(
    ("script", "found"), [("", {"install (node-gyp)"}), ("  ", {"install"}), ("true", {"install"})]
)
def test_a_script_of_npm_that_says_nothing(tmp_path: Path, script: str, found: set[str]) -> None:
    package = npm(tmp_path, "thing", "1.2.0", {"index.js": "1", "binding.gyp": "{}"}, scripts={"install": script})
    assert {name for name, _ in hooks(package)} == found


def test_scripts_that_a_build_file_names_run_at_install(tmp_path: Path) -> None:
    gyp = '{"variables": {"flags": "<!(node scripts/flags.js)"}}'
    package = npm(
        tmp_path,
        "thing",
        "1.2.0",
        {"index.js": "1", "binding.gyp": gyp, "scripts/flags.js": "2", "scripts/other.js": "3"},
    )
    runs = side(package).facts.runs
    assert runs["scripts/flags.js"] is When.INSTALL and "scripts/other.js" not in runs


MAKEFILE = "_ := $(shell ln -sf ../hook .git/hooks/pre-commit)\n"


@pytest.mark.parametrize(
    ("setup", "more", "aside"),
    [
        ("from setuptools import setup\nsetup()\n", {}, {"Makefile"}),
        ("# to make a release, see below\nfrom setuptools import setup\nsetup()\n", {}, {"Makefile"}),
        ("import subprocess\nsubprocess.check_call(['make', 'lib'])\n", {}, set()),
        ("import os\nos.system('cd src && make -j4')\n", {}, set()),
        ("from setuptools import setup\nsetup()\n", {"CMakeLists.txt": "add_custom_target(x COMMAND $(MAKE) y)\n"}, set()),
    ],
)  # fmt: skip
def test_a_makefile_that_no_installation_runs(
    tmp_path: Path, setup: str, more: dict[str, str], aside: set[str]
) -> None:
    facts = side(sdist(tmp_path, "thing", "1.0", {"setup.py": setup, "Makefile": MAKEFILE, **more})).facts
    assert facts.developers == aside


@pytest.mark.parametrize(("script", "aside"), [("node x.js", {"Makefile"}), ("make all", set()), ("", {"Makefile"})])
def test_a_makefile_that_a_script_of_npm_runs(tmp_path: Path, script: str, aside: set[str]) -> None:
    scripts = {"install": script} if script else {"test": "make test"}
    files = {"index.js": "1", "x.js": "1", "Makefile": MAKEFILE}
    assert side(npm(tmp_path, "thing", "1.0.0", files, scripts=scripts)).facts.developers == aside


def test_a_makefile_of_sources_is_run_by_who_builds_them(tmp_path: Path) -> None:
    facts = side(tgz(tmp_path / "thing-1.0.tar.gz", {"thing-1.0/Makefile": MAKEFILE, "thing-1.0/a.c": "int x;"})).facts
    assert facts.developers == set()


@pytest.mark.parametrize(
    ("folder", "aside"), [("example.invalid/thing@v1.0.0/", {"Makefile"}), ("thing-1.0.0/", set())]
)
def test_a_makefile_of_a_module_of_go_is_run_by_nobody_who_fetches_it(
    tmp_path: Path, folder: str, aside: set[str]
) -> None:
    files = {"go.mod": "module example.invalid/thing\n", "a.go": "package thing\n", "Makefile": MAKEFILE}
    facts = side(zipped(tmp_path / "v1.0.0.zip", {folder + name: text for name, text in files.items()})).facts
    assert {path.rpartition("/")[2] for path in facts.developers} == aside


def test_a_deb(tmp_path: Path) -> None:
    control = make_tar(
        {
            "./control": b"Package: thing\nVersion: 1-2\nMaintainer: Ann\nDepends: libc6 (>= 2), a | b\n",
            "./postinst": b"#!/bin/sh\n",
        }
    )
    path = tmp_path / "x.deb"
    path.write_bytes(
        make_ar(
            {
                "debian-binary": b"2.0\n",
                "control.tar.gz": gzip.compress(control),
                "data.tar.gz": gzip.compress(make_tar({"./lib/systemd/system/x.service": b"[Unit]\n"})),
                "_gpgorigin": b"sig",
            }
        )
    )
    facts = side(path).facts
    assert (facts.ecosystem, facts.name, facts.version) == ("deb", "thing", "1-2")
    assert [one.name for one in facts.dependencies] == ["libc6", "a", "b"]
    assert {hook.name for hook in facts.hooks} == {"postinst", "systemd unit"}
    assert facts.signers == ("_gpgorigin (not verified)",)


def test_an_rpm(tmp_path: Path) -> None:
    path = tmp_path / "x.rpm"
    path.write_bytes(make_rpm({"./usr/bin/x": b"#!/bin/sh\n"}, {1024: b"echo", 1002: b"3", 1015: b"Ann"}))
    facts = side(path).facts
    assert (facts.ecosystem, facts.name, facts.version, facts.publishers) == ("rpm", "thing", "1.0-3", ("Ann",))
    assert [(hook.name, hook.when) for hook in facts.hooks] == [("postin", When.INSTALL)]


def test_a_gem(tmp_path: Path) -> None:
    told = (
        "--- !ruby/object:Gem::Specification\nname: thing\nversion: !ruby/object:Gem::Version\n  version: 1.2.0\n"
        "authors:\n- Ann\nextensions:\n- ext/extconf.rb\ndependencies:\n- !ruby/object:Gem::Dependency\n  name: rake\n  type: :runtime\n"
    )
    outer = io.BytesIO()
    with tarfile.open(fileobj=outer, mode="w") as archive:
        for name, content in (("metadata.gz", told.encode()), ("data.tar.gz", make_tar({"ext/extconf.rb": b"x"}))):
            packed = gzip.compress(content)
            info = tarfile.TarInfo(name)
            info.size = len(packed)
            archive.addfile(info, io.BytesIO(packed))
    (tmp_path / "thing.gem").write_bytes(outer.getvalue())
    facts = side(tmp_path / "thing.gem").facts
    assert (facts.ecosystem, facts.name, facts.version, facts.publishers) == ("gem", "thing", "1.2.0", ("Ann",))
    assert [(hook.name, hook.path) for hook in facts.hooks] == [("extension", "ext/extconf.rb")]
    assert [(one.name, one.group) for one in facts.dependencies] == [("rake", "run")]


def test_a_crate_needs_what_goes_by_another_name_and_what_one_platform_needs(tmp_path: Path) -> None:
    manifest = """[package]
name = "thing"
[dependencies.serde]
package = "serd"
version = "1"
[target."cfg(windows)".dependencies]
winapi = "0.3"
[target.x.build-dependencies]
cc = { git = "https://git.invalid/cc" }
"""
    facts = side(tgz(tmp_path / "a.crate", {"Cargo.toml": manifest}, "thing-1.2.0/")).facts
    assert [(one.name, one.spec, one.group) for one in facts.dependencies] == [
        ("serd", "1", "run"),
        ("winapi", "0.3", "run"),
        ("cc", "https://git.invalid/cc", "build"),
    ]


def test_a_crate_a_nupkg_a_jar_and_an_extension(tmp_path: Path) -> None:
    crate = tgz(
        tmp_path / "a.crate",
        {
            "Cargo.toml": '[package]\nname = "thing"\nversion = "1.2.0"\n[dependencies]\nserde = "1"\n',
            "build.rs": "fn main(){}",
        },
        "thing-1.2.0/",
    )
    assert hooks(crate) == {("build script", "build.rs")} and side(crate).facts.version == "1.2.0"
    nuspec = '<package xmlns="urn:x"><metadata><id>Thing</id><version>1.2.0</version><authors>Ann</authors><dependencies><dependency id="Json" version="1"/></dependencies></metadata></package>'
    nupkg = zipped(
        tmp_path / "a.nupkg",
        {
            "Thing.nuspec": nuspec,
            "tools/install.ps1": "",
            "build/Thing.targets": "<Project/>",
            "buildTransitive/Thing.targets": "<Project/>",
        },
    )
    assert hooks(nupkg) == {
        ("install.ps1", "tools/install.ps1"),
        ("Thing.targets", "build/Thing.targets"),
        ("Thing.targets", "buildTransitive/Thing.targets"),
    }
    assert side(nupkg).facts.name == "Thing" and side(nupkg).facts.dependencies[0].name == "Json"
    jar = zipped(
        tmp_path / "a.jar",
        {
            "META-INF/MANIFEST.MF": "Implementation-Title: thing\r\nImplementation-Version: 1.2\r\nMain-Class: a.B\r\n",
            "META-INF/K.RSA": "x",
        },
    )
    assert (side(jar).facts.name, side(jar).facts.signers) == ("thing", ("K.RSA (not verified)",))
    model = "<project><dependencies><dependency><groupId>a.b</groupId><artifactId>c</artifactId></dependency></dependencies><repositories><repository><url>http://r.invalid</url></repository></repositories><distributionManagement><repository><url>http://own.invalid</url></repository></distributionManagement></project>"
    maven = zipped(
        tmp_path / "b.jar", {"META-INF/MANIFEST.MF": "Implementation-Title: t\n", "META-INF/maven/a/b/pom.xml": model}
    )
    assert [one.name for one in side(maven).facts.dependencies] == ["a.b:c", "http://r.invalid"]
    manifest = json.dumps(
        {"name": "thing", "version": "1.2.0", "publisher": "ann", "main": "./out/main.js", "activationEvents": ["*"]}
    )
    vsix = zipped(
        tmp_path / "a.vsix",
        {"extension.vsixmanifest": "<x/>", "extension/package.json": manifest, "extension/out/main.js": "x"},
    )
    assert side(vsix).facts.ecosystem == "vscode" and hooks(vsix) == {("activationEvents", "extension/out/main.js")}


@pytest.mark.parametrize("content", ["{", "[]", '{"scripts": 7, "dependencies": [], "name": {}}', "\x00"])
def test_a_broken_manifest_is_no_crash(tmp_path: Path, content: str) -> None:
    assert side(tgz(tmp_path / "x.tgz", {"package.json": content}, "package/")).facts.name is None


def test_what_stands_beside_a_package_is_read() -> None:
    registry = {
        "_npmUser": {"name": "ann", "email": "a@corp.example"},
        "dist": {"attestations": {"provenance": {"predicateType": "slsa"}}},
    }
    provenance = {
        "version": 1,
        "attestation_bundles": [{"publisher": {"kind": "GitHub", "repository": "a/b", "workflow": "release.yml"}}],
    }
    told = read_beside(
        [
            ("registry.json", json.dumps(registry).encode()),
            ("x.provenance.json", json.dumps(provenance).encode()),
            ("x.asc", b""),
            ("bad", b"{"),
        ]
    )
    assert told.publishers == ("published by ann a@corp.example",)
    assert told.signers == (
        "npm provenance slsa (not verified)",
        "attested by GitHub a/b release.yml (not verified)",
        "detached signature (asc, not verified)",
    )


def test_a_composer_package(tmp_path: Path) -> None:
    document = {
        "name": "mini/router",
        "version": "2.2.1",
        "scripts": {"post-install-cmd": ["php -r 'echo 1;'"], "pre-update-cmd": "make", "test": "phpunit", "init": 7},
    }
    path = zipped(tmp_path / "router.zip", {"composer.json": json.dumps(document), "src/Router.php": "<?php"})
    facts = side(path).facts
    assert (facts.ecosystem, facts.name, facts.version) == ("composer", "mini/router", "2.2.1")
    assert [(one.name, one.command) for one in facts.hooks] == [
        ("post-install-cmd", "php -r 'echo 1;'"),
        ("pre-update-cmd", "make"),
    ]


def test_a_composer_plugin_and_what_is_no_manifest(tmp_path: Path) -> None:
    plugin = zipped(tmp_path / "plugin.zip", {"composer.json": '{"type": "composer-plugin"}'})
    assert hooks(plugin) == {("composer-plugin", "composer.json")}
    for number, text in enumerate(("[]", "{", '{"scripts": ["x"]}', '{"type": "library"}')):
        assert hooks(zipped(tmp_path / f"{number}.zip", {"composer.json": text})) == set()


def test_what_a_composer_package_needs_and_from_where(tmp_path: Path) -> None:
    document = {
        "name": "mini/router",
        "require": {"php": ">=8.1", "ext-json": "*", "psr/log": "^3.0"},
        "require-dev": {"phpunit/phpunit": "^11"},
        "repositories": [
            {"type": "vcs", "url": "https://git.mirror.invalid/log.git"},
            {"type": "vcs", "url": "https://github.com/mini/log"},
            {"type": "path", "url": "../log"},
            {
                "type": "package",
                "package": {"name": "a/b", "dist": {"url": "https://dl.mirror.invalid/b.zip", "type": "zip"}},
            },
            {"packagist.org": False},
        ],
        "authors": [{"name": "Ann", "email": "ann@mini.example"}, 7],
    }
    facts = side(
        zipped(tmp_path / "a.zip", {"composer.json": json.dumps(document, indent=1), "src/a.php": "<?php"})
    ).facts
    assert [(one.name, one.spec) for one in facts.dependencies] == [
        ("psr/log", "^3.0"),
        ("https://git.mirror.invalid/log.git", "https://git.mirror.invalid/log.git"),
        ("https://dl.mirror.invalid/b.zip", "https://dl.mirror.invalid/b.zip"),
    ]
    assert all(one.row for one in facts.dependencies)
    assert facts.publishers == ("Ann ann@mini.example",)


@pytest.mark.parametrize(
    ("label", "version"),
    [
        ("marmot-1.3.2.tar.gz", "1.3.2"), ("modules/v1.4.0.zip", "1.4.0"), ("kv@v0.2.0-rc.1.zip", "0.2.0-rc.1"), ("vendor-name-2.6.5.0.tgz", "2.6.5.0"),
        ("marmot.tar.gz", None), ("new", None), ("release-2.tar.gz", None), ("x86-64.zip", None), ("marmot-1.3.2", None),
    ],
)  # fmt: skip
def test_a_packed_file_says_its_version_where_nothing_in_it_does(label: str, version: str | None) -> None:
    assert version_in(label) == version


@pytest.mark.parametrize(
    ("made", "commands"),
    [
        ("COMMANDS = {'build_ext': B}\n", {"build_ext"}),
        ("COMMANDS = {}\nif C:\n    COMMANDS['sdist'] = S\n", {"sdist"}),
        ("COMMANDS = {'build_ext': B}\nCOMMANDS.update(more())\n", {"build_ext", "?"}),
        ("COMMANDS = {'build_ext': B, **more()}\n", {"build_ext", "?"}),
        ("COMMANDS = get_cmdclass()\n", {"?"}),
        ("from more import COMMANDS\n", {"?"}),
    ],
)
def test_commands_that_setup_is_given_by_a_name(tmp_path: Path, made: str, commands: set[str]) -> None:
    code = f"from setuptools import setup\n{made}setup(cmdclass=COMMANDS)\n"
    facts = side(sdist(tmp_path, "thing", "1.0", {"setup.py": code})).facts
    assert {hook.name.partition("cmdclass.")[2] for hook in facts.hooks if "cmdclass." in hook.name} == commands
