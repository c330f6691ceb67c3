// ---- painting ----------------------------------------------------------------------------------------------------
let pointed = null, chosen = null, line = null;   // node under the pointer, node kept, line under the pointer

let thickest = 1;   // the ties of the strongest line between two groups

const isLine = (edge) => Boolean(line && (edge === line || (edge.row && edge.row === line.row)));

// Shapes shrink less than the distances between them, as long as their boxes leave room.
function radius(node, scale) {
  return Math.max(node.kind === "knot" ? 2 : 3.5, node.size * Math.min(1.1, Math.max(scale, Math.min(0.75, scale * 1.3))));
}

function paint(ctx, view) {
  const active = pointed || chosen;
  const near = line ? new Set([line.a, line.b]) : active ? neighbours(active) : null;
  if (line && line.row && byId.has(line.row)) byId.get(line.row).links.forEach((e) => { near.add(e.a); near.add(e.b); });
  const at = new Map();
  nodes.forEach((node) => {
    const p = view.places[node.id];
    at.set(node, { x: (p.x - view.x) * view.scale + view.width / 2, y: (p.y - view.y) * view.scale + view.height / 2, r: radius(node, view.scale) });
  });
  cards(ctx, at, view);
  const strength = (on, close) => (!on ? 0.1 : near && !close ? 0.16 : 1);
  ctx.lineJoin = "round";
  placeMarks(at);
  thickest = edges.reduce((most, edge) => (edge.kind === "links" && edge.on ? Math.max(most, edge.count) : most), 1);
  const alpha = (edge) => {
    const same = isLine(edge);
    const touches = near && near.has(edge.a) && near.has(edge.b) &&
      (edge.a === active || edge.b === active || edge.a.kind === "knot" || edge.b.kind === "knot");
    if (!edge.on && (filter.when || filter.footing)) return 0.05;
    return strength(edge.on, line ? same : touches);
  };
  for (const kinds of [["absence"], ["part"], ["links", "tie", "funding"], ["tension"]]) {
    edges.forEach((edge) => {
      if (!kinds.includes(edge.kind) || (edge.kind === "part" && !showActions) || (edge.kind === "links" && !edge.on)) return;
      ctx.globalAlpha = alpha(edge);
      paintEdge(ctx, edge, at.get(edge.a), at.get(edge.b), isLine(edge));
    });
  }
  edges.filter((edge) => edge.kind === "absence").forEach((edge) => { ctx.globalAlpha = alpha(edge); paintMark(ctx, edge); });
  [...nodes].sort((p, q) => (p.kind === "knot" ? 0 : 1) - (q.kind === "knot" ? 0 : 1)).forEach((node) => {
    if (node.kind === "action" && !showActions) return;
    ctx.globalAlpha = strength(node.on, near && near.has(node));
    paintNode(ctx, node, at.get(node), node === chosen);
  });
  ctx.globalAlpha = 1;
  return paintNames(ctx, view, at, near, active);
}

// The title of an action stands inside its shape, where there is room for one.
function cards(ctx, at, view) {
  const others = nodes.filter((node) => node.kind !== "action" && node.kind !== "knot").map((node) => at.get(node));
  const done = [];
  nodes.forEach((node) => {
    if (node.kind !== "action" || !node.on) return;
    const p = at.get(node);
    for (const [widest, most] of [[186, 3], [150, 4], [112, 5]]) {
      const text = linesOf(ctx, node, widest, most), w = text.width / 2 + 9, h = text.lines.length * 7.5 + 6;
      const card = [p.x - w, p.y - h, p.x + w, p.y + h];
      if (card[0] < 2 || card[1] < 2 || card[2] > view.width - 2 || card[3] > view.height - 2) continue;
      const clear = others.every((q) => Math.abs(q.x - p.x) > w + q.r * 0.9 || Math.abs(q.y - p.y) > h + q.r * 0.9) &&
        done.every((d) => d[0] > card[2] || d[2] < card[0] || d[1] > card[3] || d[3] < card[1]);
      if (clear) { p.card = card; p.text = text; done.push(card); return; }
    }
  });
}

function middle(edge, p, q) {
  const dx = q.x - p.x, dy = q.y - p.y, d = Math.hypot(dx, dy) || 1;
  return { x: (p.x + q.x) / 2 - (dy / d) * edge.bend, y: (p.y + q.y) / 2 + (dx / d) * edge.bend };
}

