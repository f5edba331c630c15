"""A vetted update as a terminal text, a JSON document, SARIF and one HTML page: all from the one `Vetted`."""
