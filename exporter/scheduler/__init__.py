"""When targets are probed, and what was found of each: a plan, a runner and a store."""
