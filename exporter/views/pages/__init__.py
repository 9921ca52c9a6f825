"""The pages as HTML: all targets, one target, the guide."""
