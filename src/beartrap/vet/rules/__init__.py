"""YARA rules of others as one more family of evidence: only what no file of the old version matched counts."""

from beartrap.vet.rules.analyser import BEHAVIOURS, RuleAnalyser, analysers

__all__ = ["BEHAVIOURS", "RuleAnalyser", "analysers"]
