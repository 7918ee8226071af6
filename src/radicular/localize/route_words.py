"""The ways of a finding in words, each name and number read from the map."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Protocol

from radicular.anatomy import load_atlas
from radicular.anatomy.discs import load_disc_zones
from radicular.anatomy.sites import load_sites, site_of
from radicular.findings.finding import Finding
from radicular.lesion import Lesion
from radicular.localize.carriers import Carrier
from radicular.wording import lowered

__all__ = ["and_list", "hold_sentences", "place_words", "plain_name", "way_names", "way_sentences"]

#: A root or nerve that carries less of a way is not named.
LEAST_ROOT, LEAST_NERVE = 0.05, 0.2
#: Muscles, patches or loaded structures that are named.
NAMED = 3
#: A share from which a whole is told.
WHOLE = 0.995
#: A share below which it is told as little.
SMALL = 0.1
_ROOT_PARTS = ("seg", "vr", "dr", "drg", "sn", "vram", "dram")
_DORSAL = "dorsal rami"
_NAMED_KINDS = ("plexus", "nerve", "autonomic")
_LOADED: Mapping[str, str] = {
    "tension": "This test loads {}.",
    "block": "The block numbs {}.",
    "imaging": "What imaging shows lies at {}.",
    "nerve_study": "This study measures conduction in {}.",
    "sphincter": "This feeling enters the cord through {}.",
}


class _Hold(Protocol):
    """What a place holds of a way."""

    @property
    def lesion(self) -> str:
        """The place with its side."""

    @property
    def share(self) -> float:
        """Part of the way, 0 to 1."""

    @property
    def other_side(self) -> bool:
        """Whether it is on the side that the finding does not speak of."""

    @property
    def neural(self) -> bool:
        """Whether it holds structures of the map."""

    @property
    def before_ganglion(self) -> bool:
        """Whether it lies between cord and ganglion of a sensory response."""

    @property
    def upper_motor(self) -> float:
        """Degree to which it frees reflexes from above."""

    @property
    def other_places(self) -> tuple[str, ...]:
        """Places of the site where the answer is the other one."""

    @property
    def by_table(self) -> bool:
        """Whether a table by site adds to the map."""


@cache
def plain_name(structure: str) -> str:
    """Return a structure as it stands in a sentence, the pieces of a nerve under one name.

    Args:
        structure: Id on the map.

    Example:
        >>> plain_name("sciatic_tibial_thigh"), plain_name("common_fibular_neck")
        ('sciatic nerve', 'common fibular nerve')
        >>> plain_name("dr_S1"), plain_name("sp_anterior")
        ('S1 dorsal root', 'sacral plexus')
    """
    atlas = load_atlas()
    whole = next(
        (of for of in atlas.bundles.values() if of.kind == "nerve" and structure in of.members),
        None,
    )
    known = atlas.structures[structure]
    name = whole.name if whole else known.name
    bare = re.sub(r" ?\(.*?\)", "", name)
    if known.kind in ("plexus", "nerve"):
        bare = bare.partition(",")[0]
    return lowered(bare.replace(",", ""))


def and_list(names: Sequence[str], most: int | None = None, last: str = "and") -> str:
    """Return names as a list in words.

    Args:
        names: Any number of names.
        most: How many are named; the rest is counted.
        last: What stands before the last name.

    Example:
        >>> and_list(["L5", "S1", "S2"]), and_list(["a", "b", "c", "d", "e"], 3)
        ('L5, S1 and S2', 'a, b, c and 2 more')
    """
    if most is not None and len(names) > most + 1:
        names = [*names[:most], f"{len(names) - most} more"]
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def way_names(carrier: Carrier) -> tuple[str, ...]:
    """Return the plexus and nerves on the ways of a carrier, from the cord outward."""
    parts: dict[str, float] = {}
    for strand in sorted(carrier.strands, key=lambda strand: -strand.part):
        for name in dict.fromkeys(_nerves_of(strand.structures)):
            parts[name] = parts.get(name, 0.0) + strand.part
    told = [name for name, part in parts.items() if part >= LEAST_NERVE]
    return tuple(sorted(told, key=_order().__getitem__))


@cache
def _order() -> Mapping[str, int]:
    """Place of every name in the order of the map, which runs from the cord outward."""
    names = dict.fromkeys([_DORSAL, *map(plain_name, load_atlas().structures)])
    return {name: number for number, name in enumerate(names)}


def _nerves_of(structures: Sequence[str]) -> Iterator[str]:
    known = load_atlas().structures
    on_map = [name for name in structures if name in known]
    for name in on_map:
        if known[name].kind == "dorsal_ramus":
            yield _DORSAL
        elif known[name].kind in _NAMED_KINDS:
            yield plain_name(name)
    last = known[on_map[-1]] if on_map else None
    # A branch to a muscle goes without saying; the one to a patch of skin is the nerve people know.
    if last and last.kind == "branch" and "motor" not in last.fibers:
        yield plain_name(last.id)


def way_sentences(finding: Finding, carrier: Carrier) -> tuple[str, ...]:
    """Return what carries a finding, in words.

    Args:
        finding: From the catalog.
        carrier: What carries it.
    """
    if carrier.basis == "fibers":
        return tuple(_fiber_sentences(finding, carrier))
    if carrier.basis == "structures":
        return (_LOADED[finding.kind].format(_loaded(carrier)),)
    if carrier.basis == "level":
        return (_level(finding.attributes),)
    names = [lowered(_bare_label(site)) for site in sorted(carrier.sites)]
    return (
        {
            "site": f"This speaks of one place alone: {and_list(names)}.",
            "family": "This speaks of the roots in the canal and the foramen, whichever it is.",
            "table": "No way on the map carries this: how often it occurs comes from a table by "
            "site.",
            "sides": "No way on the map carries this: it only tells whether both legs are "
            "affected.",
            "pain": "No way on the map carries this: it tells whether the lesion hurts, wherever "
            "it sits.",
        }[carrier.basis],
    )


def _fiber_sentences(finding: Finding, carrier: Carrier) -> Iterator[str]:
    roots, ways = _root_words(carrier), _through(carrier)
    if carrier.sums_up:
        what = "everything not named elsewhere" if finding.of_the_rest else "several parts"
        yield (
            f"“{finding.name}” sums up {what}: a lesion of {_fibers_word(carrier)} on the way to "
            "any of them counts."
        )
    elif carrier.kind == "reflex":
        subject = "The reflex" if finding.kind == "reflex" else "The response"
        yield f"{subject} runs in and out through {roots}{ways.replace('through ', '')}."
    elif carrier.kind == "snap":
        nerve = plain_name(load_atlas().sensory_nerves[carrier.organs[0]].structure)
        yield (
            f"The {nerve} response is made by the part of the nerve beyond the ganglion, of fibers "
            f"from {roots}{ways}."
        )
    elif finding.drivers[0].role in ("dermatome", "nerve") and carrier.kind == "irritation":
        yield f"{_named_skin(finding)} is mostly {_organ_names(carrier)}."
        yield f"It is supplied by {roots}{ways}."
    else:
        verb = "are" if len(carrier.organs) > 1 else "is"
        yield f"{_capital(_organ_names(carrier))} {verb} supplied by {roots}{ways}."
    if _before_plexus(carrier):
        yield "These fibers leave with the dorsal rami, before any plexus or nerve of the leg."
    if finding.kind == "sphincter":
        yield "It fails when both sides fail; a lesion of one side alone does little."


def _named_skin(finding: Finding) -> str:
    driver = finding.drivers[0]
    if driver.role == "dermatome":
        return f"The skin of the {driver.name} root"
    return f"The skin of the {driver.name.replace('_', ' ')} nerve"


def _organ_names(carrier: Carrier) -> str:
    atlas = load_atlas()
    names = {organ: muscle.name for organ, muscle in atlas.muscles.items()}
    names |= {organ: patch.name for organ, patch in atlas.patches.items()}
    names |= {organ: effector.name for organ, effector in atlas.effectors.items()}
    return and_list([_organ_name(names[organ]) for organ in carrier.organs], NAMED)


def _organ_name(name: str) -> str:
    """The name without commas, which would read as the next organ of a list."""
    organ, _, part = re.sub(r" ?\(.*?\)", "", name).partition(", ")
    return lowered(f"{organ} ({part})" if part else organ)


def _fibers_word(carrier: Carrier) -> str:
    if carrier.kind == "reflex":
        return "the reflex arc"
    return "motor fibers" if carrier.kind in ("muscle", "axon", "effector") else "sensory fibers"


def _through(carrier: Carrier) -> str:
    names = way_names(carrier)
    return f", through {and_list([f'the {name}' for name in names])}" if names else ""


def _root_words(carrier: Carrier) -> str:
    parts: dict[str, float] = {}
    for strand in carrier.strands:
        parts[strand.root] = parts.get(strand.root, 0.0) + strand.part
    told = sorted(parts, key=lambda root: -parts[root])
    names = [f"{root} ({_percent(parts[root])})" for root in told if parts[root] >= LEAST_ROOT]
    return f"the {and_list(names)} root{'s' if len(names) > 1 else ''}"


def _before_plexus(carrier: Carrier) -> bool:
    ways = [strand.structures for strand in carrier.strands]
    return carrier.kind in ("muscle", "axon") and all(
        any(name.startswith("dram_") for name in way) for way in ways
    )


def _loaded(carrier: Carrier) -> str:
    weights: dict[str, float] = {}
    for name, weight in carrier.structures:
        told = _root_or_name(name)
        weights[told] = max(weights.get(told, 0.0), weight)
    strongest = max(weights.values())
    fully = _with_article([name for name, weight in weights.items() if weight == strongest])
    less = _with_article([name for name, weight in weights.items() if 0 < weight < strongest])
    return f"{fully}, and less {less}" if less else fully


def _with_article(names: Sequence[str]) -> str:
    """A list of names, the roots among them together."""
    roots = [name.removesuffix(" root") for name in names if name.endswith(" root")]
    others = [f"the {name}" for name in names if not name.endswith(" root")]
    if roots:
        others.insert(0, f"the {and_list(roots)} root{'s' if len(roots) > 1 else ''}")
    return and_list(others)


def _root_or_name(structure: str) -> str:
    part, _, root = structure.partition("_")
    on_map = f"seg_{root}" in load_atlas().structures
    return f"{root} root" if part in _ROOT_PARTS and on_map else plain_name(structure)


def _level(wanted: Mapping[str, str]) -> str:
    level, zone = wanted.get("level", ""), wanted.get("zone", "")
    if not level:
        where = f" in the {zone} zone" if zone else ""
        return f"The level is not named, so any root that can be met{where} is meant."
    rows = [row for row in load_disc_zones() if row.level == level and (zone in ("", row.zone))]
    roots: dict[str, str] = {}
    for row in rows:
        if row.often == "usual" or (zone and row.often == "possible"):
            roots.setdefault(row.root, row.role)
    told = and_list([f"the {root} root ({role})" for root, role in roots.items()], 2 * NAMED)
    where = f"At {level}, {zone} zone" if zone else f"At {level}"
    return f"{where}, a lesion meets {told}." if told else f"{where}, a lesion meets no one root."


def hold_sentences(
    finding: Finding, carrier: Carrier, holds: Sequence[_Hold], lesions: Sequence[Lesion]
) -> tuple[str, ...]:
    """Return what the two places hold of the way, in words.

    Args:
        finding: From the catalog.
        carrier: What carries it.
        holds: What each of the two places holds.
        lesions: The two places.
    """
    if carrier.basis in ("table", "sides", "pain"):
        return ()
    subjects = [_lesion_words(lesion) for lesion in lesions]
    on = [hold.share > 0 for hold in holds]
    if not any(on) and not any(map(_has_remark, holds)):
        intact = ": under both it is intact" if carrier.strands else ""
        neither = f"Neither {subjects[0]} nor {_again(subjects)}"
        sentences = [f"{neither} {_VERBS[carrier.basis][0]}{intact}."]
    else:
        first = f"{_capital(subjects[0])} {_predicate(carrier, holds[0])}."
        second = f"{_capital(_again(subjects))} {_predicate(carrier, holds[1], after=on[0])}."
        sentences = [first, second]
    return (*sentences, *_remarks(finding, carrier, holds, lesions))


def _has_remark(hold: _Hold) -> bool:
    return hold.other_side or hold.before_ganglion or not hold.neural


_VERBS: Mapping[str, tuple[str, str]] = {
    "fibers": ("lies on this way", "lie on this way"),
    "structures": ("sits on what is tested", "sit on what is tested"),
    "level": ("goes with this level", "go with this level"),
    "site": ("lies at this place", "lie at this place"),
    "family": ("is of this kind", "belong to this kind"),
}


def _predicate(carrier: Carrier, hold: _Hold, *, after: bool = False) -> str:
    """What is said of one place; ``after`` another one that does lie on the way."""
    does, do = _VERBS[carrier.basis]
    if hold.share > 0:
        return f"{does}{' too' if after else ''}{_how_much(carrier, hold.share)}"
    if hold.other_side:
        return "is on the other side"
    if hold.before_ganglion:
        return "lies before the ganglion and leaves the response normal"
    if not hold.neural and carrier.basis != "site":
        return "holds no nerve, so no way runs through it"
    intact = ": there it is intact" if carrier.strands else ""
    return f"does not{'' if after else f' {do}'}{intact}"


def _how_much(carrier: Carrier, share: float) -> str:
    if carrier.basis in ("site", "family"):
        return ""
    if carrier.basis in ("level", "structures"):
        return "" if share >= WHOLE else f", but only in part ({_percent(share)})"
    of_it = "one of them" if carrier.sums_up else "it"
    least = "up to " if carrier.sums_up else ""
    if share < SMALL:
        return f" but holds only {least}{_percent(share)} of {of_it}"
    return f" and holds {'all' if share >= WHOLE else least + _percent(share)} of {of_it}"


def _remarks(
    finding: Finding, carrier: Carrier, holds: Sequence[_Hold], lesions: Sequence[Lesion]
) -> Iterator[str]:
    for hold, lesion in zip(holds, lesions, strict=True):
        if hold.other_places:
            usual = site_of(lesion.site).places[0].label
            meant = f"the usual place, {usual}," if usual else "the usual place"
            change = "would not be so" if hold.share > 0 else "would be otherwise"
            places = and_list(hold.other_places, last="or")
            yield f"{_capital(hold.lesion)}: {meant} is meant; if {places}, it {change}."
        if hold.upper_motor and carrier.kind == "reflex" and finding.kind == "reflex":
            yield (
                f"{_capital(hold.lesion)} lies above the arc: it frees the reflex, which becomes "
                "brisk rather than lost."
            )
    told = [hold.lesion for hold in holds if hold.by_table]
    if told:
        whom = told[0] if len(told) == 1 else "both"
        yield f"For {whom}, a table by site adds to what the map says."


def place_words(lesion: Lesion) -> str:
    """Return a place with its side as it stands in a sentence.

    Args:
        lesion: Site, side and place; severity and time are left out.

    Example:
        >>> place_words(Lesion.parse("left S1 root")), place_words(Lesion.parse("polyneuropathy"))
        ('the left S1 root', 'polyneuropathy')
    """
    site = site_of(lesion.site)
    name = str(Lesion(lesion.site, lesion.side, lesion.place))
    bare = site.family in ("generalized", "none") or site.label.endswith("pathy")
    return name if bare or name.startswith("both ") else f"the {name}"


def _lesion_words(lesion: Lesion) -> str:
    site, place = site_of(lesion.site), place_words(lesion)
    if site.family in ("generalized", "non_neural", "none") or site.label.endswith("pathy"):
        return place
    return f"a lesion of {place}"


def _again(subjects: Sequence[str]) -> str:
    """The second subject, shorter where it is a lesion as the first is."""
    start = "a lesion of "
    both = all(subject.startswith(start) for subject in subjects)
    return f"one of {subjects[1].removeprefix(start)}" if both else subjects[1]


def _bare_label(site: str) -> str:
    return load_sites()[site].label.removeprefix("non-neural: ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _percent(share: float) -> str:
    if 0 < share < LEAST_PERCENT:
        return "under 1 %"
    return f"{min(99, round(share * 100)) if share < 1 else 100} %"


LEAST_PERCENT = 0.005
