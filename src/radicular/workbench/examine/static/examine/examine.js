// Enters what is chosen in a cell of the grid; one key a grade, and the next cell follows.
import { enter } from "./entering.js";

const root = document.getElementById("examination");
const panel = document.getElementById("live");
const NORMAL = "normal by “everything else”";
let last = null;

const cells = () => [...root.querySelectorAll(".grid select.cell:not([disabled])")];
const beside = (cell, kind) => cell.parentElement.querySelector("input." + kind);
const sideOf = (cell) => (cell.dataset.side === "midline" ? "" : cell.dataset.side);

// The limit that the laboratory gives for the finding of a cell.
function limitOf(cell) {
  const limit = cell.closest("tr")?.querySelector("input.limit");
  return limit ? limit.value.trim() : "";
}

async function enterCell(cell) {
  const fields = { finding: cell.dataset.finding, side: sideOf(cell), value: cell.value };
  const number = beside(cell, "number");
  const count = beside(cell, "count");
  if (number && number.value.trim()) Object.assign(fields, { number: number.value.trim(), limit: limitOf(cell) });
  if (count && count.value.trim()) Object.assign(fields, { count: count.value.trim(), counted: count.dataset.counted });
  const told = await enter(root.dataset.enter, cell, fields);
  if (told) {
    showTold(cell, told);
    told.filter((one) => one.matches(".theirs")).forEach(showTheirs);
  }
  showOpen();
}

// A number may mean another grade than was chosen: the cell shows what is on record.
function showTold(cell, recorded) {
  if (cell.closest(".rest")) showRest(cell);
  if (!beside(cell, "number")?.value) return;
  const told = recorded.find(
    (one) => one.dataset.finding === cell.dataset.finding && one.dataset.side === cell.dataset.side,
  );
  if (told && told.dataset.grade) cell.value = told.dataset.grade;
}

function showTheirs(one) {
  const { finding, side, grade } = one.dataset;
  const cell = root.querySelector(`select.cell[data-finding="${finding}"][data-side="${side}"]`);
  if (cell && grade && !cell.matches(".sending")) cell.value = grade;
}

function showRest(rest) {
  for (const cell of root.querySelectorAll(`select.cell[data-rest="${rest.dataset.finding}"]`)) {
    if (cell.dataset.side !== rest.dataset.side) continue;
    const covered = rest.closest(".rest").querySelector("button").dataset.value === rest.value;
    cell.options[0].text = covered ? NORMAL : "not recorded";
    cell.classList.toggle("by-rest", covered && !cell.value);
  }
}

// The questions for the cauda equina go when something on record answers them, and only then.
function showOpen() {
  const urgent = document.getElementById("urgent");
  if (!urgent) return;
  const open = panel.querySelector("#live-now").dataset.open.split(" ");
  const questions = [...urgent.querySelectorAll("[data-question]")];
  const answered = questions.some((one) => one.contains(document.activeElement) && !open.includes(one.dataset.question));
  for (const one of questions) one.hidden = !open.includes(one.dataset.question);
  const left = questions.filter((one) => !one.hidden);
  urgent.querySelector("#urgent-count").textContent = left.length;
  urgent.hidden = left.length === 0;
  // Who answers by keyboard goes on with the next question, and then with the first cell.
  if (answered) (left[0]?.querySelector("button") ?? cells()[0])?.focus();
}

// An angle stands beside its grade; any other number says the grade itself.
const isAngle = (input) => input.getAttribute("aria-label").endsWith(", deg");

function choose(cell, value) {
  if (cell.value === value) return;
  cell.value = value;
  const number = beside(cell, "number");
  if (number && !isAngle(number)) number.value = "";
  enterCell(cell);
}

// 4, then + or -: half a step of what was just entered.
function halfStep(cell, sign) {
  const whole = cell.value.replace(/[+-]$/, "");
  const wanted = cell.value === whole ? whole + sign : cell.value.endsWith(sign) ? cell.value : whole;
  if (whole && [...cell.options].some((option) => option.value === wanted)) choose(cell, wanted);
}

function follow(cell) {
  const all = cells();
  const next = all[all.indexOf(cell) + 1];
  if (next) next.focus();
}

