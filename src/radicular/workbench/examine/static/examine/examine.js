// Enters what is chosen in a cell of the grid; one key a grade, and the next cell follows.
import { enter } from "./entering.js";

const grid = document.querySelector(".grid");

function cells() {
  return [...grid.querySelectorAll("select.cell:not([disabled])")];
}

function enterCell(cell) {
  enter(grid.dataset.enter, cell, {
    finding: cell.dataset.finding,
    side: cell.dataset.side === "midline" ? "" : cell.dataset.side,
    value: cell.value,
  });
}

function choose(cell, key) {
  const options = [...cell.options].filter((option) => option.value);
  const named = (option) => option.value === key || option.text.toLowerCase().startsWith(key);
  const found = key === "delete" ? cell.options[0] : options.find(named);
  if (!found) return false;
  if (cell.value !== found.value) {
    cell.value = found.value;
    enterCell(cell);
  }
  return true;
}

if (grid) {
  grid.addEventListener("change", (event) => enterCell(event.target));
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
