"""What a group got wrong, by place and side, and what somebody knew before."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from radicular.report.words import site_words
from radicular.workbench.teaching.models import CaseSet, Named

__all__ = ["Weakness", "seen_before", "weaknesses"]


@dataclass(frozen=True)
class Weakness:
    """How a group did with one place.

    Attributes:
        place: In words.
        answers: How many there are.
        site_right: In how many the place was right.
        side_wrong: In how many the side was wrong.
        taken_for: What it was taken for, most often first, each with its count.
    """

    place: str
    answers: int
    site_right: int
    side_wrong: int
    taken_for: tuple[tuple[str, int], ...]

    @property
    def missed(self) -> int:
        """Percent of the answers that missed the place."""
        return round(100 * (self.answers - self.site_right) / self.answers)


def weaknesses(answers: Iterable[Named]) -> tuple[Weakness, ...]:
    """Return every place that was asked for, the one missed most first."""
    grouped: dict[str, list[Named]] = {}
    for answer in answers:
        grouped.setdefault(answer.true_site, []).append(answer)
    found = (_weakness(site, given) for site, given in grouped.items())
    return tuple(sorted(found, key=lambda one: (-one.missed, -one.answers, one.place)))


def seen_before(found: CaseSet) -> frozenset[int]:
    """Return the attempts of a set whose case the same person had answered before, elsewhere."""
    same = {one: OuterRef(one) for one in ("attempt__person", "attempt__case")}
    earlier = Named.objects.filter(**same, at__lt=OuterRef("at"))
    answers = Named.objects.filter(Exists(earlier), attempt__case_set=found)
    return frozenset(answers.values_list("attempt", flat=True))


def _weakness(site: str, given: list[Named]) -> Weakness:
    wrong = Counter(site_words(one.site) for one in given if one.site != site)
    return Weakness(
        place=site_words(site),
        answers=len(given),
        site_right=sum(one.site == site for one in given),
        side_wrong=sum(one.side != one.true_side for one in given),
        taken_for=tuple(wrong.most_common()),
    )
