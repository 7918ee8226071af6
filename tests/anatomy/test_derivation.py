"""Every share of the map follows from the statements of the sources by the stated rules.

A slow, plain computation of what the tables hold.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pytest

from tests.anatomy.table_schema import Row, rows_of

Votes = list[tuple[float, dict[str, float]]]

FACTOR = {(row["kind"], row["name"]): float(row["factor"]) for row in rows_of("averaging")}
MUSCLES = rows_of("muscles")
SINGLE = [row["muscle"] for row in MUSCLES if row["kind"] == "single"]
GROUPS_OF = {
    name: [row["muscle"] for row in MUSCLES if name in row["members"].split(";")] for name in SINGLE
}
FEWEST_LESIONS = 10


def shares_in(table: str, column: str) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows_of(table):
        found[row[column]][row["root"]] = float(row["share"])
    return found


def mean(votes: Iterable[tuple[float, Mapping[str, float]]]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for vote, weights in votes:
        whole = sum(weights.values())
        for root, weight in weights.items():
            total[root] += vote * weight / whole
    whole = sum(total.values())
    return {root: share / whole for root, share in total.items() if share}


def by_source(rows: Iterable[Row]) -> list[list[Row]]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["source_key"], row["rule"]), []).append(row)
    return list(groups.values())


STATEMENTS: dict[str, list[Row]] = defaultdict(list)
for _row in rows_of("muscle_root_statements"):
    if not _row["left_out"]:
        STATEMENTS[_row["muscle"]].append(_row)
MUSCLE_SHARES = shares_in("muscle_roots", "muscle")


def silent_roots(muscle: str) -> set[str]:
    """Return the roots that stayed silent in enough proven lesions of them."""
    return {
        row["root"]
        for row in STATEMENTS[muscle]
        if row["rule"] == "F"
        and float(row["weight"]) == 0
        and row["statement"].partition("/")[2].isdigit()
        and int(row["statement"].partition("/")[2]) >= FEWEST_LESIONS
    }


def muscle_votes(muscle: str) -> tuple[Votes, list[tuple[float, set[str]]]]:
    """Return the votes of the sources, and those that only found roots silent."""
    quiet, bracketed = silent_roots(muscle), FACTOR["silent", "proven lesions"]
    votes: Votes = []
    only_zero = []
    for name in (muscle, *GROUPS_OF[muscle]):
        for rows in by_source(STATEMENTS[name]):
            vote = FACTOR["rule", rows[0]["rule"]]
            vote *= 1 if name == muscle else FACTOR["stand_in", "group"]
            vote *= FACTOR["confidence", "low"] if rows[0]["confidence"] == "low" else 1
            told = {row["root"]: float(row["weight"]) for row in rows}
            told = {root: told[root] for root in told if root in MUSCLE_SHARES[muscle]}
            if rows[0]["rule"] in ("K", "L"):
                told = {
                    root: min(weight, bracketed) if root in quiet else weight
                    for root, weight in told.items()
                }
            if any(told.values()):
                votes.append((vote, told))
            elif told:
                only_zero.append((vote, set(told)))
    return votes, only_zero


@pytest.mark.parametrize("muscle", SINGLE)
def test_muscle_shares_follow_from_the_statements(muscle: str) -> None:
    votes, only_zero = muscle_votes(muscle)
    others = mean(votes)
    for vote, silent in only_zero:
        rest = {root: share for root, share in others.items() if root not in silent}
        if rest:
            votes.append((vote, rest))
    assert mean(votes) == pytest.approx(MUSCLE_SHARES[muscle], abs=2e-4)


@pytest.mark.parametrize("patch", [row["patch"] for row in rows_of("patches")])
def test_skin_shares_follow_from_the_maps(patch: str) -> None:
    maps: dict[tuple[str, str], list[Row]] = {}
    for row in rows_of("patch_root_statements"):
        if row["patch"] == patch:
            nerve = row["statement"] if row["rule"] == "nerve" else ""
            maps.setdefault((row["source_key"], nerve), []).append(row)
    votes = [
        (float(rows[0]["vote"]), {row["root"]: float(row["weight"]) for row in rows})
        for rows in maps.values()
    ]
    assert mean(votes) == pytest.approx(shares_in("patch_roots", "patch")[patch], abs=2e-4)


@pytest.mark.parametrize("nerve", [row["nerve"] for row in rows_of("sensory_nerves")])
def test_nerve_shares_follow_from_the_statements(nerve: str) -> None:
    rows = [row for row in rows_of("nerve_root_statements") if row["nerve"] == nerve]
    votes = [
        (
            FACTOR["rule", told[0]["rule"]],
            {row["root"]: float(row["weight"]) for row in told},
        )
        for told in by_source(rows)
    ]
    assert mean(votes) == pytest.approx(shares_in("nerve_roots", "nerve")[nerve], abs=2e-4)


@pytest.mark.parametrize("reflex", [row["reflex"] for row in rows_of("reflexes")])
def test_reflex_shares_follow_from_the_statements(reflex: str) -> None:
    rows = [
        row
        for row in rows_of("reflex_root_statements")
        if row["reflex"] == reflex and not row["left_out"]
    ]
    votes = [(1.0, {row["root"]: float(row["weight"]) for row in told}) for told in by_source(rows)]
    assert mean(votes) == pytest.approx(shares_in("reflex_roots", "reflex")[reflex], abs=2e-4)


def test_a_low_or_contradicting_statement_is_kept_though_it_does_not_count() -> None:
    left_out = [row for row in rows_of("reflex_root_statements") if row["left_out"]]
    left_out += [row for row in rows_of("muscle_root_statements") if row["left_out"]]
    assert len(left_out) > 20
