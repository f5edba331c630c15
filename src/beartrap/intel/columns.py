"""The words by which lists name their columns and their types: one vocabulary for CSV, MISP, OTX, STIX and our packs."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from beartrap.model.indicator import IndicatorKind

_NO_LETTER = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=2048)
def bare(word: str) -> str:
    """Return a header or type name as bare lower-case letters and digits: `SHA-256 hash` and `sha256_hash` are one."""
    return _NO_LETTER.sub("", word.lower())


class Column(StrEnum):
    """What a column other than a typed value says."""

    VALUE = "value"
    TYPE = "type"
    TARGET = "target"
    MALWARE = "malware"
    ROLE = "role"
    NOTE = "note"
    FIRST = "first seen"
    LAST = "last seen"
    VALID_FROM = "valid from"
    VALID_UNTIL = "valid until"
    MIME = "mime"
    VERSION = "version"
    RECORD = "DNS record"
    TO_IDS = "to_ids"
    IGNORED = "ignored"


_KIND_WORDS: Mapping[IndicatorKind, str] = {
    IndicatorKind.SHA256: "sha256 sha256hash hashsha256 filehashsha256 sha2 filesha256 hashessha256",
    IndicatorKind.SHA1: "sha1 sha1hash hashsha1 filehashsha1 filesha1 hashessha1",
    IndicatorKind.MD5: "md5 md5hash hashmd5 filehashmd5 filemd5 hashesmd5",
    IndicatorKind.DOMAIN: "domain domains domainname fqdn hostname host dnsname dnsquery c2domain subdomain"
    " domein domeinen domeinnaam hostnaam",
    IndicatorKind.IPV4: "ip ipaddress ips ipv4 ipv4addr ipdst ipsrc ipaddr address dstip srcip destinationip c2ip addripv4"
    " ipadres ipadressen",
    IndicatorKind.IPV6: "ipv6 ipv6addr addripv6",
    IndicatorKind.NETWORK: "cidr network ipnetwork iprange subnet netblock netwerk",
    IndicatorKind.URL: "url urls uri link c2url",
    IndicatorKind.EMAIL: "email emails emailaddress emailaddr emailsrc emaildst sender emailadres afzender",
    IndicatorKind.FILENAME: "filename filenames file originalfilename bestandsnaam bestand",
    IndicatorKind.PATH: "path filepath fullpath filefullpath bestandspad pad",
    IndicatorKind.PIPE: "pipe namedpipe pipename",
    IndicatorKind.USER_AGENT: "useragent httpuseragent",
    IndicatorKind.CERTIFICATE: "certificate certsha1 certsha256 certificatehash x509fingerprintsha1 x509fingerprintsha256"
    " x509fingerprintmd5 certificatefingerprint sslcertfingerprint thumbprint certificatethumbprint certificateserial"
    " certificateserialnumber certserial certserialnumber signer codesigner certificatesigner",
    IndicatorKind.PACKAGE: "package purl packageurl",
    IndicatorKind.MUTEX: "mutex mutexname",
    IndicatorKind.REGISTRY_KEY: "registrykey regkey registry regkeyname registrypath windowsregistrykey registersleutel",
    IndicatorKind.VULNERABILITY: "vulnerability cve cveid kwetsbaarheid",
}
KIND_BY_WORD: Mapping[str, IndicatorKind] = {
    word: kind for kind, words in _KIND_WORDS.items() for word in words.split()
}
"""Kinds by the bare word that a type cell, a MISP type or a column header has for it."""

HASH_WORDS = frozenset(
    {"hash", "hashes", "filehash", "filehashes", "checksum", "digest", "ioctypehash", "bestandshash"}
)
"""Type words that leave the kind of hash to its length."""
OTHER_WORDS: Mapping[str, str] = {
    "sha512": "SHA-512 hashes are not looked for",
    "sha384": "SHA-384 hashes are not looked for",
    "sha224": "SHA-224 hashes are not looked for",
    "imphash": "import hashes are not looked for",
    "pehash": "hashes of a program's structure are not looked for",
    "vhash": "hashes of a program's structure are not looked for",
    "telfhash": "import hashes are not looked for",
    "ssdeep": "fuzzy hashes are not looked for",
    "tlsh": "fuzzy hashes are not looked for",
    "authentihash": "Authenticode hashes are not looked for",
    "ja3": "TLS fingerprints are not looked for",
    "ja3fingerprintmd5": "TLS fingerprints are not looked for",
    "asn": "autonomous systems are not looked for",
    "as": "autonomous systems are not looked for",
    "yara": "a YARA rule inside a list: save it as a .yar file",
    "sigma": "a Sigma rule inside a list: not read",
    "snort": "a Snort rule inside a list: not read",
    "btc": "payment addresses are not looked for",
    "phonenumber": "telephone numbers are not looked for",
}
"""Types that are known and not looked for, with what to say."""

_COLUMN_WORDS: Mapping[Column, str] = {
    Column.VALUE: "value indicator ioc indicators iocs observable indicatorvalue iocvalue observablevalue artifact"
    " waarde indicatorwaarde",
    Column.TYPE: "type kind indicatortype ioctype observabletype valuetype attributetype datatype soort",
    Column.TARGET: "target cnametarget answer",
    Column.MALWARE: "malware malwarefamily associatedmalware family threat malwareprintable malwarename signature tool"
    " threatname campaign familie malwarefamilie",
    Column.ROLE: "role purpose usage threattype category rol categorie",
    Column.NOTE: "note notes description comment comments detail details title context info remarks remark"
    " omschrijving beschrijving toelichting opmerking opmerkingen notitie",
    Column.FIRST: "firstseen firstseenutc starttime eerstgezien",
    Column.LAST: "lastseen lastseenutc stoptime laatstgezien",
    Column.VALID_FROM: "validfrom activefrom geldigvanaf",
    Column.VALID_UNTIL: "validuntil validto expiration expires expirationdate geldigtot",
    Column.MIME: "mime mimetype filetype contenttype",
    Column.VERSION: "version fileversion",
    Column.RECORD: "dnsrecordtype recordtype rrtype dnstype",
    Column.TO_IDS: "toids",
    Column.IGNORED: "compiletime signingtime id uuid iocid eventid objectuuid attributetag objectrelation objectname"
    " objectmetacategory reference references source confidence confidencelevel reporter tags tag tlp created modified"
    " date size lasteditedby anonymous isactive malwarealias fkmalware vendor country asname eventinfo eventmemberorg"
    " score bron datum betrouwbaarheid ernst referentie verwijzing",
}
COLUMN_BY_WORD: Mapping[str, Column] = {
    word: column for column, words in _COLUMN_WORDS.items() for word in words.split()
}
"""Columns by the bare word of their header."""


_QUALIFIERS = ("malicious", "suspicious", "remote", "destination", "dest", "dst", "c2", "ioc", "indicator")
"""Words before a kind that say whose it is: `Malicious Domain`, `Remote IP`."""


@lru_cache(maxsize=2048)
def kind_named(word: str) -> IndicatorKind | None:
    """Return the kind that a type name means (`FileHash-SHA256`, `ip-dst`, `file:hashes.'SHA-256'`), None where none."""
    plain = bare(word)
    for prefix in ("", "ioctype", "indicatortype", "file", "filehashes"):
        if plain.startswith(prefix) and (kind := KIND_BY_WORD.get(plain.removeprefix(prefix))) is not None:
            return kind
    return None


def column_named(header: str) -> Column | IndicatorKind | None:
    """Return what a column with this header holds: a typed value, something about it, or None where not known."""
    plain = bare(header)
    found = COLUMN_BY_WORD.get(plain) or KIND_BY_WORD.get(plain)
    if found is not None:
        return found
    if plain in HASH_WORDS:
        return Column.VALUE  # the kind follows from its length
    rest = next((plain.removeprefix(word) for word in _QUALIFIERS if plain.startswith(word)), "")
    return KIND_BY_WORD.get(rest)


def unwanted(word: str) -> str | None:
    """Return what to say of a type that is known and not looked for (`FileHash-IMPHASH`), None for any other."""
    plain = bare(word)
    for prefix in ("", "filehash", "file", "hash"):
        if plain.startswith(prefix) and (told := OTHER_WORDS.get(plain.removeprefix(prefix))) is not None:
            return told
    return None
