"""A FHIR server in memory that has to take, find and give back what is written."""

import contextlib
import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fhirpy import SyncFHIRClient

from benchmarks.fhir.validators import HERE
from radicular.interop.fhir_export import bundle
from radicular.interop.fhir_words import FINDING

__all__ = ["round_trip"]

REFLEX = "reflex_achilles"
Resource = dict[str, Any]


@contextlib.contextmanager
def _server() -> Iterator[str]:
    process = subprocess.Popen(
        ["node", "server.mjs"],  # noqa: S607 - the Node of the machine
        cwd=HERE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None  # noqa: S101 - it was asked for
    try:
        port = process.stdout.readline().strip()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def round_trip(resources: Sequence[Resource]) -> list[str]:
    """Create resources on a server, search and read them back; return what went wrong.

    Args:
        resources: Of one patient, with ids and references to each other.
    """
    with _server() as address:
        client = SyncFHIRClient(address)
        names = _create(client, resources)
        return [*_read_back(client, resources, names), *_search(client, resources, names)]


def _create(client: SyncFHIRClient, resources: Sequence[Resource]) -> Mapping[str, str]:
    """Create all in one transaction; return our name of each with that of the server."""
    answer = client.execute("/", method="post", data=bundle(resources, transaction=True))
    places = [entry["response"]["location"].strip("/") for entry in answer["entry"]]
    return {
        f"{item['resourceType']}/{item['id']}": place
        for item, place in zip(resources, places, strict=True)
    }


def _read_back(
    client: SyncFHIRClient, resources: Sequence[Resource], names: Mapping[str, str]
) -> Iterator[str]:
    for item in resources:
        ours = f"{item['resourceType']}/{item['id']}"
        back = client.execute(f"/{names[ours]}", method="get")
        back.pop("meta", None)
        wanted = json.loads(_renamed(json.dumps(item), names)) | {"id": back["id"]}
        if back != wanted:
            yield f"{ours} came back changed"


def _renamed(text: str, names: Mapping[str, str]) -> str:
    """Return a text in which references have the names that the server gave."""
    return re.sub(r'(?<="reference": ")[^"]+', lambda match: names.get(match[0], match[0]), text)


def _search(
    client: SyncFHIRClient, resources: Sequence[Resource], names: Mapping[str, str]
) -> Iterator[str]:
    """Search every kind with a subject by the patient, and findings by their code."""

    def wanted(kind: str, code: str = "") -> set[str]:
        return {
            names[f"{kind}/{item['id']}"]
            for item in resources
            if item["resourceType"] == kind and code in (*_codes(item), "")
        }

    def found(kind: str, **how: str) -> set[str]:
        answer = client.execute(f"/{kind}", method="get", params={**how, "_count": 1000})
        return {f"{kind}/{entry['resource']['id']}" for entry in answer.get("entry", [])}

    (patient,) = wanted("Patient")
    for kind in ("Observation", "Condition", "Procedure", "DiagnosticReport", "RiskAssessment"):
        if found(kind, subject=patient) != wanted(kind):
            yield f"search of {kind} by patient"
    if found("Observation", code=f"{FINDING}|{REFLEX}") != wanted("Observation", REFLEX):
        yield "search of Observation by code"


def _codes(item: Resource) -> list[str]:
    return [coding.get("code", "") for coding in item.get("code", {}).get("coding", ())]
