"""How long the panel beside the examination takes to repaint after a key, in Chromium."""

import argparse
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import sleep

from playwright.sync_api import Page, sync_playwright

from benchmarks.workbench.served import prepare, served

__all__ = ["Latency", "measure"]

LIMIT_MS = 50.0
ENTRIES, FINDINGS, WARM = 120, 40, 5
PAUSE_SECONDS = 0.15
#: Of the grid, one after the other; a cell is entered anew with another grade in each round.
CELLS, GRADES = 30, "435"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
#: From the key to the frame after the one in which the panel was brought up to date.
WATCH = """
window.latencies = [];
window.painted = () => {};
let pressed = 0;
addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
addEventListener("DOMContentLoaded", () => {
  const panel = document.getElementById("live");
  if (!panel) return;
  new MutationObserver(() => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        latencies.push(performance.now() - pressed);
        painted();
      };
      channel.port2.postMessage(0);
    });
  }).observe(panel, { subtree: true, attributeFilter: ["data-seen"] });
});
"""
#: Waits in the page: asking again and again would take the time that is measured.
AWAIT = """
(number) => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error("no repaint after entry " + number)), 60000);
  window.painted = () => latencies.length > number && resolve();
  painted();
})
"""


@dataclass(frozen=True)
class Latency:
    """What was measured.

    Args:
        entries: How many.
        findings: On record when the last one was made.
        median_ms: From key to repaint.
        p95_ms: The same, 95th percentile.
        limit_ms: What the median should stay under.
    """

    entries: int
    findings: int
    median_ms: float
    p95_ms: float
    limit_ms: float = LIMIT_MS

    @property
    def ratio(self) -> float:
        """The median as a share of the limit."""
        return self.median_ms / self.limit_ms


def measure(entries: int = ENTRIES) -> Latency:
    """Measure on a server of its own, in a folder that is thrown away."""
    with TemporaryDirectory(prefix="radicular-latency-") as folder:
        path, cookie = _prepared(Path(folder))
        with served(Path(folder)) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=ARGUMENTS
            )
            context = browser.new_context(base_url=server.address)
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.address}])
            context.add_init_script(WATCH)
            page = context.new_page()
            page.goto(f"{path}?section=motor")
            times = _entered(page, entries + WARM)[WARM:]
            browser.close()
    return Latency(len(times), FINDINGS, median(times), quantiles(times, n=20)[-1])


def _prepared(folder: Path) -> tuple[str, str]:
    """Make an examination; return its address and the cookie of a person who may change it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    prepare(folder)
    from benchmarks.workbench.examined import make_examination  # noqa: PLC0415

    return make_examination(FINDINGS)


def _entered(page: Page, count: int) -> list[float]:
    cells = page.locator(".grid select.cell")
    for number in range(count):
        place = number % CELLS
        if place == 0:
            cells.first.focus()
        page.keyboard.press(GRADES[number // CELLS % len(GRADES)])
        page.evaluate(AWAIT, number)
        sleep(PAUSE_SECONDS)
    times: list[float] = page.evaluate("latencies")
    return times


def main() -> None:
    """Print the measured latency."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--json", action="store_true", help="print it for a machine")
    options = parser.parse_args()
    measured = measure(options.entries)
    if options.json:
        print(json.dumps(asdict(measured) | {"ratio": measured.ratio}))
        return
    print(f"{measured.entries} entries in an examination with {measured.findings} findings")
    print(f"from key to repaint: median {measured.median_ms:.1f} ms, 95 % {measured.p95_ms:.1f} ms")
    print(f"the median is {measured.ratio:.2f} of the {measured.limit_ms:.0f} ms aimed at")


if __name__ == "__main__":
    main()
