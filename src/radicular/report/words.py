"""Parts of an answer in words, the same in every kind of report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from radicular.anatomy.sites import load_sites
from radicular.case import Case, Observation
from radicular.findings.catalog import load_catalog
from radicular.findings.told import told
from radicular.localize.explain import misfit_rarity
from radicular.localize.intervals import Interval
from radicular.localize.localizer import ENOUGH, Answer
from radicular.localize.next_test import NextTest
from radicular.localize.posterior import RankedSite
from radicular.localize.red_flags import RedFlag
from radicular.parameters import parameter
from radicular.wording import percent

__all__ = [
    "BITS",
    "CLOSING",
    "INTERVALS",
    "OF_THE_SITE",
    "Concern",
    "concerns",
    "credible_words",
    "doubts",
    "family_words",
    "has_skin_pattern",
    "headline",
    "interval_words",
    "left_out_words",
    "not_enough",
    "observation_words",
    "pair_words",
    "patient_words",
    "provenance_words",
    "setting_words",
    "shares",
    "side_words",
    "site_words",
    "test_words",
]

BITS = (
    "Bits: how far a finding moves the odds of the site, all other findings given. "
    "One bit doubles them."
)
OF_THE_SITE = "A probability is that of the site; side and place named are the likeliest of it."
INTERVALS = (
    "The range beside a probability: nine of ten draws of the model's parameters lie in it; what "
    "the model leaves out is not in it."
)
CLOSING = (
    "For education, research and documentation support; a clinician decides. "
    "No treatment is proposed."
)
FULL = 100
#: A side that is hardly likelier than the other is not named.
NAMED_SIDE = 0.55
#: Records odder than this part of the model's own patients are pointed out.
RARE = parameter("misleading_rarity")
#: Sites of the 90 % set that are named.
NAMED = 8
_NOT_A_NERVE = "non-neural: "
_BOTH_BY_NATURE = ("midline", "bilateral")
_WITHOUT_SKIN = ("non_neural", "none")
_FAMILIES: Mapping[str, str] = {
    "root": "one root",
    "multi_root": "several roots",
    "cauda_conus": "cauda equina or conus",
    "plexus": "plexus",
    "nerve": "nerve",
    "generalized": "generalized nerve or muscle disease",
    "central": "spinal cord or brain",
    "non_neural": "not a nerve",
    "none": "nothing found",
}


@dataclass(frozen=True)
class Concern:
    """What some red flags may mean together.

    Attributes:
        text: The concern.
        findings: The findings that raise it, as recorded.
        urgent: Whether it cannot wait.
    """

    text: str
    findings: tuple[str, ...]
    urgent: bool


def concerns(flags: Iterable[RedFlag]) -> tuple[Concern, ...]:
    """Return red flags in their order, those of one concern together."""
    grouped: dict[tuple[str, bool], list[str]] = {}
    for flag in flags:
        grouped.setdefault((flag.concern, flag.urgent), []).append(flag.finding)
    return tuple(Concern(text, tuple(of), urgent) for (text, urgent), of in grouped.items())


def observation_words(item: Observation) -> str:
    """Return an observation in words.

    Example:
        >>> observation_words(Observation.of(load_catalog()["reflex_achilles"], "left", "absent"))
        'Ankle reflex: left absent'
    """
    side = {"left": "left ", "right": "right ", "unknown": "one side "}.get(item.side, "")
    finding = load_catalog()[item.finding]
    return f"{finding.name}: {side}{told(finding, item.value)}"


def site_words(site_id: str, side: str = "") -> str:
    """Return a site with its side in words.

    Args:
        site_id: Site id.
        side: ``left``, ``right``, ``both`` or nothing.

    Example:
        >>> site_words("root_S1", "left"), site_words("roots_L5_S1", "both")
        ('left S1 root', 'L5 and S1 roots, both sides')
        >>> site_words("hip_joint", "right"), site_words("cauda_equina", "both")
        ('right hip joint', 'cauda equina')
    """
    site = load_sites()[site_id]
    label = site.label.removeprefix(_NOT_A_NERVE)
    if not side or site.sidedness in _BOTH_BY_NATURE:
        return label
    return f"{label}, both sides" if side == "both" else f"{side} {label}"


def headline(ranked: RankedSite) -> str:
    """Return a site in words, with the side and the place that are likeliest of it."""
    side = ranked.side if ranked.side_probability >= NAMED_SIDE else ""
    name = site_words(ranked.site, side)
    return f"{name}, {ranked.place}" if ranked.place else name


def credible_words(answer: Answer) -> str:
    """Return the sites that together hold 90 %, the first ones by name."""
    names = [site_words(site) for site in answer.credible]
    if len(names) == 1:
        return f"One site alone holds 90 %: {names[0]}."
    rest = f"; and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"Together {len(names)} sites hold 90 %: {'; '.join(names[:NAMED])}{rest}."


def interval_words(interval: Interval) -> str:
    """Return an interval of a probability in words.

    Example:
        >>> interval_words(Interval(0.74, 0.881))
        '74-88 %'
    """
    low, high = round(100 * interval.low), round(100 * interval.high)
    if low == FULL:
        return ">99 %"
    return f"{low}-{high} %" if high else "<1 %"


def doubts(answer: Answer) -> Sequence[str]:
    """Return what an answer rests on besides the findings, one sentence each."""
    return [*_fit_words(answer), *_count_words(answer), *left_out_words(answer.case)]


def _fit_words(answer: Answer) -> Iterator[str]:
    rarity = misfit_rarity(answer.surprise, len(answer.evidence))
    if answer.enough_data and rarity is not None and rarity <= RARE:
        yield (
            f"The findings fit no place of the map well: about 1 in {round(1 / rarity)} patients "
            "of the model look this odd. Think of something that the map does not hold, of two "
            "lesions, or of a slip in the record."
        )


def _count_words(answer: Answer) -> Iterator[str]:
    vertebrae = answer.case.vertebrae
    if vertebrae and vertebrae.confirmed:
        yield (
            f"{vertebrae.count} lumbar vertebrae, counted by {vertebrae.counted_by}: the levels of "
            "the report are taken as they are named."
        )
        return
    usual, *others = answer.counts
    changed = [view for view in others if view.level != view.usual_level and view.usual_level]
    if not changed:
        return
    names = "; ".join(
        f"with {view.lumbar_vertebrae} ({percent(view.probability)}) it may call it "
        f"{view.level or 'by no usual name'}"
        for view in changed
    )
    yield (
        f"The lumbar vertebrae are taken to be {usual.lumbar_vertebrae} and the count is not "
        f"confirmed: the level that a report calls {usual.usual_level} is meant; {names}. "
        f"{_what_changes(answer)}"
    )


def _what_changes(answer: Answer) -> str:
    first = answer.counts[0].site
    other = [view for view in answer.counts if view.site != first]
    if not other:
        return "The leading place stays the same with any count."
    told = ", ".join(
        f"with {view.lumbar_vertebrae} it would be {site_words(view.site)} "
        f"({percent(view.site_probability)})"
        for view in other
    )
    return f"If the count is wrong the leading place changes: {told}."


def pair_words(answer: Answer) -> Iterator[str]:
    """Yield what two lesions at once would change, one sentence each."""
    for pair in answer.pairs:
        yield (
            f"If two lesions at once are admitted, {pair.first} and {pair.second} together have "
            f"{percent(pair.probability)} among all places and this pair; {pair.first} alone "
            f"{percent(pair.probability_first)}, {pair.second} alone "
            f"{percent(pair.probability_second)} (the findings {pair.findings_bits:+.1f} bits, "
            f"the rarity of two {pair.prior_bits:+.1f} bits)."
        )


def left_out_words(case: Case) -> Iterator[str]:
    """Yield what of a case counts neither way, one sentence each."""
    if case.unjudged:
        told_items = "; ".join(observation_words(item) for item in case.unjudged)
        yield f"Tested, could not be judged, and counted neither way: {told_items}."
    unrelated = [observation_words(item) for item in case.observations if item.unrelated]
    if unrelated:
        yield f"Declared to have another cause and not counted: {'; '.join(unrelated)}."
    if case.background:
        known = "; ".join(str(lesion) for lesion in case.background)
        yield f"Known from before, and what it explains is not held against a place: {known}."


def has_skin_pattern(site_id: str) -> bool:
    """Return whether the map tells which skin a site changes: not for the brain or a joint.

    Example:
        >>> has_skin_pattern("root_S1"), has_skin_pattern("hip_joint")
        (True, False)
    """
    return site_id != "brain" and load_sites()[site_id].family not in _WITHOUT_SKIN


def side_words(side: str) -> str:
    """Return a side in words."""
    return "both sides" if side == "both" else side


def family_words(family: str) -> str:
    """Return a family of sites in words."""
    return _FAMILIES.get(family, family.replace("_", " "))


def setting_words(setting: str) -> str:
    """Return a setting in words.

    Example:
        >>> setting_words("emg_laboratory")
        'EMG laboratory'
    """
    return setting.replace("_", " ").replace("emg", "EMG")


def patient_words(answer: Answer) -> str:
    """Return who was examined, empty where nothing is known."""
    patient = answer.case.patient
    known = [
        f"{patient.age:g} years" if patient.age is not None else "",
        patient.sex if patient.sex != "unknown" else "",
        f"{patient.height_cm:g} cm" if patient.height_cm is not None else "",
    ]
    return ", ".join(filter(None, known))


def not_enough(answer: Answer) -> str:
    """Return why the findings do not suffice to name a place."""
    count = answer.informative
    told = {0: "No finding tells", 1: "Only 1 finding tells"}.get(
        count, f"Only {count} findings tell"
    )
    return (
        f"{told} sites apart; {ENOUGH:g} are needed to name a place. The order below is "
        f"hardly more than what is usual in the setting ({setting_words(answer.setting)})."
    )


def provenance_words(answer: Answer) -> str:
    """Return what the answer was computed with."""
    provenance = answer.provenance
    return (
        f"radicular {provenance.version}, tables {provenance.tables}, "
        f"setting {setting_words(answer.setting)}; findings recorded: "
        f"{len(answer.case.observations)}, of which {answer.informative} tell sites apart"
    )


def test_words(test: NextTest) -> str:
    """Return a test with its side in words."""
    return f"{test.name}, {test.side}" if test.side in ("left", "right") else test.name


def shares(values: Mapping[str, float], least: float = 0.01) -> str:
    """Return names with their probabilities from a least one on, likeliest first."""
    ranked = sorted(values.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {percent(value)}" for name, value in ranked if value >= least)
