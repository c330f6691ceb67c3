// ---- what stands on the map: nodes, lines, and who is linked to whom ------------------------------------------------
// Data comes from the page; text is set as text.
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("map-data").textContent);
const say = JSON.parse($("map-words").textContent);
const { fold, element } = odas;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const FONT = '"Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif';
const INK = "#1b1b2f", SOFT = "#4d5166", GREY = "#8b8fa0", RED = "#c1121f", RING = "#b3005e";
// The order in which names find room, and the keyboard goes.
const RANK = { action: 0, bundle: 1, group: 2, actor: 3, knot: 9 };

// Outlines keep the text they were made of, which a picture in SVG bears.
const outlines = new WeakMap();
function outline(text) { const path = new Path2D(text); outlines.set(path, text); return path; }
const shapes = new Map(Object.entries(data.styles).map(([name, style]) => [name, { ...style, outline: outline(style.path) }]));

let nodes = [], edges = [], byId = new Map(), total = null;

// Puts nodes and lines on the map, in the place of what stood there.
function enlist(someNodes, someEdges) {
  nodes = someNodes; edges = someEdges;
  byId = new Map(nodes.map((node) => [node.id, node]));
  nodes.forEach((node) => { node.links = []; node.name = node.label.trim(); node.key = fold(node.name); });
  const twins = new Map();
  edges.forEach((edge) => {
    edge.a = byId.get(edge.from); edge.b = byId.get(edge.to);
    edge.a.links.push(edge); edge.b.links.push(edge);
    const pair = [edge.from, edge.to].sort().join(" ");
    if (!twins.has(pair)) twins.set(pair, []);
    twins.get(pair).push(edge);
  });
  // Lines between the same two ends are bent apart.
  twins.forEach((group) => group.forEach((edge, i) => {
    edge.bend = (i - (group.length - 1) / 2) * 26 * (edge.from < edge.to ? 1 : -1);
  }));
  total = count(nodes.map((node) => ({ ...node, on: true })), edges.map((edge) => ({ ...edge, on: true })));
}
function count(someNodes, someEdges) {
  const rows = new Set(someEdges.filter((e) => e.on && (e.kind === "tie" || e.kind === "funding")).map((e) => e.row));
  return { actors: someNodes.filter((n) => n.on && n.kind === "actor").length, ties: rows.size,
           actions: someNodes.filter((n) => n.on && n.kind === "action").length };
}
function neighbours(node) {
  const found = new Set([node]);
  node.links.filter((edge) => edge.on !== false).forEach((edge) => {
    const other = edge.a === node ? edge.b : edge.a;
    found.add(other);
    if (other.kind === "knot") other.links.forEach((more) => { found.add(more.a); found.add(more.b); });
  });
  return found;
}
enlist(data.nodes, data.edges);
