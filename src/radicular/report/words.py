"""Parts of an answer in words, the same in every kind of report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from radicular.anatomy.sites import load_sites
from radicular.case import Observation
from radicular.findings.catalog import load_catalog
from radicular.findings.told import told
from radicular.localize.localizer import ENOUGH, Answer
from radicular.localize.next_test import NextTest
from radicular.localize.posterior import RankedSite
from radicular.report.lines import percent

__all__ = [
    "BITS",
    "CLOSING",
    "Concern",
    "concerns",
    "credible_words",
    "family_words",
    "has_skin_pattern",
    "headline",
    "not_enough",
    "observation_words",
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
CLOSING = (
    "For education, research and documentation support; a clinician decides. "
    "No treatment is proposed."
)
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


def concerns(answer: Answer) -> Sequence[Concern]:
    """Return the red flags of an answer, those of one concern together, urgent ones first."""
    grouped: dict[tuple[str, bool], list[str]] = {}
    for flag in answer.red_flags:
        grouped.setdefault((flag.concern, flag.urgent), []).append(flag.finding)
    return [Concern(text, tuple(of), urgent) for (text, urgent), of in grouped.items()]


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
    """Return the first site with side and place in words."""
    name = site_words(ranked.site, ranked.side)
    return f"{name}, {ranked.place}" if ranked.place else name


def credible_words(answer: Answer) -> str:
    """Return the sites that together hold 90 %, the first ones by name."""
    names = [site_words(site) for site in answer.credible]
    if len(names) == 1:
        return f"One site alone holds 90 %: {names[0]}."
    rest = f"; and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"Together {len(names)} sites hold 90 %: {'; '.join(names[:NAMED])}{rest}."


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
