"""``python -m benchmarks.fhir``: every exported example before five validators, and on a server."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.fhir.examples import DEFECTS, examples
from benchmarks.fhir.server import round_trip
from benchmarks.fhir.validators import HERE, VALIDATORS, verdicts
from benchmarks.npm import install

PAGE = Path(__file__).parents[2] / "docs" / "fhir.md"


def main() -> int:
    """Run all checks, tell what was found, and return 1 if an example is rejected."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.fhir", description=__doc__)
    options.add_argument("--write", action="store_true", help="write docs/fhir.md")
    chosen = options.parse_args()
    install(HERE)
    print("Writing every example …", file=sys.stderr)
    named = list(examples())
    resources = [resource for _, resource in named]
    print(f"{len(resources)} resources before five validators …", file=sys.stderr)
    answers = verdicts(resources)
    rejected = [
        f"{name}: {validator}: {objection}"
        for (name, _), answer in zip(named, answers, strict=True)
        for validator, objections in answer.items()
        for objection in objections
    ]
    caught = verdicts(list(DEFECTS.values()))
    print("On a server …", file=sys.stderr)
    course = [
        item
        for name, item in named
        if name.startswith("episode_048 ") and item["resourceType"] != "Bundle"
    ]
    wrong = round_trip(course)
    page = "\n".join(_page(resources, rejected, caught, course, wrong))
    print(page)
    if chosen.write:
        PAGE.write_text(page + "\n", encoding="utf-8")
    missed = [name for name, answer in zip(DEFECTS, caught, strict=True) if not answer["radicular"]]
    for line in (*rejected, *wrong, *(f"not caught: {name}" for name in missed)):
        print(line, file=sys.stderr)
    return 1 if rejected or wrong or missed else 0


def _page(
    resources: Sequence[dict[str, Any]],
    rejected: Sequence[str],
    caught: Sequence[Mapping[str, list[str]]],
    course: Sequence[dict[str, Any]],
    wrong: Sequence[str],
) -> Iterator[str]:
    kinds = Counter(item["resourceType"] for item in resources)
    counts = "\n".join(f"| {kind} | {count} |" for kind, count in sorted(kinds.items()))
    defects = "\n".join(
        f"| {name} | {' | '.join('caught' if answer[one] else '-' for one in VALIDATORS)} |"
        for name, answer in zip(DEFECTS, caught, strict=True)
    )
    yield f"""# FHIR before others

Written by `make fhir FHIR_ARGS=--write`.

Every exported example, {len(resources)} resources of two whole courses and all published cases,
before five validators: {len(rejected)} objections.

| resource | examples |
|---|---|
{counts}

Ten defects, and who catches them:

| defect | {" | ".join(VALIDATORS)} |
|---|{"---|" * len(VALIDATORS)}
{defects}

`invariants` are the constraints of the specification evaluated with fhirpath; they say nothing of
structure or value sets.

On a server (@medplum/fhir-router, in memory) through fhirpy: {len(course)} resources created in one
transaction, read back, and searched by patient and by code: {len(wrong)} differences."""


if __name__ == "__main__":
    sys.exit(main())
