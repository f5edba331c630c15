"""Which column of an export is which of ours: by name from a table of aliases, or as `columns` in estate.toml maps it."""

import re
from collections.abc import Iterable, Mapping, Sequence

HASH_ALIASES: Mapping[str, tuple[str, ...]] = {
    "sha256": ("sha256", "sha2", "sha256hash", "hashsha256", "filehashsha256", "filesha256", "processsha256", "sha256sum",
               "contentsha256", "imagesha256", "targetsha256", "sha256hashdata", "tgtfilesha256"),
    "sha1": ("sha1", "sha1hash", "hashsha1", "filehashsha1", "filesha1", "processsha1", "sha1sum", "contentsha1",
             "sha1hashdata", "tgtfilesha1"),
    "md5": ("md5", "md5hash", "hashmd5", "filehashmd5", "filemd5", "processmd5", "md5sum", "contentmd5", "md5hashdata",
            "tgtfilemd5"),
    "hash": ("hash", "filehash", "digest", "checksum", "hashvalue", "hashes", "contenthash", "bestandshash", "controlegetal"),
    "path": ("path", "filepath", "fullpath", "filefullpath", "targetfilename", "targetpath", "imagepath", "pathname", "location",
             "fullname", "filefullname", "fullfilename", "processpath", "ospath", "imagefilename", "targetfilepath", "tgtfilepath",
             "bestandspad", "pad", "volledigpad", "locatie"),
    "folder": ("folderpath", "folder", "directory", "dir", "directoryname", "parentpath", "parentfolder", "map"),
    "name": ("filename", "name", "file", "basename", "originalfilename", "imagename", "processname", "leafname", "bestandsnaam",
             "bestand", "naam"),
    "host": ("host", "hostname", "device", "devicename", "computer", "computername", "machine", "machinename", "endpoint",
             "endpointname", "agenthostname", "agentname", "system", "systemname", "pscomputername", "fqdn", "hostfqdn",
             "dnshostname", "assetname", "asset", "node", "server", "workstation", "hostidentifier", "computernaam",
             "apparaat", "apparaatnaam", "hostnaam", "werkstation", "systeem", "systeemnaam"),
    "size": ("size", "filesize", "bytes", "length", "sizebytes", "sizeinbytes", "filelength", "grootte", "bestandsgrootte"),
    "version": ("version", "productversion", "fileversion", "fileversionraw", "versioninfo", "versie", "bestandsversie", "productversie"),
    "modified": ("modified", "mtime", "lastmodified", "modifiedtime", "lastwritetime", "lastwritetimeutc", "datemodified",
                 "writetime", "created", "creationtime", "firstseen", "timestamp", "timegenerated", "gewijzigd", "gewijzigdop",
                 "laatstgewijzigd", "datumgewijzigd", "tijdstip"),
}  # fmt: skip
"""Our columns of a hash inventory and the names that exports give them, without case, spaces and signs; the first
that is there wins. `hash` is one column whose kind follows from its length."""

APPLICATION_ALIASES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "displayname", "displayname0", "softwarename", "software", "application", "applicationname", "appname",
             "productname", "product", "productname0", "package", "packagename", "title", "program", "programname",
             "naam", "programma", "programmanaam", "toepassing", "pakket"),
    "version": ("version", "displayversion", "version0", "displayversion0", "softwareversion", "applicationversion",
                "productversion", "productversion0", "packageversion", "versionnumber", "appversion", "versie",
                "versienummer"),
    "vendor": ("vendor", "publisher", "publisher0", "softwarevendor", "manufacturer", "company", "vendorname", "author",
               "companyname", "publishername", "maintainer", "applicationpublisher", "softwarepublisher", "uitgever", "leverancier",
               "fabrikant"),
    "host": HASH_ALIASES["host"] + ("name0", "netbiosname0", "resourcename", "systemhostname"),
    "installed": ("installdate", "installdate0", "installed", "installedon", "installedat", "installationdate", "installtime",
                  "dateinstalled", "installatiedatum", "geinstalleerdop", "timestamp"),
    "ecosystem": ("ecosystem", "type", "packagetype", "packagemanager", "source", "programtype"),
    "purl": ("purl", "packageurl"),
    "path": ("installlocation", "path", "installpath", "location", "installedpath"),
    "arch": ("arch", "architecture"),
}  # fmt: skip
"""Our columns of an application inventory and the names that Windows, EDR and SCCM exports give them."""

_SIGNS = re.compile(r"[^a-z0-9]")


def plain(name: str) -> str:
    """Return a column's name in lower case, without spaces and signs: `File Hash (SHA-256)` is `filehashsha256`."""
    return _SIGNS.sub("", name.lower())


def place_columns(
    header: Sequence[str], aliases: Mapping[str, tuple[str, ...]], mapped: Iterable[tuple[str, str]]
) -> dict[str, int]:
    """Return the position of each of our columns in `header`.

    `mapped` (ours, theirs) goes before the aliases and is compared as it is written, else without case and signs. No
    position is given twice. A mapped name that is not in the header is left out: see `absent`.
    """
    exact = {name.strip(): index for index, name in reversed(list(enumerate(header)))}
    loose = {plain(name): index for index, name in reversed(list(enumerate(header))) if plain(name)}
    found: dict[str, int] = {}
    for ours, theirs in mapped:
        index = exact.get(theirs.strip(), loose.get(plain(theirs)))
        if index is not None:
            found[ours] = index
    taken = set(found.values())
    for ours, names in aliases.items():
        if ours in found:
            continue
        index = next((loose[name] for name in names if name in loose and loose[name] not in taken), None)
        if index is not None:
            found[ours] = index
            taken.add(index)
    return found


def absent(header: Sequence[str], mapped: Iterable[tuple[str, str]]) -> list[str]:
    """Return the columns that `columns` in estate.toml names and the file has not."""
    there = {plain(name) for name in header} | {name.strip() for name in header}
    return [theirs for _, theirs in mapped if theirs.strip() not in there and plain(theirs) not in there]
