"""Files of an episode that leave: FHIR, phenopacket, and the folder of the episode itself."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from radicular.errors import InputError
from radicular.interop import fhir_import
from radicular.interop.fhir_export import bundle, defects_of, episode_resources
from radicular.interop.phenopacket import phenopacket
from radicular.pathway.keeper import EpisodeKeeper
from radicular.pathway.review import EpisodeReview

__all__ = ["FORMATS", "Exported", "Format", "left_out"]

FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Exported:
    """A file.

    Attributes:
        name: Its name.
        type: Of its content.
        content: Its bytes.
    """

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes:
        title: In words.
        says: What it is for.
        make: Gives the file.
    """

    title: str
    says: str
    make: Callable[[EpisodeKeeper, EpisodeReview], Exported]


def _fhir(keeper: EpisodeKeeper, review: EpisodeReview) -> Exported:
    episode = review.episode
    reviews = [keeper.review(key) for key in episode.problems]
    resources = list(episode_resources(episode, reviews))
    defects = list(defects_of(resources))
    if defects:
        raise InputError("FHIR", defects[0], "what the specification allows")
    return Exported(f"{episode.id}.fhir.json", "application/fhir+json", _json(bundle(resources)))


def _packet(keeper: EpisodeKeeper, review: EpisodeReview) -> Exported:
    case = review.episode.planned_on(review.problem.id)
    made = phenopacket(case, keeper.now.isoformat(timespec="seconds"))
    name = f"{review.episode.id}.phenopacket.json"
    return Exported(name, "application/json", _json(made.packet))


def _folder(keeper: EpisodeKeeper, review: EpisodeReview) -> Exported:
    del keeper
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for event in review.episode.events:
            place = f"{review.episode.id}/entries/{event.number:04}.yaml"
            archive.writestr(zipfile.ZipInfo(place, FIRST_MOMENT), event.to_yaml())
    return Exported(f"{review.episode.id}.zip", "application/zip", file.getvalue())


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, indent=2, ensure_ascii=False).encode()


FORMATS: Mapping[str, Format] = {
    "fhir": Format("FHIR R4B bundle", "for other systems; what was recorded comes back", _fhir),
    "phenopacket": Format("Phenopacket", "the findings before treatment, for research", _packet),
    "folder": Format(
        "Episode folder", "every entry to the byte, for radicular episode on the terminal", _folder
    ),
}


def left_out(review: EpisodeReview) -> Mapping[str, tuple[str, ...]]:
    """Return what each kind of file cannot hold of an episode."""
    case = review.episode.planned_on(review.problem.id)
    packet = phenopacket(case, "").left_out
    entries = "plans, gates, interventions and scores of the episode: they are in FHIR"
    return {"fhir": fhir_import.CANNOT_HOLD, "phenopacket": (*packet, entries), "folder": ()}
