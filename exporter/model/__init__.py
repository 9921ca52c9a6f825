"""The vocabulary every room shares: frozen values, standard library only."""
