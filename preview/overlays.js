/* What is laid over the pages: block, grid, em boxes, gaps, line numbers, and the ruler. */
import { svg } from "./pages.js";
import { partName } from "./words.js";

const mm = (value) => String(Math.round(value * 100) / 100);
const SNAP = 1.6; /* millimetres, at real size */

export class Overlays {
  constructor(pages) {
    Object.assign(this, { pages, on: new Set(), measuring: false, chosen: null });
    pages.listeners.push((sheet, before) => { this.draw(sheet); if (before) this.changed(sheet, before); });
    pages.desk.addEventListener("pointerdown", (event) => this.begin(event));
    addEventListener("pointermove", (event) => this.drag(event));
    addEventListener("pointerup", () => { this.from = null; });
  }

  toggle(name) {
    if (!this.on.delete(name)) this.on.add(name);
    this.pages.sheets.forEach((sheet) => this.draw(sheet));
    return this.on.has(name);
  }

  measure(on = !this.measuring) {
    this.measuring = on;
    this.pages.desk.classList.toggle("measuring", on);
    if (!on) this.pages.sheets.forEach((sheet) => sheet.overlay.querySelector(".measure")?.remove());
    return on;
  }

  changed(sheet, before) {
    const key = (p) => [p.kind, p.x, p.y, p.width, p.height, p.text, p.colour].join("|");
    const known = new Set(before.map(key));
    this.pages.flash(sheet, sheet.places.filter((p) => !known.has(key(p))));
  }

  draw(sheet) {
    sheet.overlay.querySelector(".lay")?.remove();
    const lay = svg("g", { class: "lay" });
    const head = this.pages.head;
    if (this.on.has("grid")) this.grid(lay, sheet, head);
    if (this.on.has("block")) this.block(lay, sheet, head);
    if (this.on.has("boxes")) this.boxes(lay, sheet);
    if (this.on.has("gaps")) this.gaps(lay, sheet, head);
    if (this.on.has("numbers")) this.numbers(lay, sheet);
    if (this.chosen && this.chosen.page === sheet.number) {
      const p = this.chosen.place;
      svg("rect", { class: "chosen", x: p.x, y: p.y, width: p.width, height: p.height }, lay);
    }
    sheet.overlay.prepend(lay);
  }

  block(lay, sheet, head) {
    const { y, width, height } = head.block, x = sheet.left;
    svg("rect", { class: "block", x, y, width, height }, lay);
    for (const at of [x, x + width]) svg("line", { class: "edge", x1: at, x2: at, y1: 0, y2: head.height }, lay);
    for (const at of [y, y + height]) svg("line", { class: "edge", x1: 0, x2: head.width, y1: at, y2: at }, lay);
    svg("text", { class: "dimtext", x: x + 1, y: y - 1 }, lay, `${mm(width)} × ${mm(height)} mm`);
  }

  grid(lay, sheet, head) {
    const { cell, step, size, cells, lines } = head.grid, { y, height } = head.block, x = sheet.left;
    for (let i = 0; i <= cells; i++) svg("line", { class: "grid", x1: x + i * cell, x2: x + i * cell, y1: y, y2: y + height }, lay);
    for (let i = 0; i < lines; i++)
      for (const at of [y + i * step, y + i * step + size]) svg("line", { class: "grid", x1: x, x2: x + cells * cell, y1: at, y2: at }, lay);
  }

  boxes(lay, sheet) {
    let last = null;
    for (const p of sheet.places) {
      svg("rect", { class: p.kind === "line" ? "box" : "box rule", x: p.x, y: p.y, width: p.width, height: p.height }, lay);
      if (p.part !== last) svg("text", { class: "tag", x: p.x, y: p.y - 0.4 }, lay, partName(p.part));
      last = p.part;
    }
  }

  gaps(lay, sheet, head) {
    for (const p of sheet.places) {
      if (p.gap === undefined || p.gap <= 0.3) continue;
      const wants = p.wanted !== undefined, off = wants && Math.abs(p.gap - p.wanted) > 0.05;
      if (!wants && p.part === "body" && p.gap < head.grid.step) continue;
      const x = p.x + Math.min(p.width, 60) / 2, kind = off ? "off " : "";
      svg("path", { class: kind + "dim", d: `M${x - 1} ${p.y - p.gap}h2M${x - 1} ${p.y}h2M${x} ${p.y - p.gap}V${p.y}` }, lay);
      const clause = p.placement === undefined ? "" : head.elements[p.placement].clause;
      svg("text", { class: kind + "dimtext", x: x + 1.6, y: p.y - p.gap / 2 + 0.8 }, lay,
        `${mm(p.gap)} mm${off ? " ≠ " + mm(p.wanted) : ""}${wants ? " " + clause : ""}`);
    }
  }

  numbers(lay, sheet) {
    let n = 0;
    const seen = new Set();
    for (const p of sheet.places) {
      if (p.kind !== "line" || p.table || p.part === "page-number" || seen.has(p.y)) continue;
      seen.add(p.y);
      svg("text", { class: "lineno", x: sheet.left - 7, y: p.y + p.height * 0.72, "text-anchor": "end" }, lay, ++n);
    }
  }

  /* ---- the ruler ---- */

  edges(sheet) {
    const { block, width, height } = this.pages.head, xs = [0, width, sheet.left, sheet.left + block.width];
    const ys = [0, height, block.y, block.y + block.height];
    for (const p of sheet.places) { xs.push(p.x, p.x + p.width); ys.push(p.y, p.y + p.height); }
    return [xs, ys];
  }

  snap(sheet, point) {
    const near = (value, edges) => {
      let best = value, distance = SNAP / Math.max(this.pages.applied, 0.4);
      for (const edge of edges) if (Math.abs(edge - value) < distance) { best = edge; distance = Math.abs(edge - value); }
      return best;
    };
    const [xs, ys] = this.edges(sheet);
    return { sheet, x: near(point.x, xs), y: near(point.y, ys) };
  }

  begin(event) {
    const point = this.measuring && this.pages.point(event);
    if (!point) return;
    event.preventDefault();
    this.from = this.snap(point.sheet, point);
  }

  drag(event) {
    if (!this.from) return;
    const point = this.pages.point(event);
    if (point && point.sheet === this.from.sheet) this.show(this.from, this.snap(point.sheet, point));
  }

  show(from, to) {
    const overlay = from.sheet.overlay, { cell, unit } = this.pages.head.grid;
    overlay.querySelector(".measure")?.remove();
    const g = svg("g", { class: "measure" }, overlay), width = Math.abs(to.x - from.x), height = Math.abs(to.y - from.y);
    const x = Math.min(from.x, to.x), y = Math.min(from.y, to.y);
    svg("rect", { class: "ruler", x, y, width, height }, g);
    const pt = (value) => mm(value * 72 / 25.4);
    this.measured = { width, height };
    const lines = [`↔ ${mm(width)} mm = ${pt(width)} pt = ${mm(width / cell)} 字`, `↕ ${mm(height)} mm = ${pt(height)} pt = ${mm(height / unit)} 行`];
    const k = Number(overlay.style.getPropertyValue("--k")) || 1; /* as high as its letters are shown */
    lines.forEach((line, i) => svg("text", { class: "off dimtext measure-text", x: Math.min(x + 1, this.pages.head.width - 62 * k), y: Math.max(y - 4.4 * k, 3 * k) + i * 3.2 * k }, g, line));
  }
}
