"""Reading reports in prose: what they name, what they claim, who says it and how sure they are."""
