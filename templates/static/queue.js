// Keys for the questions to members. The page works without this file; nothing here stores or sends anything.
"use strict";

(() => {
  const form = () => document.getElementById("question");
  const boxes = () => [...form().querySelectorAll("input[name=theme]")];
  const none = () => form().querySelector("input[name=none]");
  // A click, not requestSubmit: htmx sends the value of the button that was clicked last and ignores the submitter.
  const press = (what) => form().querySelector(`button[value=${what}]`).click();

  // Single keys can be turned off: who dictates text would press them by speaking (WCAG 2.1.4).
  const OFF = "question-keys";
  const inUse = () => localStorage.getItem(OFF) !== "off";

  function showSwitch() {
    const box = document.getElementById("keys-on");
    if (!box) return;
    box.checked = inUse();
    box.closest("label").hidden = false;
  }

  function switchKeys(on) {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "off");
  }

  // "None fits" and themes exclude each other; the ticks show it at once.
  function agree(box) {
    if (!box.checked) return;
    if (box === none()) boxes().forEach((other) => { other.checked = false; });
    else none().checked = false;
  }

  function tick(box) {
    if (!box) return;
    box.checked = !box.checked;
    agree(box);
    box.focus();
  }

  // A typed name becomes a tick: one that is there, or the name itself, which the server knows.
  function take(field) {
    const typed = field.value.trim().toLocaleLowerCase();
    const names = [...document.querySelectorAll("#all-themes option")].map((option) => option.value);
    const fitting = names.filter((name) => name.toLocaleLowerCase().startsWith(typed));
    const name = fitting.find((one) => one.toLocaleLowerCase() === typed) || (fitting.length === 1 ? fitting[0] : "");
    if (!name) return;
    const known = boxes().find((box) => box.nextElementSibling.textContent === name);
    if (known) {
      if (!known.checked) tick(known);
      known.focus();
      field.value = "";
    } else {
      field.value = name;
      none().checked = false;
      form().querySelector("button[value=save]").focus();
    }
  }

  function inField(event) {
    const field = event.target;
    if (event.key === "Enter" && field.value.trim()) {
      event.preventDefault();
      take(field);
    } else if (event.key === "Escape") {
      field.value = "";
      field.blur();
    }
  }

  function onPage(event) {
    const { key, target } = event;
    if (/^[0-9]$/.test(key)) tick(key === "0" ? none() : boxes()[key - 1]);
    else if (key === "Enter" && !target.matches("a, button, summary")) press("save");
    else if (key === "ArrowRight") press("skip");
    else if (key === "Backspace") document.getElementById("undo")?.requestSubmit();
    else if (key === "?") document.getElementById("keys").toggleAttribute("open");
    else if (/^\p{L}$/u.test(key)) return document.getElementById("other").focus();
    else return;
    event.preventDefault();
  }

  document.addEventListener("keydown", (event) => {
    if (!form() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches("select, textarea, input:not([type=checkbox])")) {
      if (event.target.id === "other") inField(event);
    } else if (inUse()) onPage(event);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("#question input[type=checkbox]")) agree(event.target);
    if (event.target.id === "keys-on") switchKeys(event.target.checked);
  });
  document.addEventListener("htmx:afterSwap", showSwitch);
  showSwitch();
})();
