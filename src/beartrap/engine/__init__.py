"""Running detectors and matching: what several parts share, and the only place that catches everything."""
