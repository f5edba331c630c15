"""Every kind of behaviour that source code can show, in an explicit list."""

from beartrap.vet.analyser import Meta
from beartrap.vet.behaviours.chains import CHAINS
from beartrap.vet.behaviours.commanded import COMMANDED
from beartrap.vet.behaviours.desktops import DESKTOPS
from beartrap.vet.behaviours.gathered import GATHERED
from beartrap.vet.behaviours.hidden import HIDDEN, TOGETHER
from beartrap.vet.behaviours.intent import INTENT
from beartrap.vet.behaviours.kind import Kind, Together
from beartrap.vet.behaviours.plain import PLAIN
from beartrap.vet.behaviours.weakened import WEAKENED

KINDS: tuple[Kind, ...] = (*CHAINS, *COMMANDED, *GATHERED, *HIDDEN, *INTENT, *DESKTOPS, *WEAKENED)
"""Kinds that one act shows."""
GROUPS: tuple[Together, ...] = TOGETHER
"""Kinds that several acts of one file show together."""
BEHAVIOURS: tuple[Meta, ...] = (*(kind.meta for kind in KINDS), *(group.meta for group in GROUPS), *PLAIN)
"""What each of them is."""
