"""Sigma rules: parsed by pySigma, lowered to one small form, linked to log sources and fields, and correlated."""
