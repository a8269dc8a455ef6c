"""The insertion evaluator, compiled: what does an order cost in whose day at which place, and which rules fail?"""
