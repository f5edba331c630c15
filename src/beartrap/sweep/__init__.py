"""Indicators and rules over files and packages."""
