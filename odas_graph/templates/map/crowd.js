// ---- a crowd: groups that open into their parts, down to the actors -------------------------------------------------
const LINES_A_GROUP = 2;
let opened = null;   // the number of the group that is open; null: the whole map
let held = null;     // what the groups hold, read when it is first asked for

const numbers = (text) => (text ? text.split(" ").map((digits) => parseInt(digits, 36)) : []);
function hold() {
  if (held) return held;
  const crowd = data.crowd, columns = {};
  for (const name of ["type", "home", "deeds", "weight", "roles", "needs", "phases"]) columns[name] = numbers(crowd[name]);
  const codes = (name, bits) => crowd.codes[name].filter((_slug, i) => (bits >> i) & 1);
  const groups = crowd.groups.map(([up, place, sphere, first, last, x, y, px, py, own], number) => {
    const [name, label, href] = crowd.places[place];
    return { number, up: up < 0 ? null : up, href, sphere, first, last, x, y, px, py, name: own || name, title: own || label, parts: [] };
  });
  groups.forEach((group) => { if (group.up !== null) groups[group.up].parts.push(group.number); });
  const actors = crowd.names.map((name, i) => ({
    number: i, name, key: fold(name), kind: "actor", type: crowd.types[columns.type[i]], home: crowd.homes[columns.home[i]],
    href: crowd.pages[i] === null ? null : crowd.page[0] + crowd.pages[i] + crowd.page[1], deeds: columns.deeds[i],
    weight: columns.weight[i], ring: crowd.rings[i], roles: codes("roles", columns.roles[i]), needs: codes("needs", columns.needs[i]),
    phases: codes("phases", columns.phases[i]), x: crowd.x[i], y: crowd.y[i], facts: [], on: true }));
  groups.forEach((group) => { for (let i = group.first; i < group.last; i += 1) { actors[i].sphere = group.sphere; actors[i].group = group.number; } });
  const facts = [];
  crowd.facts.forEach(([kind, footing, forms, when, texts]) => texts.split(" ").forEach((text) => {
    const [parties, proof, about] = text.split(":");
    const sides = parties.split("-").map((side) => side.split(".").map((digits) => parseInt(digits, 36)));
    const fact = { row: "t" + facts.length, kind, footing, forms, origin: when, moment: when, sides, parties: sides.flat(), on: true,
                   proof: proof === undefined ? [] : crowd.proofs[parseInt(proof, 36)], about: about === undefined ? "" : crowd.about[parseInt(about, 36)] };
    facts.push(fact);
    fact.parties.forEach((party) => actors[party].facts.push(fact));
  }));
  held = { groups, actors, facts };
  return held;
}
const isTie = (fact) => fact.kind === "tie" || fact.kind === "funding";
const partsOf = (number) => {
  const { groups } = hold();
  return number === null ? groups.filter((group) => group.up === null) : groups[number].parts.map((part) => groups[part]);
};
const bounds = () => (opened === null ? [0, data.crowd.names.length] : [hold().groups[opened].first, hold().groups[opened].last]);
const within = (actor) => { const [first, end] = bounds(); return actor >= first && actor < end; };
// The facts that name somebody in the open group.
const here = () => hold().facts.filter((fact) => fact.parties.some(within));

