"""All outcomes as a file, each with where it comes from."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import fields
from io import StringIO

from benchmarks.public.running import Outcome, Run
from benchmarks.public.sets import SETS

RUN_FIELDS = tuple(field.name for field in fields(Run) if field.name != "data")
OUTCOME_FIELDS = tuple(field.name for field in fields(Outcome) if field.name != "run")
SOURCE, PROVENANCE = "reference_source", "provenance"


def to_csv(outcomes: Iterable[Outcome], provenance: str) -> str:
    """A line for each outcome, floats to the last digit; what is not known stays empty."""
    told = StringIO(newline="")
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow((*RUN_FIELDS, *OUTCOME_FIELDS, SOURCE, PROVENANCE))
    for outcome in outcomes:
        values = [getattr(outcome.run, name) for name in RUN_FIELDS]
        values += [getattr(outcome, name) for name in OUTCOME_FIELDS]
        source = None if outcome.reference is None else SETS[outcome.run.set_name].references
        writer.writerow("" if value is None else value for value in (*values, source, provenance))
    return told.getvalue()
