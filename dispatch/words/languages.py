"""Which languages does Paidan speak? Every text is a pair, one for each of them."""

from __future__ import annotations

from typing import Final

LANGS: Final = ("en", "zh")

Pair = tuple[str, str]
"""A text in English and in Chinese, in the order of `LANGS`."""

COMMA: Final[Pair] = (", ", "、")


def number(lang: str) -> int:
    """Which of a pair of texts is of a language?

    Raises
    ------
    ValueError
        If `lang` is neither ``"en"`` nor ``"zh"``; so in every function here.
    """
    if lang not in LANGS:
        raise ValueError(f"lang is {lang!r}, must be {' or '.join(map(repr, LANGS))}")
    return LANGS.index(lang)
