"""Evaluator and checker agree on every term and rule, on random days that mix them all; the plain search is right."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

import benchmarks.agreement.many
from benchmarks.agree import LEAST_SERVED, LEAST_SHARE, RULES, TERMS, is_broad, main
from benchmarks.agreement.driving import driven, latest_of
from dispatch.decide import decide
from dispatch.decision import Decision
from dispatch.model import Problem
from tests.dispatch.agreed_days import DAYS, agreed_days


def test_agree_on_random_days(capsys: pytest.CaptureFixture[str]) -> None:
    played = agreed_days()
    tally = played.tally
    assert not played.disagreements, played.disagreements
    shares = {name: count / DAYS for name, count in (tally.bound + tally.alive).items()}
    report = f"{tally.days} days, {tally.asks} decisions, {tally.served / tally.orders:.0%} served; " + ", ".join(
        f"{name} {share:.0%}" for name, share in sorted(shares.items())
    )
    assert tally.served >= LEAST_SERVED * tally.orders, report
    assert min(shares.get(name, 0.0) for name in (*RULES, *TERMS)) >= LEAST_SHARE, report
    assert is_broad(played)
    assert shares.keys() == {*RULES, *TERMS}, "a rule or a term that nobody asks for"
    with capsys.disabled():
        print(f"\n{report}")


def test_the_measurement_tells_what_it_saw(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(seed=5, days=2, processes=1) == 0
    told = capsys.readouterr().out
    assert "2 problems from seed 5 on" in told
    assert "0 not agreed on" in told
    assert "workload_balance" in told
    assert "Python" in told


def test_a_disagreement_is_told_with_its_seed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def forgetful(problem: Problem, order: str) -> Decision:
        decision = decide(problem, order, routes=len(problem.technicians), relax=False)
        return replace(decision, rejected=())

    monkeypatch.setattr(benchmarks.agreement.many, "all_told", forgetful)
    assert main(seed=5, days=1, processes=1) == 1
    told = capsys.readouterr().out
    assert "1 not agreed on" in told
    assert "paidan bench agree --seed 5 --days 1: " in told


@pytest.mark.parametrize("breaks", [[], [(10, 14)], [(10, 14), (14, 15)], [(4, 6), (11, 13)]])
def test_driving_around_breaks_second_by_second(breaks: list[tuple[int, int]]) -> None:
    """Against driving each second that is not a break's; a break that lies in the way from its very beginning."""
    for departs, leg_s in itertools.product(range(20), range(8)):
        drive = driven(departs, leg_s, breaks)
        if leg_s and any(start < departs < finish for start, finish in breaks):
            assert drive is None
            continue
        at, left_s = departs, leg_s
        while left_s:
            if not any(start <= at < finish for start, finish in breaks):
                left_s -= 1
            at += 1
        assert drive is not None
        assert drive.ends == at
        assert sum(finish - start for start, finish in drive.stretches) == leg_s
        latest = latest_of(leg_s, at, breaks)
        again = driven(latest, leg_s, breaks)
        assert again is not None
        assert again.ends <= at
        assert latest >= departs or leg_s == 0
