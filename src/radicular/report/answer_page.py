"""An answer as one self-contained page for a browser or a printer."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from radicular.localize.explain import Clue
from radicular.localize.localizer import Answer
from radicular.report import words
from radicular.report.pages import page_templates
from radicular.report.skin_figure import Figure, skin_figure
from radicular.report.skin_map import skin_map

__all__ = ["answer_page"]

#: Sites that are explained side by side.
EXPLAINED = 3
WORTH_EXPLAINING = 0.03
#: Clues listed for a site, and the least they must move its odds.
CLUES, LEAST_BITS = 12, 0.1
_STAGES = ("history", "examination", "electrodiagnosis", "imaging", "block")
_SENSES: Mapping[str, str] = {
    "loss": "Expected loss of feeling",
    "irritation": "Expected pain or tingling",
}
_MARKS: Mapping[str, str] = {
    "pain": "recorded: pain",
    "tingling": "recorded: numbness or tingling told",
    "changed": "recorded: feeling changed on examination",
    "normal": "recorded: feeling normal on examination",
}


def answer_page(answer: Answer) -> str:
    """Return an answer as HTML without any outside file.

    Args:
        answer: What the localizer gave.
    """
    environment = page_templates()
    environment.globals.update(
        site_words=words.site_words,
        side_words=words.side_words,
        family_words=words.family_words,
        headline=words.headline,
        test_words=words.test_words,
        interval_words=words.interval_words,
    )
    skin = skin_map(answer)
    return environment.get_template("answer.html.j2").render(
        answer=answer,
        concerns=words.concerns(answer.red_flags),
        credible=words.credible_words(answer),
        title=answer.case.title or answer.case.id or "Case",
        patient=words.patient_words(answer),
        setting=words.setting_words(answer.setting),
        not_enough="" if answer.enough_data else words.not_enough(answer),
        roots=answer.posterior.roots(),
        families=_worth_showing(answer.posterior.families()),
        sides=answer.posterior.sides(),
        reasons=_reasons(answer),
        recorded=_recorded(answer),
        figures=[
            (_SENSES[sense], skin_figure(skin, sense))
            for sense in ("loss", "irritation")
            if words.has_skin_pattern(answer.ranked[0].site)
        ],
        figure_label=_figure_label,
        mark_words=_MARKS,
        provenance=words.provenance_words(answer),
        bits=words.BITS,
        intervals=words.INTERVALS if answer.intervals else "",
        doubts=words.doubts(answer),
        of_the_site=words.OF_THE_SITE,
        pairs=list(words.pair_words(answer)),
        closing=words.CLOSING,
    )


def _worth_showing(values: Mapping[str, float]) -> Mapping[str, float]:
    return {name: value for name, value in values.items() if value >= 0.005}  # noqa: PLR2004


def _figure_label(title: str, figure: Figure) -> str:
    return f"{title}: {figure.most or 'none'}"


def _reasons(answer: Answer) -> list[dict[str, Any]]:
    """The first sites with their clues, each with the length of its bar in percent."""
    explained = [
        site
        for number, site in enumerate(answer.ranked[:EXPLAINED])
        if not number or site.probability >= WORTH_EXPLAINING
    ]
    longest = max(
        (abs(clue.bits) for site in explained for clue in answer.clues[site.site]), default=1.0
    )
    return [
        {"site": site, "clues": _clues(answer.clues[site.site], max(longest, 1.0))}
        for site in explained
    ]


def _clues(clues: Sequence[Clue], longest: float) -> list[dict[str, Any]]:
    told = [clue for clue in clues if abs(clue.bits) >= LEAST_BITS][:CLUES]
    ordered = sorted(told, key=lambda clue: -clue.bits)
    return [
        {
            "finding": clue.finding,
            "bits": f"{clue.bits:+.1f}",
            "length": round(abs(clue.bits) / longest * 100, 1),
            "direction": "for" if clue.bits > 0 else "against",
        }
        for clue in ordered
    ]


def _recorded(answer: Answer) -> list[tuple[str, list[str]]]:
    ordered = sorted(answer.case.observations, key=lambda item: _STAGES.index(item.stage))
    return [
        (stage, [words.observation_words(item) for item in items])
        for stage, items in groupby(ordered, key=lambda item: item.stage)
    ]
