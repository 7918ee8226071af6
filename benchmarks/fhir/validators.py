"""The validators: our own, fhir.resources, npm fhir, @medplum/core, and the invariants."""

import importlib
import json
import subprocess
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from radicular.interop.fhir_check import check_resource

__all__ = ["HERE", "VALIDATORS", "by_fhir_resources", "verdicts"]

HERE = Path(__file__).parent
VALIDATORS = ("radicular", "fhir.resources", "npm fhir", "@medplum/core", "invariants")


def verdicts(resources: Sequence[Mapping[str, Any]]) -> list[Mapping[str, list[str]]]:
    """Return for every resource what each validator objects to.

    Args:
        resources: As plain data.
    """
    return [
        {
            "radicular": [str(defect) for defect in check_resource(resource)],
            "fhir.resources": by_fhir_resources(resource),
            "npm fhir": answer["fhir"],
            "@medplum/core": answer["medplum"],
            "invariants": answer["invariants"],
        }
        for resource, answer in zip(resources, _by_node(resources), strict=True)
    ]


def _by_node(resources: Iterable[Mapping[str, Any]]) -> list[dict[str, list[str]]]:
    given = "\n".join(json.dumps(resource) for resource in resources)
    done = subprocess.run(
        ["node", "check.js"],  # noqa: S607 - the Node of the machine
        cwd=HERE,
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def by_fhir_resources(resource: Mapping[str, Any]) -> list[str]:
    """Return what fhir.resources objects to in a resource."""
    kind = resource["resourceType"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # made while the package is imported
        module = importlib.import_module(f"fhir.resources.R4B.{kind.lower()}")
        try:
            getattr(module, kind).model_validate(resource)
        except ValueError as error:
            return [str(error).splitlines()[0]]
    return []
