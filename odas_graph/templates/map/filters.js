// ---- what the filters leave -----------------------------------------------------------------------------------------
const filter = { type: "", role: "", need: "", phase: "", footing: "", when: "", find: "" };
let showActions = true, started = false;

function tieFits(edge) {
  if (edge.kind === "part" || edge.kind === "links") return true;
  if (edge.kind === "tension" || edge.kind === "absence") {
    if (filter.footing) return false;
    return !filter.when || (filter.when === "before" && edge.kind === "absence" && edge.moment === "avant");
  }
  const f = filter.footing;
  if (f && !(f.startsWith("f:") ? edge.forms.includes(f.slice(2)) : edge.footing === f)) return false;
  if (filter.when === "before") return edge.origin === "preexistant" || edge.origin === "renforce";
  if (filter.when === "born") return edge.origin === "ne-de-l-action";
  return true;
}
const actionFits = (node) => (!filter.need || node.needs.includes(filter.need)) && (!filter.phase || node.phases.includes(filter.phase));
function fits(node) {
  const type = filter.type.slice(2);
  if (filter.find && !node.key.includes(filter.find)) return false;
  if (node.kind !== "actor") return true;
  if (filter.type && (filter.type[0] === "s" ? node.sphere : node.type) !== type) return false;
  return (!filter.role || node.roles.includes(filter.role)) && actionFits(node);
}
function apply() {
  if (data.crowd) sift(); else leave();
  tell();
  paintSoon();
}
function leave() {
  const aboutActors = filter.type || filter.role || filter.find, aboutTies = filter.footing || filter.when;
  nodes.forEach((node) => { node.on = node.kind !== "knot" && fits(node); });
  nodes.forEach((node) => {
    if (node.kind === "action") node.on = showActions && actionFits(node) && (!filter.find || node.on);
  });
  // What is found keeps its neighbours, or it would stand alone.
  if (filter.find) {
    nodes.filter((n) => n.on && !n.near).forEach((node) => neighbours(node).forEach((other) => { other.near = true; }));
    nodes.forEach((node) => { node.on = node.on || Boolean(node.near); node.near = false; });
  }
  edges.forEach((edge) => {
    const ends = (edge.a.on || edge.a.kind === "knot") && (edge.b.on || edge.b.kind === "knot");
    edge.on = ends && tieFits(edge);
    if (edge.kind === "part") {
      edge.on = ends && showActions && !aboutTies && (!filter.role || !edge.roles || edge.roles.includes(filter.role));
    }
  });
  knots();
  nodes.forEach((node) => {
    const tied = node.links.some((edge) => edge.on);
    if (node.kind === "actor" && aboutTies) node.on = node.on && tied;
    if (node.kind === "action" && (aboutTies || (aboutActors && !filter.find))) node.on = node.on && tied;
    if (node.kind === "bundle" && (aboutActors || filter.need || filter.phase || aboutTies)) node.on = node.on && (tied || Boolean(filter.find));
  });
}
// A tie of several is there as long as two of them are.
function knots() {
  nodes.forEach((node) => {
    if (node.kind === "knot") node.on = node.links.filter((edge) => edge.on).length > 1;
  });
  edges.forEach((edge) => { if (edge.a.kind === "knot" || edge.b.kind === "knot") edge.on = edge.on && edge.a.on && edge.b.on; });
}
const busy = () => Object.values(filter).some(Boolean);

// Says what is left, and leaves the same rows in the tables.
function tell() {
  const silent = new Set();
  let text = "";
  if (data.crowd) text = tally(silent);
  else {
    const now = count(nodes, edges);
    text = fill(say.counts, { ...now, allActors: total.actors, allActions: total.actions, allTies: total.ties });
    if (nodes.some((node) => node.kind === "group")) text = nodes.some((node) => node.on) ? "" : say.nothing;
    else if (!now.actors && !now.actions) text = say.nothing;
    edges.forEach((e) => { if ((e.kind === "tie" || e.kind === "funding") && !e.origin) silent.add(e.row); });
  }
  if (filter.when && silent.size) text += " " + fill(say.undated, { n: silent.size });
  if (started) $("status").textContent = text;
  const rows = data.crowd ? remaining() : new Map(nodes.map((node) => [node.id, node.on]));
  if (!data.crowd) edges.forEach((edge) => { if (edge.row) rows.set(edge.row, Boolean(edge.on || (rows.get(edge.row) && !byId.has(edge.row)))); });
  rows.forEach((on, id) => {
    const row = $("row-" + id), isAction = byId.has(id) && byId.get(id).kind === "action";
    if (row) row.dataset.out = String(busy() && !on && !(isAction && !showActions));
  });
  tools.refresh();
}
