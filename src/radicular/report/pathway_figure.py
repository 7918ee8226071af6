"""The steps of an episode and what may follow what, drawn from the tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from radicular.pathway.steps import CONTEXTS, Transition, load_steps, load_transitions
from radicular.report.pages import page_templates

__all__ = ["pathway_figure"]

BOX_WIDTH, BOX_HEIGHT, GAP = 132, 40, 34
LEFT, TOP, BELOW = 24, 110, 150
STEP_OF_HEIGHT = 26


@dataclass(frozen=True, slots=True)
class _Box:
    x: int
    name: str


@dataclass(frozen=True, slots=True)
class _Arrow:
    path: str
    kind: str
    label: str
    x: float
    y: float


def pathway_figure() -> str:
    """Return the state machine of an episode as SVG.

    Forward ways run above the boxes, returns below; a way with gates is drawn thick.
    """
    places = {step: LEFT + i * (BOX_WIDTH + GAP) for i, step in enumerate(load_steps())}
    arrows = list(_arrows(places))
    return (
        page_templates()
        .get_template("pathway.svg.j2")
        .render(
            boxes=[_Box(x, load_steps()[step].name) for step, x in places.items()],
            arrows=arrows,
            width=LEFT * 2 + len(places) * (BOX_WIDTH + GAP) - GAP,
            height=TOP + BOX_HEIGHT + BELOW,
            top=TOP,
            box_width=BOX_WIDTH,
            box_height=BOX_HEIGHT,
        )
    )


def _arrows(places: dict[str, int]) -> Iterator[_Arrow]:
    for item in _merged():
        start, end = places[item.start], places[item.end]
        steps = abs(end - start) // (BOX_WIDTH + GAP)
        contexts = "" if item.contexts == CONTEXTS else ", ".join(item.contexts)
        kind = f"{item.kind} guarded" if item.guard else item.kind
        if item.kind == "forward" and steps == 1:
            y = TOP + BOX_HEIGHT / 2
            path = f"M{start + BOX_WIDTH} {y}H{end - 5}"
            yield _Arrow(path, kind, item.guard, (start + BOX_WIDTH + end) / 2, y - 9)
            continue
        above = item.kind == "forward"
        edge = TOP if above else TOP + BOX_HEIGHT
        height = STEP_OF_HEIGHT * steps * (-1 if above else 1)
        one = start + BOX_WIDTH * (0.7 if above else 0.3)
        two = end + BOX_WIDTH * (0.3 if above else 0.7)
        tip = edge + (-5 if above else 5)
        path = f"M{one} {edge}C{one} {edge + height} {two} {edge + height} {two} {tip}"
        label = contexts if above else ""
        yield _Arrow(path, kind, label, (one + two) / 2, edge + height * 0.75 - 5)


def _merged() -> Iterator[Transition]:
    """Yield one way for each pair of steps; where it differs by care, that with a guard.

    That every step can be closed early is told beside the picture.
    """
    seen: dict[tuple[str, str], Transition] = {}
    for item in load_transitions():
        if item.end == "closed" and item.start != "follow_up":
            continue
        key = item.start, item.end
        if key not in seen or (item.guard and not seen[key].guard):
            seen[key] = item
    yield from seen.values()
