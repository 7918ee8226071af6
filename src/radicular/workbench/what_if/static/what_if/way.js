// Lets the signal run or rest; it rests at first for people who want little motion.
const figure = document.getElementById("route");
const button = document.getElementById("play");
const still = matchMedia("(prefers-reduced-motion: reduce)");

function run(running) {
  if (running) figure.unpauseAnimations();
  else figure.pauseAnimations();
  figure.classList.toggle("resting", !running);
  button.textContent = running ? "Pause the signal" : "Play the signal";
}

if (figure && button) {
  button.hidden = false;
  figure.classList.add("guided");
  run(!still.matches);
  button.addEventListener("click", () => run(figure.classList.contains("resting")));
  still.addEventListener("change", () => run(!still.matches));
}
