"""Gems, crates, NuGet packages, Go modules: their manifests, and what runs when they are installed or built."""

import re
from collections.abc import Iterator
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.facts import MODULE, Dependency, Hook, PackageFacts
from beartrap.vet.package.documents import read_toml
from beartrap.vet.package.files import Files, row_of
from beartrap.vet.package.markup import local, xml

_GEM_DEPENDENCY = regex(r"^- !ruby/object:Gem::Dependency\n((?:^ .*\n?)*)", re.MULTILINE)


def read_gem(files: Files) -> PackageFacts | None:
    """Return the facts of a gem by its `metadata`: YAML as RubyGems writes it, read line by line."""
    text = files.text("metadata")
    if "!ruby/object:Gem::Specification" not in text:
        return None
    version = re.search(r"^version: !ruby/object:Gem::Version\n\s+version: ['\"]?([^\s'\"]+)", text, re.MULTILINE)
    extensions = _yaml_list(text, "extensions")
    hooks = [Hook("extension", When.INSTALL, path, "", 1) for path in extensions]
    if "rubygems_plugin.rb" in " ".join(files):
        hooks += [Hook("plugin", When.START, path, "", 1) for path in files.matching(r".*rubygems_plugin\.rb")]
    name = re.search(r"^name: ['\"]?([^\s'\"]+)", text, re.MULTILINE)
    return PackageFacts(
        ecosystem="gem",
        name=name[1] if name else None,
        version=version[1] if version else None,
        hooks=tuple(hooks),
        dependencies=tuple(_gem_dependencies(text)),
        entry_points=tuple(f"bin: {name}" for name in _yaml_list(text, "executables")),
        publishers=tuple(_yaml_list(text, "authors") + _yaml_list(text, "email")),
        signers=tuple("certificate chain (not verified)" for _ in _yaml_list(text, "cert_chain")[:1]),
        runs={hook.path: hook.when for hook in hooks},
        unread=() if all(_is_listed(key, text) for key in ("extensions", "dependencies")) else ("metadata",),
    )


def _is_listed(key: str, text: str) -> bool:
    """Whether a gem has a list once, as RubyGems writes it; other YAML says the same to it, and is not read here."""
    heads = re.findall(rf"^[\"']?{key}[\"']?[ \t]*:", text, re.MULTILINE)
    return len(heads) == 1 and re.search(rf"^{key}:(?: \[\]$|\n- )", text, re.MULTILINE) is not None


def _yaml_list(text: str, key: str) -> list[str]:
    found = re.search(rf"^{key}:\n((?:^- .*\n?|^  .*\n?)*)", text, re.MULTILINE)
    return [line[2:].strip("'\" ") for line in found[1].splitlines() if line.startswith("- ")] if found else []


def _gem_dependencies(text: str) -> Iterator[Dependency]:
    for found in _GEM_DEPENDENCY.finditer(text):
        name = re.search(r"^  name: ['\"]?([^\s'\"]+)", found[1], re.MULTILINE)
        if name is not None:
            group = "run" if ":runtime" in found[1] else "build"
            yield Dependency(name[1], "", group, "metadata", text.count("\n", 0, found.start()) + 1)


def read_crate(files: Files) -> PackageFacts | None:
    """Return the facts of a crate by its Cargo.toml."""
    text = files.text("Cargo.toml")
    if not text:
        return None
    document, unread = dict[str, Any](), tuple[str, ...]()
    try:
        document = read_toml(text)
    except ValueError:
        unread = ("Cargo.toml",)
    package = document.get("package") if isinstance(document.get("package"), dict) else {}
    assert isinstance(package, dict)
    script = package.get("build", "build.rs")
    hooks = [Hook("build script", When.INSTALL, script, "", 1)] if isinstance(script, str) and script in files else []
    library = document.get("lib")
    if isinstance(library, dict) and library.get("proc-macro") is True:
        path = library.get("path", "src/lib.rs")
        hooks.append(Hook("procedural macro", When.INSTALL, str(path), "", row_of(text, "proc-macro")))
    return PackageFacts(
        ecosystem="cargo",
        name=_text(package.get("name")),
        version=_text(package.get("version")),
        hooks=tuple(hooks),
        dependencies=tuple(_crate_dependencies(document, text)),
        publishers=tuple(one for one in package.get("authors", ()) if isinstance(one, str)),
        runs={hook.path: hook.when for hook in hooks},
        unread=unread,
    )


