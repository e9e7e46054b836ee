// Small comforts for customers. Every page works without this file; nothing here sends an answer.
"use strict";

(() => {
  const status = document.getElementById("status");

  function say(text) {
    if (!status || !text) return;
    status.textContent = "";
    // A region that is emptied and filled in one go is not read out again.
    setTimeout(() => { status.textContent = text; }, 50);
  }

  function showCount(box) {
    const line = document.getElementById(box.dataset.count);
    if (!line?.dataset.left) return;
    const left = box.maxLength - box.value.length;
    line.textContent = line.dataset.left.replace("{n}", left.toLocaleString(document.documentElement.lang));
    if (left === 20 || left === 0) say(line.textContent);
  }

  const showCounts = (root) => root.querySelectorAll("[data-count]").forEach((box) => box.value && showCount(box));

  let typed = false;
  document.addEventListener("input", (event) => {
    typed = true;
    if (event.target.matches?.("[data-count]")) showCount(event.target);
  });

  // A link of the error summary brings the hand to the field, not only the eye.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".error-summary a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.matches("fieldset") ? field.querySelector("input") : field).focus();
    field.scrollIntoView({ block: "start" });
  });

  // Before another language is shown, what is typed is saved.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".languages a");
    const form = link && document.querySelector('form.form[hx-post^="/s/"]');
    if (!form || !(typed || form.querySelector("[aria-invalid]"))) return;
    event.preventDefault();
    form.action = form.action.replace(/\?|$/, `?lang=${link.hreflang}&`);
    form.insertAdjacentHTML("beforeend", '<input type="hidden" name="go" value="stay">');
    form.submit();
  });

  // After a swap: say what happened, and never lose the keyboard. Trouble takes the focus first, then the new heading.
  document.addEventListener("htmx:afterSettle", (event) => {
    const root = event.detail.elt;
    if (!root?.isConnected) return;
    showCounts(root);
    const target = root.querySelector("[data-focus]") || root.querySelector("h1[tabindex]");
    target?.focus();
    const told = root.dataset.announce || root.querySelector("[data-announce]")?.dataset.announce;
    if (!target?.matches("[data-focus]")) say(told);
    if (document.activeElement !== document.body) return;
    root.tabIndex = -1;
    root.focus({ preventScroll: true });
  });

  // Suggestions that fail are no trouble.
  const isHint = (event) => event.detail.requestConfig?.elt?.matches(".chips-below");
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status >= 400 && isHint(event)) event.detail.shouldSwap = false;
  });

  // Trouble stands beside the button: what the server answered, or that nothing answered.
  for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(kind, (event) => {
      if (isHint(event)) return;
      const box = document.getElementById("trouble");
      if (!box) return say(status?.dataset.trouble);
      if (kind !== "htmx:responseError") box.textContent = status?.dataset.trouble || "";
    });
  }

  // Inside a page of the shop: only the height leaves, so that the frame needs no bar.
  if (document.body.classList.contains("embed") && window.parent !== window) {
    let told = 0;
    new ResizeObserver(() => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      if (height === told) return;
      told = height;
      window.parent.postMessage({ type: "feedback-height", height }, "*");
    }).observe(document.body);
  }

  showCounts(document);
  document.querySelector("[data-focus]")?.focus();
})();
