"""The nouns of the house: frozen, slotted types and enums. No input or output, standard library only."""