def _crate_dependencies(document: dict[str, Any], text: str) -> Iterator[Dependency]:
    """Yield what a crate needs, on any platform; a crate that goes by another name here is told by its own (`package`)."""
    targets = document.get("target")
    tables = [document, *(targets.values() if isinstance(targets, dict) else ())]
    for table in (one for one in tables if isinstance(one, dict)):
        for key, group in (("dependencies", "run"), ("build-dependencies", "build")):
            listed = table.get(key)
            for name, spec in listed.items() if isinstance(listed, dict) else ():
                told = spec if isinstance(spec, dict) else {"version": spec}
                own = _text(told.get("package")) or name
                wanted = told.get("git") or told.get("version") or ""
                yield Dependency(own, str(wanted), group, "Cargo.toml", row_of(text, name))


def read_nuget(files: Files) -> PackageFacts | None:
    """Return the facts of a NuGet package by its nuspec."""
    path = next(iter(files.matching(r"[^/]+\.nuspec")), None)
    if path is None:
        return None
    root = xml(files.raw(path))
    nodes = list(root.iter()) if root is not None else []
    told = {local(node): (node.text or "").strip() for node in nodes}
    needed = [node for node in nodes if local(node) == "dependency"]
    scripts = files.matching(r"tools/(?:.*/)?(?:init|install|uninstall)\.ps1")
    builds = files.matching(r"(?i:build(?:transitive|multitargeting)?)/.*\.(?:targets|props)")
    hooks = [Hook(name.rpartition("/")[2], When.INSTALL, name, "", 1) for name in (*scripts, *builds)]
    signed = ("signature (.signature.p7s, not verified)",) if ".signature.p7s" in files else ()
    return PackageFacts(
        ecosystem="nuget",
        name=told.get("id"),
        version=told.get("version"),
        hooks=tuple(hooks),
        dependencies=tuple(Dependency(node.get("id", ""), node.get("version", ""), "run", path) for node in needed),
        publishers=tuple(told[key] for key in ("authors", "owners") if told.get(key)),
        signers=signed,
        runs={hook.path: hook.when for hook in hooks},
        unread=() if root is not None else (path,),
    )


_GO_MODULE = regex(r"(?:[^/]+/)*[^/]+@v[^/]+/go\.mod|go\.mod")
_REPLACED = regex(
    r"^[ \t]*(?:replace[ \t]+)?([\w./~-]+)(?:[ \t]+v\S+)?[ \t]*=>[ \t]*(?!\.{0,2}/)([\w.-]+\.[\w./~-]+)", re.MULTILINE
)


_REQUIRED = regex(r"^[ \t]*(?:require[ \t]+)?([\w.-]+\.[\w-]+/[\w./~-]+)[ \t]+(v\S+)[ \t]*$", re.MULTILINE)
"""A module that is asked for by the code itself, which has no remark `// indirect`."""


def read_go(files: Files) -> PackageFacts | None:
    """Return the facts of a Go module by its go.mod: the modules that it requires, and those whose place another one takes."""
    path = next(iter(sorted(files.matching(_GO_MODULE.pattern), key=len)), None)
    text = files.text(path) if path is not None else ""
    if path is None or not text:
        return None
    name = re.search(r"^module[ \t]+\"?([^\s\"]+)", text, re.MULTILINE)
    replaced = tuple(
        Dependency(match[1], f"https://{match[2]}", "run", path, text.count("\n", 0, match.start()) + 1)
        for match in _REPLACED.finditer(text)
        if match[1] != match[2]
    )
    required = tuple(
        Dependency(match[1], match[2], MODULE, path, text.count("\n", 0, match.start()) + 1)
        for match in _REQUIRED.finditer(text)
    )
    return PackageFacts(ecosystem="golang", name=name[1] if name else None, dependencies=(*required, *replaced))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
