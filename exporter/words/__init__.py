"""The closed lists that several rooms speak: names, code points and reasons, without a rule."""
