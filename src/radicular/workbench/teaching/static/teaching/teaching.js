// Uncovers a test without leaving the page: the server's page comes back and its parts are taken over.

const tests = document.getElementById("tests");
const said = document.getElementById("said");

function takeOver(page, id) {
  document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
}

tests.addEventListener("submit", async (event) => {
  const { submitter } = event;
  if (!submitter) return;
  event.preventDefault();
  const name = submitter.getAttribute("aria-label");
  const place = [...tests.querySelectorAll("button")].indexOf(submitter);
  const answer = await fetch(tests.action, { method: "POST", body: new URLSearchParams(new FormData(tests, submitter)) })
    .catch(() => null);
  if (!answer || !answer.ok) {
    said.textContent = "Not taken: the server does not answer. Try again.";
    said.classList.remove("visually-hidden");
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const shown = page.getElementById("known").querySelector("ol li:last-child");
  takeOver(page, "tests");
  takeOver(page, "known");
  said.textContent = shown ? shown.textContent : name;
  const left = tests.querySelectorAll("button");
  (left[place] ?? left[left.length - 1])?.focus();
});
