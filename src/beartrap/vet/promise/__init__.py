"""What a version number promises and a publisher's identity, against what really changed between two versions."""
