// Search; tables.js sees to the tables. All text is set as text.
(function () {
  "use strict";
  const say = JSON.parse(document.body.dataset.words), root = document.body.dataset.root;
  const { fold, element } = odas;

  // ---- search: a list that follows what is typed; arrows choose, Enter opens ----------------------------------------
  const form = document.querySelector(".search"), input = document.getElementById("search"), list = document.getElementById("found");
  const index = (window.odasIndex || []).map((entry) => ({ ...entry, text: fold(entry.name + " " + (entry.more || "")) }));
  let chosen = -1;
  const results = () => [...list.children];
  function mark(number) {
    const items = results();
    chosen = items.length ? (number + items.length) % items.length : -1;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    if (chosen >= 0) { input.setAttribute("aria-activedescendant", items[chosen].id); items[chosen].scrollIntoView({ block: "nearest" }); } else input.removeAttribute("aria-activedescendant");
  }
  function close() { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); chosen = -1; }
  function open(item) { window.location.href = root + item.dataset.page; }
  function look() {
    const words = fold(input.value.trim()).split(/\s+/).filter(Boolean);
    if (!words.length) { close(); document.getElementById("found-count").textContent = ""; return; }
    // A name that begins with what is typed comes first, then by name.
    const all = index.filter((entry) => words.every((word) => entry.text.includes(word)));
    const first = (entry) => (entry.text.startsWith(words[0]) ? 0 : 1);
    all.sort((p, q) => first(p) - first(q) || p.name.localeCompare(q.name, document.documentElement.lang));
    list.replaceChildren(...all.slice(0, 20).map((entry, i) => {
      const item = element("li", entry.name);
      item.id = "found-" + i; item.dataset.page = entry.page;
      item.setAttribute("role", "option"); item.setAttribute("aria-selected", "false");
      item.append(element("small", say.kinds[entry.kind] + (entry.where ? " · " + entry.where : "")));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); open(item); });
      return item;
    }));
    list.hidden = !all.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    document.getElementById("found-count").textContent = (all.length ? say.found : say.nothing).replace("{n}", all.length);
    mark(all.length ? 0 : -1);
  }
  if (form) {
    form.hidden = false;
    input.addEventListener("input", look);
    input.addEventListener("blur", () => setTimeout(close, 150));
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); if (list.hidden) look(); else mark(chosen + (event.key === "ArrowDown" ? 1 : -1)); }
      if (event.key === "Escape") close();
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); const item = results()[Math.max(chosen, 0)]; if (item && !list.hidden) open(item); });
  }

  odas.tables(document.querySelectorAll("table[data-file]"), say);

  // A proof asked for by its address opens.
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) { const details = target.closest("details") || target.querySelector("details"); if (details) details.open = true; }
  // On paper, proofs are spelt out.
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
  document.documentElement.dataset.ready = "true";
}());
