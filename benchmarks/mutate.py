"""Spoil the map value by value and list what no expectation and no property notices.

Run by ``make mutate``; ``--only share`` tries one kind, ``--every 10`` a tenth of all.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import click

from benchmarks.corruptions import Corruption, corruptions, only
from radicular.anatomy import Atlas
from radicular.anatomy.atlas import load_tables
from radicular.anatomy.sites import Place, load_sites
from radicular.conduction import Channel, Conduction, Kind
from radicular.errors import RadicularError
from tests.expectations.expected import Expectation, Verdicts, amended, lesion
from tests.mutation.properties import broken

PAGE = Path(__file__).parents[1] / "docs" / "mutation.md"
GOAL = 0.95
PROGRESS_SECONDS = 5.0

#: What a corruption that makes the map unloadable raises: a nerve or root that is not there.
_UNLOADABLE = (RadicularError, KeyError, ZeroDivisionError)


@dataclass
class Score:
    """How many corruptions were tried, and which ones nothing noticed."""

    tried: Counter[str] = field(default_factory=Counter)
    by: Counter[str] = field(default_factory=Counter)
    survivors: list[Corruption] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Number of corruptions tried."""
        return self.tried.total()

    @property
    def killed(self) -> int:
        """Number of corruptions noticed."""
        return self.total - len(self.survivors)

    @property
    def rate(self) -> float:
        """Part of the corruptions that were noticed."""
        return self.killed / self.total if self.total else 1.0


class Court:
    """Decides whether a corruption is noticed.

    Args:
        rows: The expectations; those that the map does not meet anyway are left out.
    """

    def __init__(self, rows: Sequence[Expectation]) -> None:
        self.tables = load_tables()
        self.conduction = Conduction(Atlas(self.tables))
        unmet = set(Verdicts(self.conduction, rows).failing())
        self.rows = [row for row in rows if row not in unmet]
        self._of_organ: dict[str, list[Expectation]] = {}
        self._of_place: dict[int, list[Expectation]] = {}
        self.places: list[Place] = []
        for row in self.rows:
            self._of_organ.setdefault(row.organ, []).append(row)
            if not row.about_map:
                self._file_by_place(row)

    def _file_by_place(self, row: Expectation) -> None:
        item = lesion(row.lesion)
        place = item.where
        if item.site in load_sites() and id(place) not in self._of_place:
            self.places.append(place)
        self._of_place.setdefault(id(place), []).append(row)

    def all(self) -> Iterator[Corruption]:
        """Yield every corruption."""
        return corruptions(self.tables, self.conduction.channels, self.places)

    def noticed_by(self, corruption: Corruption) -> str:
        """Return what notices a corruption, or an empty text."""
        if corruption.crossed is not None:
            return self._crossed(corruption)
        if corruption.place is not None:
            rows = self._of_place[id(corruption.place[0])]
            verdicts = Verdicts(self.conduction, rows, corruption.place)
            return "expectation" if verdicts.failing() else ""
        try:
            return self._rebuilt(corruption)
        except _UNLOADABLE:
            return "failure to load"

    def _rebuilt(self, corruption: Corruption) -> str:
        tables, rows = corruption.tables, self.rows
        if corruption.organs is not None:
            tables = only(tables, corruption.organs)
            rows = [row for organ in corruption.organs for row in self._of_organ.get(organ, ())]
        conduction = Conduction(Atlas(tables))
        verdicts = Verdicts(conduction, [row for row in rows if _there(row, conduction)])
        if not all(map(verdicts.holds, verdicts.rows)):
            return "expectation"
        return "property" if next(broken(conduction), None) else ""

    def _crossed(self, corruption: Corruption) -> str:
        channel = corruption.crossed
        rows = [
            row
            for row in self._of_organ.get(channel.organ if channel else "", ())
            if channel and row.organ_kind == channel.kind
        ]
        verdicts = Verdicts(self.conduction, rows)
        return "" if all(verdicts.holds(row, crossed=True) for row in rows) else "expectation"


def _there(row: Expectation, conduction: Conduction) -> bool:
    kind, _, _ = row.organ_kind.partition("_")
    return kind == "nerve" or Channel(cast(Kind, kind), row.organ) in conduction.channels


def page(score: Score) -> str:
    """Return the report as Markdown."""
    found = ", ".join(f"{count} by {by}" for by, count in score.by.most_common())
    lines = [
        "# What happens when the map is spoiled",
        "",
        "`make mutate` changes one value of the map at a time: a root share is removed or moved",
        "to the next root, an edge is removed or hung on a sister branch, a muscle, patch or",
        "sensory nerve gets the wrong nerve, a reflex loses a root or a limb, a piece moves to the",
        "wrong side of the ganglion, a sheath or a place of a lesion loses a structure, an organ",
        "is supplied from the other side. It is noticed when an expected finding",
        "(`tests/expectations`) or a property (`tests/mutation/properties.py`) fails.",
        "",
        f"**{score.killed} of {score.total} corruptions noticed ({score.rate:.1%})**: {found}.",
        "",
        "| kind | tried | noticed | |",
        "|---|---:|---:|---:|",
    ]
    missed = Counter(corruption.kind for corruption in score.survivors)
    for kind, tried in sorted(score.tried.items()):
        noticed = tried - missed[kind]
        lines.append(f"| {kind} | {tried} | {noticed} | {noticed / tried:.1%} |")
    lines += ["", "## Not noticed", ""]
    lines += [f"- {corruption.kind}: {corruption.what}" for corruption in score.survivors]
    return "\n".join(lines) + "\n"


@click.command()
@click.option("--only", "kind", default="", help="Only corruptions of this kind.")
@click.option("--every", default=1, help="Only every n-th corruption.")
@click.option("--page", "target", default=PAGE, type=Path, help="Where the report goes.")
def main(kind: str, every: int, target: Path) -> None:
    """Spoil the map value by value and list what nothing notices."""
    court = Court(amended())
    todo = [each for each in court.all() if kind in ("", each.kind)][::every]
    score = Score()
    started = last = time.monotonic()
    for done, corruption in enumerate(todo, start=1):
        noticed = court.noticed_by(corruption)
        score.tried[corruption.kind] += 1
        if noticed:
            score.by[noticed] += 1
        else:
            score.survivors.append(corruption)
        if time.monotonic() - last > PROGRESS_SECONDS or done == len(todo):
            last = time.monotonic()
            print(
                f"{done}/{len(todo)}, {score.rate:.1%} noticed, {last - started:.0f} s", flush=True
            )
    for corruption in score.survivors:
        print(f"not noticed: {corruption.kind}: {corruption.what}")
    print(f"{score.killed} of {score.total} corruptions noticed ({score.rate:.1%})")
    if not kind and every == 1:
        target.parent.mkdir(exist_ok=True)
        target.write_text(page(score), encoding="utf-8")
    sys.exit(0 if score.rate >= GOAL else 1)


if __name__ == "__main__":
    main()
