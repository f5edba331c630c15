"""A small world for the sweep: indicators, an incident, files and packages that were never on any disk."""

from beartrap.engine.knowledge import Knowledge
from beartrap.model.artifact import Artifact, Package, Signer
from beartrap.model.coverage import Gap
from beartrap.model.finding import Finding, Severity
from beartrap.model.incident import Affected, Incident
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.place import Place
from beartrap.model.window import Window
from beartrap.sweep import ALL_ARTIFACT, ALL_PACKAGE

DLL = "SolarWinds.Orion.Core.BusinessLayer.dll"
BAD = "32519b85c0b422e4656de6e6c41878e95fd95026267daab4215ee59c107d6c77"
BAD_MD5 = "b91ce2fa41029f6955bff20079468448"
TRIAL = "a25cadd48d70f6ea0c4a241d99c5241269e6faccb4054e62d16784640f8e53bc"
WEBSHELL = "c15abaf51e78ca56c0376522d699c978217bf041a3bd3c71d09193efa5717c71"
UNLISTED = "5" * 64


def indicator(kind: IndicatorKind, value: str, role: str = "malware", **more: object) -> Indicator:
    """Return an indicator of the lab's source."""
    return Indicator(kind, value, "lab-list", role, **more)  # type: ignore[arg-type]


INDICATORS = (
    indicator(IndicatorKind.SHA256, BAD, malware="SUNBURST", severity=Severity.CRITICAL, tie="dll-1"),
    indicator(IndicatorKind.MD5, BAD_MD5, malware="SUNBURST", severity=Severity.CRITICAL, tie="dll-1"),
    indicator(IndicatorKind.SHA256, TRIAL, "test-build", malware="SUNBURST", severity=Severity.CRITICAL),
    indicator(IndicatorKind.SHA256, WEBSHELL, malware="SUPERNOVA", severity=Severity.HIGH, tie="supernova"),
    indicator(
        IndicatorKind.FILENAME, "app_web_logoimagehandler.ashx.b6031896.dll", malware="SUPERNOVA", tie="supernova"
    ),
    indicator(IndicatorKind.FILENAME, DLL, "legitimate", severity=Severity.INFO),
    indicator(IndicatorKind.PATH, "c:\\windows\\syswow64\\netsetupsvc.dll", malware="TEARDROP"),
    indicator(IndicatorKind.PATH, "/usr/lib/lab/evil.so"),
    indicator(IndicatorKind.PACKAGE, "pkg:npm/%40lab/left-pad", versions="vers:npm/1.2.3|>=2.0.0|<2.0.5"),
    indicator(IndicatorKind.PACKAGE, "pkg:pypi/evil-twin"),
    indicator(IndicatorKind.CERTIFICATE, "fe973752022a606adf2a36e345dc0ed"),
    indicator(IndicatorKind.CERTIFICATE, "subject:Lab, Ltd."),
    indicator(IndicatorKind.CERTIFICATE, "subject:CN=Both, O=Of them"),
    indicator(IndicatorKind.CERTIFICATE, "issuer:Lab Root serial:00aa11bb22"),
)
ORION = Affected(
    "SolarWinds",
    "Orion Platform",
    names=("SolarWinds Orion Core Services", "SolarWinds NPM", DLL),
    versions=("2019.4 HF5", "2019.4.5200.9083", "2020.2", "2020.2 HF1", "2020.2.100.12299", "2020.2.100.12219"),
    fixed=("2019.4 HF6", "2020.2.1 HF2"),
)
XZ = Affected(
    "Tukaani", "XZ Utils", ("xz", "xz-utils", "liblzma5"), "pkg:generic/xz", ("5.6.0", "5.6.1"), ("5.4.5", "5.6.2")
)
XZ_DEBIAN = Affected(
    "Debian", "xz-utils", ("xz-utils",), "pkg:deb/debian/xz-utils", ("vers:deb/>=5.5.1alpha-0.1|<=5.6.1-1",)
)
INCIDENTS = (
    Incident("orion", "the Orion affair", Window(), (ORION,)),
    Incident("xz", "the xz backdoor", Window(), (XZ, XZ_DEBIAN)),
)
KNOWLEDGE = Knowledge.of(INDICATORS, INCIDENTS, yara={"lab/x.yar": "rule x { condition: false }"})


def file(path: str | bytes, host: str = "host-1", **more: object) -> Artifact:
    """Return a row of a hash inventory, unless `examined` says otherwise."""
    raw = path.encode() if isinstance(path, str) else path
    name = raw.replace(b"\\", b"/").rpartition(b"/")[2]
    return Artifact(Place("inventory.csv", host, raw, row=2), name, **{"examined": False, **more})  # type: ignore[arg-type]


def signer(serial: str = "77", subject: str = "CN=Somebody, O=Nobody", **more: object) -> Signer:
    """Return a certificate in a signature."""
    values = {"issuer": "CN=Lab Root", **more}
    return Signer("5" * 64, "5" * 40, "5" * 32, serial, subject, **values)  # type: ignore[arg-type]


def package(name: str, version: str | None, ecosystem: str = "application", **more: object) -> Package:
    """Return a row of a package inventory."""
    return Package(Place("packages.csv", "host-1", row=2), name, version, ecosystem, **more)  # type: ignore[arg-type]


def look(subject: Artifact | Package, knowledge: Knowledge = KNOWLEDGE) -> list[Finding]:
    """Return what every detector of that kind of subject finds."""
    return [one for one in look_all(subject, knowledge) if isinstance(one, Finding)]


def look_all(subject: Artifact | Package, knowledge: Knowledge = KNOWLEDGE) -> list[Finding | Gap]:
    """Return findings and gaps of every detector."""
    if isinstance(subject, Artifact):
        return [found for detector in ALL_ARTIFACT for found in detector(knowledge).look(subject)]
    return [found for detector in ALL_PACKAGE for found in detector(knowledge).look(subject)]
