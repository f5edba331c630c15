"""Isolate, remove, prove it gone, and give back: the plan, the quarantine and its verification."""
