"""Documents that certificates name: fetched once for all targets, from strangers' addresses."""
