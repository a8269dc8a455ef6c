"""Evaluator against checker: random days, a plain reference, and what must agree between them."""
