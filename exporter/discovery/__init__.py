"""Where targets come from: the configuration, and file_sd files that are watched."""
