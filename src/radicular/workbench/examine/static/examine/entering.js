// Sends entries one after the other, loses none, and paints the panel with the answer.

const panel = document.getElementById("live");
const refused = document.getElementById("refused");
const csrf = JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
const SIGN_IN = '<p class="alarm">Not entered: you are signed out. <a href="">Sign in again</a>, then enter it again.</p>';
let queue = Promise.resolve();
let waiting = 0;

function wait(more) {
  waiting += more;
  panel.setAttribute("aria-busy", String(waiting > 0));
}

function seen() {
  return panel.querySelector("#live-now").dataset.seen;
}

function renew(reasons) {
  reasons.setAttribute("aria-busy", "true");
  htmx.trigger(reasons, "entered");
}

panel.addEventListener("htmx:after:swap", (event) => {
  if (event.target.id === "reasons") event.target.removeAttribute("aria-busy");
});

// Only the newest answer is painted, and only then everything before it counts as seen. What stays
// the same is left standing, so that little is laid out anew; the reasons stay until new ones come.
function paint(text) {
  if (waiting > 0) return recorded(new DOMParser().parseFromString(text, "text/html"));
  const reasons = panel.querySelector("#reasons");
  htmx.swap({ text, target: panel, sourceElement: panel, swap: "innerMorph" });
  if (reasons) renew(reasons);
  return recorded(panel);
}

const recorded = (answer) => [...answer.querySelectorAll("data.told, data.theirs")];

async function send(address, cell, body) {
  const answer = await fetch(address, {
    method: "POST",
    body: new URLSearchParams({ ...body, seen: seen() }),
    headers: { "X-CSRFToken": csrf },
    credentials: "same-origin",
    redirect: "manual", // to the page for signing in
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
  else if (answer.type === "opaqueredirect") refused.innerHTML = SIGN_IN;
  else refused.textContent = "Not entered: the server answered " + answer.status + ".";
  return false;
}

// Sends fields of one entry to an address that answers with the panel (examine/live.html) or, with
// status 422, with why it is refused. The cell is the element whose state shows what became of it.
// Resolves to what is now on record of it (elements data.told) and of what others entered meanwhile
// (data.theirs), or to false where it was refused.
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
