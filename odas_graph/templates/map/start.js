// ---- tools, and the start -------------------------------------------------------------------------------------------
function listen(id, event, act) { const tool = $(id); if (tool) tool.addEventListener(event, () => act(tool)); }
for (const name of ["type", "role", "need", "phase", "footing"]) listen("by-" + name, "change", (tool) => { filter[name] = tool.value; apply(); });
document.querySelectorAll("input[name=when]").forEach((radio) => radio.addEventListener("change", () => { filter.when = radio.value; apply(); }));
const names = new Map(data.crowd ? data.crowd.names.map((name, number) => [name, number]) : nodes.filter((node) => node.kind !== "knot").map((node) => [node.name, node]));
listen("find", "input", (tool) => {
  const found = names.get(tool.value);
  // Who is chosen by name from a crowd is shown among those it is grouped with.
  filter.find = data.crowd && found !== undefined ? "" : fold(tool.value.trim());
  apply();
  if (data.crowd && found !== undefined) reach(found); else choose(found || null, true);
});
$("names").append(...[...names.keys()].map((name) => { const option = element("option"); option.value = name; return option; }));
$("tools").addEventListener("submit", (event) => event.preventDefault());
listen("clear", "click", () => {
  $("tools").reset();
  Object.keys(filter).forEach((key) => { filter[key] = ""; });
  choose(null, false); apply();
});
listen("show-actions", "click", (tool) => {
  showActions = !showActions;
  tool.setAttribute("aria-pressed", String(!showActions));
  tool.textContent = showActions ? say.hide_actions : say.show_actions;
  apply();
});
listen("zoom-in", "click", () => zoom(1.3));
listen("zoom-out", "click", () => zoom(0.77));
listen("fit", "click", () => fit(false));
listen("save-svg", "click", () => odas.save(pictureName(".svg"), toSvg(), "image/svg+xml"));
listen("save-png", "click", () => toCanvas().toBlob((blob) => odas.save(pictureName(".png"), blob), "image/png"));
listen("move", "click", (tool) => {
  const moving = tool.getAttribute("aria-pressed") !== "true";
  tool.setAttribute("aria-pressed", String(moving));
  tool.textContent = moving ? say.still : say.move;
  shifted = moving;
  if (moving) {
    network.setOptions({ physics: { ...data.options.physics, enabled: true } });
    // Without movement for those who ask for none: the result is computed, then shown.
    if (calm.matches) {
      network.once("stabilizationIterationsDone", () => { network.setOptions({ physics: { enabled: false } }); fit(true); });
      network.stabilize(300);
    }
  } else {
    network.setOptions({ physics: { enabled: false } });
    visNodes.update(nodes.map((node) => ({ id: node.id, ...home(node) })));
    fit(true);
  }
});

// A row leads to its shape on the map.
function showButton(row) {
  const node = byId.get(row.id.slice(4));
  if (!node || node.kind === "knot") return;
  const button = element("button", say.map, "show");
  button.type = "button";
  button.setAttribute("aria-label", say.map + say.colon + row.cells[0].textContent.trim());
  button.addEventListener("click", () => { box.scrollIntoView({ block: "center" }); box.focus({ preventScroll: true }); choose(byId.get(row.id.slice(4)) || null, true); });
  row.cells[0].append(button);
}
document.querySelectorAll("#tables tbody tr").forEach(showButton);
const tools = odas.tables(document.querySelectorAll("table[data-file]"), say);

for (const id of ["filters", "zoom"]) $(id).hidden = false;
window.odasMap = {
  get nodes() { return nodes; }, get edges() { return edges; }, network, open, toSvg, boxes: () => last.boxes,
  titled: () => [...last.cards.values()].filter(Boolean).length, places: spots, choose: (id) => choose(byId.get(id) || null, true) };
const narrow = window.matchMedia("(max-width: 40rem)");
const foldTools = () => { $("filters").open = !narrow.matches; };
narrow.addEventListener("change", foldTools);
foldTools();
apply();
legend();
started = true;
fit(true);
if (data.crowd && /^#g\d/.test(location.hash)) window.dispatchEvent(new Event("hashchange"));
document.documentElement.dataset.ready = "true";