function keyInCell(event, cell) {
  const key = event.key.toLowerCase();
  const option = [...cell.options].find((one) => one.dataset.keys?.includes(key));
  const number = beside(cell, "number");
  if (key === "delete" || key === "backspace") {
    if (number) number.value = "";
    choose(cell, "");
  } else if (key === "+" || key === "-") {
    halfStep(last ?? cell, key);
  } else if (key.length === 1 && option) {
    choose(cell, option.value);
    // The entry is on its way before the browser lays out what moves.
    queueMicrotask(() => {
      follow(cell);
      last = cell;
    });
  } else if (/^[0-9]$/.test(key) && number) {
    number.focus();
    number.select();
    return;
  } else {
    return;
  }
  event.preventDefault();
}

function cellOf(input) {
  return input.closest("td, .rest-cell").querySelector("select.cell");
}

function changed(target) {
  if (target.matches("select.cell")) enterCell(target);
  if (target.matches("input.number, input.count")) {
    const cell = cellOf(target);
    if (target.matches(".number") && !isAngle(target)) cell.value = "";
    enterCell(cell);
  }
  if (target.matches("#imaging-entry [name=finding]")) showSided(target.form);
  if (target.matches("input.limit")) {
    for (const cell of target.closest("tr").querySelectorAll("select.cell")) {
      if (beside(cell, "number")?.value.trim()) enterCell(cell);
    }
  }
}

async function answer(button) {
  const field = button.closest("[data-question]");
  const fields = { finding: field.dataset.question, side: button.dataset.side ?? "", value: button.dataset.value };
  await enter(root.dataset.enter, field, fields);
  showOpen();
  for (const cell of root.querySelectorAll(`select.cell[data-finding="${field.dataset.question}"]`)) {
    if (!field.hidden) continue;
    if (!button.dataset.side || button.dataset.side === "both" || button.dataset.side === cell.dataset.side)
      cell.value = button.dataset.value;
  }
}

async function everythingElse(button) {
  const cells = [...button.closest(".rest").querySelectorAll("select.cell")];
  const fields = { finding: button.dataset.finding, side: "both", value: button.dataset.value };
  if (!(await enter(root.dataset.enter, button, fields))) return;
  for (const cell of cells) {
    cell.value = button.dataset.value;
    showRest(cell);
  }
}

// The list of what is recorded by level is taken anew from the page.
async function renewRecorded() {
  const inside = document.getElementById("recorded").contains(document.activeElement);
  const page = await (await fetch(location.href, { credentials: "same-origin" })).text();
  const fresh = new DOMParser().parseFromString(page, "text/html").getElementById("recorded");
  document.getElementById("recorded").replaceWith(fresh);
  if (inside) (fresh.querySelector("button") ?? root.querySelector("#imaging-entry select")).focus();
}

// What lies in the midline has no side to choose.
function showSided(form) {
  form.elements.side.disabled = form.elements.finding.selectedOptions[0].dataset.sided !== "yes";
}

async function submitted(form) {
  const fields = Object.fromEntries(new FormData(form));
  if (form.id === "imaging-entry") {
    if (await enter(root.dataset.enter, form, fields)) await renewRecorded();
  } else if (form.id === "duration") {
    const value = `${fields.number} ${fields.unit}`;
    if (await enter(root.dataset.enter, form, { finding: "duration", value })) location.reload();
  } else if (form.id === "vertebrae") {
    await enter(form.dataset.enter, form, fields);
  }
}

root.addEventListener("change", (event) => changed(event.target));
root.addEventListener("focusin", () => { last = null; });
root.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches("select.cell")) keyInCell(event, event.target);
  if (event.key === "Enter" && event.target.matches("input.number, input.count")) {
    event.preventDefault();
    follow(cellOf(event.target));
  }
});
root.addEventListener("submit", (event) => {
  event.preventDefault();
  submitted(event.target);
});
root.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".answer")) answer(button);
  if (button.matches(".everything-else")) everythingElse(button);
  if (button.matches(".remove")) {
    const { finding, side, level } = button.dataset;
    if (await enter(root.dataset.enter, button, { finding, side, level, value: "" })) await renewRecorded();
  }
});
