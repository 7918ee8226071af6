"""The curves of the policies as a small picture, readable on light and on dark ground."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Curve", "figure"]

WIDTH, HEIGHT = 640, 380
LEFT, RIGHT, TOP, BOTTOM = 56, 150, 20, 46
#: Colors that people who see few colors tell apart; dashes tell the lines apart without any.
LINES = (("#0072b2", "#56b4e9", ""), ("#b34e00", "#e69f00", "7 4"), ("#555555", "#aaaaaa", "2 4"))
TICKS = 5


@dataclass(frozen=True)
class Curve:
    """A mean after every test, with the ends of its interval."""

    mean: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


def figure(curves: Mapping[str, Curve]) -> str:
    """Return the picture as SVG.

    Args:
        curves: At most three, by the name of their policy.

    Example:
        >>> flat = Curve((0.1, 0.5), (0.05, 0.4), (0.15, 0.6))
        >>> figure({"random": flat}).startswith("<svg")
        True
    """
    return "\n".join(_lines(curves)) + "\n"


def _lines(curves: Mapping[str, Curve]) -> Iterator[str]:
    most = max(max(curve.high) for curve in curves.values())
    top = min(1.0, -(-most * 10 // 1) / 10)
    steps = len(next(iter(curves.values())).mean)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="13">'
    )
    yield "<title>Mean probability of the true site against the number of tests</title>"
    yield f"<style>{_style()}</style>"
    yield from _axes(steps, top)
    for number, (name, curve) in enumerate(curves.items()):
        yield from _curve(number, name, curve, top)
    yield "</svg>"


def _style() -> str:
    light, dark = ["text{fill:#222}.grid{stroke:#ccc}"], ["text{fill:#ddd}.grid{stroke:#555}"]
    for number, (on_light, on_dark, _) in enumerate(LINES):
        light.append(f".l{number}{{stroke:{on_light};fill:none}}.b{number}{{fill:{on_light}}}")
        dark.append(f".l{number}{{stroke:{on_dark}}}.b{number}{{fill:{on_dark}}}")
    return "".join(light) + "@media(prefers-color-scheme:dark){" + "".join(dark) + "}"


def _x(step: int, steps: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * step / max(steps - 1, 1)


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top


def _axes(steps: int, top: float) -> Iterator[str]:
    for tick in range(TICKS + 1):
        value = top * tick / TICKS
        y = _y(value, top)
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:.2f}</text>'
    for step in range(0, steps, 2):
        x = _x(step, steps)
        yield f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{step}</text>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle:.0f}" y="{HEIGHT - 8}" text-anchor="middle">tests done</text>'


def _curve(number: int, name: str, curve: Curve, top: float) -> Iterator[str]:
    steps = len(curve.mean)
    there = [f"{_x(step, steps):.1f},{_y(curve.high[step], top):.1f}" for step in range(steps)]
    back = [f"{_x(step, steps):.1f},{_y(curve.low[step], top):.1f}" for step in range(steps)]
    line = [f"{_x(step, steps):.1f},{_y(curve.mean[step], top):.1f}" for step in range(steps)]
    dash = f' stroke-dasharray="{LINES[number][2]}"' if LINES[number][2] else ""
    yield f'<polygon class="b{number}" opacity="0.18" points="{" ".join(there + back[::-1])}"/>'
    yield f'<polyline class="l{number}" stroke-width="2.5"{dash} points="{" ".join(line)}"/>'
    x, y = WIDTH - RIGHT + 8, TOP + 20 * number + 8
    yield (
        f'<line class="l{number}" stroke-width="2.5"{dash} x1="{x}" x2="{x + 26}" y1="{y}" '
        f'y2="{y}"/>'
    )
    yield f'<text x="{x + 32}" y="{y + 4}">{escape(name)}</text>'
