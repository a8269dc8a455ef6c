"""The smallest changes after which an order that nobody can serve can be served."""

from dispatch.relaxing.relaxations import relaxations

__all__ = ["relaxations"]
