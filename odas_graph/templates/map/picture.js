// ---- pictures: the map on paper, and to take away as PNG or SVG -----------------------------------------------------
const PAD = 28;
const tidy = (text) => text.replace(/[ \t\n\r]+/g, " ").trim();

// The signs that stand on the map now, by the names that the legend gives them.
function signs() {
  const found = new Set();
  nodes.filter((node) => node.on).forEach((node) => {
    if (node.kind === "actor" || node.kind === "group") found.add(node.sphere).add(node.kind === "actor" ? "size" : "crowd");
    else found.add(node.kind);
    if (node.ring) found.add("ring");
  });
  edges.filter((edge) => edge.on).forEach((edge) => {
    found.add(edge.kind === "tie" || edge.kind === "funding" ? edge.footing : edge.kind);
    if (edge.kind === "funding") found.add("funding");
  });
  return found;
}
const entries = () => [...document.querySelectorAll(".legend [data-sign]")];
// The legend of a crowd explains what stands on the map; that of another map explains all its signs.
function legend() {
  const used = signs();
  if (data.crowd) entries().forEach((entry) => { entry.hidden = !used.has(entry.dataset.sign); });
}
function filtersInWords() {
  const found = [...document.querySelectorAll("#tools select")].filter((select) => select.value)
    .map((select) => select.labels[0].textContent + say.colon + select.selectedOptions[0].textContent);
  const when = document.querySelector("input[name=when]:checked");
  if (when && when.value) found.push(tidy(when.parentElement.textContent));
  if ($("find").value.trim()) found.push(say.searched + say.colon + $("find").value.trim());
  if (!showActions) found.push(say.without_actions);
  return found.join(" · ");
}
// The numbers of the sources that the rows of what is shown name.
function sources() {
  const rows = [...nodes.filter((node) => node.on).map((node) => node.id), ...edges.filter((edge) => edge.on && edge.row).map((edge) => edge.row)];
  const found = new Set(rows.flatMap((id) => ($("row-" + id) ? [...$("row-" + id).querySelectorAll("a.proof")].map((link) => link.hash) : [])));
  const all = [...document.querySelectorAll(".sources li")];
  return all.filter((item) => found.has("#" + item.id) || (data.crowd && !found.size)).map((item) => `[${item.value}] ${tidy(item.textContent)}`);
}

// ---- the map itself: what the frame shows once somebody has looked closer, else all of it -----
function mapView(width) {
  const places = network.getPositions();
  if (closer) {
    const centre = network.getViewPosition(), height = Math.round(width * box.clientHeight / box.clientWidth);
    return { ...centre, scale: network.getScale() * width / box.clientWidth, width, height, places, cut: true };
  }
  return wholeView(width, 1.35 * width, shifted ? places : Object.fromEntries(nodes.map((node) => [node.id, home(node)])));
}
function wholeView(width, most, places) {
  const xs = Object.values(places).map((p) => p.x), ys = Object.values(places).map((p) => p.y);
  const shape = (Math.max(...ys) - Math.min(...ys) + 130) / (Math.max(...xs) - Math.min(...xs) + 260) || 0.5;
  const height = Math.round(Math.min(most, Math.max(0.4 * width, width * shape)));
  return { ...frame(places, width, height), width, height, places };
}
// Painted as if nobody pointed at anything.
function paintStill(ctx, view) {
  const kept = [pointed, chosen, line];
  pointed = chosen = line = null;
  paint(ctx, view);
  [pointed, chosen, line] = kept;
}
function paper() {
  const target = $("print"), places = shifted ? network.getPositions() : Object.fromEntries(nodes.map((node) => [node.id, { x: node.x, y: node.y }]));
  const view = wholeView(1250, 1650, places);
  target.width = view.width * 2; target.height = view.height * 2;
  const ctx = target.getContext("2d");
  ctx.setTransform(2, 0, 0, 2, 0, 0);
  ctx.fillStyle = "#fff"; ctx.fillRect(0, 0, view.width, view.height);
  paintStill(ctx, view);
}
window.addEventListener("beforeprint", paper);

