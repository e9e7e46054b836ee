// The command palette (Ctrl+K) and the single keys of the desk. Every page works without this file.
// On the page to sign in it only forgets what the tab remembers of whoever was signed in before.
"use strict";

(() => {
  const box = document.getElementById("palette");

  function forget(kept) {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("recent:") && key !== kept) sessionStorage.removeItem(key);
  }

  if (!box) return forget("");
  const field = box.querySelector("input"), list = box.querySelector("[role=listbox]");
  const heard = box.querySelector("[role=status]"), words = box.dataset;
  const MOST = 24, KEPT = 8, WAIT = 120, PATIENCE = 1500;
  let asked = null, timer = 0, waitingSince = 0, shownFor = "";

  // Recent pages: only in this tab, only for this member, and gone with the tab or the session.
  const memory = `recent:${words.member}`;
  function recent() {
    try { return JSON.parse(sessionStorage.getItem(memory)) || []; } catch { return []; }
  }

  function remember() {
    forget(memory);
    const url = location.pathname + location.search, label = document.title.replace(/ – [^–]*$/, "");
    const kept = recent().filter((one) => one.label !== label && one.url !== url);
    sessionStorage.setItem(memory, JSON.stringify([{ label, url, hint: words.recent }, ...kept].slice(0, KEPT + 1)));
  }

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

  // The rooms stand in the rail already: they are found without asking anybody.
  function rooms() {
    const links = [...document.querySelectorAll(".rail li a")];
    const seen = new Set();
    return links.filter((link) => !seen.has(link.pathname) && seen.add(link.pathname)).map((link) => ({
      label: link.firstChild.textContent.trim(), url: link.pathname, hint: link.dataset.go ? `G ${link.dataset.go.toUpperCase()}` : "",
    }));
  }

  function fitting(typed) {
    if (typed) return rooms().filter((room) => plain(room.label).split(/\s+/).some((word) => word.startsWith(plain(typed))));
    const here = location.pathname + location.search, visited = recent().filter((one) => one.url !== here).slice(0, KEPT);
    return [...visited, ...rooms().filter((room) => !visited.some((one) => one.url === room.url))];
  }

  function option(found, number) {
    const item = document.createElement("li"), label = document.createElement("span"), hint = document.createElement("span");
    item.id = `palette-${number}`;
    item.setAttribute("role", "option");
    item.dataset.url = found.url;
    label.textContent = found.label;
    hint.textContent = found.hint || "";
    hint.className = "small quiet";
    item.append(label, " ", hint);
    return item;
  }

  // Whatever is typed can be looked for in what customers wrote.
  const search = (typed) => ({ label: words.search.replace("{q}", () => typed), url: `/search?q=${encodeURIComponent(typed)}` });

  function show(found, typed) {
    const shown = found.slice(0, MOST), count = shown.length;
    if (typed) shown.push(search(typed));
    shownFor = typed;
    list.replaceChildren(...shown.map(option));
    list.hidden = !shown.length;
    field.setAttribute("aria-expanded", String(shown.length > 0));
    choose(0);
    heard.textContent = !count ? words.none : count === 1 ? words.one : words.many.replace("{n}", count);
  }

  function choose(number) {
    const items = [...list.children];
    if (!items.length) return field.removeAttribute("aria-activedescendant");
    const chosen = items[(number + items.length) % items.length];
    items.forEach((item) => item.setAttribute("aria-selected", String(item === chosen)));
    field.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  const chosen = () => [...list.children].findIndex((item) => item.getAttribute("aria-selected") === "true");

  // Only pages of this house: nothing that an answer names can lead elsewhere.
  const own = (found) => typeof found?.url === "string" && /^\/(?![/\\])/.test(found.url) && typeof found.label === "string";

  async function ask() {
    const typed = field.value.trim(), known = fitting(typed);
    asked?.abort();
    show(known, typed);
    if (!typed) return;
    asked = new AbortController();
    try {
      const answer = await fetch(`/go?q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" }, signal: asked.signal });
      if (!answer.ok) return;
      const found = (await answer.json()).filter(own).filter((one) => !one.url.startsWith("/search?"));
      if (field.value.trim() === typed) show([...known, ...found.filter((one) => !known.some((room) => room.url === one.url))], typed);
    } catch {
      // Typed on, signed out or without a network: the rooms stay.
    }
  }

  function open() {
    if (box.open) return;
    field.value = "";
    box.showModal();
    show(fitting(""), "");
    field.focus();
  }

  function go(item, aside) {
    if (!item) return;
    if (aside) return void window.open(item.dataset.url, "_blank", "noopener");
    box.close();
    location.assign(item.dataset.url);
  }

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  field.addEventListener("keydown", (event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way) choose(chosen() + way);
    else if (event.key === "Enter" && !event.isComposing) {
      const typed = field.value.trim();
      // Somebody who types fast must not land where the list stood a moment ago.
      if (typed !== shownFor) show(fitting(typed), typed);
      go(list.children[chosen()], event.ctrlKey || event.metaKey);
    } else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => go(event.target.closest("[role=option]"), event.ctrlKey || event.metaKey));
  box.addEventListener("click", (event) => { if (event.target === box || event.target.closest("[value=close]")) box.close(); });

  const opener = document.querySelector("[data-palette]");
  if (opener) {
    opener.setAttribute("aria-haspopup", "dialog");
    opener.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open();
    });
    const keys = opener.querySelector("kbd");
    if (keys && /Mac|iP/.test(navigator.platform)) keys.textContent = "⌘ K";
  }

  // What opens at the end of the rail is brought into sight.
  const more = document.querySelector(".rail .more details");
  more?.addEventListener("toggle", () => { if (more.open && matchMedia("(min-width: 861px)").matches) more.scrollIntoView({ block: "nearest" }); });

  // Where j and k stop: whatever a list is a list of.
  const stops = () => [...document.querySelectorAll("main :is(tbody th a, li h2 a, article h2 a, [data-stop])")].filter((one) => one.checkVisibility());

  function step(way) {
    const all = stops(), now = all.indexOf(document.activeElement);
    const next = all[now < 0 ? (way > 0 ? 0 : all.length - 1) : now + way];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return Boolean(next);
  }

  function pressed(key) {
    if (waitingSince && performance.now() - waitingSince < PATIENCE) {
      waitingSince = 0;
      const link = document.querySelector(`.rail [data-go="${CSS.escape(key)}"]`);
      if (link) location.assign(link.href);
      return Boolean(link);
    }
    waitingSince = 0;
    if (key === "g") waitingSince = performance.now();
    else if (key === "/") open();
    else if (key === "?") location.assign("/keys");
    else if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
    else return false;
    return true;
  }

  const typing = (target) => target.isContentEditable || target.matches?.("select, textarea, input:not([type=checkbox], [type=radio])");
  // A page with keys of its own (the questions to members) keeps them.
  const silent = () => words.keys === "off" || document.getElementById("question");

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (box.open) box.close();
      else open();
    } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !box.open && !typing(event.target) && !silent()) {
      if (pressed(event.key)) event.preventDefault();
    }
  });

  remember();
})();
