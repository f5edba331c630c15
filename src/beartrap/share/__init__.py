"""The board for people and machines: everything from the one CaseView."""
