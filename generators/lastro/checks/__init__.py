"""What `doit check` verifies: one module per family of rules, each rule a named function; shares only declarations."""