// ---- what stands on the map when a group is open -----
function groupNodes(parts) {
  return parts.map((group) => ({ id: "g" + String(group.number).padStart(3, "0"), kind: "group", group: group.number, label: group.name, sphere: group.sphere,
                                 size: 10, href: group.href, ...(group.up === null ? roots.get(group.number) : { x: group.x, y: group.y, px: group.px, py: group.py }) }));
}
const roots = new Map(nodes.map(({ group, x, y, px, py }) => [group, { x, y, px, py }]));
function groupLinks(parts) {
  const part = new Map(), counts = new Map();
  parts.forEach((group) => { for (let i = group.first; i < group.last; i += 1) part.set(i, group.number); });
  here().filter(isTie).forEach((fact) => {
    const met = [...new Set(fact.parties.map((party) => part.get(party)).filter((number) => number !== undefined))].sort((p, q) => p - q);
    met.forEach((one, i) => met.slice(i + 1).forEach((other) => {
      const key = one + " " + other;
      if (!counts.has(key)) counts.set(key, []);
      counts.get(key).push(fact);
    }));
  });
  const id = (number) => "g" + String(number).padStart(3, "0");
  const found = [...counts].map(([key, facts], i) => {
    const [one, other] = key.split(" ");
    return { id: "e" + i, from: id(one), to: id(other), kind: "links", facts, count: facts.length };
  }).sort((p, q) => q.count - p.count);
  found.forEach((edge, i) => { edge.weak = i >= LINES_A_GROUP * parts.length; });
  return found;
}
function actorNodes(group) {
  return hold().actors.slice(group.first, group.last).map((actor) => ({
    id: "p" + actor.number, kind: "actor", actor: actor.number, label: actor.name, sphere: actor.sphere, type: actor.type, roles: actor.roles, needs: actor.needs,
    phases: actor.phases, size: 11 + 3.2 * Math.sqrt(actor.weight), ring: Boolean(actor.ring), href: actor.href, rows: actor.facts.map((fact) => fact.row),
    x: actor.x, y: actor.y, px: actor.y, py: actor.x }));
}
function actorLines(someNodes) {
  const lines = [], place = new Map(someNodes.map((node) => [node.actor, node]));
  const line = (fact, from, to) => lines.push({ id: "e" + lines.length, from, to, kind: fact.kind, row: fact.row, footing: fact.footing, forms: fact.forms, origin: fact.origin, moment: fact.moment, fact });
  here().forEach((fact) => {
    const sides = fact.sides.map((side) => side.filter((party) => place.has(party)).map((party) => "p" + party)), parties = sides.flat();
    if (parties.length > 2 && fact.kind === "tie") {
      const mean = (key) => parties.reduce((sum, id) => sum + place.get(Number(id.slice(1)))[key], 0) / parties.length;
      someNodes.push({ id: fact.row, kind: "knot", label: " ", size: 4.5, row: fact.row, x: mean("x"), y: mean("y"), px: mean("px"), py: mean("py") });
      parties.forEach((id) => line(fact, id, fact.row));
    } else if (sides.length > 1) sides[0].forEach((one) => sides[1].forEach((other) => line(fact, one, other)));
    else parties.forEach((one, i) => parties.slice(i + 1).forEach((other) => line(fact, one, other)));
  });
  return lines;
}
function open(number) {
  if (number === opened && held) return;
  opened = number;
  const parts = partsOf(number), group = number === null ? null : hold().groups[number];
  const someNodes = parts.length ? groupNodes(parts) : actorNodes(group);
  show(someNodes, parts.length ? groupLinks(parts) : actorLines(someNodes));
  fillTables(parts, group);
  way();
  apply();
  present(null, null);
  fit(true);
  legend();
  const name = group ? group.name : say.whole;
  $("said").textContent = fill(say.opened, { name, n: bounds()[1] - bounds()[0] });
  const address = number === null ? "#g" : "#g" + number;
  if (started && location.hash !== address && (number !== null || location.hash)) location.hash = address;
}
const up = () => open(hold().groups[opened].up);
// The group of an actor, opened, and the actor in it.
function reach(actor) { open(hold().actors[actor].group); choose(byId.get("p" + actor) || null, true); }
function openButton(node) {
  const p = element("p"), button = element("button", say.open_group);
  button.type = "button";
  button.addEventListener("click", () => { box.focus({ preventScroll: true }); open(node.group); });
  p.append(button);
  if (node.href) p.append(" ", anchor(node.href, say.open));
  return p;
}
// The way back: the groups above the one that is open.
function way() {
  const steps = [];
  for (let number = opened; number !== null; number = hold().groups[number].up) steps.unshift(number);
  $("way").hidden = !steps.length;
  $("way-steps").replaceChildren(...[null, ...steps].map((number) => {
    const item = element("li"), text = number === null ? say.whole : fill(say.group, { name: hold().groups[number].name, n: hold().groups[number].last - hold().groups[number].first });
    const step = element(number === opened ? "span" : "button", text);
    if (number === opened) step.setAttribute("aria-current", "true");
    else { step.type = "button"; step.addEventListener("click", () => { box.focus({ preventScroll: true }); open(number); }); }
    item.append(step);
    return item;
  }));
}

// ---- what the filters leave of a crowd -----
function sift() {
  if (!held && !busy()) { nodes.forEach((node) => { node.on = true; }); edges.forEach((edge) => { edge.on = true; }); return; }
  const { actors, facts } = hold();
  // The lines of the first drawing know only how many ties they stand for.
  if (edges.some((edge) => edge.kind === "links" && !edge.facts)) { const number = opened; opened = undefined; open(number); return; }
  actors.forEach((actor) => { actor.on = fits(actor); });
  facts.forEach((fact) => { fact.on = tieFits(fact) && fact.parties.filter((party) => actors[party].on).length > 1; });
  if (filter.footing || filter.when) actors.forEach((actor) => { actor.on = actor.on && actor.facts.some((fact) => fact.on); });
  const largest = Math.max(1, ...nodes.filter((node) => node.kind === "group").map((node) => held.groups[node.group].last - held.groups[node.group].first));
  nodes.forEach((node) => {
    if (node.kind === "actor") node.on = actors[node.actor].on;
    if (node.kind === "group") {
      const { first, last, name } = held.groups[node.group];
      node.count = actors.slice(first, last).filter((actor) => actor.on).length;
      node.on = node.count > 0;
      node.name = fill(busy() ? say.group_part : say.group, { name, n: node.count, all: last - first });
      node.size = 10 + 20 * Math.sqrt(node.count / largest);
    }
  });
  const lines = edges.filter((edge) => edge.kind === "links");
  lines.forEach((edge) => { edge.count = edge.facts.filter((fact) => fact.on).length; });
  const least = lines.map((edge) => edge.count).sort((p, q) => q - p)[LINES_A_GROUP * nodes.length - 1] || 1;
  edges.forEach((edge) => { edge.on = edge.kind === "links" ? edge.count >= least : edge.fact.on && (edge.a.on || edge.a.kind === "knot") && (edge.b.on || edge.b.kind === "knot"); });
  knots();
  retell();
}
// How many are left, in words; the ties without a date are added to `silent`.
function tally(silent) {
  if (!held && !busy()) return "";
  const { actors } = hold(), [first, end] = bounds(), ties = here().filter(isTie), some = actors.slice(first, end);
  ties.filter((fact) => !fact.origin).forEach((fact) => silent.add(fact.row));
  const left = some.filter((actor) => actor.on).length;
  if (!left) return say.nothing;
  return fill(opened === null ? say.crowd_counts : say.group_counts, {
    actors: left, allActors: some.length, ties: ties.filter((fact) => fact.on).length, allTies: ties.length });
}
function remaining() {
  const rows = new Map(nodes.map((node) => [node.id, node.on]));
  if (held && opened !== null && !partsOf(opened).length) here().forEach((fact) => rows.set(fact.row, fact.on));
  return rows;
}

