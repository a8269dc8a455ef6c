"""The docs of rules and objectives are complete, in both languages, and speak of nothing that does not exist."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from dispatch import words
from dispatch.decision import Relaxation
from dispatch.files.policy_file import policy_from_json
from dispatch.model import LOCKS, UNSERVED_COST_MIN, Policy
from dispatch.objectives import TERMS
from dispatch.policies import BUILT_IN
from dispatch.rules import SEQUENCE_RULES, STATIC_RULES
from tests.dispatch.conftest import technician
from tests.dispatch.refusals import REFUSALS

ROOT = Path(__file__).parents[1]
RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
OBJECTIVES = (ROOT / "docs" / "objectives.md").read_text(encoding="utf-8")

OF_A_RULE = ["Formula", "Unit", "Reads", "Shows", "English", "中文", "By hand"]
OF_A_TERM = ["Formula", "Unit", "Worth", "0 is right", "Built-in", "English", "中文"]


def section(text: str, title: str) -> str:
    return re.split(r"^## ", text.split(f"## {title}\n", 1)[1], maxsplit=1, flags=re.M)[0]


def entries(text: str) -> dict[str, str]:
    """Every entry of a text by its code."""
    parts = re.split(r"^### `(\w+)`\n", re.sub(r"^## .*\n", "", text, flags=re.M), flags=re.M)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def fields(entry: str) -> dict[str, str]:
    """The lines of an entry by name, each as one line."""
    found = re.findall(r"^- \*\*(.+?)\*\* (.+(?:\n  .+)*)", entry, flags=re.M)
    return {name: re.sub(r"\s+", " ", line) for name, line in found}


def rows(text: str) -> list[list[str]]:
    """The cells of each row of the tables in a text, without head and rule."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines[2:]]


RULE_ENTRIES, TERM_ENTRIES = entries(RULES), entries(OBJECTIVES.split("## How stars")[0])
FIRST = {refusal.rule: refusal for refusal in reversed(REFUSALS)}


# --- rules --------------------------------------------------------------------------------------------------------


def test_each_rule_has_one_entry_under_its_kind() -> None:
    for title, codes in (
        ("Static rules", words.STATIC),
        ("Sequence rules", words.SEQUENCE),
        ("Rules of a plan file", words.PLAN_FILE),
    ):
        assert re.findall(r"^### `(\w+)`", section(RULES, title), flags=re.M) == list(codes)
    assert len(re.findall(r"^### ", RULES, flags=re.M)) == len(words.RULES)


def test_each_rule_of_the_engine_has_an_entry() -> None:
    engine = {*(rule.CODE for rule in STATIC_RULES), *SEQUENCE_RULES}
    assert engine <= set(RULE_ENTRIES)


def test_each_rule_of_the_checker_has_an_entry() -> None:
    # The checker's codes stand in its sources alone: as the rule of a violation, or first in a finding.
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "dispatch" / "checker").glob("*.py")]
    named = {code for text in sources for code in re.findall(r'\brule="(\w+)"|yield "(\w+)",', text) for code in code}
    assert named - {""} <= set(RULE_ENTRIES)
    assert {"cost_mismatch", "time_window", "skill_level"} <= named


@pytest.mark.parametrize("code", words.RULES)
def test_an_entry_of_a_rule_is_whole(code: str) -> None:
    entry = RULE_ENTRIES[code]
    assert list(fields(entry)) == OF_A_RULE
    assert re.fullmatch(r"[A-Z].+\.", entry.split("\n- **", 1)[0].strip().replace("\n", " "))
    assert all(len(text.strip()) > 1 for text in fields(entry).values())


@pytest.mark.parametrize("code", words.RULES)
def test_a_rule_is_told_in_the_words_of_both_languages(code: str) -> None:
    told = fields(RULE_ENTRIES[code])
    english, chinese = words.rule_text(code, "en"), words.rule_text(code, "zh")
    if code in words.PLAN_FILE:
        assert (told["English"], told["中文"]) == (english, chinese)
        return
    example = FIRST[code]
    assert told["English"] == f"{english}: *{example.english}*"
    assert told["中文"] == f"{chinese}：*{example.chinese}*"


@pytest.mark.parametrize("change", words.CHANGES)
def test_each_relaxation_is_told(change: str) -> None:
    row = next(row for row in rows(section(RULES, "When nobody can: relaxations")) if row[0] == change)
    by_m = 3200 if change == "enlarge_area" else None
    by_s = None if by_m or change in ("lower_level", "ignore_decline") else 1500
    relaxed = Relaxation(change=change, by_s=by_s, by_m=by_m, technician="t1", skill="gas")
    assert row[2] == words.relaxation_text(relaxed, "en").split(": t1 could")[0]
    assert row[3] == words.relaxation_text(relaxed, "zh").split("，t1 就能接")[0]


