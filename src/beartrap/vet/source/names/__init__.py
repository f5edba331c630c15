"""What names lead to: members, classes, tables and functions of a package's own, and what they are given."""
