"""Space: places, service areas and travel times. Knows nothing of time windows or of dispatch."""
