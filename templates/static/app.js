// Small comforts. Every page works without this file; nothing here stores or sends anything.
"use strict";

(() => {
  const status = () => document.getElementById("status");

  function say(text) {
    const region = status();
    if (!region || !text) return;
    region.textContent = "";
    // A region that is emptied and filled in one go is not read out again.
    setTimeout(() => { region.textContent = text; }, 50);
  }

  function focusFirst(root) {
    const target = root.matches?.("[data-focus]") ? root : root.querySelector("[data-focus]");
    target?.focus();
    return Boolean(target);
  }

  function showCount(box) {
    const line = document.getElementById(box.dataset.count);
    if (!line || !line.dataset.left) return;
    const left = box.maxLength - box.value.length;
    line.textContent = line.dataset.left.replace("{n}", left.toLocaleString(document.documentElement.lang));
    if (left === 20 || left === 0) say(line.textContent);
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-count]")) showCount(event.target);
  });

  // A link of the error summary brings the hand to the field, not only the eye.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".error-summary a");
    if (!link) return;
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const control = field.matches("fieldset") ? field.querySelector("input") : field;
    (control || field).focus();
    field.scrollIntoView({ block: "start" });
  });

  // After a swap: say what happened (data-announce on the new root), and never lose the keyboard.
  // Errors go unannounced by this: the summary takes the focus itself.
  document.addEventListener("htmx:afterSettle", (event) => {
    const root = event.detail.elt;
    if (!root?.isConnected) return;
    root.querySelectorAll("textarea[data-count]").forEach(showCount);
    if (focusFirst(root)) return;
    say(root.dataset.announce);
    // What renews itself (data-calm) must not take the keyboard from whoever reads elsewhere.
    if (document.activeElement !== document.body || "calm" in root.dataset) return;
    if (!root.hasAttribute("tabindex")) root.tabIndex = -1;
    root.focus({ preventScroll: true });
  });

  // The server may also send HX-Trigger: {"announce": "text"}.
  document.addEventListener("announce", (event) => say(event.detail.value));

  // The customer's form shows trouble beside its button: what the server answered, or that nothing answered.
  function showTrouble(event) {
    const box = document.getElementById("trouble");
    if (!box) return say(status()?.dataset.trouble);
    if (event.type !== "htmx:responseError") box.textContent = status()?.dataset.trouble || "";
  }

  for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(kind, showTrouble);
  }

  document.querySelectorAll("textarea[data-count]").forEach(showCount);
  focusFirst(document);
})();
