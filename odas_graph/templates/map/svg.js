// ---- the calls that paint a map, taken down as SVG ------------------------------------------------------------------
// It takes what our painting uses of CanvasRenderingContext2D, and no more. Text stays text; whatever a name holds, it
// is written by the XML serialiser of the browser.
const SVG = "http://www.w3.org/2000/svg";
const round = (n) => String(Math.round(n * 100) / 100);

class Recorder {
  constructor(width, height, title, description) {
    this.measure = document.createElement("canvas").getContext("2d");
    this.root = document.createElementNS(SVG, "svg");
    this.root.setAttribute("viewBox", `0 0 ${round(width)} ${round(height)}`);
    for (const [name, value] of Object.entries({ width: round(width), height: round(height), lang: say.lang, role: "img", "font-family": FONT.replace(/"/g, "'") })) this.root.setAttribute(name, value);
    this.put("title", {}, legal(title)); this.put("desc", {}, legal(description));
    Object.assign(this, { globalAlpha: 1, fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, lineJoin: "miter", lineCap: "butt", font: "10px sans-serif", textAlign: "start", textBaseline: "alphabetic" });
    this.dash = []; this.path = ""; this.at = { x: 0, y: 0, k: 1 }; this.kept = [];
  }
  // What is painted within shows only inside a rectangle.
  inside(x, y, w, h, paint) {
    const outer = this.root, name = "frame" + this.root.childNodes.length;
    const clip = this.put("clipPath", { id: name });
    this.root = clip; this.put("path", { d: this.rect(x, y, w, h) });
    this.root = outer; this.root = this.put("g", { "clip-path": `url(#${name})` });
    paint();
    this.root = outer;
  }
  put(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => { if (value !== undefined) made.setAttribute(key, value); });
    if (text !== undefined) made.textContent = text;
    this.root.append(made);
    return made;
  }
  save() { this.kept.push({ at: { ...this.at }, alpha: this.globalAlpha, dash: this.dash, fill: this.fillStyle, stroke: this.strokeStyle, width: this.lineWidth }); }
  restore() { const k = this.kept.pop(); Object.assign(this, { at: k.at, globalAlpha: k.alpha, dash: k.dash, fillStyle: k.fill, strokeStyle: k.stroke, lineWidth: k.width }); }
  translate(x, y) { this.at = { ...this.at, x: this.at.x + x * this.at.k, y: this.at.y + y * this.at.k }; }
  // Both ways alike: shapes keep their form.
  scale(k) { this.at = { ...this.at, k: this.at.k * k }; }
  point(x, y) { return round(this.at.x + x * this.at.k) + " " + round(this.at.y + y * this.at.k); }
  setLineDash(dash) { this.dash = dash; }
  beginPath() { this.path = ""; }
  moveTo(x, y) { this.path += "M" + this.point(x, y); }
  lineTo(x, y) { this.path += "L" + this.point(x, y); }
  quadraticCurveTo(cx, cy, x, y) { this.path += "Q" + this.point(cx, cy) + " " + this.point(x, y); }
  closePath() { this.path += "Z"; }
  // Whole circles alone are drawn.
  arc(x, y, r) {
    const k = round(r * this.at.k);
    this.path += `M${this.point(x + r, y)}A${k} ${k} 0 1 1 ${this.point(x - r, y)}A${k} ${k} 0 1 1 ${this.point(x + r, y)}Z`;
  }
  rect(x, y, w, h) { return `M${this.point(x, y)}L${this.point(x + w, y)}L${this.point(x + w, y + h)}L${this.point(x, y + h)}Z`; }
  fillRect(x, y, w, h) { this.shape(this.rect(x, y, w, h), true); }
  strokeRect(x, y, w, h) { this.shape(this.rect(x, y, w, h), false); }
  fill(own) { this.shape(own, true); }
  stroke(own) { this.shape(own, false); }
  shape(what, filled) {
    const own = typeof what === "object";
    const found = { d: own ? outlines.get(what) : what || this.path, opacity: this.globalAlpha < 1 ? round(this.globalAlpha) : undefined };
    if (own) found.transform = `translate(${round(this.at.x)} ${round(this.at.y)}) scale(${round(this.at.k)})`;
    const k = own ? 1 : this.at.k;
    if (filled) found.fill = this.fillStyle;
    else Object.assign(found, { fill: "none", stroke: this.strokeStyle, "stroke-width": String(Math.round(this.lineWidth * k * 1000) / 1000), "stroke-linejoin": this.lineJoin === "round" ? "round" : undefined,
                                "stroke-linecap": this.lineCap === "round" ? "round" : undefined, "stroke-dasharray": this.dash.length ? this.dash.map((n) => round(n * k)).join(" ") : undefined });
    if (found.d) this.put("path", found);
  }
  measureText(text) { this.measure.font = this.font; return this.measure.measureText(text); }
  fillText(text, x, y) { this.words(text, x, y, { fill: this.fillStyle }); }
  // The white around a name, so that lines do not cross its letters; it is not read a second time.
  strokeText(text, x, y) { this.words(text, x, y, { fill: "#fff", stroke: "#fff", "stroke-width": round(this.lineWidth * this.at.k), "stroke-linejoin": "round", "aria-hidden": "true" }); }
  words(text, x, y, more) {
    const [, weight, size] = /^(\d+) ([\d.]+)px/.exec(this.font), high = Number(size) * this.at.k;
    const [left, top] = this.point(x, y).split(" ").map(Number), opacity = this.globalAlpha < 1 ? round(this.globalAlpha) : undefined;
    // Few programs know of a middle line of text: a baseline does for all.
    const down = this.textBaseline === "middle" ? 0.35 * high : 0;
    // As wide as it was measured, whatever font the reader has.
    const wide = round(this.measureText(text).width * this.at.k);
    this.put("text", { x: round(left), y: round(top + down), "font-size": round(high), "font-weight": weight === "400" ? undefined : weight,
                       "text-anchor": this.textAlign === "center" ? "middle" : undefined,
                       textLength: Number(wide) ? wide : undefined, lengthAdjust: "spacingAndGlyphs", opacity, ...more }, legal(text));
  }
  toString() { return '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(this.root) + "\n"; }
}
// XML has no place for most control characters, escaped or not.
function legal(text) { return [...text].filter((c) => /[\t\n\r\u0020-\ud7ff\ue000-\ufffd]/.test(c) || c.codePointAt(0) > 0xffff).join(""); }
