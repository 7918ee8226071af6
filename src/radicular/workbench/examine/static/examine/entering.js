// Sends entries one after the other, loses none, and paints the panel with the answer.

const panel = document.getElementById("live");
const refused = document.getElementById("refused");
const csrf = JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
let queue = Promise.resolve();
let waiting = 0;

function wait(more) {
  waiting += more;
  panel.setAttribute("aria-busy", String(waiting > 0));
}

function seen() {
  return panel.querySelector("#live-now").dataset.seen;
}

// Only the newest answer is painted: what came between is already part of it.
function paint(text) {
  const painted = document.createElement("div");
  painted.innerHTML = text;
  const told = [...painted.querySelectorAll("data.told")];
  if (waiting > 0) {
    panel.querySelector("#live-now").dataset.seen = painted.firstElementChild.dataset.seen;
    return told;
  }
  panel.replaceChildren(...painted.childNodes);
  htmx.process(panel);
  return told;
}

async function send(address, cell, body) {
  const answer = await fetch(address, {
    method: "POST",
    body: new URLSearchParams({ ...body, seen: seen() }),
    headers: { "X-CSRFToken": csrf },
    credentials: "same-origin",
  });
  const text = await answer.text();
  wait(-1);
  if (answer.ok) {
    refused.textContent = "";
    cell.classList.remove("refused");
    return paint(text);
  }
  cell.classList.add("refused");
  if (answer.status === 422) refused.innerHTML = text;
  else refused.textContent = "Not entered: the server answered " + answer.status + ".";
  return false;
}

// Sends fields of one entry to an address that answers with the panel (examine/live.html) or, with
// status 422, with why it is refused. The cell is the element whose state shows what became of it.
// Resolves to what is now on record of it (elements data.told), or to false where it was refused.
export function enter(address, cell, fields) {
  const body = { ...fields, token: crypto.randomUUID() };
  wait(1);
  cell.classList.add("sending");
  const sent = queue
    .then(() => send(address, cell, body))
    .catch(() => {
      wait(-1);
      cell.classList.add("refused");
      refused.textContent = "Not entered: the server does not answer. Enter it again.";
      return false;
    })
    .finally(() => cell.classList.remove("sending"));
  queue = sent;
  return sent;
}
