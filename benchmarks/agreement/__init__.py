"""Evaluator against checker: random problems that mix everything, a plain search, and what must agree between them."""
