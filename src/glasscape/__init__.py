"""Find tunnelling two-level systems in glasses; import the modules you need from the floors below."""