// ---- its tables: the groups that stand on the map, or the actors and their ties -----
function cell(name, ...content) { const made = element(name); made.append(...content.filter(Boolean)); return made; }
function named(name, href) { const bdi = element("bdi", name); if (!href) return bdi; const link = anchor(href, ""); link.append(bdi); return link; }
function tableRow(id, heading, cells) {
  const row = element("tr"), head = cell("th", heading);
  row.id = "row-" + id; head.scope = "row";
  row.append(head, ...cells.map((content) => (Array.isArray(content) ? cell("td", ...content) : cell("td", String(content)))));
  return row;
}
function fillTables(parts, group) {
  const sections = { groups: $("groups"), actors: $("open-actors"), ties: $("open-ties") };
  sections.groups.hidden = !parts.length; sections.actors.hidden = sections.ties.hidden = Boolean(parts.length);
  Object.values(sections).forEach((section) => section.querySelector("tbody").replaceChildren());
  const body = (section) => section.querySelector("tbody"), word = (scheme, slug) => (say.labels[scheme] || {})[slug] || slug;
  const words = (scheme, slugs) => slugs.map((slug) => word(scheme, slug)).join(", ");
  if (parts.length) {
    body(sections.groups).append(...nodes.map((node) => {
      const g = held.groups[node.group];
      return tableRow(node.id, named(g.title, null), [word("sphere", g.sphere), "", "", ""]);
    }));
  } else {
    const { actors } = held;
    body(sections.actors).append(...actors.slice(group.first, group.last).map((actor) => tableRow("p" + actor.number, named(actor.name, actor.href), [
      word("type-acteur", actor.type) + " (" + word("sphere", actor.sphere) + ")", actor.home, actor.deeds, words("role", actor.roles),
      words("problematique", actor.needs), actor.ring || "", actor.facts.length])));
    body(sections.ties).append(...here().map((fact) => {
      const who = element("bdi", fact.parties.map((party) => actors[party].name).join(fact.kind === "funding" ? " → " : " · "));
      const proof = fact.proof.map(([number, text]) => { const link = element("a", "[" + number + "] " + text, "proof"); link.href = "#source-" + number; return link; });
      return tableRow(fact.row, who, [say.kinds[fact.kind], fact.about, isTie(fact) ? words("formalisation", fact.forms) || say.silent : "–",
        isTie(fact) ? (fact.origin ? word("origine", fact.origin) : say.silent) : fact.moment ? word("moment", fact.moment) : "–", proof.flatMap((link) => [link, " "])]);
    }));
  }
  document.querySelectorAll("#tables section:not([hidden]) tbody tr").forEach(showButton);
}
// The figures of the groups follow the filters.
function retell() {
  nodes.forEach((node) => {
    const row = node.kind === "group" && $("row-" + node.id);
    if (!row || row.cells.length < 5) return;
    const { first, last } = held.groups[node.group], left = held.actors.slice(first, last).filter((actor) => actor.on);
    const leading = held.facts.filter((fact) => fact.on && isTie(fact) && fact.parties.some((p) => p >= first && p < last) && fact.parties.some((p) => p < first || p >= last));
    cellOf(row, "number").textContent = left.length;
    cellOf(row, "names").textContent = left.slice(0, 20).map((actor) => actor.name).join(" · ") + (left.length > 20 ? " " + fill(say.more, { n: left.length - 20 }) : "");
    cellOf(row, "links").textContent = leading.length;
  });
}
if (data.crowd) {
  window.addEventListener("hashchange", () => {
    const found = /^#g(\d*)$/.exec(location.hash);
    if (found && (!found[1] || Number(found[1]) < data.crowd.groups.length)) open(found[1] ? Number(found[1]) : null);
  });
}
