"""``python -m benchmarks.episode``: carry the published case, and write the pages made of it."""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.episode.carry import PUBLISHED, carry, course_of
from benchmarks.episode.pages import gates_page, pathway_page
from radicular.documents.document import document_of, load_documents
from radicular.documents.page import document_page
from radicular.documents.pdf import document_pdf
from radicular.pathway.review import EpisodeReview
from radicular.report.episode_text import episode_lines
from radicular.report.pathway_figure import pathway_figure

DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    """Write docs/pathway.md, docs/gates.md, docs/episode.md and docs/episode/."""
    (DOCS / "pathway.md").write_text(pathway_page(), encoding="utf-8")
    (DOCS / "pathway.svg").write_text(pathway_figure(), encoding="utf-8")
    (DOCS / "gates.md").write_text(gates_page(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        place = carry(course_of(PUBLISHED), Path(folder) / "case_048", datetime.now(UTC))
        review = place.review()
        (DOCS / "episode.md").write_text(_page(review), encoding="utf-8")
        _documents(review, DOCS / "episode")


def _documents(review: EpisodeReview, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for kind in load_documents():
        made = document_of(review, kind)
        (folder / f"{kind}.html").write_text(document_page(made), encoding="utf-8")
        (folder / f"{kind}.pdf").write_bytes(document_pdf(made))
        print(f"docs/episode/{kind}", file=sys.stderr)


def _page(review: EpisodeReview) -> str:
    shown = "\n".join(line.text for line in episode_lines(review))
    documents = "\n".join(
        f"- {kind.title}, for {kind.reader}: [page](episode/{kind.id}.html), "
        f"[PDF](episode/{kind.id}.pdf)"
        for kind in load_documents().values()
    )
    log = "\n".join(
        f"| {event.number} | {event.on} | {event.kind.replace('_', ' ')} | {event.by} |"
        for event in review.episode.events
    )
    return f"""# A published case, carried through all seven steps

Written by `make episode` from [examples/episode_048.yaml](../examples/episode_048.yaml). The case
is a teaching case of a clinic (Spinomax, TCS-4,
<https://spinomax.com/doctors-spine-pain-as-worse-as-others-tcs-4/>). It tells the history, two
findings, the MRI, the operation and that the pain went at once; it tells neither dates nor scores,
no checks and no later visit. Those are made up for illustration, and every entry says which it is.

| entry | date | what | by |
|---|---|---|---|
{log}

What `radicular episode show` says of it:

```text
{shown}
```

Its documents, all made of the same facts:

{documents}
"""


if __name__ == "__main__":
    main()
