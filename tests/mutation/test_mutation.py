"""A sample of what ``make mutate`` does to the whole map."""

from itertools import islice

import pytest

from benchmarks.corruptions import Corruption, only
from benchmarks.mutate import GOAL, Court, Score, page
from radicular.anatomy import Atlas
from radicular.conduction import Conduction
from tests.expectations.expected import amended

EVERY = 60


@pytest.fixture(scope="module")
def court() -> Court:
    return Court(amended())


def test_a_sample_of_corruptions_is_noticed(court: Court) -> None:
    sample = list(islice(court.all(), 0, None, EVERY))
    missed = [each.what for each in sample if not court.noticed_by(each)]
    assert len(missed) <= (1 - GOAL) * len(sample) + 1, missed


def test_the_true_map_passes(court: Court) -> None:
    assert not court.noticed_by(Corruption("share", "nothing changed", court.tables))


def test_a_part_of_the_map_says_the_same_of_its_organs(court: Court) -> None:
    small = Conduction(Atlas(only(court.tables, frozenset({"achilles"}))))
    assert small.atlas.reflex_arcs("achilles") == court.conduction.atlas.reflex_arcs("achilles")


def test_the_page_lists_what_was_not_noticed(court: Court) -> None:
    corruption = Corruption("share", "soleus S1 removed", court.tables)
    score = Score(survivors=[corruption])
    score.tried["share"] += 1
    assert "- share: soleus S1 removed" in page(score)
    assert "0 of 1" in page(score)
