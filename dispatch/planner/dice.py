"""Chance for the compiled search: SplitMix64, whose whole state is one number, so that a seed tells the whole game.

Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators", OOPSLA.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.kernel import compiled

Dice = npt.NDArray[np.uint64]

STRIDE = np.uint64(0x9E3779B97F4A7C15)
FIRST_MIX = np.uint64(0xBF58476D1CE4E5B9)
SECOND_MIX = np.uint64(0x94D049BB133111EB)
S11, S27, S30, S31 = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)


def dice_of(seed: int) -> Dice:
    """Dice that fall as `seed` says; any integer will do."""
    return np.array([seed % 2**64], np.uint64)


@compiled
def fraction(dice: Dice) -> float:
    """A number from 0 (included) to 1 (excluded)."""
    dice[0] += STRIDE
    z = dice[0]
    z = (z ^ (z >> S30)) * FIRST_MIX
    z = (z ^ (z >> S27)) * SECOND_MIX
    z = z ^ (z >> S31)
    return float(np.float64(z >> S11) * (1.0 / 9007199254740992.0))


@compiled
def below(dice: Dice, n: int) -> int:
    """A whole number from 0 to `n` − 1."""
    return min(int(fraction(dice) * n), n - 1)
