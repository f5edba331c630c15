"""Jars and Maven projects: classes that Java starts by itself, and where a build takes its packages from."""

from pathlib import Path

import pytest
from package_lab import side, sides, tgz, zipped

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.promise.needs import DependencyAnalyser
from beartrap.vet.promise.wellknown import is_known

MANIFEST = "Implementation-Title: thing\nImplementation-Version: 1.0.{}\n"


def jar(path: Path, number: int, **files: str) -> Path:
    return zipped(path, {"META-INF/MANIFEST.MF": MANIFEST.format(number), **files})


@pytest.mark.parametrize(
    ("service", "when"),
    [("java.sql.Driver", When.START), ("javax.annotation.processing.Processor", When.INSTALL), ("a.b.Layout", None)],
)
def test_a_class_that_java_starts_by_itself(service: str, when: When | None, tmp_path: Path) -> None:
    path = jar(tmp_path / "a.jar", 1, **{f"META-INF/services/{service}": "a.b.C # ours\n", "a/b/C.class": "x"})
    facts = side(path).facts
    assert [hook.name for hook in facts.hooks] == ([f"service {service}"] if when else [])
    assert facts.when("a/b/C.class") is when


def tree(path: Path, number: int, files: dict[str, str]) -> Path:
    model = f"<project><artifactId>thing</artifactId><version>1.0.{number}</version>{{}}</project>"
    return tgz(path, {"pom.xml": model.format(files.pop("pom", "")), **files, "README": "thing"}, root="thing-1.0/")


def needs(tmp_path: Path, old: dict[str, str], new: dict[str, str]) -> list[tuple[str, Severity]]:
    before, after, _ = sides(tree(tmp_path / "o.tar.gz", 1, old), tree(tmp_path / "n.tar.gz", 2, new))
    found = DependencyAnalyser().look(before, after)
    return [(str(one.facts.get("dependency")), one.severity) for one in found if isinstance(one, Behaviour)]


def model(*names: str, repository: str = "") -> dict[str, str]:
    pairs = [name.split(":") for name in names]
    listed = "".join(
        f"<dependency><groupId>{group}</groupId><artifactId>{one}</artifactId></dependency>" for group, one in pairs
    )
    mirror = f"<repositories><repository><url>{repository}</url></repository></repositories>" if repository else ""
    return {"pom": f"{mirror}<dependencies>{listed}</dependencies>"}


def test_a_group_that_is_taken_for_another(tmp_path: Path) -> None:
    found = needs(tmp_path, model("org.slf4j:slf4j-api"), model("org.slf4j:slf4j-api", "org.sIf4j:sIf4j-simple"))
    assert found == [("org.sIf4j:sIf4j-simple", Severity.HIGH)]


def test_a_group_that_its_owner_alone_publishes_under(tmp_path: Path) -> None:
    found = needs(tmp_path, model("org.slf4j:slf4j-api"), model("org.slf4j:slf4j-api", "org.slf4j:slf4j-simple"))
    assert found == [("org.slf4j:slf4j-simple", Severity.LOW)]
    assert is_known("nuget", "System.Text.Json") and is_known("nuget", "Dapper") and not is_known("nuget", "DapperX")
    assert not is_known("maven", "org.slf4jx:slf4j-simple")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("gradle/wrapper/gradle-wrapper.properties", "distributionUrl=https\\://{}/distributions/gradle-8.7-bin.zip\n"),
        (".mvn/wrapper/maven-wrapper.properties", "distributionUrl=https://{}/apache-maven-3.9.6-bin.zip\n"),
        ("settings.gradle", "pluginManagement {{ repositories {{ maven {{ url 'http://{}/m2' }} }} }}\n"),
        ("build.gradle.kts", 'repositories {{ maven("https://{}/m2") }}\n'),
        ("nuget.config", '<configuration><packageSources><add key="a" value="https://{}/v3/index.json"/></packageSources></configuration>'),
        ("Gemfile", "source 'https://{}'\n"),
        (".cargo/config.toml", '[source.a]\nregistry = "sparse+https://{}/index/"\n'),
    ],
)  # fmt: skip
def test_where_a_build_takes_its_packages_from(path: str, text: str, tmp_path: Path) -> None:
    usual = {".xml": "", "Gemfile": "rubygems.org", ".toml": "index.crates.io", "config": "api.nuget.org"}
    known = next((host for ending, host in usual.items() if path.endswith(ending)), "services.gradle.org")
    assert needs(tmp_path, {path: text.format(known)}, {path: text.format("m.own.invalid")}) == [
        ("packages from m.own.invalid", Severity.HIGH)
    ]
    assert not needs(tmp_path, {}, {path: text.format(known)})
    assert not needs(tmp_path, {}, {f"examples/{path}": text.format("m.own.invalid")})
    assert not needs(tmp_path, {path: text.format("m.own.invalid")}, {path: text.format("m.own.invalid") + "\n"})


def test_where_a_project_says_that_it_stands(tmp_path: Path) -> None:
    told = "publishing { pom { url = 'https://m.own.invalid' // {\n scm { url 'https://scm.own.invalid' } } }\n"
    assert not needs(tmp_path, {}, {"build.gradle": told})
    asked = "pom { name '{'; repositories { maven { url 'https://m.own.invalid' } } }\n"
    for text in (asked, told + "repositories { maven { url 'https://m.own.invalid' } }"):
        assert needs(tmp_path, {}, {"build.gradle": text}) == [("packages from m.own.invalid", Severity.HIGH)]


def test_a_repository_of_its_own(tmp_path: Path) -> None:
    assert needs(tmp_path, {}, model(repository="http://m.own.invalid/m2")) == [
        ("http://m.own.invalid/m2", Severity.HIGH)
    ]
    assert not needs(tmp_path, {}, model(repository="https://repo.maven.apache.org/maven2"))
