"""How much of a large case stands on the page: it must open in a browser. All of it stands in the ledger and the JSON."""

FINDINGS = 400
"""Findings in full: about a megabyte with their evidence."""

FINDINGS_A_HOST = 40
EVIDENCE_IN_SIGHT = 3
FACTS = 30
EVIDENCE = 12
"""Places a finding shows; detectors keep a bounded sample anyway."""

QUOTE = 700
"""Characters of a quote or a sample: a row of a log, not a file."""

TEXT = 2000
"""Characters of a statement, a reason, a title."""

BARS = 400
"""Windows drawn in one track: nine months of single days and then some."""

HOSTS_ON_MAP = 150
HOSTS_ON_TIMELINE = 14
DOCUMENTS_ON_TIMELINE = 12
GAPS_A_REASON = 25
CLAIMS = 150
INDICATORS = 500
MARKS = 200
RUNS = 50
LINKS = 4
LINK = 72
"""Findings that an answer's card links to, and how long a link gets."""

LINES = 8
"""Things missing that an answer's card lists."""
