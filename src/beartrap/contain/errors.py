"""What can go wrong while something is contained.

ContainError            the message says what happened and, where one can, what to do
├── Refused             an item is not what was planned, or is no longer there: nothing of it was changed
├── VaultError          the vault cannot be used: its key is gone, an item is unknown
│   └── Tampered        a blob, a manifest, the journal or the plan is not what was written
└── Stranded            a file could be neither put back nor stored; the message says where it is kept
"""


class ContainError(Exception):
    """Containing went wrong; what was and was not changed stands in the message."""


class Refused(ContainError):
    """An item is not what was planned: it was left alone."""


class VaultError(ContainError):
    """The vault cannot be used as asked."""


class Tampered(VaultError):
    """A blob, a manifest, the journal or the plan is not what was written: nothing is done on its word."""


class Stranded(ContainError):
    """A file could be neither put back nor stored; it is kept, and the message says where."""
