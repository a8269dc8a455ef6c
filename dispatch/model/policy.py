"""What a plan is worth: weights of the objectives, and how ratings are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dispatch.model.technician import Technician


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How much each objective is worth, in minutes of driving.

    Parameters
    ----------
    weights
        Minutes for each unit of a term, by the term's name; a term that is not named weighs 0.
    rating_prior, rating_prior_weight
        Stars that a newcomer is taken to have, and how many reviews that belief is worth.
    newcomer_reviews, newcomer_orders
        The newcomer's quota: whoever has fewer reviews than the one is not charged `rating_star` for as many roles in
        each shift as the other says. 0 means nobody.
    """

    name: str
    version: int = 1
    weights: Mapping[str, float]
    rating_prior: float = 4.5
    rating_prior_weight: float = 0.0
    newcomer_reviews: int = 0
    newcomer_orders: int = 0

    def free_of_rating(self, technician: Technician) -> int:
        """How many roles in each shift of a technician are not charged for stars: the newcomer's quota."""
        return self.newcomer_orders if technician.reviews < self.newcomer_reviews else 0

    def rating_of(self, technician: Technician) -> float:
        """Stars of a technician, shrunk towards the prior by the number of reviews."""
        evidence = technician.reviews + self.rating_prior_weight
        if evidence == 0:
            return technician.rating
        return (technician.reviews * technician.rating + self.rating_prior_weight * self.rating_prior) / evidence
