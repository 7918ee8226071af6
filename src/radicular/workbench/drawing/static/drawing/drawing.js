// The body map: its patches tell what the table beside it says; strokes are drawn on it.
import { enter } from "../examine/entering.js";
import { polygonOf } from "./polygon.js";

const SVG = "http://www.w3.org/2000/svg";
const map = document.getElementById("map");
const mode = map.dataset.mode;
const open = map.dataset.open === "yes";
const spoken = document.getElementById("spoken");
const views = [...map.querySelectorAll("svg")];
let asked = 0;

function cellOf(patch) {
  const { area, side } = patch.dataset;
  return document.querySelector(`td[data-area="${area}"][data-side="${side}"]`);
}

function stateOf(patch) {
  if (patch.classList.contains("closed")) return { value: "", text: "not tested here" };
  const cell = cellOf(patch);
  const select = cell.querySelector("select");
  if (!select) return { value: cell.dataset.value, text: cell.textContent };
  return { value: select.value, text: select.selectedOptions[0].text };
}

function letterOf(value) {
  if (mode !== "pain") return value.charAt(0).toUpperCase();
  return value.split(" ").map((kind) => ({ pain: "P", paresthesia: "N" })[kind] ?? "").join("");
}

function element(name, fields, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [field, value] of Object.entries(fields)) made.setAttribute(field, value);
  made.textContent = text;
  return made;
}

function paintPatches() {
  for (const svg of views) {
    const letters = svg.querySelector(".letters");
    letters.replaceChildren();
    for (const patch of svg.querySelectorAll(".patch")) {
      const { name, side, x, y } = patch.dataset;
      const { value, text } = stateOf(patch);
      patch.dataset.value = value;
      patch.setAttribute("aria-label", `${name}, ${side}, ${mode}: ${text}`);
      const letter = letterOf(value);
      if (letter && mode !== "pain") letters.append(element("text", { x, y }, letter));
    }
  }
}

function paintStrokes() {
  for (const svg of views) {
    const strokes = svg.querySelector(".strokes");
    strokes.replaceChildren();
    for (const one of document.querySelectorAll(`li[data-stroke][data-view="${svg.dataset.view}"]`)) {
      const { points, quality, letter } = one.dataset;
      const corners = points.split(" ").map((pair) => pair.split(",").map(Number));
      const middle = (place) => corners.reduce((sum, corner) => sum + corner[place], 0) / corners.length;
      strokes.append(element("polygon", { points, class: quality }));
      strokes.append(element("text", { x: middle(0), y: middle(1) }, letter));
    }
  }
}

// The patch of the same view that lies nearest in the direction of an arrow: within a right angle
// around it, or else a little beside.
function neighbor(patch, [dx, dy]) {
  const from = patch.dataset;
  let best = null;
  let least = Infinity;
  for (const other of patch.ownerSVGElement.querySelectorAll(".patch:not(.closed)")) {
    const x = other.dataset.x - from.x;
    const y = other.dataset.y - from.y;
    const along = x * dx + y * dy;
    const across = Math.abs(x * dy - y * dx);
    const cost = along + across + (across > along ? 1000 : 0);
    if (along > 0.5 && across < 3 * along && cost < least) [best, least] = [other, cost];
  }
  return best;
}

function move(patch) {
  for (const one of patch.ownerSVGElement.querySelectorAll(".patch")) one.tabIndex = -1;
  patch.tabIndex = 0;
  patch.focus();
}

function brush() {
  return map.querySelector("input[name=brush]:checked").value;
}

async function record(select, value) {
  const before = select.dataset.recorded;
  if (value === before) return;
  const cell = select.closest("td");
  select.value = value;
  select.dataset.recorded = value;
  paintPatches();
  const side = cell.dataset.side === "midline" ? "" : cell.dataset.side;
  const taken = await enter(map.dataset.enter, select, {
    finding: select.dataset.finding,
    side,
    value,
    modality: mode,
  });
  if (!taken && select.dataset.recorded === value) {
    select.value = before;
    select.dataset.recorded = before;
    paintPatches();
  } else {
    spoken.textContent = `${select.getAttribute("aria-label")}: ${select.selectedOptions[0].text}`;
  }
}

