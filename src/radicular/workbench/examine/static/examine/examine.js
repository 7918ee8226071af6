// Enters what is chosen in a cell, one after the other, and paints the panel with the answer.
"use strict";

const grid = document.querySelector(".grid");
const panel = document.getElementById("live");
const refused = document.getElementById("refused");
const csrf = JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
let queue = Promise.resolve();
let waiting = 0;

function seen() {
  return panel.querySelector("#live-now").dataset.seen;
}

function cells() {
  return [...grid.querySelectorAll("select.cell:not([disabled])")];
}

async function send(cell, body) {
  const answer = await fetch(grid.dataset.enter, {
    method: "POST",
    body: new URLSearchParams({ ...body, seen: seen() }),
    headers: { "X-CSRFToken": csrf },
    credentials: "same-origin",
  });
  const text = await answer.text();
  waiting -= 1;
  if (answer.ok) {
    refused.textContent = "";
    cell.classList.remove("refused");
    paint(text);
  } else {
    cell.classList.add("refused");
    if (answer.status === 422) refused.innerHTML = text;
    else refused.textContent = "Not entered: the server answered " + answer.status + ".";
  }
}

// Only the newest answer is painted: what came between is already part of it.
function paint(text) {
  const seenNow = document.createElement("div");
  seenNow.innerHTML = text;
  if (waiting > 0) {
    panel.querySelector("#live-now").dataset.seen = seenNow.firstElementChild.dataset.seen;
    return;
  }
  panel.replaceChildren(...seenNow.childNodes);
  htmx.process(panel);
}

function enter(cell) {
  const body = {
    finding: cell.dataset.finding,
    side: cell.dataset.side === "midline" ? "" : cell.dataset.side,
    value: cell.value,
    token: crypto.randomUUID(),
  };
  waiting += 1;
  cell.classList.add("sending");
  queue = queue
    .then(() => send(cell, body))
    .catch(() => {
      waiting -= 1;
      cell.classList.add("refused");
      refused.textContent = "Not entered: the server does not answer. Choose the value again.";
    })
    .finally(() => cell.classList.remove("sending"));
}

function choose(cell, key) {
  const options = [...cell.options].filter((option) => option.value);
  const named = (option) => option.value === key || option.text.toLowerCase().startsWith(key);
  const found = key === "delete" ? cell.options[0] : options.find(named);
  if (!found) return false;
  if (cell.value !== found.value) {
    cell.value = found.value;
    enter(cell);
  }
  return true;
}

if (grid) {
  grid.addEventListener("change", (event) => enter(event.target));
  grid.addEventListener("keydown", (event) => {
    const cell = event.target.closest("select.cell");
    if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key.toLowerCase();
    if (key.length > 1 && key !== "delete") return;
    if (key === " " || !choose(cell, key)) return;
    event.preventDefault();
    const all = cells();
    const next = all[all.indexOf(cell) + 1];
    if (next) next.focus();
  });
}
