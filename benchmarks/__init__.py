"""What measures: simulated days, the demo, latency. Speaks to a running service over HTTP alone."""
