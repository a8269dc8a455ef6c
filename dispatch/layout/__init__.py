"""The problem laid out as the arrays of the evaluator."""

from dispatch.layout.problem_rows import lay_out, order_number

__all__ = ["lay_out", "order_number"]
