/* The desk with a keyboard and a mouse. Every step here is a plain link or form without it. */
(() => {
  "use strict";

  const announce = (text) => { const box = document.getElementById("announce"); if (box) box.textContent = text; };
  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  /* What was done is said aloud once; the hints about keys are only true now that this runs. */
  const done = document.getElementById("messages");
  if (done) setTimeout(() => announce(done.innerText), 300);
  for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;
  document.querySelector("#errors, #refusal, #missing")?.focus();

  /* Lists: J and K walk, Enter opens (it is a link), T takes, X ticks, / filters. */
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const walk = (step) => {
    const all = rows();
    const at = all.indexOf(document.activeElement.closest("tr, li")?.querySelector("[data-row]"));
    all[at === -1 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))]?.focus();
  };
  const inRow = (what) => document.activeElement.closest("tr, li")?.querySelector(what);
  const keys = {
    j: () => walk(1),
    k: () => walk(-1),
    t: () => inRow("[data-take]")?.click(),
    x: () => inRow("input[type=checkbox]")?.click(),
    "/": () => document.querySelector(".filterbar input[type=search]")?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !rows().length) return;
    const act = keys[event.key.toLowerCase()];
    if (act) { event.preventDefault(); act(); }
  });

  /* How many are ticked, said politely. */
  document.addEventListener("change", (event) => {
    const { form, name, type } = event.target;
    if (type !== "checkbox" || !form || !name) return;
    const said = form.querySelector("[data-ticked]");
    if (!said) return;
    const n = [...form.elements].filter((field) => field.name === name && field.checked).length;
    said.textContent = n ? `${n} ticked.` : "Nothing is ticked.";
    announce(said.textContent);
  });

  /* After a swap: a refusal takes the focus; if what had it is gone, it goes to what was said, or to the first row. */
  document.addEventListener("htmx:afterSettle", () => {
    const notice = document.querySelector("#errors, #refusal, #missing");
    if (notice) return notice.focus();
    if (document.activeElement && document.activeElement !== document.body) return;
    (document.getElementById("messages") || rows()[0])?.focus();
  });

  /* Two texts: who writes on the third one chooses it; who then ticks another lets it go. */
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-third]")) return;
    event.target.closest("fieldset").querySelector("[value=together]").checked = true;
  });
  document.addEventListener("change", (event) => {
    const choices = event.target.closest(".clash");
    const third = choices?.querySelector("[data-third]");
    if (event.target.type !== "radio" || !third || event.target.value === "together") return;
    choices.querySelector("[data-offered]").value = third.value;
  });

  /* The session ended while a part of the page was asked for. Nothing is taken away: what was typed is still here. */
  document.addEventListener("session-ended", () => {
    const main = document.getElementById("main");
    if (!main || document.getElementById("session-ended")) return;
    const note = document.createElement("section");
    note.className = "note note-stop";
    note.id = "session-ended";
    note.tabIndex = -1;
    const heading = document.createElement("h2");
    heading.textContent = "Your session has ended.";
    const link = document.createElement("a");
    link.href = "/accounts/login/";
    link.target = "_blank";
    link.textContent = "Log in again in a new tab";
    const rest = document.createElement("p");
    rest.append("What you typed is still here. ", link, ", then go on where you were.");
    note.append(heading, rest);
    main.prepend(note);
    note.focus();
  });

  /* Marking: any selection in the text fills the form. Sent are the words and what surrounds them; where they stand is
     for the server to find, since a browser counts in units of its own. */
  const script = document.getElementById("script");
  const form = document.getElementById("new");
  if (!script || !form) return;
  const CONTEXT = 32;
  const field = (name) => form.elements.namedItem(name);

  function* pieces() {
    for (const run of script.querySelectorAll(".t")) {
      const walker = document.createTreeWalker(run, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        const code = node.parentElement.closest(".ctl")?.dataset.code;
        yield { node, text: code ? String.fromCodePoint(parseInt(code, 16)) : node.data, whole: Boolean(code) };
      }
    }
  }

  function selected(range) {
    let text = "", start = -1, end = -1;
    for (const { node, text: here, whole } of pieces()) {
      if (range.intersectsNode(node)) {
        const from = !whole && node === range.startContainer ? range.startOffset : 0;
        const to = !whole && node === range.endContainer ? range.endOffset : here.length;
        if (to > from) {
          if (start === -1) start = text.length + from;
          end = text.length + to;
        }
      }
      text += here;
    }
    if (start === -1) return null;
    const exact = text.slice(start, end);
    start += exact.length - exact.trimStart().length;
    end -= exact.length - exact.trimEnd().length;
    if (end <= start) return null;
    return {
      exact: text.slice(start, end),
      prefix: [...text.slice(Math.max(0, start - 2 * CONTEXT), start)].slice(-CONTEXT).join(""),
      suffix: [...text.slice(end, end + 2 * CONTEXT)].slice(0, CONTEXT).join(""),
    };
  }

  let wait;
  document.addEventListener("selectionchange", () => {
    clearTimeout(wait);
    wait = setTimeout(() => {
      const selection = getSelection();
      if (!selection.rangeCount || selection.isCollapsed) return;
      const range = selection.getRangeAt(0);
      if (!script.contains(range.commonAncestorContainer)) return;
      const found = selected(range);
      if (!found || found.exact === field("exact").value) return;
      for (const name of ["exact", "prefix", "suffix"]) field(name).value = found[name];
      field("start").value = "";
      document.getElementById("newh").textContent = "New claim from your selection";
      announce("The selected words are in the form.");
    }, 250);
  });
  /* Words changed by hand have another surrounding. */
  field("exact").addEventListener("input", () => { field("prefix").value = field("suffix").value = ""; });
})();
