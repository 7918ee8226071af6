// Printing shows every answer, also those that are folded on the screen.
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("details")) one.open = true;
});
document.querySelector("#print").addEventListener("click", () => print());
