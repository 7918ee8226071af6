"""What the page tells: the result of an examination in the words of one language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from radicular.anatomy.sites import load_sites, roots_at
from radicular.anatomy.sources import load_sources
from radicular.findings.catalog import load_catalog
from radicular.localize.explain import misfit_rarity
from radicular.localize.localizer import Answer
from radicular.localize.posterior import RankedSite
from radicular.report.skin_figure import Figure, skin_figure
from radicular.report.skin_map import SkinMap, skin_map
from radicular.report.words import NAMED_SIDE, RARE, has_skin_pattern
from radicular.tables import read_csv
from radicular.workbench.leaflet.finding_words import finding_words
from radicular.workbench.leaflet.reasons import reasons
from radicular.workbench.leaflet.spine import Spine, spine_figure
from radicular.workbench.leaflet.texts import Texts

__all__ = ["Answered", "Leaflet", "Result", "chance_words", "leaflet_of"]

_PACKAGE = "radicular.workbench.leaflet"
_ROOTS = ("root", "multi_root")
_ENTERED_BY_ROOTS = (*_ROOTS, "cauda_conus")
#: Places that are looked through, other ones that are named, and the least chance of these.
CONSIDERED, OTHERS, LEAST_CHANCE = 12, 3, 0.1
#: Findings told for and against a place, and the least they must move its odds.
FOR, AGAINST, LEAST_BITS = 6, 3, 0.3
#: Questions that follow from what would tell most, and areas named for the picture.
ASKED, REGIONS, LEAST_REGION = 4, 4, 0.1
#: The age that stands for an adult whose age is not known.
USUAL_AGE = 50
_TENTHS = 10


@dataclass(frozen=True)
class Answered:
    """A question with its answer and where that comes from."""

    question: str
    answer: str
    source: str


@dataclass(frozen=True)
class Result:
    """The place that fits best.

    Attributes:
        sentences: Where, and how sure.
        kind: What kind of thing is at that place.
        speaks_for: Findings that make it likelier.
        against: Findings that do not fit so well.
        others: What else it could be, with its chance.
        skin: Picture of the skin, None where the place changes no skin.
        skin_words: That picture in words.
        spine: Picture of the spine, None where no root is meant.
        spine_words: That picture in words.
    """

    sentences: tuple[str, ...]
    kind: str
    speaks_for: tuple[str, ...]
    against: tuple[str, ...]
    others: tuple[str, ...]
    skin: Figure | None
    skin_words: str
    spine: Spine | None
    spine_words: str


@dataclass(frozen=True)
class Leaflet:
    """The page.

    Attributes:
        urgent: Warnings that cannot wait.
        soon: Other warnings.
        result: The place that fits best, None where too little is known.
        nothing: Why no place is named, empty where one is.
        unclear: What is not clear.
        ask: Questions for the clinician.
        answers: Questions and answers.
    """

    urgent: tuple[str, ...]
    soon: tuple[str, ...]
    result: Result | None
    nothing: str
    unclear: tuple[str, ...]
    ask: tuple[str, ...]
    answers: tuple[Answered, ...]


@dataclass(frozen=True)
class _Leading:
    """The place that fits best, with a root for itself and its neighbors where roots lead."""

    ranked: RankedSite
    root: str
    chance: float

    @property
    def site(self) -> str:
        return f"root_{self.root}" if self.root else self.ranked.site

    @property
    def side(self) -> str:
        """Its side, empty where the place has none or the findings do not tell it."""
        one_sided = load_sites()[self.ranked.site].sidedness not in ("midline", "bilateral")
        return self.ranked.side if one_sided and not self.side_unclear else ""

    @property
    def side_unclear(self) -> bool:
        return self.ranked.side_probability < NAMED_SIDE

    def holds(self, site: str) -> bool:
        """Whether a site is part of what is told as the leading place."""
        if not self.root:
            return site == self.ranked.site
        return load_sites()[site].family in _ROOTS and self.root in roots_at(site)


def leaflet_of(answer: Answer, texts: Texts) -> Leaflet:
    """Return the page for an answer.

    Args:
        answer: Of an examination.
        texts: Language.
    """
    leading = _leading(answer) if answer.enough_data else None
    few = "few" if answer.case.observations else "empty"
    return Leaflet(
        urgent=_warnings(answer, texts, urgent=True),
        soon=_warnings(answer, texts, urgent=False),
        result=_result(answer, leading, texts) if leading else None,
        nothing="" if leading else texts("result", few),
        unclear=tuple(_unclear(answer, leading, texts)) if answer.case.observations else (),
        ask=_ask(answer, texts),
        answers=tuple(_answers(answer, leading, texts)),
    )


def chance_words(chance: float, texts: Texts) -> str:
    """Return a probability as so many of ten people.

    Example:
        >>> from radicular.workbench.leaflet.texts import load_texts
        >>> chance_words(0.83, load_texts("en")), chance_words(0.97, load_texts("de"))
        ('about 8 of 10', 'mehr als 9 von 10')
    """
    count = int(chance * _TENTHS + 0.5)
    if count in (0, _TENTHS):
        return texts("chance", "most" if count else "least")
    return texts("chance", "about", count=count)


def _leading(answer: Answer) -> _Leading:
    first, roots = answer.ranked[0], answer.posterior.roots()
    if first.family not in _ROOTS:
        return _Leading(first, "", first.probability)
    root = max(roots_at(first.site), key=lambda name: roots[name])
    sites = answer.posterior.sites()
    held = (site for site in sites if load_sites()[site].family in _ROOTS)
    return _Leading(first, root, sum(sites[site] for site in held if root in roots_at(site)))


def _result(answer: Answer, leading: _Leading, texts: Texts) -> Result:
    ranked = answer.posterior.ranked(CONSIDERED)
    others = [
        f"{_place(site.site, '', texts)}: {chance_words(site.probability, texts)}"
        for site in ranked
        if not leading.holds(site.site) and site.probability >= LEAST_CHANCE
    ]
    family, clues = leading.ranked.family, _clues(answer, leading, texts)
    skin = _felt(skin_map(answer)) if has_skin_pattern(leading.ranked.site) else None
    meant = [leading.root] if leading.root else roots_at(leading.ranked.site)
    shown = meant if family in _ENTERED_BY_ROOTS else ()
    return Result(
        sentences=tuple(_sentences(leading, texts)),
        kind=texts("family", "root" if leading.root else family),
        speaks_for=clues[True][:FOR],
        against=clues[False][:AGAINST],
        others=tuple(others[:OTHERS]),
        skin=skin_figure(skin, "irritation") if skin else None,
        skin_words=_skin_words(skin, texts) if skin else "",
        spine=spine_figure(shown, _sides_of(leading.side)) if shown else None,
        spine_words=texts("picture", "spine_alt", place=_place(leading.site, leading.side, texts)),
    )


def _sides_of(side: str) -> tuple[str, ...]:
    return (side,) if side in ("left", "right") else ("left", "right")


def _sentences(leading: _Leading, texts: Texts) -> Iterator[str]:
    sure = next(
        row["certainty"] for row in _table("certainty") if leading.chance >= float(row["at_least"])
    )
    place = _place(leading.site, leading.side, texts)
    yield texts("result", "unclear" if sure == "unclear" else "place", place=place)
    if leading.root:
        yield texts("result", "with_neighbor")
    yield texts("result", "chance", chance=chance_words(leading.chance, texts))
    yield texts("certainty", sure)


def _place(site: str, side: str, texts: Texts) -> str:
    name = texts("site", site)
    return f"{name}, {texts('side', side)}" if side else name


def _clues(answer: Answer, leading: _Leading, texts: Texts) -> Mapping[bool, tuple[str, ...]]:
    """The findings that speak for the leading place, and those that speak against it."""
    sites = [site for site in load_sites() if leading.holds(site)]
    lines: dict[bool, dict[str, None]] = {True: {}, False: {}}
    for finding, bits in sorted(reasons(answer, sites), key=lambda item: -abs(item[1])):
        items = [item for item in answer.case.observations if item.finding == finding]
        if abs(bits) >= LEAST_BITS:
            lines[bits > 0][finding_words(items, texts)] = None
    return {direction: tuple(of) for direction, of in lines.items()}


def _felt(skin: SkinMap) -> SkinMap:
    """The skin with pain, tingling and numbness as one."""
    felt = {key: max(skin.loss[key], skin.irritation[key]) for key in skin.loss}
    return SkinMap(felt, felt, skin.marks)


def _skin_words(skin: SkinMap, texts: Texts) -> str:
    regions = {row["patch"]: row["region"] for row in _table("regions")}
    most: dict[str, float] = {}
    for (patch, side), value in skin.irritation.items():
        name = f"{texts('region', regions[patch])} {texts('picture', side)}"
        most[name] = max(value, most.get(name, 0.0))
    named = [
        name for name in sorted(most, key=lambda name: -most[name]) if most[name] > LEAST_REGION
    ]
    if not named:
        return texts("picture", "skin_none")
    return texts("picture", "skin_alt", regions=", ".join(named[:REGIONS]))


def _warnings(answer: Answer, texts: Texts, *, urgent: bool) -> tuple[str, ...]:
    key_of = {row["concern"]: row["warning"] for row in _table("warnings")}
    flags = [flag for flag in answer.red_flags if flag.urgent == urgent]
    return tuple(dict.fromkeys(texts("warning", key_of[flag.concern]) for flag in flags))


def _unclear(answer: Answer, leading: _Leading | None, texts: Texts) -> Iterator[str]:
    if leading and leading.side_unclear:
        yield texts("unclear", "side")
    rarity = misfit_rarity(answer.surprise, len(answer.evidence))
    if leading and rarity is not None and rarity <= RARE:
        yield texts("unclear", "odd")
    if answer.case.unjudged:
        yield texts("unclear", "could_not")
    stages = {item.stage for item in answer.case.observations}
    if "imaging" not in stages:
        yield texts("unclear", "no_picture")
    elif not (answer.case.vertebrae and answer.case.vertebrae.confirmed):
        yield texts("unclear", "vertebrae")
    if "electrodiagnosis" not in stages:
        yield texts("unclear", "no_nerve_test")
    yield texts("unclear", "model")


def _ask(answer: Answer, texts: Texts) -> tuple[str, ...]:
    domains = (load_catalog()[test.finding].domain for test in answer.next_tests)
    following = tuple(dict.fromkeys(texts("ask", domain) for domain in domains))
    return (*following[:ASKED], *texts.words["ask_always"].values())


def _answers(answer: Answer, leading: _Leading | None, texts: Texts) -> Iterator[Answered]:
    root = leading.root if leading else ""
    shown = {"": True, "place": leading is not None, "root": bool(root), root or "no root": True}
    decade = _decade(answer.case.patient.age)
    filled = {"root": root, "age": decade, "bulge": int(_bulging()[decade] * _TENTHS + 0.5)}
    for row in _table("questions"):
        if shown.get(row["shown_if"]):
            text = texts.words["answer"][row["question"]]
            source = load_sources()[row["source_key"]].citation if row["source_key"] else ""
            yield Answered(
                text["question"].format(**filled), text["answer"].format(**filled), source
            )


def _decade(age: float | None) -> int:
    """The nearest age that the table of bulging discs knows."""
    return min(_bulging(), key=lambda known: abs(known - (USUAL_AGE if age is None else age)))


@cache
def _bulging() -> Mapping[int, float]:
    rows = read_csv("radicular.localize", "tables/incidental.csv")
    return {int(row["age"]): float(row["prevalence"]) for row in rows if row["change"] == "bulge"}


def _table(name: str) -> Sequence[Mapping[str, str]]:
    return read_csv(_PACKAGE, f"tables/{name}.csv")
