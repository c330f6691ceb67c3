// ---- vis-network: moving, zooming, dragging, and movement when asked for ------------------------------------------
const box = $("map");
const tall = () => box.clientWidth < 560;
const home = (node) => (tall() ? { x: node.px, y: node.py } : { x: node.x, y: node.y });
const room = ({ id }) => () => {
  const size = byId.has(id) ? 2 * byId.get(id).size : 0;
  return { drawNode() {}, nodeDimensions: { width: size, height: size } };
};
const visNode = (node) => ({ id: node.id, label: " ", shape: "custom", ctxRenderer: room(node), size: node.size, ...home(node) });
const visEdge = (edge) => ({ id: edge.id, from: edge.from, to: edge.to, hidden: true });
const visNodes = new vis.DataSet(nodes.map(visNode));
const visEdges = new vis.DataSet(edges.map(visEdge));
const network = new vis.Network(box, { nodes: visNodes, edges: visEdges }, data.options);
const canvas = box.querySelector("canvas");
// vis-network makes its frame a second stop of the Tab key, inside ours.
canvas.parentElement.removeAttribute("tabindex");
// Has the view been moved, has somebody looked closer, have shapes been dragged?
let moved = false, closer = false, shifted = false, last = { shown: 0, all: 0, boxes: [], cards: new Map() };

function paintSoon() { network.redraw(); }
// vis-network draws while its nodes come and go; between two sets of them there is nothing to paint.
let changing = false;
// Other nodes take the place of those that stand there; movement stops.
function show(someNodes, someEdges) {
  if ($("move").getAttribute("aria-pressed") === "true") $("move").click();
  pointed = chosen = line = null;
  changing = true;
  enlist(someNodes, someEdges);
  visEdges.clear(); visNodes.clear();
  visNodes.add(nodes.map(visNode));
  visEdges.add(edges.filter((edge) => !edge.weak).map(visEdge));
  changing = shifted = false;
}
network.on("afterDrawing", (ctx) => {
  if (changing) return;
  const centre = network.getViewPosition(), dpr = canvas.width / box.clientWidth || 1;
  ctx.save(); ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
  last = paint(ctx, { width: box.clientWidth, height: box.clientHeight, scale: network.getScale(), x: centre.x, y: centre.y, places: network.getPositions() });
  ctx.restore();
  box.dataset.names = last.shown + "/" + last.all;
  const hint = last.shown < last.all ? fill(say.names, { n: last.shown, all: last.all }) : say.all_names;
  if (!pointed && !line && $("names-shown").textContent !== hint) $("names-shown").textContent = hint;
});
// The view that holds every shape, with some room for names at the rim.
function frame(places, width, height) {
  if (!nodes.length) return { scale: 1, x: 0, y: 0 };
  const rim = width < 500 ? [10, 8] : [38, 20];
  let found = null;
  for (let scale = 1.4; scale > 0.02; scale *= 0.97) {
    let left = Infinity, right = -Infinity, top = Infinity, bottom = -Infinity;
    nodes.forEach((node) => {
      const p = places[node.id], r = radius(node, scale), card = node.kind === "action" && showActions;
      const w = card ? (width < 500 ? 67 : 84) : r + rim[0], h = card ? 36 : r + rim[1];
      left = Math.min(left, p.x * scale - w); right = Math.max(right, p.x * scale + w);
      top = Math.min(top, p.y * scale - h); bottom = Math.max(bottom, p.y * scale + h);
    });
    found = { scale, x: (left + right) / 2 / scale, y: (top + bottom) / 2 / scale };
    if (right - left <= width && bottom - top <= height) break;
  }
  return found;
}
function look(to, quick) {
  const options = { position: { x: to.x, y: to.y }, scale: to.scale };
  if (!quick && !calm.matches) options.animation = { duration: 220, easingFunction: "easeInOutQuad" };
  network.moveTo(options);
}
function fit(quick) { moved = closer = false; look(frame(network.getPositions(), box.clientWidth, box.clientHeight), quick); }
function zoom(by) { moved = closer = true; const p = network.getViewPosition(); look({ x: p.x, y: p.y, scale: Math.max(0.05, Math.min(4, network.getScale() * by)) }); }
let wasTall = tall();
new ResizeObserver(() => {
  if (!box.clientWidth) return;   // on paper the frame is not shown
  if (tall() !== wasTall) { wasTall = tall(); visNodes.update(nodes.map((node) => ({ id: node.id, ...home(node) }))); }
  if (!moved) window.requestAnimationFrame(() => fit(true));
}).observe(box);
network.on("dragEnd", (event) => { moved = true; if (event.nodes.length) shifted = true; else closer = true; });
network.on("zoom", () => { moved = closer = true; });
