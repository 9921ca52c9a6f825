"""Which browsers, devices and libraries connect to a deployment and trust it."""
