// ---- names: as many as fit, never one on another, nor on a shape -------------------------------------------------
const measured = new Map();
function linesOf(ctx, node, widest, most) {
  const key = node.name + " " + node.kind + " " + widest + " " + most;
  if (measured.has(key)) return measured.get(key);
  ctx.font = fontOf(node);
  const words = node.name.split(" "), lines = [];
  let now = "";
  for (let i = 0; i < words.length && lines.length < most; i += 1) {
    const longer = now ? now + " " + words[i] : words[i];
    if (ctx.measureText(longer).width <= widest || !now) now = longer;
    else { lines.push(now); now = ""; i -= 1; }
  }
  const whole = lines.length < most;
  if (whole && now) lines.push(now);
  const shown = lines.map((text, i) => trim(ctx, text, widest + 8, !whole && i === lines.length - 1));
  const found = { lines: shown, width: Math.max(0, ...shown.map((text) => ctx.measureText(text).width)) };
  measured.set(key, found);
  return found;
}
function trim(ctx, text, widest, more) {
  if (!more && ctx.measureText(text).width <= widest) return text;
  let cut = text;
  while (cut && ctx.measureText(cut + "…").width > widest) cut = cut.slice(0, -1);
  // At the end of a word, unless that leaves next to nothing.
  const word = cut.lastIndexOf(" ");
  if (word > cut.length / 2 && text[cut.length] !== " ") cut = cut.slice(0, word);
  return cut.replace(/[\s,;:]+$/, "") + "…";
}
function fontOf(node) { return (node.kind === "action" || node.kind === "bundle" ? "700 13px " : "500 13px ") + FONT; }

function paintNames(ctx, view, at, near, active) {
  const taken = [], line_ = 15;
  nodes.forEach((node) => {
    if (!node.on && node.kind !== "knot") return;
    const p = at.get(node), r = p.r * (node.kind === "knot" ? 1 : 1.15) + (node.ring ? 5 : 0);
    taken.push(p.card ? [...p.card, node] : [p.x - r, p.y - r, p.x + r, p.y + r, node]);
  });
  edges.forEach((edge) => {
    if (edge.kind !== "absence" || !edge.on) return;
    const m = edge.mark;
    taken.push([m.x - 9 * m.size, m.y - 9 * m.size, m.x + 9 * m.size, m.y + 9 * m.size, null]);
  });
  const wanted = nodes.filter((node) => node.on && node.kind !== "knot" && node.name && (!near || near.has(node)));
  const rank = (node) => (node === active ? -2 : near && near.has(node) ? -1 : 0) * 100 + RANK[node.kind] * 10 - node.size / 10;
  wanted.sort((p, q) => rank(p) - rank(q) || (p.id < q.id ? -1 : 1));
  const boxes = [];
  const free = (box, node) => box[0] >= 2 && box[1] >= 2 && box[2] <= view.width - 2 && box[3] <= view.height - 2 &&
    !taken.some((t) => t[4] !== node && t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1]);
  let inView = 0, carded = 0;
  // Widest line, most lines, distance. Only where nothing nearer is free, a title, or a name on a map of few, stands
  // further off, at the end of a thin line.
  const tries = {
    action: [[170, 3, 1], [130, 4, 1], [110, 2, 1], [170, 3, 2.6], [130, 4, 4.2]],
    actor: [[124, 3, 1], [92, 4, 1], [124, 1, 1], ...(wanted.length <= 60 && view.width > 500 ? [[124, 3, 2.2], [124, 3, 3.2]] : [])],
    other: [[150, 3, 1], [92, 4, 1], [124, 1, 1]],
  };
  wanted.forEach((node) => {
    const p = at.get(node);
    if (p.x < -p.r || p.y < -p.r || p.x > view.width + p.r || p.y > view.height + p.r) return;
    inView += 1;
    if (p.card) { carded += 1; return; }
    const gap = p.r * 1.15 + (node.ring ? 8 : 3);
    for (const [widest, most, far] of tries[node.kind] || tries.other) {
      const text = linesOf(ctx, node, widest, most), w = text.width, h = text.lines.length * line_;
      const spot = sides(node, at).map(([sx, sy]) => {
        const x = p.x + sx * (gap * far + w / 2 + 2) * (sy ? 0.72 : 1), y = p.y + sy * (gap * far + h / 2) * (sx && sy ? 0.8 : 1);
        return { x, y, box: [x - w / 2 - 2, y - h / 2 - 1, x + w / 2 + 2, y + h / 2 + 1] };
      }).find((s) => free(s.box, node) && (far === 1 || leader(s, p, node)));
      if (!spot) continue;
      taken.push([...spot.box, node === active ? null : undefined]);
      boxes.push({ node, text, spot, h });
      return;
    }
  });
  // The thin line from a shape to its name: kept only if it crosses no other shape or name.
  function leader(spot, p, node) {
    const b = spot.box, end = { x: Math.max(b[0], Math.min(p.x, b[2])), y: Math.max(b[1], Math.min(p.y, b[3])) };
    const d = Math.hypot(end.x - p.x, end.y - p.y), start = { x: p.x + (end.x - p.x) * p.r / d, y: p.y + (end.y - p.y) * p.r / d };
    for (let t = 0.15; t < 1; t += 0.15) {
      const x = start.x + (end.x - start.x) * t, y = start.y + (end.y - start.y) * t;
      if (taken.some((o) => o[4] !== node && x > o[0] && x < o[2] && y > o[1] && y < o[3])) return false;
    }
    spot.line = [start, end];
    return true;
  }
  ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
  boxes.forEach(({ node, text, spot, h }) => {
    if (spot.line) {
      ctx.strokeStyle = INK; ctx.lineWidth = 0.8; ctx.setLineDash([]); ctx.beginPath();
      ctx.moveTo(spot.line[0].x, spot.line[0].y); ctx.lineTo(spot.line[1].x, spot.line[1].y); ctx.stroke();
    }
    ctx.font = fontOf(node);
    text.lines.forEach((words, i) => {
      const y = spot.y - h / 2 + line_ * (i + 0.5);
      ctx.strokeStyle = "rgba(255,255,255,.92)"; ctx.lineWidth = 4; ctx.strokeText(words, spot.x, y);
      ctx.fillStyle = INK; ctx.fillText(words, spot.x, y);
    });
  });
  return { shown: boxes.length + carded, all: inView, cards: new Map(nodes.map((n) => [n, at.get(n).card])), boxes: boxes.map((b) => b.spot.box).concat(nodes.filter((n) => at.get(n).card).map((n) => at.get(n).card)) };
}
// A name stands on the side that looks away from what its node is linked to.
function sides(node, at) {
  const p = at.get(node);
  let x = 0, y = 0;
  node.links.forEach((edge) => {
    const q = at.get(edge.a === node ? edge.b : edge.a), d = Math.hypot(p.x - q.x, p.y - q.y) || 1;
    x += (p.x - q.x) / d; y += (p.y - q.y) / d;
  });
  const all = [[0, 1], [0, -1], [1, 0], [-1, 0], [1, 1], [-1, 1], [1, -1], [-1, -1]];
  const d = Math.hypot(x, y);
  if (d < 0.3) return all;
  const worth = ([sx, sy]) => (sx * x + sy * y) / d / Math.hypot(sx, sy) + (sy === 1 && !sx ? 0.3 : 0) - (sx && sy ? 0.25 : 0);
  return all.sort((s, t) => worth(t) - worth(s));
}
