"""JSON text: strict, and never a traceback."""

from __future__ import annotations

import json

import pytest

from dispatch.errors import InvalidInputError
from dispatch.files.json_text import parse
from dispatch.files.problem_file import read_problem
from tests.dispatch.documents import PROBLEM

TEXT = json.dumps(PROBLEM)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        (b"", "is empty"),
        ("{", "line 1, column 2"),
        ('{"a": 1,\n}', "line 2, column 1"),
        ("{'a': 1}", "is not JSON"),
        ("[1] 2", "is not JSON"),
        (b"\xff\xfe{\x00}\x00", "is not UTF-8: byte 0 is 0xff"),
        (b'{"a": "\x80"}', "is not UTF-8: byte 7 is 0x80"),
        ("[" * 100_000, "nests too deep"),
        ('{"a":' * 100_000, "nests too deep"),
    ],
)
def test_what_is_no_json(text: str | bytes, words: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(text)
    (fault,) = caught.value.faults
    assert fault.pointer == ""
    assert fault.code == "malformed"
    assert words in fault.message


def faults_of_text(text: str) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        read_problem(text)
    return {fault.pointer: fault.message for fault in caught.value.faults}


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_problem(b"\xef\xbb\xbf" + TEXT.encode()).orders[0].id == "o1"


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        ('"service_s": 1800', '"service_s": 1800, "service_s": 600', "/orders/0/service_s"),
        ('"name": "mine"', '"name": "mine", "name": "mine"', "/policy/name"),
        ('"gas": 2', '"gas": 2, "gas": 3', "/technicians/0/skills/gas"),
        ('"phones": [', '"phones": [], "phones": [', "/orders/0/customer/phones"),
        ('"format": "paidan.problem.v1"', '"format": "paidan.problem.v1", "now": null, "now": null', "/now"),
    ],
)
def test_a_key_that_comes_twice(old: str, new: str, pointer: str) -> None:
    assert old in TEXT
    assert "twice" in faults_of_text(TEXT.replace(old, new, 1))[pointer]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1" * 5000, "-" + "9" * 400])
@pytest.mark.parametrize(
    ("old", "pointer"),
    [
        ('"service_s": 1800', "/orders/0/service_s"),
        ('"unserved_cost_min": 700.5', "/orders/0/unserved_cost_min"),
        ('"travel_min": 1.0', "/policy/weights/travel_min"),
        ('"lat": 31.22', "/orders/0/location/lat"),
    ],
)
def test_numbers_that_no_double_holds(number: str, old: str, pointer: str) -> None:
    key = old.split(":", maxsplit=1)[0]
    assert pointer in faults_of_text(TEXT.replace(old, f"{key}: {number}", 1))


@pytest.mark.parametrize("number", ["NaN", "1e400"])
def test_nor_where_nobody_reads_them(number: str) -> None:
    text = TEXT.replace("2.5, false", f"{number}, false", 1)
    assert text != TEXT
    assert list(faults_of_text(text)) == ["/orders/0/customer/phones/2"]


def test_depth_where_nobody_reads_it() -> None:
    deep = "[" * 200 + "]" * 200
    (pointer,) = faults_of_text(TEXT.replace('"ring twice"', deep, 1))
    assert pointer == "/orders/0/notes" + "/0" * 50
