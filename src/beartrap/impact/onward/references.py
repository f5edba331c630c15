"""Where the methods of this room are from, and the kinds of source that they need."""

from beartrap.model.coverage import SourceKind
from beartrap.model.question import Question

ZEEK = "https://docs.zeek.org/en/master/scripts/base/protocols/conn/main.zeek.html"
ATTACK = "https://attack.mitre.org/"
SIGN_IN = "https://learn.microsoft.com/graph/api/resources/signin"
AWS = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html"
IN_TOTO = "https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md"
SUNSPOT = "https://www.crowdstrike.com/blog/sunspot-malware-technical-analysis/"

TRAFFIC = (SourceKind.CONNECTIONS, SourceKind.PROXY)
ONWARD = (Question.ONWARD,)
