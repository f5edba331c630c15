"""What is known of single incidents, as data alone: `docs/packs.md` has the format, `intel.packs` reads it."""
