"""Parts of an answer in words."""

import pytest

from radicular.anatomy.sites import load_sites
from radicular.report.lines import bar, wrapped
from radicular.report.words import family_words, site_words
from radicular.wording import percent


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0 %"), (0.004, "<1 %"), (0.006, "1 %"), (0.994, "99 %"), (0.9951, ">99 %"), (1, "100 %")],
)
def test_percent(value: float, text: str) -> None:
    assert percent(value) == text


def test_bar_grows_by_eighths() -> None:
    assert [bar(value, 2) for value in (0, 1 / 16, 0.5, 1)] == ["", "▏", "█", "██"]


def test_wrapped_keeps_addresses_whole() -> None:
    address = "https://example.org/" + "a-b" * 40
    assert address in [line.text.strip() for line in wrapped(f"see {address}")]


@pytest.mark.parametrize("site", load_sites())
@pytest.mark.parametrize("side", ["left", "both"])
def test_every_site_reads_as_words(site: str, side: str) -> None:
    words = site_words(site, side)
    assert "_" not in words
    assert "non-neural" not in words


@pytest.mark.parametrize("family", sorted({site.family for site in load_sites().values()}))
def test_every_family_has_words(family: str) -> None:
    assert "_" not in family_words(family)
