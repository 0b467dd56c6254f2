/* The workbench without a script is complete; this only saves steps. It moves focus to a refusal that was swapped
   in, says aloud that a save went well, and asks before typed text is left behind. */
"use strict";

const typedInto = new WeakSet();
let leaving = false;

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && "guard" in form.dataset) typedInto.add(form);
});

document.addEventListener("submit", () => { leaving = true; });

addEventListener("pageshow", () => { leaving = false; focusRefusal(); });

addEventListener("beforeunload", (event) => {
  const typed = [...document.querySelectorAll("form[data-guard]")].some((form) => typedInto.has(form));
  if (typed && !leaving) event.preventDefault();
});

document.addEventListener("htmx:afterSwap", (event) => {
  const form = document.querySelector("form[data-guard]");
  if (event.detail.target.id === "saved" && form) {
    typedInto.delete(form);
    const announce = document.getElementById("announce");
    if (announce) announce.textContent = "Saved.";
  }
});

document.addEventListener("htmx:afterSettle", focusRefusal);

document.addEventListener("htmx:responseError", () => say("Not saved: the desk did not answer as it should. Your text is still here."));
document.addEventListener("htmx:sendError", () => say("Not saved: no connection. Your text is still here."));

function focusRefusal() {
  const refusal = document.querySelector("#errors, #missing, #refused");
  if (refusal && !refusal.contains(document.activeElement) && refusal.dataset.seen !== "yes") {
    refusal.dataset.seen = "yes";
    refusal.focus();
  }
}

function say(sentence) {
  const saved = document.getElementById("saved");
  if (!saved) return;
  saved.textContent = sentence;
  saved.classList.add("unsaved");
}
