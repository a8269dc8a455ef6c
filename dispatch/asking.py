"""Who can serve an order, and for how much? Asked of the evaluator again and again, without words for those who cannot.

A decision also tells why the others cannot; whoever searches for the smallest change of a problem asks dozens of times
and needs none of that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatch.candidates import candidate, ranked
from dispatch.decision import Candidate
from dispatch.evaluator.answers import MAX_CANDIDATES, blank_answers
from dispatch.evaluator.evaluate import evaluate
from dispatch.layout import lay_out, order_number
from dispatch.model import Problem
from dispatch.refusals import Asked


class Question:
    """One order to be asked about again and again: the days are laid out once, only its windows are others.

    Parameters
    ----------
    problem
        If the order is in the plan in force, it is asked about as if it were not. It has as many windows as any
        question will have.
    """

    def __init__(self, problem: Problem, order_id: str) -> None:
        i = order_number(problem, order_id)
        p = lay_out(problem, asked=(i,), without=i)
        self._asked = Asked(problem, p._replace(windows=p.windows.copy()), i, blank_answers(len(problem.technicians)))

    def best(self, windows: Sequence[tuple[int, int]] | None = None, routes: int = 0) -> tuple[Candidate, ...]:
        """The best `MAX_CANDIDATES`, cheapest first; nothing of those who cannot.

        Parameters
        ----------
        windows
            Opening and closing of each window, seconds of the horizon; as in the problem if ``None``.
        routes
            For how many of them the day is told as it would be.
        """
        able = self._able(windows)[:MAX_CANDIDATES]
        return tuple(candidate(self._asked, k, n, n < routes) for n, k in enumerate(able))

    def can(self, windows: Sequence[tuple[int, int]]) -> bool:
        """Can anybody?"""
        return bool(self._able(windows))

    def _able(self, windows: Sequence[tuple[int, int]] | None) -> list[int]:
        _, p, i, answers = self._asked
        if windows is not None:
            rows = slice(int(p.orders[i]["window_first"]), int(p.orders[i]["window_last"]))
            p.windows["opens"][rows] = [opens for opens, _ in windows]
            p.windows["closes"][rows] = [closes for _, closes in windows]
        evaluate(p, i, answers, False)
        return ranked(self._asked)


def who_can(problem: Problem, order_id: str, *, routed: bool = False) -> Mapping[str, Candidate]:
    """The best `MAX_CANDIDATES` by technician, cheapest first.

    Parameters
    ----------
    routed
        Are their days told, too?
    """
    best = Question(problem, order_id).best(routes=MAX_CANDIDATES if routed else 0)
    return {each.technicians[0]: each for each in best}
