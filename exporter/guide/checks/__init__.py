"""The checks of each step: kinds of faults as data, with what proves them."""
