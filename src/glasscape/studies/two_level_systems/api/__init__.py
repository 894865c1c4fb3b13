"""Single steps of the search for two-level systems, for scripts."""
