"""When S1 is not the answer: situations in which looking at S1 misleads, each with its reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from radicular.anatomy.sites import Site, load_sites
from radicular.case import Case
from radicular.findings.catalog import load_catalog
from radicular.localize.concordance import Concordance
from radicular.localize.explain import misfit_rarity
from radicular.parameters import parameter
from radicular.pathway.episode import Answered
from radicular.tables import read_csv
from radicular.wording import percent

__all__ = ["Check", "Warned", "misleading"]

LIKELIER = parameter("misleading_probability")
RARE = parameter("misleading_rarity")
_RADICULAR_DOMAINS = ("motor", "sensation", "reflex", "wasting", "late_response", "needle_emg")
_TENSION = ("slr", "slr_crossed", "lasegue_seated", "slump", "femoral_stretch", "bowstring")


@dataclass(frozen=True, slots=True)
class Check:
    """A situation in which S1 is not the answer.

    Attributes:
        id: Key.
        name: In words.
        reason: Why it misleads.
        settles: What would settle it.
        provenance: How the row came about.
        source_key: Key in the bibliography.
    """

    id: str
    name: str
    reason: str
    settles: str
    provenance: str
    source_key: str


@dataclass(frozen=True, slots=True)
class Warned:
    """A situation that is there.

    Attributes:
        check: Which.
        seen: What of the record shows it, with numbers.
    """

    check: Check
    seen: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "check": self.check.id,
            "name": self.check.name,
            "seen": self.seen,
            "reason": self.check.reason,
            "settles": self.check.settles,
            "source_key": self.check.source_key,
        }


@cache
def _checks() -> tuple[Check, ...]:
    return tuple(
        Check(
            row["check"],
            row["name"],
            row["reason"],
            row["settles"],
            row["provenance"],
            row["source_key"],
        )
        for row in read_csv("radicular.pathway", "tables/misleading.csv")
    )


@dataclass(frozen=True, slots=True)
class _Record:
    """What the checks look at."""

    concordance: Concordance
    facts: Mapping[str, Answered]
    transitional: str
    fixation: bool

    @property
    def case(self) -> Case:
        return self.concordance.case

    def fact(self, name: str) -> Any:
        answered = self.facts.get(name)
        return answered.value if answered else None


def misleading(
    concordance: Concordance,
    facts: Mapping[str, Answered] | None = None,
    *,
    transitional: str = "",
    fixation: bool = False,
) -> tuple[Warned, ...]:
    """Return the situations in which looking at S1 would mislead here.

    Args:
        concordance: Of all that was found.
        facts: Answers to the questions of the gates.
        transitional: What is known of a transitional vertebra, or empty.
        fixation: Whether a fixation in S1 is planned.
    """
    record = _Record(concordance, facts or {}, transitional, fixation)
    return tuple(Warned(check, seen) for check in _checks() if (seen := _SEEN[check.id](record)))


def _too_little(record: _Record) -> str:
    answer = record.concordance.together
    return "" if answer.enough_data else f"findings that tell sites apart: {answer.informative}"


def _pattern(record: _Record) -> str:
    answer = record.concordance.together
    rarity = misfit_rarity(answer.surprise, len(answer.evidence))
    if answer.enough_data and rarity is not None and rarity <= RARE:
        misfits = ", ".join(item.finding for item in answer.misfits[:3])
        return (
            f"1 in {round(1 / rarity)} patients of the model look this odd; does not fit: {misfits}"
        )
    return ""


def _imaging_alone(record: _Record) -> str:
    imaging, clinic = record.concordance.view("imaging"), record.concordance.view("clinic")
    if imaging is None or not imaging.speaks or _radicular(record.case):
        return ""
    common = "; ".join(
        f"{item.finding}: {percent(item.anywhere)} of people of {item.age:g} years have "
        f"a {item.change} without symptoms"
        for item in record.concordance.incidental
    )
    seen = f"imaging names {imaging.ranked[0].label}, and no radicular sign is on record"
    told = f"; {clinic.findings} other findings" if clinic else ""
    return f"{seen}{told}{'; ' + common if common else ''}"


def _radicular(case: Case) -> list[str]:
    """Names of abnormal findings that speak for a root: loss, lost reflex, tension, leg pain."""
    catalog, found = load_catalog(), []
    for item in case.observations:
        finding = catalog[item.finding]
        if item.unrelated or not item.value.judged or item.grades & finding.scale.normal:
            continue
        told_in_leg = finding.domain == "pain" and not finding.id.startswith(
            ("pain_low", "pain_sev")
        )
        if finding.domain in _RADICULAR_DOMAINS or finding.id in _TENSION or told_in_leg:
            found.append(finding.name)
    return found


def _conflict(record: _Record) -> str:
    return "; ".join(
        f"{item.first} and {item.second}: {item.bits:+.1f} bits; {item.second} gives "
        f"{percent(item.second_on_first)} to the place that {item.first} names"
        for item in record.concordance.conflicts
    )


def _numbering(record: _Record) -> str:
    vertebrae = record.case.vertebrae
    if record.transitional == "present":
        return "a transitional vertebra is there and not resolved"
    if vertebrae and vertebrae.confirmed:
        return ""
    if not any(item.level for item in record.case.observations):
        return ""
    how = vertebrae.counted_by if vertebrae else "not stated"
    return f"levels are named and the vertebrae were counted: {how}"


def _no_radicular_feature(record: _Record) -> str:
    back = [item for item in record.case.observations if item.finding == "pain_low_back"]
    if not back or _radicular(record.case):
        return ""
    mechanical = record.concordance.together.posterior.sites()["mechanical_back"]
    return f"back pain and no radicular finding; mechanical back pain {percent(mechanical)}"


def _likelier(fits: Callable[[Site], bool]) -> Callable[[_Record], str]:
    """Return a check that places of a kind are likelier together than the S1 root."""

    def check(record: _Record) -> str:
        posterior = record.concordance.together.posterior
        chances = {
            site: chance for site, chance in posterior.sites().items() if fits(load_sites()[site])
        }
        total, s1 = sum(chances.values()), posterior.roots()["S1"]
        if total < LIKELIER or total <= s1:
            return ""
        # Sites come likeliest first.
        first, chance = next(iter(chances.items()))
        label = load_sites()[first].label
        return f"{percent(total)}, first of them {label} {percent(chance)}; S1 root {percent(s1)}"

    return check


def _of(*families: str) -> Callable[[Site], bool]:
    return lambda site: site.family in families


def _is_vessel(site: Site) -> bool:
    return site.id == "vascular"


def _is_joint(site: Site) -> bool:
    return site.family == "non_neural" and not _is_vessel(site)


def _other_level(record: _Record) -> str:
    roots = record.concordance.together.posterior.roots()
    best = max(roots, key=lambda root: roots[root])
    if best == "S1" or roots[best] < LIKELIER:
        return ""
    return f"{best} root {percent(roots[best])}, S1 root {percent(roots['S1'])}"


def _infection(record: _Record) -> str:
    told = record.fact("infection")
    found = [
        flag.finding
        for flag in record.concordance.together.red_flags
        if "infection" in flag.concern
    ]
    if told in ("local", "systemic"):
        found.append(f"{told} infection on record")
    return "; ".join(found)


def _bleeding(record: _Record) -> str:
    drugs = [entry["drug"] for entry in record.fact("anticoagulants") or ()]
    if record.fact("bleeding_disorder") == "known":
        drugs.append("a bleeding disorder")
    return ", ".join(drugs)


def _poor_bone(record: _Record) -> str:
    density, score = record.fact("l1_hu"), record.fact("t_score")
    if not record.fixation:
        return ""
    told = []
    if density is not None and density < parameter("misleading_l1_hu"):
        told.append(f"L1 {density:g} HU")
    if score is not None and score <= parameter("misleading_t_score"):
        told.append(f"T-score {score:g}")
    return ", ".join(told)


_SEEN: Mapping[str, Callable[[_Record], str]] = {
    "too_little": _too_little,
    "pattern": _pattern,
    "imaging_alone": _imaging_alone,
    "conflict": _conflict,
    "numbering": _numbering,
    "no_radicular_feature": _no_radicular_feature,
    "other_level": _other_level,
    "nerve": _likelier(_of("nerve", "plexus")),
    "joint_or_soft_tissue": _likelier(_is_joint),
    "vessel": _likelier(_is_vessel),
    "systemic": _likelier(_of("generalized", "central")),
    "cauda": _likelier(_of("cauda_conus")),
    "infection": _infection,
    "bleeding": _bleeding,
    "poor_bone": _poor_bone,
}
