"""Where the methods of this room are from, and the kinds of source that they need."""

from beartrap.model.coverage import SourceKind
from beartrap.model.question import Question

SPARROW = "https://github.com/cisagov/Sparrow"
INVESTIGATOR = "https://github.com/mandiant/Mandiant-Azure-AD-Investigator"
HAWK = "https://github.com/T0pCyber/hawk"
SCHEMA = "https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema"
MAIL_ITEMS = "https://learn.microsoft.com/purview/audit-log-investigate-accounts"
AWS = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html"

DIRECTORY = (SourceKind.MAIL_AUDIT, SourceKind.SIGN_INS)
SEEN = (Question.SEEN,)
BOTH = (Question.SEEN, Question.ONWARD)
