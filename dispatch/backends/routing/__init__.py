"""A day told to the routing library of OR-Tools, and its sequences of orders set as routes by the evaluator."""
