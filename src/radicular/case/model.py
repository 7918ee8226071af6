"""A recorded case, from its file and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from radicular.case.background import read_background
from radicular.case.entries import read_observations
from radicular.case.fields import CASE_FIELDS, SETTINGS, VERSION
from radicular.case.problems import NOTHING, Problems, told_together
from radicular.case.record import Observation, Patient, Vertebrae
from radicular.case.text import parse_text, read_file, yaml_text
from radicular.lesion import Lesion

__all__ = ["Case"]


@dataclass(frozen=True, slots=True)
class Case:
    """A recorded case.

    Args:
        observations: What was found.
        patient: Who was examined.
        id: A key.
        title: A line of text.
        setting: Where the case was seen (``spine_clinic`` …), or empty.
        source: Where the case comes from, free.
        truth: What was finally found, free; no part of the answer looks at it.
        note: Anything else.
        vertebrae: How many lumbar vertebrae there are, if somebody counted.
        background: Lesions known from before that are not the question.
    """

    observations: tuple[Observation, ...] = ()
    patient: Patient = field(default_factory=Patient)
    id: str = ""
    title: str = ""
    setting: str = ""
    source: object = None
    truth: object = None
    note: str = ""
    vertebrae: Vertebrae | None = None
    background: tuple[Lesion, ...] = ()

    @classmethod
    def from_file(cls, path: str | Path) -> Self:
        """Return the case of a file in YAML or JSON.

        Args:
            path: Where the file lies.

        Raises:
            CaseFileError: If anything in it is wrong; all problems together, one a line.
        """
        with told_together():
            return cls.from_text(read_file(Path(path)), str(path))

    @classmethod
    def from_text(cls, text: str, name: str = "case") -> Self:
        """Return the case of a text in YAML or JSON.

        Args:
            text: The text.
            name: What to call it in an error.

        Raises:
            CaseFileError: If anything in it is wrong; all problems together, one a line.

        Example:
            >>> case = Case.from_text('''
            ... radicular_case: 1
            ... findings:
            ...   - {finding: ankle jerk, side: left, value: absent}
            ... ''')
            >>> [(o.finding, o.side, sorted(o.grades)) for o in case.observations]
            [('reflex_achilles', 'left', ['absent'])]
        """
        with told_together():
            return cls.from_dict(parse_text(text, name))

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """Return the case of plain data.

        Args:
            data: The fields of a case file.

        Raises:
            CaseFileError: If anything in it is wrong; all problems together, one a line.
        """
        problems = Problems()
        fields = problems.fields("case", data, CASE_FIELDS)
        if not isinstance(data, Mapping):
            problems.raise_if_any()
        version = fields.get("radicular_case", NOTHING)
        if version != VERSION or isinstance(version, bool):
            problems.add("radicular_case", version, f"{VERSION}, the version of the format")
        case = cls(
            observations=tuple(read_observations(fields.get("findings", NOTHING), problems)),
            patient=Patient.read(fields.get("patient"), problems),
            id=problems.text("id", fields.get("id")),
            title=problems.text("title", fields.get("title")),
            setting=problems.choice(
                "setting", fields.get("setting"), {s.replace("_", " "): s for s in SETTINGS}, ""
            ),
            source=problems.free("source", fields.get("source")),
            truth=problems.free("truth", fields.get("truth")),
            note=problems.text("note", fields.get("note")),
            vertebrae=Vertebrae.read(fields.get("lumbar_vertebrae"), problems),
            background=tuple(read_background(fields.get("background"), problems)),
        )
        problems.raise_if_any()
        return case

    @property
    def unjudged(self) -> tuple[Observation, ...]:
        """What was tested and could not be judged."""
        return tuple(item for item in self.observations if not item.value.judged)

    def of_stages(self, *stages: str) -> Self:
        """Return the case with only the observations of some parts of the work-up.

        Args:
            stages: ``history``, ``examination``, ``electrodiagnosis``, ``imaging``, ``block``.

        Example:
            >>> Case().of_stages("history").observations
            ()
        """
        kept = (observation for observation in self.observations if observation.stage in stages)
        return replace(self, observations=tuple(kept))

    def to_dict(self) -> dict[str, object]:
        """Return the fields of a case file, without the empty ones."""
        known: dict[str, object] = {
            "radicular_case": VERSION,
            "id": self.id,
            "title": self.title,
            "setting": self.setting,
            "patient": self.patient.to_dict(),
            "source": self.source,
            "truth": self.truth,
            "note": self.note,
            "lumbar_vertebrae": self.vertebrae.to_dict() if self.vertebrae else None,
            "background": [str(lesion) for lesion in self.background],
        }
        fields = {key: value for key, value in known.items() if value not in ("", None, {}, [])}
        return fields | {"findings": [entry.to_dict() for entry in self.observations]}

    def to_yaml(self) -> str:
        """Return the text of a case file, one finding a line.

        Example:
            >>> from radicular.findings.catalog import load_catalog
            >>> finding = load_catalog()["reflex_achilles"]
            >>> print(Case((Observation.of(finding, "left", "absent"),)).to_yaml())
            radicular_case: 1
            findings:
            - {finding: reflex_achilles, side: left, value: absent}
            <BLANKLINE>
        """
        return yaml_text(self.to_dict())
