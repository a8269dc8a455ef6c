"""What codes mean, in words that a dispatcher would use, English and Chinese."""

from __future__ import annotations

from dispatch.words.amounts import distance_text, duration_text, instant_text, number_text, span_text
from dispatch.words.changes import CHANGES, relaxation_text
from dispatch.words.languages import COMMA, LANGS, Pair, number
from dispatch.words.reasons import REASONS, reason_text
from dispatch.words.refusals import refusal_text
from dispatch.words.rules import PLAN_FILE, RULES, SEQUENCE, STATIC, rule_text
from dispatch.words.terms import TERMS, UNITS, amount_text, difference_text, term_text

__all__ = [
    "CHANGES",
    "COMMA",
    "LANGS",
    "PLAN_FILE",
    "REASONS",
    "RULES",
    "SEQUENCE",
    "STATIC",
    "TERMS",
    "UNITS",
    "Pair",
    "amount_text",
    "difference_text",
    "distance_text",
    "duration_text",
    "instant_text",
    "number",
    "number_text",
    "reason_text",
    "refusal_text",
    "relaxation_text",
    "rule_text",
    "span_text",
    "term_text",
]
