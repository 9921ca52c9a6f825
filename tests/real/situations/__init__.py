"""Chains of certificates made systematically, for judges to be compared over them."""
