"""Time: the horizon, windows, shifts and absences. Knows nothing of places or of dispatch."""
