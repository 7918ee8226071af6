"""``python -m benchmarks.workbench.pictures``: the main pages as pictures, in docs/pictures."""

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from benchmarks.workbench.latency import ARGUMENTS
from benchmarks.workbench.served import prepare, served

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
WIDTH, HEIGHT, TALL = 1280, 900, 1300
#: How far down the map of the body reaches.
END_OF_MAP = "Math.ceil(document.getElementById('map').getBoundingClientRect().bottom)"
COLORS = 128
#: Quality, intensity, a view of the body, and its patches that are marked.
DRAWN = (
    (
        "pain",
        "7",
        "back",
        ("posterior_thigh_upper", "posterior_thigh_lower", "posterolateral_calf"),
    ),
    ("numb", "4", "foot_top", ("fifth_toe_dorsum",)),
)
TEACHING_CASE, TESTS = "common-4711", 2


def main() -> None:
    """Make an invented patient, serve a workbench and take the pictures."""
    PICTURES.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="radicular-pictures-") as folder, _page(Path(folder)) as shown:
        page, examination, episode = shown
        _draw_pain(page, f"{examination}body?mode=pain")
        page.goto(f"{examination}body?mode=pain")
        _take(page, "body-map", height=page.evaluate(END_OF_MAP))
        _take(page, "examination", f"{examination}?section=routine")
        _take(page, "what-if", f"{examination}what-if")
        _take(page, "path", f"{examination}path?finding=reflex_achilles&side=right", TALL)
        _take(page, "for-the-patient", f"{examination}patient", TALL)
        _take(page, "episode", episode, TALL)
        _take(page, "patients", "/patients/")
        _teach(page)
        page.emulate_media(color_scheme="dark")
        _take(page, "examination-dark", f"{examination}?section=reflex")


@contextmanager
def _page(folder: Path) -> Iterator[tuple[Page, str, str]]:
    prepare(folder)
    from benchmarks.workbench.pictured import make_pictured  # noqa: PLC0415

    made = make_pictured()
    with served(folder) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        context = browser.new_context(
            base_url=server.address,
            viewport={"width": WIDTH, "height": HEIGHT},
            reduced_motion="reduce",
        )
        context.add_cookies([{"name": "sessionid", "value": made.cookie, "url": server.address}])
        yield context.new_page(), made.examination, made.episode
        browser.close()


def _take(page: Page, name: str, address: str = "", height: int = HEIGHT) -> None:
    page.set_viewport_size({"width": WIDTH, "height": height})
    if address:
        page.goto(address)
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLORS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)
    print(f"docs/pictures/{name}.png")


def _draw_pain(page: Page, address: str) -> None:
    page.goto(address)
    for quality, intensity, view, patches in DRAWN:
        page.locator(f"input[name=brush][value={quality}]").check()
        page.locator("#intensity").select_option(intensity)
        for patch in patches:
            strokes = page.locator("li[data-stroke]").count()
            page.locator(f"[data-view={view}] [data-patch={patch}][data-side=right]").press("Enter")
            page.locator("li[data-stroke]").nth(strokes).wait_for()


def _teach(page: Page) -> None:
    page.goto(f"/teaching/case/{TEACHING_CASE}")
    page.get_by_role("button", name="Examine").click()
    page.get_by_role("link", name="Reflexes").click()
    for place in range(TESTS):
        page.locator("button[name=test]").nth(place).click()
    _take(page, "teaching")


if __name__ == "__main__":
    main()
