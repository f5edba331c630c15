"""Readers of event logs: each turns one format into events of a log source, which become Arrow batches for a matcher."""
