"""How the example's estate is made: an organisation that does not exist, everything inert and deterministic."""
