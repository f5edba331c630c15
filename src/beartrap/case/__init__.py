"""The ledger, append-only and hash-chained, and its fold into a view with the eight answers."""