async function refresh() {
  asked += 1;
  const mine = asked;
  const answer = await fetch(map.dataset.drawn, { credentials: "same-origin" });
  if (!answer.ok || mine !== asked) return;
  const list = document.getElementById("drawn");
  const inside = list.contains(document.activeElement);
  list.innerHTML = await answer.text();
  if (inside) document.getElementById("strokes-title").focus();
  paintStrokes();
  paintPatches();
}

async function sendStroke(fields) {
  const taken = await enter(map.dataset.stroke, map, fields);
  await refresh();
  return taken;
}

async function mark(view, points) {
  const taken = await sendStroke({
    stroke: crypto.randomUUID(),
    quality: brush(),
    intensity: document.getElementById("intensity").value,
    view,
    template: map.dataset.template,
    points,
  });
  if (taken) spoken.textContent = "Stroke kept.";
}

function removeStroke(key) {
  spoken.textContent = "Stroke removed.";
  return sendStroke({ stroke: key, remove: "yes" });
}

function act(patch, value) {
  if (mode === "pain") {
    for (const points of patch.dataset.points.split("|")) mark(patch.ownerSVGElement.dataset.view, points);
  } else if (!patch.classList.contains("closed")) {
    record(cellOf(patch).querySelector("select"), value);
  }
}

function graded(patch, key) {
  if (mode === "pain" || patch.classList.contains("closed")) return undefined;
  if (key === "delete" || key === "backspace") return "";
  const options = [...cellOf(patch).querySelector("select").options];
  return options.find((option) => option.value && option.text.toLowerCase().startsWith(key))?.value;
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

map.addEventListener("keydown", (event) => {
  const patch = event.target.closest(".patch");
  if (!patch || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key in ARROWS) {
    const next = neighbor(patch, ARROWS[event.key]);
    if (next) move(next);
    event.preventDefault();
    return;
  }
  if (!open) return;
  const key = event.key.toLowerCase();
  if (key === "enter" || key === " ") act(patch, mode === "pain" ? "" : brush());
  else {
    const value = key.length === 1 || key === "delete" || key === "backspace" ? graded(patch, key) : undefined;
    if (value === undefined) return;
    act(patch, value);
  }
  event.preventDefault();
});


function place(svg, event) {
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const box = svg.viewBox.baseVal;
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  return [clamp(x, box.x, box.x + box.width), clamp(y, box.y, box.y + box.height)];
}

function drawOn(svg) {
  let points = null;
  let line = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    svg.setPointerCapture(event.pointerId);
    points = [place(svg, event)];
    line = element("polyline", { class: brush() });
    svg.querySelector(".strokes").append(line);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!points) return;
    points.push(place(svg, event));
    line.setAttribute("points", points.join(" "));
  });
  svg.addEventListener("pointerup", () => {
    if (!points) return;
    const box = svg.viewBox.baseVal;
    mark(svg.dataset.view, polygonOf(points, box).map((point) => point.join(",")).join(" "));
    points = null;
  });
  svg.addEventListener("pointercancel", () => {
    points = null;
    line?.remove();
  });
}

for (const svg of views) svg.querySelector(".patch:not(.closed)")?.setAttribute("tabindex", "0");
for (const select of document.querySelectorAll("select.cell")) {
  select.dataset.recorded = select.value;
  select.addEventListener("change", () => record(select, select.value));
}
if (mode === "pain") {
  document.getElementById("drawn").addEventListener("click", (event) => {
    const button = event.target.closest(".remove");
    if (button) removeStroke(button.closest("li").dataset.stroke);
  });
  document.getElementById("undo").addEventListener("click", () => {
    const last = [...document.querySelectorAll("li[data-stroke]")].at(-1);
    if (last) removeStroke(last.dataset.stroke);
  });
  const complete = document.getElementById("complete");
  complete.addEventListener("change", async () => {
    const taken = await enter(map.dataset.complete, complete, { complete: complete.checked ? "yes" : "" });
    if (!taken) complete.checked = !complete.checked;
    await refresh();
  });
  if (open) views.forEach(drawOn);
} else if (open) {
  map.addEventListener("click", (event) => {
    const patch = event.target.closest(".patch");
    if (patch) {
      move(patch);
      act(patch, brush());
    }
  });
}
paintStrokes();
paintPatches();
