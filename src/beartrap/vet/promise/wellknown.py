"""Names of libraries that nobody has to be told about, and names that are nearly theirs.

The lists beside this file are what Debian packages of Python, JavaScript, Ruby, PHP and Rust, with some names more (made by
`benchmarks/known_names.py`), and beside it the names that were downloaded most from PyPI (15,000, and what several of those ask for) and npm (130,000) in November 2026 (`-used.txt`), with the crates that
programs of note have in their lock files; these say nothing of what a name may be taken for. A name that is in none of them is not bad; it is one that a reader has to look up.
"""

from functools import lru_cache
from pathlib import Path

ECOSYSTEMS = ("pypi", "npm", "gem", "cargo", "composer")
COUNTED = ("pypi", "npm")
USED = (*COUNTED, "cargo")
_OWNED = {
    "maven": """
        org.apache. org.slf4j: org.springframework com.google. io.grpc: io.netty: com.fasterxml. tools.jackson org.junit org.mockito: org.assertj: org.hamcrest: jakarta. javax. org.eclipse. org.jetbrains
        com.squareup. io.micrometer: io.projectreactor io.opentelemetry org.hibernate org.jboss. io.quarkus ch.qos. org.ow2. com.github.ben-manes.caffeine: org.bouncycastle: org.postgresql: com.mysql: com.h2database:
        com.zaxxer: org.yaml: org.projectlombok: org.codehaus. org.checkerframework: com.amazonaws: software.amazon.awssdk: com.azure: com.microsoft. org.glassfish io.vertx: io.reactivex org.reactivestreams: org.jspecify:
        androidx. com.android. org.scala-lang org.graalvm. io.swagger net.bytebuddy: org.objenesis: commons- log4j: junit: org.json: org.jsoup: redis.clients: io.lettuce: org.mongodb: org.elasticsearch org.opensearch io.smallrye com.oracle. org.thymeleaf org.freemarker: org.flywaydb: org.liquibase: org.testcontainers: io.prometheus: io.zipkin io.jsonwebtoken: com.auth0: com.nimbusds: org.osgi: org.apiguardian: org.opentest4j: org.conscrypt: com.ibm.icu: it.unimi.dsi: org.lz4: org.xerial com.github.luben: com.lmax: org.jctools: net.java.dev.jna: com.sun.
    """,
    "nuget": """
        microsoft. system. newtonsoft. runtime. netstandard. nunit xunit moq dapper automapper polly mediatr awssdk. azure. google. grpc. npgsql mysql mongodb. stackexchange. castle. nlog log4net serilog fluentvalidation
        fluentassertions swashbuckle. nswag. identitymodel opentelemetry rabbitmq. autofac masstransit hangfire quartz protobuf-net messagepack sharpziplib restsharp refit humanizer coverlet. bogus nsubstitute bouncycastle. sqlitepclraw. windowsazure. enterpriselibrary. entityframework benchmarkdotnet csvhelper yamldotnet skiasharp sixlabors. avalonia jetbrains.
    """,
}
"""Beginnings of names that only their owners can publish under: groups of Maven Central, which asks who owns the domain, and prefixes that NuGet keeps for one owner."""
_PREFIXES = {
    ecosystem: tuple(name if name[-1] in ".:-" or ecosystem == "maven" else f"{name}." for name in names.split())
    for ecosystem, names in _OWNED.items()
}
NEAR = 1
"""Edits between two names from which one may be taken for the other."""
LEAST_NAME = 5
"""Characters below which two names are near each other by chance."""
LEAST_BEGINNING = 9
"""The same for the first words of a name, behind which more stands (`activesupprt-json`)."""


def plain(name: str) -> str:
    """Return a name as its ecosystem compares it."""
    return name.lower().replace("_", "-").replace(".", "-")


def _known(ecosystem: str) -> frozenset[str]:
    return _listed(ecosystem) if ecosystem in ECOSYSTEMS else frozenset()


def is_counted(ecosystem: str) -> bool:
    """Whether it is known of an ecosystem which names are downloaded most."""
    return ecosystem in COUNTED


@lru_cache(maxsize=4)
def _listed(name: str) -> frozenset[str]:
    return frozenset(_text(name).split())


@lru_cache(maxsize=4)
def _text(name: str) -> str:
    return Path(__file__).with_name("known").joinpath(f"{name}.txt").read_text(encoding="ascii")


def is_known(ecosystem: str, name: str) -> bool:
    """Whether a library of that name is widely known; types of npm are, whatever they describe, and all of a well-known vendor of PHP."""
    if ecosystem == "composer":
        vendor, _, library = plain(name).partition("/")
        spelt = library if vendor == library else f"{vendor}-{library}"
        return f"{vendor}/" in _known(ecosystem) or spelt in _known(ecosystem)
    if ecosystem in _PREFIXES:
        kept = f"{name.lower()}.".startswith(_PREFIXES[ecosystem])
        return kept and not (ecosystem == "nuget" and _near_a_package(name))
    return plain(name) in _known(ecosystem) or (ecosystem == "npm" and name.startswith("@types/"))


def is_used(ecosystem: str, name: str) -> bool:
    """Whether a library of that name is widely known, or among those that are downloaded or locked most."""
    if is_known(ecosystem, name):
        return True
    return ecosystem in USED and f"\n{plain(name)}\n" in f"\n{_text(f'{ecosystem}-used')}"


