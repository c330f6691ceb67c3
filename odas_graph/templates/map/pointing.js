// ---- pointing and choosing ---------------------------------------------------------------------------------------
function spots() {
  const c = network.getViewPosition(), scale = network.getScale(), places = network.getPositions();
  return new Map(nodes.map((node) => [node, { x: (places[node.id].x - c.x) * scale + box.clientWidth / 2, y: (places[node.id].y - c.y) * scale + box.clientHeight / 2, r: radius(node, scale) }]));
}
function pick(x, y, touch) {
  const at = spots();
  let best = null, least = touch ? 18 : 6;
  nodes.forEach((node) => {
    if (!node.on || (node.kind === "action" && !showActions)) return;
    const p = at.get(node), card = node.kind === "action" && last.cards.get(node);
    const d = card && x > card[0] && x < card[2] && y > card[1] && y < card[3] ? -1 : Math.hypot(p.x - x, p.y - y) - p.r * 1.1;
    if (d < least && (d < 0 || node.kind !== "knot")) { best = node; least = d; }
  });
  if (best && best.kind !== "knot") return { node: best };
  if (best) return { edge: best.links[0] };
  let edge = null; least = touch ? 12 : 6;
  edges.forEach((e) => {
    if (!e.on || !e.row) return;
    const p = at.get(e.a), q = at.get(e.b), m = middle(e, p, q), cx = 2 * m.x - (p.x + q.x) / 2, cy = 2 * m.y - (p.y + q.y) / 2;
    for (let i = 1; i < 20; i += 1) {
      const t = i / 20, px = (1 - t) * (1 - t) * p.x + 2 * t * (1 - t) * cx + t * t * q.x, py = (1 - t) * (1 - t) * p.y + 2 * t * (1 - t) * cy + t * t * q.y;
      const d = Math.hypot(px - x, py - y);
      if (d < least) { edge = e; least = d; }
    }
  });
  return { edge };
}
box.addEventListener("mousemove", (event) => {
  if (event.buttons) return;
  const rect = box.getBoundingClientRect(), found = pick(event.clientX - rect.left, event.clientY - rect.top, false);
  if (found.node === (pointed || undefined) && (found.edge || null) === line) return;
  pointed = found.node || null; line = found.edge || null;
  box.classList.toggle("over", Boolean(pointed || line));
  if (pointed || line) present(pointed, line); else present(chosen, null);
  paintSoon();
});
box.addEventListener("mouseleave", () => { pointed = null; line = null; present(chosen, null); paintSoon(); });
network.on("click", (event) => {
  box.focus({ preventScroll: true });
  const found = pick(event.pointer.DOM.x, event.pointer.DOM.y, true);
  choose(found.node || null, false); line = found.edge || null; pointed = null;
  if (line) present(null, line);
  paintSoon();
});
network.on("doubleClick", (event) => {
  const { node } = pick(event.pointer.DOM.x, event.pointer.DOM.y, true);
  if (node) go(node);
});
// The wheel scrolls the page until the map is entered.
box.addEventListener("focus", () => network.setOptions({ interaction: { zoomView: true } }));
box.addEventListener("blur", () => network.setOptions({ interaction: { zoomView: false } }));
box.addEventListener("pointerdown", (event) => { if (event.pointerType === "mouse") box.focus({ preventScroll: true }); });

function choose(node, aloud) {
  chosen = node; pointed = null; line = null;
  present(node, null);
  if (node && aloud) {
    const ties = node.kind === "group" ? cellOf($("row-" + node.id), "links").textContent
      : node.rows ? node.rows.length : new Set(node.links.filter((e) => e.on && (e.kind === "tie" || e.kind === "funding")).map((e) => e.row)).size;
    const row = $("row-" + node.id);
    $("said").textContent = fill(say.selected, { name: node.name, kind: node.kind === "action" ? say.action : row && row.cells.length > 1 ? row.cells[1].textContent : "", n: ties });
    const p = spots().get(node);
    if (p.x < 40 || p.y < 40 || p.x > box.clientWidth - 40 || p.y > box.clientHeight - 40) {
      const place = network.getPositions([node.id])[node.id];
      moved = true; look({ x: place.x, y: place.y, scale: network.getScale() });
    }
  }
  paintSoon();
}
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
box.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key;
  if (key === "+" || key === "=") zoom(1.25);
  else if (key === "-") zoom(0.8);
  else if (key === "0") fit(false);
  else if (key === "Escape" && chosen) choose(null, false);
  else if (key === "Escape" && opened !== null) up();
  else if (key === "Enter" && chosen && (chosen.href || chosen.kind === "group")) go(chosen);
  else if (key in ARROWS) step(ARROWS[key]);
  else if (key === "PageDown" || key === "PageUp") turn(key === "PageDown" ? 1 : -1);
  else return;
  event.preventDefault();
});
function reachable() {
  const open = nodes.filter((node) => node.on && node.kind !== "knot");
  return open.sort((p, q) => RANK[p.kind] - RANK[q.kind] || q.size - p.size || p.name.localeCompare(q.name, say.lang));
}
function turn(by) {
  const open = reachable(), here = open.indexOf(chosen);
  if (open.length) choose(open[here < 0 ? 0 : (here + by + open.length) % open.length], true);
}
function step([dx, dy]) {
  const at = spots(), open = reachable();
  if (!open.length) return;
  if (!chosen || !chosen.on) { choose(open[0], true); return; }
  const from = at.get(chosen);
  let best = null, least = Infinity;
  open.forEach((node) => {
    const p = at.get(node), along = (p.x - from.x) * dx + (p.y - from.y) * dy, across = Math.abs((p.x - from.x) * dy) + Math.abs((p.y - from.y) * dx);
    if (node === chosen || along <= 1 || across > along * 2.5) return;
    if (along + 1.6 * across < least) { best = node; least = along + 1.6 * across; }
  });
  if (best) choose(best, true);
}
