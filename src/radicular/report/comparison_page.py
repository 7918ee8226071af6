"""A comparison of two places as one self-contained page for a browser or a printer."""

from collections.abc import Sequence
from typing import Any

from radicular.anatomy import load_atlas
from radicular.conduction import SIDES, load_conduction
from radicular.lesion import Lesion
from radicular.localize.comparison import Comparison, FindingBits
from radicular.localize.route_words import place_words
from radicular.report import comparison_words as words
from radicular.report.pages import page_templates
from radicular.report.skin_figure import Figure, skin_figure
from radicular.report.skin_map import Sense, SkinMap
from radicular.report.way_figure import distinct
from radicular.report.words import CLOSING, has_skin_pattern, setting_words

__all__ = ["comparison_page"]

#: Pictures of ways that are drawn.
WAYS = 8


def comparison_page(comparison: Comparison) -> str:
    """Return a comparison as HTML without any outside file.

    Args:
        comparison: Two places with the bits and the way of every finding.
    """
    groups = words.grouped(comparison)
    ordered = sorted(comparison.bits, key=lambda item: -abs(item.bits_first_second))
    first, second = map(place_words, (comparison.first_lesion, comparison.second_lesion))
    return (
        page_templates()
        .get_template("comparison.html.j2")
        .render(
            comparison=comparison,
            title=words.title_words(comparison),
            case_title=comparison.case.title or comparison.case.id or "Case",
            setting=setting_words(comparison.setting),
            first=first,
            second=second,
            lead=words.lead_words(comparison),
            after=words.after_words(comparison),
            start=words.start_words(comparison),
            total=words.sum_words(comparison),
            scale=words.SCALE_WORDS,
            sides=[
                (f"What speaks for {first}", _rows(comparison, groups.speaks_for)),
                (f"What speaks against it, for {second}", _rows(comparison, groups.speaks_against)),
            ],
            neither=[item.finding for item in groups.neither],
            skins=list(_skins(comparison)),
            ways=distinct([item.route for item in ordered if item.route is not None], WAYS),
            closing=CLOSING,
        )
    )


def _rows(comparison: Comparison, items: Sequence[FindingBits]) -> list[dict[str, Any]]:
    """The findings of one direction, each with the length of its bar in percent."""
    longest = max((abs(item.bits_first_second) for item in comparison.bits), default=1.0)
    return [
        {
            "finding": item.finding,
            "strength": words.strength(item.bits_first_second),
            "bits": f"{item.bits_first_second:+.1f}",
            "length": round(abs(item.bits_first_second) / max(longest, 1.0) * 100, 1),
            "direction": "for" if item.bits_first_second > 0 else "against",
            "way": item.route.text if item.route is not None else "",
            "surprise": words.surprise_words(comparison, item),
        }
        for item in items
    ]


def _skins(comparison: Comparison) -> list[dict[str, Any]]:
    """The skin whose feeling runs through each place, as two pictures in the two colors."""
    one, other = comparison.first_lesion, comparison.second_lesion
    # The two senses of a skin map are two colors and two sets of names; here they are two places.
    skin = SkinMap(loss=_territory(one), irritation=_territory(other), marks=())
    senses: tuple[tuple[int, Sense, Lesion], ...] = ((1, "loss", one), (2, "irritation", other))
    return [
        _skin(number, place_words(lesion), skin_figure(skin, sense))
        for number, sense, lesion in senses
        if has_skin_pattern(lesion.site)
    ]


def _skin(number: int, place: str, figure: Figure) -> dict[str, Any]:
    caption = f"Skin whose feeling runs through {place}"
    return {
        "number": number,
        "caption": caption,
        "figure": figure,
        "label": f"{caption}: {figure.most or 'none'}",
    }


def _territory(lesion: Lesion) -> dict[tuple[str, str], float]:
    function = load_conduction().function([lesion])
    return {
        (patch, side): function.of("irritation", patch, "left" if side == "left" else "right")
        for patch in load_atlas().patches
        for side in SIDES
    }