function paintEdge(ctx, edge, p, q, strong) {
  const m = middle(edge, p, q), c = { x: 2 * m.x - (p.x + q.x) / 2, y: 2 * m.y - (p.y + q.y) / 2 };
  ctx.setLineDash([]); ctx.lineCap = "butt";
  ctx.strokeStyle = INK; ctx.lineWidth = strong ? 3.6 : 1.9;
  if (edge.kind === "part") { ctx.strokeStyle = GREY; ctx.lineWidth = 1.1; }
  if (edge.kind === "links") { ctx.strokeStyle = GREY; ctx.lineWidth = 1 + 7 * Math.sqrt(edge.count / thickest); }
  if (edge.kind === "absence") { ctx.strokeStyle = "#e1e3eb"; ctx.lineWidth = strong ? 10 : 7; }
  if (edge.footing === "informal") ctx.setLineDash([8, 6]);
  if (edge.footing === "unknown") { ctx.setLineDash([0.5, 5]); ctx.lineCap = "round"; }
  if (edge.kind === "tension") return zigzag(ctx, p, q, strong);
  ctx.beginPath(); ctx.moveTo(p.x, p.y); ctx.quadraticCurveTo(c.x, c.y, q.x, q.y); ctx.stroke();
  ctx.setLineDash([]);
  if (edge.kind === "funding") arrow(ctx, c, q, edge.b.ring ? q.r * 1.25 + 6 : q.r + 2);
  // A pale band with a thin line in it: there, and yet not a tie.
  if (edge.kind === "absence") { ctx.strokeStyle = "#80859b"; ctx.lineWidth = 1; ctx.setLineDash([2, 3]); ctx.stroke(); ctx.setLineDash([]); }
}
function paintMark(ctx, edge) {
  const m = edge.mark, k = m.size;
  ctx.setLineDash([]); ctx.lineWidth = 1.3; ctx.strokeStyle = "#555a6e"; ctx.fillStyle = "#fff";
  const strength_ = ctx.globalAlpha;
  ctx.globalAlpha = 1; ctx.beginPath(); ctx.arc(m.x, m.y, 8 * k, 0, 7); ctx.fill();
  ctx.globalAlpha = strength_; ctx.stroke();
  ctx.strokeStyle = INK; ctx.lineWidth = 1.5 * k; ctx.beginPath();
  for (const [x1, y1, x2, y2] of [[-4, -2, 4, -2], [-4, 2, 4, 2], [-3, 5, 3, -5]]) { ctx.moveTo(m.x + x1 * k, m.y + y1 * k); ctx.lineTo(m.x + x2 * k, m.y + y2 * k); }
  ctx.stroke();
}
// The head stands clear of the shape, or of the ring around it.
function arrow(ctx, from, to, clear) {
  const angle = Math.atan2(to.y - from.y, to.x - from.x), size = 9;
  const tip = { x: to.x - Math.cos(angle) * clear, y: to.y - Math.sin(angle) * clear };
  ctx.fillStyle = INK; ctx.beginPath(); ctx.moveTo(tip.x, tip.y);
  for (const turn of [2.7, -2.7]) ctx.lineTo(tip.x + Math.cos(angle + turn) * size, tip.y + Math.sin(angle + turn) * size);
  ctx.closePath(); ctx.fill();
}
// The mark of an absence stands where it hides nothing.
function placeMarks(at) {
  const set = [];
  edges.forEach((edge) => {
    if (edge.kind !== "absence") return;
    const p = at.get(edge.a), q = at.get(edge.b);
    const spots_ = [0.5, 0.58, 0.42, 0.66, 0.34, 0.74].map((t) => ({ x: p.x + (q.x - p.x) * t, y: p.y + (q.y - p.y) * t }));
    const free = (s) => nodes.every((node) => { const n = at.get(node); return node.kind === "knot" || Math.hypot(n.x - s.x, n.y - s.y) > n.r + 11; }) &&
      set.every((other) => Math.hypot(other.x - s.x, other.y - s.y) > 19);
    edge.mark = edge.bend ? middle(edge, p, q) : spots_.find(free) || spots_[0];
    // Between shapes that stand close, a smaller mark.
    edge.mark.size = Math.max(0.45, Math.min(1, (Math.hypot(p.x - q.x, p.y - q.y) - p.r - q.r) / 20, (p.r + q.r) / 20));
    set.push(edge.mark);
  });
}
function zigzag(ctx, p, q, strong) {
  const dx = q.x - p.x, dy = q.y - p.y, d = Math.hypot(dx, dy) || 1, steps = Math.max(4, Math.round(d / 7));
  ctx.strokeStyle = RED; ctx.lineWidth = strong ? 3.4 : 2.2; ctx.beginPath(); ctx.moveTo(p.x, p.y);
  for (let i = 1; i < steps; i += 1) {
    const side = i % 2 ? 5 : -5;
    ctx.lineTo(p.x + dx * i / steps - dy / d * side, p.y + dy * i / steps + dx / d * side);
  }
  ctx.lineTo(q.x, q.y); ctx.stroke();
}
function paintNode(ctx, node, p, kept) {
  const faded = ctx.globalAlpha;
  if (node.kind === "knot") { ctx.fillStyle = INK; ctx.beginPath(); ctx.arc(p.x, p.y, p.r, 0, 7); ctx.fill(); return; }
  if (p.card) { paintCard(ctx, node, p, kept); return; }
  const style = shapes.get(node.sphere);
  ctx.save();
  ctx.translate(p.x, p.y); ctx.scale(p.r, p.r);
  // White beneath, so that a faded shape does not let lines through.
  ctx.globalAlpha = 1; ctx.fillStyle = "#fff"; ctx.fill(style.outline);
  ctx.globalAlpha = faded; ctx.fillStyle = style.fill; ctx.fill(style.outline);
  ctx.lineWidth = Math.min(node.kind === "action" ? 2.4 : 1.7, p.r * 0.2) / p.r; ctx.strokeStyle = INK; ctx.stroke(style.outline);
  ctx.restore();
  if (node.kind === "action" && p.r >= 7) {
    ctx.strokeStyle = INK; ctx.lineWidth = 1.5; ctx.beginPath();
    for (const [y, w] of [[-0.25, 0.55], [0.12, 0.75], [0.49, 0.75]]) { ctx.moveTo(p.x - 0.75 * p.r, p.y + y * p.r); ctx.lineTo(p.x + w * p.r, p.y + y * p.r); }
    ctx.stroke();
  } else if (p.r >= 7.5 && node.kind !== "action") {
    const letters = node.mark || style.letters;
    ctx.fillStyle = style.ink; ctx.textAlign = "center"; ctx.textBaseline = "middle";
    ctx.font = "700 " + (p.r * (letters.length > 2 ? 0.75 : 0.9)).toFixed(1) + "px " + FONT;
    ctx.fillText(letters, p.x - (node.mark ? p.r * 0.15 : 0), p.y + p.r * (0.06 + (node.mark ? 0.1 : style.drop)));
  }
  if (node.ring) { ctx.strokeStyle = RING; ctx.lineWidth = p.r < 8 ? 2 : 3; ctx.beginPath(); ctx.arc(p.x, p.y, p.r * 1.25 + 4, 0, 7); ctx.stroke(); }
  if (kept) {
    ctx.globalAlpha = 1; ctx.strokeStyle = "#1f3a93"; ctx.lineWidth = 3; ctx.setLineDash([]);
    ctx.beginPath(); ctx.arc(p.x, p.y, p.r * 1.25 + 8, 0, 7); ctx.stroke();
  }
}