// ---- a sheet that stands alone: title, what is shown, map, legend, sources -----
function folded(ctx, text, font, width) {
  const found = [];
  ctx.font = font;
  text.split(" ").forEach((word) => {
    const longer = found.length ? found[found.length - 1] + " " + word : word;
    if (found.length && ctx.measureText(longer).width <= width) found[found.length - 1] = longer;
    else found.push(trim(ctx, word, width, false));
  });
  return found;
}
function paragraph(probe, text, font, high, width, color) {
  const rows = folded(probe, tidy(text), font, width);
  return { height: rows.length * high, paint(ctx, x, top) {
    ctx.font = font; ctx.fillStyle = color; ctx.textAlign = "left"; ctx.textBaseline = "alphabetic";
    rows.forEach((row, i) => ctx.fillText(row, x, top + (i + 0.75) * high));
  } };
}
// A sign of the legend, as the page draws it.
function paintSign(ctx, drawing, x, y) {
  const [left, top, wide] = drawing.getAttribute("viewBox").split(" ").map(Number), k = Number(drawing.getAttribute("width")) / wide;
  const number = (part, name, other) => Number(part.getAttribute(name) || other);
  for (const part of drawing.children) {
    const fill_ = part.getAttribute("fill") || (part.tagName === "text" ? INK : "none"), stroke = part.getAttribute("stroke");
    if (part.tagName === "text") {
      ctx.font = `700 ${(number(part, "font-size", 1) * k).toFixed(2)}px ${FONT}`; ctx.fillStyle = fill_; ctx.textAlign = "center"; ctx.textBaseline = "alphabetic";
      ctx.fillText(part.textContent, x - left * k, y + (number(part, "y", 0) - top) * k);
      continue;
    }
    ctx.save();
    ctx.translate(x - left * k, y - top * k); ctx.scale(k, k);
    ctx.lineJoin = "round"; ctx.lineCap = part.getAttribute("stroke-linecap") || "butt"; ctx.lineWidth = number(part, "stroke-width", 1);
    ctx.setLineDash((part.getAttribute("stroke-dasharray") || "").split(" ").filter(Boolean).map(Number));
    const own = part.tagName === "path" ? outline(part.getAttribute("d")) : undefined;
    if (!own) { ctx.beginPath(); ctx.arc(number(part, "cx", 0), number(part, "cy", 0), number(part, "r", 0), 0, 7); }
    if (fill_ !== "none") { ctx.fillStyle = fill_; if (own) ctx.fill(own); else ctx.fill(); }
    if (stroke) { ctx.strokeStyle = stroke; if (own) ctx.stroke(own); else ctx.stroke(); }
    ctx.restore();
  }
  ctx.setLineDash([]); ctx.lineCap = "butt";
}
function legendBlock(probe, width) {
  const used = signs(), shown_ = entries().filter((entry) => used.has(entry.dataset.sign)), columns = Math.max(1, Math.floor(width / 300)), wide = width / columns;
  const items = shown_.map((entry) => {
    const drawing = entry.querySelector("svg"), sign = Number(drawing.getAttribute("width"));
    return { drawing, sign, words: paragraph(probe, entry.textContent.slice(drawing.textContent.length), "400 13px " + FONT, 17, wide - 84, INK), high: Number(drawing.getAttribute("height")) };
  });
  const rows = [];
  for (let i = 0; i < items.length; i += columns) rows.push(items.slice(i, i + columns));
  const heights = rows.map((row) => Math.max(...row.map((item) => Math.max(item.high, item.words.height))) + 6);
  return { height: heights.reduce((sum, h) => sum + h, 0), paint(ctx, x, top) {
    rows.forEach((row, r) => {
      row.forEach((item, c) => {
        paintSign(ctx, item.drawing, x + c * wide + (54 - item.sign) / 2, top + (heights[r] - 6 - item.high) / 2);
        item.words.paint(ctx, x + c * wide + 64, top + (heights[r] - 6 - item.words.height) / 2);
      });
      top += heights[r];
    });
  } };
}
function sheet(make) {
  const probe = document.createElement("canvas").getContext("2d"), named_ = nodes.filter((node) => node.on && node.kind !== "knot").length;
  const width = named_ <= 40 ? 1000 : named_ <= 90 ? 1250 : 1700, across = width - 2 * PAD, filters = filtersInWords();
  const bold = "700 15px " + FONT, plain = "400 14px " + FONT, small = "400 12px " + FONT;
  const gap = (height) => ({ height, paint() {} }), view = mapView(across);
  const steps = data.crowd && opened !== null ? [...$("way-steps").children].map((step) => step.textContent).join(" › ") : "";
  const titled = $("title").textContent, told = tidy($("status").textContent && busy() ? $("status").textContent : $("lead").textContent);
  const blocks = [
    paragraph(probe, titled, "700 24px " + FONT, 31, across, INK), paragraph(probe, told, plain, 20, across, SOFT),
    ...(steps ? [paragraph(probe, steps, plain, 20, across, INK)] : []),
    ...(filters ? [paragraph(probe, say.filtered + say.colon + filters, plain, 20, across, INK)] : []),
    gap(10), { height: view.height, paint(ctx, x, top) {
      ctx.save(); ctx.translate(x, top);
      if (view.cut) within_(ctx, view, () => paintStill(ctx, view)); else paintStill(ctx, view);
      ctx.restore();
      ctx.globalAlpha = 1; ctx.setLineDash([]); ctx.strokeStyle = "#80859b"; ctx.lineWidth = 1; ctx.strokeRect(x, top, view.width, view.height);
    } }, gap(14),
    paragraph(probe, $("legend-title").textContent, bold, 24, across, INK), legendBlock(probe, across), gap(8),
    ...sources().map((source) => paragraph(probe, source, small, 16, across, SOFT)), gap(4),
    paragraph(probe, say.silence + " " + say.credit, small, 16, across, SOFT)];
  const height = Math.ceil(blocks.reduce((sum, block) => sum + block.height, 2 * PAD));
  const ctx = make(width, height, titled, told);
  let top = PAD;
  ctx.fillStyle = "#fff"; ctx.fillRect(0, 0, width, height);
  blocks.forEach((block) => { block.paint(ctx, PAD, top); top += block.height; });
  return ctx;
}
function within_(ctx, view, paintIt) {
  if (ctx instanceof Recorder) { ctx.inside(0, 0, view.width, view.height, paintIt); return; }
  ctx.save(); ctx.beginPath(); ctx.rect(0, 0, view.width, view.height); ctx.clip();
  paintIt();
  ctx.restore();
}
const pictureName = (ending) => data.file + (opened === null || !data.crowd ? "" : "-g" + opened) + ending;
function toSvg() { return String(sheet((width, height, title, words) => new Recorder(width, height, title, words))); }
function toCanvas() {
  const ctx = sheet((width, height) => {
    const canvas_ = document.createElement("canvas"), made = canvas_.getContext("2d");
    canvas_.width = 2 * width; canvas_.height = 2 * height;
    made.setTransform(2, 0, 0, 2, 0, 0);
    return made;
  });
  return ctx.canvas;
}