def like_known(ecosystem: str, name: str) -> str | None:
    """Return a widely known name that an unknown one may be taken for, None where there is none."""
    if ecosystem == "maven":
        return _of_another_end(name)
    if ecosystem == "nuget":
        return None if is_known("nuget", name) else _near_a_package(name) or _near_a_prefix(name)
    if ecosystem == "golang":
        return _of_another_owner(name)
    of_php = ecosystem == "composer"  # whose names belong to vendors
    own = plain(name).partition("/")[0] + "/" if of_php else plain(name).rpartition("/")[2]
    if len(own) < LEAST_NAME or is_known(ecosystem, name):
        return None
    words = own.split("-")
    begins = ("-".join(words[:count]) for count in range(len(words) - 1, 0, -1))
    spelt = [own, *(one for one in begins if len(one) >= LEAST_BEGINNING and one not in _known(ecosystem))]
    known = sorted(one for one in _known(ecosystem) if len(one) > LEAST_NAME)
    if ecosystem == "cargo":
        spelt += ["-".join(words[:count]) for count in range(len(words) - 1, 1, -1)]
        joined = {one.replace("-", ""): one for one in known}
        otherwise = (joined.get(one.replace("-", "")) for one in spelt if one not in _known(ecosystem))
        if found := next((one for one in otherwise if one is not None), None):
            return found
    return next((one for word in spelt for one in known if near(word, one)), None)


_LEAST_LABEL = 7
"""Characters of a kept prefix of NuGet below which other words are near it by chance (`system`, `google`)."""


_OF_NUGET = """
    newtonsoft.json system.text.json automapper fluentvalidation fluentassertions swashbuckle.aspnetcore microsoft.extensions.logging microsoft.extensions.configuration microsoft.extensions.http
    microsoft.extensions.dependencyinjection microsoft.entityframeworkcore entityframework restsharp system.data.sqlclient microsoft.data.sqlclient stackexchange.redis mongodb.driver rabbitmq.client
    awssdk.core azure.identity azure.storage.blobs azure.security.keyvault.secrets google.protobuf grpc.net.client sharpziplib csvhelper yamldotnet protobuf-net messagepack serilog.sinks.console
    serilog.sinks.file nlog.web.aspnetcore microsoft.identitymodel.tokens system.identitymodel.tokens.jwt bouncycastle.cryptography dotnetzip htmlagilitypack nsubstitute opentelemetry humanizer.core
"""
"""Packages of NuGet that most programs have: nobody who means another one writes a name that is nearly theirs, whoever the prefix is kept for."""


def _near_a_package(name: str) -> str | None:
    """Return the package of NuGet that a name is nearly."""
    known = _OF_NUGET.split()
    return None if name.lower() in known else next((one for one in known if near(name.lower(), one)), None)


def _near_a_prefix(name: str) -> str | None:
    """Return the prefix that NuGet keeps for one owner and that the first word of a name is nearly."""
    kept = (one.strip(".") for one in _PREFIXES["nuget"])
    label = name.lower().partition(".")[0]
    return next((one for one in kept if len(one) >= _LEAST_LABEL and near(label, one)), None)


_OWNERS_OF_GO = """
    sirupsen/logrus stretchr/testify spf13/cobra spf13/viper spf13/pflag gorilla/mux gorilla/websocket prometheus/client_golang hashicorp/vault hashicorp/consul hashicorp/terraform hashicorp/go-multierror
    hashicorp/golang-lru google/uuid google/go-cmp golang/protobuf fsnotify/fsnotify mattn/go-sqlite3 mattn/go-isatty mattn/go-colorable davecgh/go-spew pmezard/go-difflib urfave/cli labstack/echo gin-gonic/gin
    gofiber/fiber jackc/pgx go-redis/redis redis/go-redis boltdb/bolt burntsushi/toml pelletier/go-toml json-iterator/go klauspost/compress cespare/xxhash golang-jwt/jwt dgrijalva/jwt-go aws/aws-sdk-go
    kubernetes/client-go opencontainers/runc containerd/containerd docker/docker moby/moby etcd-io/etcd go-sql-driver/mysql onsi/ginkgo onsi/gomega rs/zerolog uber-go/zap olekukonko/tablewriter
    shirou/gopsutil shopspring/decimal gogo/protobuf grpc-ecosystem/grpc-gateway valyala/fasthttp go-playground/validator microsoft/go-winio cloudflare/circl rogpeppe/go-internal tidwall/gjson
"""
"""Modules that most programs of Go have among theirs; a fork has another owner's name, seldom one that is nearly the first's."""


def _of_another_owner(name: str) -> str | None:
    """Return the module of Go whose owner's name is nearly that of this one, which is called the same."""
    parts = name.lower().split("/")
    if len(parts) < 3:
        return None
    known = (one.partition("/") for one in _OWNERS_OF_GO.split())
    return next((f"{own}/{module}" for own, _, module in known if module == parts[2] and near(own, parts[1])), None)


def _of_another_end(name: str) -> str | None:
    """Return the group of Maven Central that one may be taken for: `org.vendor` is not `com.vendor`, and anybody may own it."""
    if is_known("maven", name):
        return None
    labels = name.lower().partition(":")[0].split(".")
    known = (one.strip(".:").split(".") for one in _PREFIXES["maven"])
    pairs = [one for one in known if len(one) == 2 and len(one[1]) >= LEAST_NAME]
    return next((".".join(one) for one in pairs if one[1:] == labels[1:2] and one[0] != labels[0]), None)


def near(one: str, other: str) -> bool:
    """Tell whether two different names are one edit or one swap apart."""
    if one == other or min(len(one), len(other)) < LEAST_NAME or abs(len(one) - len(other)) > NEAR:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]
