// ---- the panel says what the tables say -----------------------------------------------------------------------------
const empty = [...$("panel-body").childNodes], emptyTitle = $("panel-title").textContent;
function copy(cell, into) { [...cell.childNodes].forEach((child) => { if (child.nodeName !== "BUTTON") into.append(child.cloneNode(true)); }); return into; }
// The cell of a row in the column of that name.
function cellOf(row, name) { return row.cells[[...row.closest("table").tHead.rows[0].cells].findIndex((head) => head.dataset.col === name)]; }
let shown = null;
function present(node, edge) {
  const what = edge || node;
  if (what === shown) return;
  shown = what;
  const body = $("panel-body"), row = what && $("row-" + (edge ? edge.row : node.id));
  $("side").classList.toggle("busy", Boolean(row));
  if (!row) { $("panel-title").textContent = emptyTitle; body.replaceChildren(...empty); return; }
  const heads = row.closest("table").tHead.rows[0].cells;
  $("panel-title").textContent = "";
  copy(row.cells[0], $("panel-title"));
  const list = element("dl");
  [...row.cells].slice(1).forEach((cell, i) => {
    if (!cell.textContent.trim()) return;
    list.append(element("dt", heads[i + 1].textContent), copy(cell, element("dd")));
  });
  body.replaceChildren(list);
  if (node && node.kind === "group" && data.crowd) body.prepend(openButton(node));
  else if (node && node.href) { const p = element("p"); p.append(anchor(node.href, say.open)); body.prepend(p); }
  if (node && node.kind === "actor") ties(node, body);
  if (node && node.kind === "action") members(node, body);
}
// A page is opened in the window, also from a map that stands in a page.
function anchor(href, text) {
  const link = element("a", text);
  link.href = href; link.target = "_top";
  return link;
}
function go(node) {
  if (node.kind === "group" && data.crowd) open(node.group);
  else if (node.href) anchor(node.href, "").click();
}
const rowsOf = (node) => node.rows || [...new Set(node.links.filter((edge) => edge.row).map((edge) => edge.row))];
function ties(node, body) {
  const rows = rowsOf(node);
  body.append(element("h4", say.ties + " (" + rows.length + ")"));
  if (!rows.length) body.append(element("p", say.no_ties));
  rows.forEach((id) => {
    const row = $("row-" + id), part = element("div", "", "tie");
    if (!row) return;
    part.append(copy(row.cells[0], element("p", "", "with")), copy(cellOf(row, "about"), element("p")));
    part.append(element("p", ["kind", "footing", "age"].map((name) => cellOf(row, name).textContent.trim()).filter((t) => t && t !== "–").join(" · "), "how"), copy(cellOf(row, "proof"), element("p")));
    body.append(part);
  });
}
function members(node, body) {
  body.append(element("h4", say.actors + " (" + node.links.length + ")"));
  const list = element("ul");
  node.links.forEach((edge) => list.append(element("li", edge.a.name)));
  body.append(list);
}
