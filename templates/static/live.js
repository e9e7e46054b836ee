// Pages that renew themselves (shared/_live.html): asks now and then, swaps only what differs, and keeps the reader's
// place. Every page works without this file.
"use strict";

(() => {
  const EVERY = 30_000, CONTROLS = "a[href], button, summary, input, select, textarea, [tabindex]";
  let asked = Date.now();
  const live = () => document.getElementById("live");

  function ask() {
    if (!live() || document.hidden || !window.htmx) return;
    asked = Date.now();
    window.htmx.trigger(live(), "live");
  }

  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", () => { if (Date.now() - asked >= EVERY) ask(); });
  // For tests and for whoever is impatient: a page may be asked to look at once.
  document.addEventListener("live:now", ask);

  const own = (event) => event.target.id === "live" || event.detail?.elt?.id === "live";

  // Nobody asked for this, so nobody needs to hear that it failed: the page still says when it was made.
  for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    window.addEventListener(kind, (event) => { if (own(event)) event.stopImmediatePropagation(); }, true);
  }

  // A fold or a tab may have changed the address since the page came: what is shown now is asked for.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!own(event)) return;
    const version = new URL(event.detail.path, location).searchParams.get("live"), shown = new URL(location);
    shown.searchParams.set("live", version);
    event.detail.path = shown.pathname + shown.search;
  });

  // What the browser added to a part since it came is no difference.
  function plain(node) {
    const copy = node.cloneNode(true);
    for (const one of [copy, ...copy.querySelectorAll("*")]) {
      for (const name of [...one.classList]) if (name.startsWith("htmx-")) one.classList.remove(name);
      if (!one.classList.length) one.removeAttribute("class");
      if (one.localName === "details") one.removeAttribute("open");
    }
    return copy.outerHTML.replace(/\s+/g, " ");
  }

  // What somebody has ticked or typed and not sent yet.
  function touched(part) {
    return [...part.querySelectorAll("input, textarea")]
      .some((one) => one.checked !== one.defaultChecked || one.value !== one.defaultValue);
  }

  let place = null, held = false;

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    const fresh = fragment?.querySelector?.(`#${CSS.escape(target.id)}`);
    if (!fresh || !live()) return;
    const active = target.contains(document.activeElement) ? document.activeElement : null;
    // The page keeps its old version while a part was held back, so that it asks for that part again.
    if (target.id === "live" && held) fresh.setAttribute("hx-get", target.getAttribute("hx-get"));
    if (target.id === "live") held = false;
    if (plain(target) === plain(fresh)) {
      event.detail.shouldSwap = false;
      return;
    }
    // Nothing is taken from under somebody's hands: what is being typed or ticked stays.
    if (active?.matches("select, textarea, input:not([type=checkbox], [type=radio])") || touched(target)) {
      event.detail.shouldSwap = false;
      held = true;
      return;
    }
    const open = [...target.querySelectorAll("details")].map((one) => one.open);
    fresh.querySelectorAll("details").forEach((one, number) => { if (open[number]) one.open = true; });
    const scrolled = [...target.querySelectorAll(".scroll")].map((one) => one.scrollLeft);
    const focus = active ? [...target.querySelectorAll(CONTROLS)].indexOf(active) : -1;
    place = { ...place, [target.id]: { focus, scrolled, link: active?.getAttribute("href") || "" } };
  });

  document.addEventListener("htmx:oobAfterSwap", (event) => {
    const id = event.detail.target?.id, kept = place?.[id], fresh = document.getElementById(id);
    if (!kept || !fresh) return;
    delete place[id];
    fresh.querySelectorAll(".scroll").forEach((one, number) => { one.scrollLeft = kept.scrolled[number] || 0; });
    if (kept.focus < 0) return;
    // Rows may have changed places: the same link if it is still there, otherwise what stands in its place.
    const controls = [...fresh.querySelectorAll(CONTROLS)];
    const same = controls.find((one) => kept.link && one.getAttribute("href") === kept.link);
    (same || controls[kept.focus])?.focus({ preventScroll: true });
  });
})();