function paintCard(ctx, node, p, kept) {
  const [left, top, right, bottom] = p.card, faded = ctx.globalAlpha, fold_ = 9;
  ctx.beginPath(); ctx.moveTo(left, top); ctx.lineTo(right - fold_, top); ctx.lineTo(right, top + fold_); ctx.lineTo(right, bottom); ctx.lineTo(left, bottom); ctx.closePath();
  ctx.globalAlpha = 1; ctx.fillStyle = "#fff"; ctx.fill();
  ctx.globalAlpha = faded; ctx.strokeStyle = INK; ctx.lineWidth = 2.2; ctx.setLineDash([]); ctx.stroke();
  ctx.lineWidth = 1.3; ctx.beginPath(); ctx.moveTo(right - fold_, top); ctx.lineTo(right - fold_, top + fold_); ctx.lineTo(right, top + fold_); ctx.stroke();
  ctx.font = fontOf(node); ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.fillStyle = INK;
  p.text.lines.forEach((words, i) => ctx.fillText(words, p.x, p.y + (i - (p.text.lines.length - 1) / 2) * 15 + 1));
  if (kept) { ctx.globalAlpha = 1; ctx.strokeStyle = "#1f3a93"; ctx.lineWidth = 3; ctx.strokeRect(left - 5, top - 5, right - left + 10, bottom - top + 10); }
}
