// Paints the map, filters it, and says in a panel what a table row says. Data comes from the page; text is set as text.
(function () {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("map-data").textContent);
  const say = JSON.parse($("map-words").textContent);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const FONT = '"Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif';
  const INK = "#1b1b2f", GREY = "#8b8fa0", RED = "#c1121f", RING = "#b3005e";

  const nodes = data.nodes, edges = data.edges;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const shapes = new Map(Object.entries(data.styles).map(([name, style]) => [name, { ...style, path: new Path2D(style.path) }]));
  const RANK = { action: 0, bundle: 1, group: 2, actor: 3, knot: 9 };
  nodes.forEach((node) => { node.links = []; node.name = node.label.trim(); node.key = fold(node.name); });
  const twins = new Map();
  edges.forEach((edge) => {
    edge.a = byId.get(edge.from); edge.b = byId.get(edge.to);
    edge.a.links.push(edge); edge.b.links.push(edge);
    const pair = [edge.from, edge.to].sort().join(" ");
    twins.set(pair, [...(twins.get(pair) || []), edge]);
  });
  // Lines between the same two ends are bent apart.
  twins.forEach((group) => group.forEach((edge, i) => {
    edge.bend = (i - (group.length - 1) / 2) * 26 * (edge.from < edge.to ? 1 : -1);
  }));
  const total = count(nodes.map((node) => ({ ...node, on: true })), edges.map((edge) => ({ ...edge, on: true })));

  function fold(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
  function count(someNodes, someEdges) {
    const rows = new Set(someEdges.filter((e) => e.on && (e.kind === "tie" || e.kind === "funding")).map((e) => e.row));
    return { actors: someNodes.filter((n) => n.on && n.kind === "actor").length, ties: rows.size,
             actions: someNodes.filter((n) => n.on && n.kind === "action").length };
  }

  // ---- what the filters leave -------------------------------------------------------------------------------------
  const filter = { type: "", role: "", need: "", footing: "", when: "", find: "" };
  let showActions = true, started = false;

  function tieFits(edge) {
    if (edge.kind === "part") return true;
    if (edge.kind === "links") return true;
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
  function fits(node) {
    const type = filter.type.slice(2);
    if (filter.find && !node.key.includes(filter.find)) return false;
    if (node.kind !== "actor") return true;
    if (filter.type && (filter.type[0] === "s" ? node.sphere : node.type) !== type) return false;
    if (filter.role && !node.roles.includes(filter.role)) return false;
    return !filter.need || node.needs.includes(filter.need);
  }
  function apply() {
    const aboutActors = filter.type || filter.role || filter.find;
    nodes.forEach((node) => { node.on = node.kind !== "knot" && fits(node); });
    nodes.forEach((node) => {
      if (node.kind === "action") {
        node.on = showActions && (!filter.need || node.needs.includes(filter.need)) && (!filter.find || node.on);
      }
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
        edge.on = ends && showActions && !filter.footing && !filter.when && (!filter.role || !edge.roles || edge.roles.includes(filter.role));
      }
    });
    nodes.forEach((node) => {
      if (node.kind === "knot") node.on = node.links.filter((edge) => edge.on).length > 1;
    });
    edges.forEach((edge) => { if (edge.a.kind === "knot" || edge.b.kind === "knot") edge.on = edge.on && edge.a.on && edge.b.on; });
    nodes.forEach((node) => {
      const tied = node.links.some((edge) => edge.on);
      if (node.kind === "actor" && (filter.footing || filter.when)) node.on = node.on && tied;
      if (node.kind === "action" && (filter.footing || filter.when || (aboutActors && !filter.find))) node.on = node.on && tied;
      if (node.kind === "bundle" && (aboutActors || filter.need || filter.footing || filter.when)) node.on = node.on && (tied || Boolean(filter.find));
    });
    tell();
    paintSoon();
  }
  function tell() {
    const now = count(nodes, edges);
    let text = fill(say.counts, { ...now, allActors: total.actors, allActions: total.actions, allTies: total.ties });
    if (nodes.some((node) => node.kind === "group")) text = "";
    else if (!now.actors && !now.actions) text = say.nothing;
    if (filter.when) {
      const silent = new Set(edges.filter((e) => (e.kind === "tie" || e.kind === "funding") && !e.origin).map((e) => e.row));
      if (silent.size) text += " " + fill(say.undated, { n: silent.size });
    }
    if (started) $("status").textContent = text;
    const rows = new Map(nodes.map((node) => [node.id, node.on]));
    edges.forEach((edge) => { if (edge.row) rows.set(edge.row, Boolean(edge.on || (rows.get(edge.row) && byId.has(edge.row) === false))); });
    const busy = Object.values(filter).some(Boolean);
    rows.forEach((on, id) => {
      const row = $("row-" + id);
      const isAction = byId.has(id) && byId.get(id).kind === "action";
      if (row) row.hidden = busy && !on && !(isAction && !showActions);
    });
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

  // ---- painting ----------------------------------------------------------------------------------------------------
  let pointed = null, chosen = null, line = null;   // node under the pointer, node kept, line under the pointer

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
    const alpha = (edge) => {
      const same = line && (edge === line || (edge.row && edge.row === line.row));
      const touches = near && near.has(edge.a) && near.has(edge.b) &&
        (edge.a === active || edge.b === active || edge.a.kind === "knot" || edge.b.kind === "knot");
      if (!edge.on && (filter.when || filter.footing)) return 0.05;
      return strength(edge.on, line ? same : touches);
    };
    for (const kinds of [["absence"], ["part"], ["links", "tie", "funding"], ["tension"]]) {
      edges.forEach((edge) => {
        if (!kinds.includes(edge.kind) || (edge.kind === "part" && !showActions)) return;
        ctx.globalAlpha = alpha(edge);
        paintEdge(ctx, edge, at.get(edge.a), at.get(edge.b), line && (edge === line || (edge.row && edge.row === line.row)));
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
    if (edge.kind === "links") { ctx.strokeStyle = GREY; ctx.lineWidth = 1.2 * Math.log2(1 + edge.count); }
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
    ctx.globalAlpha = 1; ctx.fillStyle = "#fff"; ctx.fill(style.path);
    ctx.globalAlpha = faded; ctx.fillStyle = style.fill; ctx.fill(style.path);
    ctx.lineWidth = Math.min(node.kind === "action" ? 2.4 : 1.7, p.r * 0.2) / p.r; ctx.strokeStyle = INK; ctx.stroke(style.path);
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

  // ---- names: as many as fit, never one on another, nor on a shape -------------------------------------------------
  const measured = new Map();
  function linesOf(ctx, node, widest, most) {
    const key = node.id + " " + widest + " " + most;
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
    const found = { lines: shown, width: Math.max(...shown.map((text) => ctx.measureText(text).width)) };
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

  // ---- vis-network: moving, zooming, dragging, and movement when asked for ------------------------------------------
  const box = $("map");
  const tall = () => box.clientWidth < 560;
  const home = (node) => (tall() ? { x: node.px, y: node.py } : { x: node.x, y: node.y });
  const room = ({ id }) => () => {
    const size = 2 * byId.get(id).size;
    return { drawNode() {}, nodeDimensions: { width: size, height: size } };
  };
  const visNodes = new vis.DataSet(nodes.map((node) => ({ id: node.id, label: " ", shape: "custom", ctxRenderer: room(node), size: node.size, ...home(node) })));
  const visEdges = new vis.DataSet(edges.map((edge) => ({ id: edge.id, from: edge.from, to: edge.to, hidden: true })));
  const network = new vis.Network(box, { nodes: visNodes, edges: visEdges }, data.options);
  const canvas = box.querySelector("canvas");
  // vis-network makes its frame a second stop of the Tab key, inside ours.
  canvas.parentElement.removeAttribute("tabindex");
  let moved = false, shifted = false, last = { shown: 0, all: 0, boxes: [], cards: new Map() };

  function paintSoon() { network.redraw(); }
  network.on("afterDrawing", (ctx) => {
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
  function fit(quick) { moved = false; look(frame(network.getPositions(), box.clientWidth, box.clientHeight), quick); }
  function zoom(by) { moved = true; const p = network.getViewPosition(); look({ x: p.x, y: p.y, scale: Math.max(0.05, Math.min(4, network.getScale() * by)) }); }
  let wasTall = tall();
  new ResizeObserver(() => {
    if (!box.clientWidth) return;   // on paper the frame is not shown
    if (tall() !== wasTall) { wasTall = tall(); visNodes.update(nodes.map((node) => ({ id: node.id, ...home(node) }))); }
    if (!moved) window.requestAnimationFrame(() => fit(true));
  }).observe(box);
  network.on("dragEnd", (event) => { moved = true; if (event.nodes.length) shifted = true; });
  network.on("zoom", () => { moved = true; });

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
    if (pointed || line) show(pointed, line); else show(chosen, null);
    paintSoon();
  });
  box.addEventListener("mouseleave", () => { pointed = null; line = null; show(chosen, null); paintSoon(); });
  network.on("click", (event) => {
    box.focus({ preventScroll: true });
    const found = pick(event.pointer.DOM.x, event.pointer.DOM.y, true);
    choose(found.node || null, false); line = found.edge || null; pointed = null;
    if (line) show(null, line);
    paintSoon();
  });
  network.on("doubleClick", (event) => {
    const { node } = pick(event.pointer.DOM.x, event.pointer.DOM.y, true);
    if (node && node.href) window.location.href = node.href;
  });
  // The wheel scrolls the page until the map is entered.
  box.addEventListener("focus", () => network.setOptions({ interaction: { zoomView: true } }));
  box.addEventListener("blur", () => network.setOptions({ interaction: { zoomView: false } }));
  box.addEventListener("pointerdown", (event) => { if (event.pointerType === "mouse") box.focus({ preventScroll: true }); });

  function choose(node, aloud) {
    chosen = node; pointed = null; line = null;
    show(node, null);
    if (node && aloud) {
      const ties = new Set(node.links.filter((e) => e.on && (e.kind === "tie" || e.kind === "funding")).map((e) => e.row)).size;
      const row = $("row-" + node.id);
      $("said").textContent = fill(say.selected, { name: node.name, kind: row && row.cells.length > 1 && node.kind === "actor" ? row.cells[1].textContent : "", n: ties });
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
    else if (key === "Enter" && chosen && chosen.href) window.location.href = chosen.href;
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

  // ---- the panel says what the tables say -----------------------------------------------------------------------------
  const empty = [...$("panel-body").childNodes], emptyTitle = $("panel-title").textContent;
  function element(name, text, style) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (style) made.className = style;
    return made;
  }
  function copy(cell, into) { [...cell.childNodes].forEach((child) => { if (child.nodeName !== "BUTTON") into.append(child.cloneNode(true)); }); return into; }
  let shown = null;
  function show(node, edge) {
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
    if (node && node.href) { const link = element("a", say.open); link.href = node.href; const p = element("p"); p.append(link); body.prepend(p); }
    if (node && node.kind === "actor") ties(node, body);
    if (node && node.kind === "action") members(node, body);
  }
  function ties(node, body) {
    const rows = [...new Set(node.links.filter((edge) => edge.row).map((edge) => edge.row))];
    body.append(element("h4", say.ties + " (" + rows.length + ")"));
    if (!rows.length) body.append(element("p", say.no_ties));
    rows.forEach((id) => {
      const row = $("row-" + id), part = element("div", "", "tie");
      if (!row) return;
      part.append(copy(row.cells[0], element("p", "", "with")), copy(row.cells[2], element("p")));
      part.append(element("p", [1, 3, 4].map((i) => row.cells[i].textContent.trim()).filter((t) => t && t !== "–").join(" · "), "how"), copy(row.cells[6], element("p")));
      body.append(part);
    });
  }
  function members(node, body) {
    body.append(element("h4", say.actors + " (" + node.links.length + ")"));
    const list = element("ul");
    node.links.forEach((edge) => list.append(element("li", edge.a.name)));
    body.append(list);
  }

  // ---- tools ---------------------------------------------------------------------------------------------------------
  function listen(id, event, act) { const tool = $(id); if (tool) tool.addEventListener(event, () => act(tool)); }
  for (const name of ["type", "role", "need", "footing"]) listen("by-" + name, "change", (tool) => { filter[name] = tool.value; apply(); });
  document.querySelectorAll("input[name=when]").forEach((radio) => radio.addEventListener("change", () => { filter.when = radio.value; apply(); }));
  const names = new Map(nodes.filter((node) => node.kind !== "knot").map((node) => [node.name, node]));
  listen("find", "input", (tool) => {
    filter.find = fold(tool.value.trim());
    apply();
    choose(names.get(tool.value) || null, true);
  });
  names.forEach((_node, name) => { const option = element("option"); option.value = name; $("names").append(option); });
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

  // ---- tables: sort, save as CSV, find on the map -----------------------------------------------------------------------
  document.querySelectorAll("table").forEach((table) => {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = element("button", head.textContent);
      button.type = "button";
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending", body = table.tBodies[0];
        [...table.tHead.rows[0].cells].forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const text = (row) => row.cells[column].textContent.trim();
        const rows = [...body.rows].sort((p, q) => text(p).localeCompare(text(q), say.lang, { numeric: true }));
        body.append(...(down ? rows.reverse() : rows));
      });
    });
    [...table.tBodies[0].rows].forEach((row) => {
      const node = byId.get(row.id.slice(4));
      if (!node || node.kind === "knot") return;
      const button = element("button", say.map, "show");
      button.type = "button";
      button.setAttribute("aria-label", say.map + ": " + row.cells[0].textContent.trim());
      button.addEventListener("click", () => { box.scrollIntoView({ block: "center" }); box.focus({ preventScroll: true }); choose(node, true); });
      row.cells[0].append(button);
    });
    const save = element("button", say.save), tools = element("p", "", "table-tools");
    save.type = "button";
    save.addEventListener("click", () => {
      // A cell that a spreadsheet would run as a formula gets an apostrophe (OWASP, "CSV Injection").
      const cell = (td) => { const text = [...td.childNodes].filter((c) => c.nodeName !== "BUTTON" || td.closest("thead")).map((c) => c.textContent).join("").replace(/\s+/g, " ").trim(); return '"' + (/^[=+\-@\t]/.test(text) ? "'" : "") + text.replace(/"/g, '""') + '"'; };
      const rows = [...table.rows].filter((row) => !row.hidden).map((row) => [...row.cells].map(cell).join(","));
      const link = element("a");
      link.href = URL.createObjectURL(new Blob(["\ufeff" + rows.join("\r\n") + "\r\n"], { type: "text/csv" }));
      link.download = table.dataset.file + ".csv";
      link.click();
      URL.revokeObjectURL(link.href);
    });
    tools.append(save);
    table.parentElement.before(tools);
  });

  // ---- paper: the same picture, drawn again for the width of a page -------------------------------------------------------
  function paper() {
    const target = $("print"), width = 1250;
    const places = shifted ? network.getPositions() : Object.fromEntries(nodes.map((node) => [node.id, { x: node.x, y: node.y }]));
    const xs = Object.values(places).map((p) => p.x), ys = Object.values(places).map((p) => p.y);
    const shape = (Math.max(...ys) - Math.min(...ys) + 130) / (Math.max(...xs) - Math.min(...xs) + 260);
    const height = Math.round(Math.min(1650, Math.max(520, width * shape)));
    target.width = width * 2; target.height = height * 2;
    const ctx = target.getContext("2d"), view = frame(places, width, height), kept = [pointed, chosen, line];
    ctx.setTransform(2, 0, 0, 2, 0, 0);
    ctx.fillStyle = "#fff"; ctx.fillRect(0, 0, width, height);
    pointed = chosen = line = null;
    paint(ctx, { ...view, width, height, places });
    [pointed, chosen, line] = kept;
  }
  window.addEventListener("beforeprint", paper);

  for (const id of ["filters", "zoom"]) $(id).hidden = false;
  window.odasMap = { nodes, edges, network, boxes: () => last.boxes, titled: () => [...last.cards.values()].filter(Boolean).length, places: spots, choose: (id) => choose(byId.get(id) || null, true) };
  const narrow = window.matchMedia("(max-width: 40rem)");
  const foldTools = () => { $("filters").open = !narrow.matches; };
  narrow.addEventListener("change", foldTools);
  foldTools();
  apply();
  started = true;
  fit(true);
  document.documentElement.dataset.ready = "true";
}());
