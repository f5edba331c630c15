"""Jars and Maven projects: their manifests and models, and the classes that the Java runtime or compiler starts by itself."""

import re
from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.facts import Dependency, Hook, PackageFacts
from beartrap.vet.package.files import Files, row_of
from beartrap.vet.package.markup import local, xml
from beartrap.vet.package.sources import everybodys

_OF_RUNTIME = regex(r"META-INF/services/(?:java|javax|jdk|com\.sun)\.[\w.$]+")
_OF_COMPILER = ("javax.annotation.processing.Processor", "com.sun.source.util.Plugin")
"""Services that a compiler finds and runs while something is built."""
SERVICES = 100
"""Classes of one list of services that are taken for hooks; real lists have a few."""


def read_jar(files: Files) -> PackageFacts | None:
    """Return the facts of a jar by its manifest, and by Maven's properties where they are in it."""
    text = files.text("META-INF/MANIFEST.MF").replace("\r\n ", "").replace("\n ", "").replace("\r\n", "\n")
    if not text:
        return None
    told = dict(re.findall(r"^([\w-]+): (.*)$", text, re.MULTILINE))
    maven = next(iter(files.matching(r"META-INF/maven/.*/pom\.properties")), None)
    properties = dict(re.findall(r"^(\w+)=(.*)$", files.text(maven), re.MULTILINE)) if maven else {}
    agents = [told[key] for key in ("Premain-Class", "Agent-Class", "Launcher-Agent-Class") if key in told]
    hooks = [Hook("agent", When.START, f"{name.replace('.', '/')}.class", name) for name in agents]
    hooks += _services(files)
    signers = files.matching(r"META-INF/[^/]+\.(?:RSA|DSA|EC)")
    model = next(iter(files.matching(r"META-INF/maven/.*/pom\.xml")), None)
    name = properties.get("artifactId") or told.get("Implementation-Title") or told.get("Bundle-SymbolicName")
    return PackageFacts(
        ecosystem="maven",
        name=name,
        version=properties.get("version") or told.get("Implementation-Version") or told.get("Bundle-Version"),
        hooks=tuple(hooks),
        dependencies=tuple(_needed(files, model)) if model else (),
        entry_points=tuple(f"main: {told[key]}" for key in ("Main-Class",) if key in told),
        publishers=tuple(told[key] for key in ("Implementation-Vendor", "Bundle-Vendor") if key in told),
        signers=tuple(f"{path.rpartition('/')[2]} (not verified)" for path in signers),
        runs={hook.path: hook.when for hook in hooks},
        unread=(model,) if model is not None and xml(files.raw(model)) is None else (),
    )


def read_project(files: Files) -> PackageFacts | None:
    """Return the facts of a Maven project's source by the model in its root."""
    if "pom.xml" not in files:
        return None
    root = xml(files.raw("pom.xml"))
    if root is None:
        return PackageFacts(ecosystem="maven", unread=("pom.xml",))
    if local(root) != "project":
        return None
    told = {local(node): (node.text or "").strip() for node in root}
    return PackageFacts(
        ecosystem="maven",
        name=told.get("artifactId"),
        version=told.get("version"),
        dependencies=tuple(_needed(files, "pom.xml")),
    )


def _services(files: Files) -> Iterator[Hook]:
    """Yield the classes that a jar offers for services of Java itself: whoever asks for the service runs them, unasked."""
    for path in files.matching(_OF_RUNTIME.pattern):
        service = path.rpartition("/")[2]
        when = When.INSTALL if service in _OF_COMPILER else When.START
        names = (line.partition("#")[0].strip() for line in files.text(path).splitlines()[:SERVICES])
        for name in filter(None, names):
            yield Hook(f"service {service}", when, f"{name.replace('.', '/')}.class", name)


def _needed(files: Files, path: str) -> Iterator[Dependency]:
    """Yield the dependencies that a model names, and each repository of its own as one from an address."""
    text, root = files.text(path), xml(files.raw(path))
    groups = (
        [group for group in root if local(group) in ("dependencies", "repositories", "pluginRepositories")]
        if root is not None
        else []
    )
    for node in (node for group in groups for node in group):
        told = {local(one): (one.text or "").strip() for one in node}
        if local(node) == "dependency" and told.get("artifactId"):
            group = "extra" if told.get("optional") == "true" or told.get("scope") in ("test", "provided") else "run"
            name = f"{told.get('groupId', '')}:{told['artifactId']}"
            yield Dependency(name, told.get("version", ""), group, path, row_of(text, told["artifactId"]))
        elif local(node) in ("repository", "pluginRepository") and told.get("url") and not everybodys(told["url"]):
            yield Dependency(told["url"], told["url"], "run", path, row_of(text, told["url"]))
