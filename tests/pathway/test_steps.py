"""The state machine of an episode, as data and as it is drawn."""

from pathlib import Path

import pytest

from benchmarks.episode.pages import gates_page, pathway_page
from radicular.findings.catalog import load_catalog
from radicular.pathway.fields import load_kinds
from radicular.pathway.gate_rules import load_gates
from radicular.pathway.steps import (
    CONTEXTS,
    load_needs,
    load_procedures,
    load_steps,
    load_transitions,
)
from radicular.report.pathway_figure import pathway_figure

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("context", CONTEXTS)
def test_every_step_can_be_reached_and_left(context: str) -> None:
    ways = [item for item in load_transitions() if context in item.contexts]
    reached, waiting = {"opened"}, ["opened"]
    while waiting:
        state = waiting.pop()
        for item in ways:
            if item.start == state and item.end not in reached:
                reached.add(item.end)
                waiting.append(item.end)
    skipped = {"immediate_checks"} if context == "conservative" else set()
    assert reached == set(load_steps()) - skipped
    assert {item.start for item in ways} >= reached - {"closed"}


@pytest.mark.parametrize("context", ["interventional", "surgical"])
def test_nothing_is_entered_without_gates(context: str) -> None:
    into = [
        item
        for item in load_transitions()
        if item.end == "intervention" and context in item.contexts
    ]
    assert into
    assert all(item.guard == "gates" for item in into)


def test_needs_name_what_exists() -> None:
    for need in load_needs():
        way, _, wanted = need.met_by.partition(":")
        known: dict[str, set[str]] = {
            "finding": {finding.id for finding in load_catalog()},
            "event": set(load_kinds()),
            "gate": set(load_gates()),
            "stage": set(load_kinds()),
            "gates": {""},
        }
        assert set(wanted.split("|")) <= known[way], need.id


def test_what_enters_belongs_to_no_conservative_care() -> None:
    for item in load_procedures().values():
        assert item.enters != ("conservative" in item.contexts)


def test_the_pages_of_the_docs_are_those_of_the_tables() -> None:
    assert (DOCS / "pathway.svg").read_text(encoding="utf-8") == pathway_figure()
    assert (DOCS / "pathway.md").read_text(encoding="utf-8") == pathway_page()
    assert (DOCS / "gates.md").read_text(encoding="utf-8") == gates_page()
