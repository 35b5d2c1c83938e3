"""Templates that random search found to differ, made short."""

FUZZED = []
