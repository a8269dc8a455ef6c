"""Paidan against other solvers, on generated technician days, all judged by the independent checker."""