def test_no_relaxation_and_no_reason_is_told_that_does_not_exist() -> None:
    assert [row[0] for row in rows(section(RULES, "When nobody can: relaxations"))] == list(words.CHANGES)
    reasons = rows(section(RULES, "Why an order stays unassigned"))
    assert [(row[0], row[2], row[3]) for row in reasons] == [
        (code, words.reason_text(code, "en"), words.reason_text(code, "zh")) for code in words.REASONS
    ]


# --- objectives ---------------------------------------------------------------------------------------------------


def test_each_term_has_one_entry_in_the_order_of_the_sum() -> None:
    assert list(TERM_ENTRIES) == list(words.TERMS)
    assert {term.name for term in TERMS} <= set(TERM_ENTRIES)


@pytest.mark.parametrize("code", words.TERMS)
def test_an_entry_of_a_term_is_whole(code: str) -> None:
    told = fields(TERM_ENTRIES[code])
    assert list(told) == OF_A_TERM
    assert (told["English"], told["中文"]) == (words.term_text(code, "en"), words.term_text(code, "zh"))
    assert "Σ" in told["Formula"] or "weight ×" in told["Formula"]
    assert re.search(r"\d", told["Worth"]), "a worked example"
    assert TERM_ENTRIES[code].lstrip()[0].isupper()


@pytest.mark.parametrize("code", words.TERMS)
def test_an_entry_says_what_the_built_in_policies_set(code: str) -> None:
    line = fields(TERM_ENTRIES[code])["Built-in"]
    stated = {name: float(weight) for name, weight in re.findall(r"`(\w+)` ([\d.]+)", line)}
    assert stated == {name: policy.weights[code] for name, policy in BUILT_IN.items() if policy.weights.get(code)}


def test_the_table_of_policies_is_true() -> None:
    text = section(OBJECTIVES, "Built-in policies")
    head = [cell.strip(" `") for cell in text.strip().splitlines()[0].strip("|").split("|")]
    weighed: Mapping[str, Mapping[str, float]] = {
        row[0]: {term: float(cell) for term, cell in zip(head[1:-1], row[1:-1], strict=True)} for row in rows(text)
    }
    assert set(weighed) == set(BUILT_IN)
    for name, policy in BUILT_IN.items():
        assert {term: weight for term, weight in weighed[name].items() if weight} == dict(policy.weights)


def test_prices_of_leaving_out_are_those_of_the_priorities() -> None:
    told = ", ".join(f"{price:,.0f}".replace(",", " ") for price in UNSERVED_COST_MIN.values())
    assert told in fields(TERM_ENTRIES["unserved"])["Formula"]


def test_the_table_of_stars_is_worked_out_as_the_engine_does() -> None:
    policy = Policy(name="p", weights={"rating_star": 6.0}, rating_prior_weight=10.0)
    table = rows(section(OBJECTIVES, "How stars are counted"))
    assert len(table) >= 5
    for rating, reviews, counted, price in table:
        stars = policy.rating_of(technician(rating=float(rating), reviews=int(reviews)))
        assert (counted, price) == (f"{stars:.4f}", f"{(5.0 - stars) * 6.0:.4f}")


def test_the_newcomer_of_the_example_is_one() -> None:
    # (3 × 4.0 + 10 × 4.5) ÷ 13 = 4.3846; 0.6154 × 6 = 3.6923
    policy = Policy(name="p", weights={}, rating_prior_weight=10.0, newcomer_reviews=20, newcomer_orders=2)
    newcomer = technician(rating=4.0, reviews=3)
    assert policy.free_of_rating(newcomer) == 2
    assert policy.free_of_rating(technician(reviews=20)) == 0
    stars = policy.rating_of(newcomer)
    told = section(OBJECTIVES, "The newcomers' quota")
    assert f"r = {stars:.4f}" in told
    assert f"{5.0 - stars:.4f} × 6 = {(5.0 - stars) * 6.0:.4f} min" in told


def test_defaults_of_a_policy_are_as_told() -> None:
    read = policy_from_json({})
    for name in ("rating_prior", "rating_prior_weight", "newcomer_reviews", "newcomer_orders"):
        assert f"`{name}` ({getattr(read, name):g})" in OBJECTIVES
    assert read.weights == {"travel_min": 1.0}


# --- both ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rules.md", "objectives.md"])
def test_every_link_leads_somewhere(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    for path, anchor in re.findall(r"\]\(([\w./-]*)(?:#([\w-]+))?\)", text):
        target = ROOT / "docs" / (path or name)
        titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), flags=re.M)
        anchors = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
        assert not anchor or anchor in anchors, (name, anchor)


@pytest.mark.parametrize("name", ["rules.md", "objectives.md"])
def test_what_looks_like_a_code_is_one(name: str) -> None:
    """A name that stands in the entries of a field of the problem or plan file, or is a rule, a term or a reason."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    readers = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "dispatch" / "files").glob("*.py"))
    known = {*words.RULES, *words.TERMS, *words.REASONS, *words.CHANGES, *BUILT_IN, *LOCKS}
    for found in set(re.findall(r"`[^`\n]+`", text)):
        for word in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", found):
            assert word in known or f'"{word}"' in readers, (name, word)
