/* Beside the pages: diagnostics, what the chosen element is, where the layout departs. */
import { partName, say } from "./words.js";

const mm = (value) => `${Math.round(value * 1000) / 1000}`;

export const make = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
};

export class Panes {
  constructor(node, pages, overlays) {
    Object.assign(this, { node, pages, overlays, state: null, figures: [] });
    this.chosen = make("section", { "aria-live": "polite" });
    this.faults = make("section");
    this.differs = make("section");
    node.append(this.chosen, this.faults, this.differs);
    pages.listeners.push((sheet) => this.again(sheet));
  }

  show(state) {
    this.state = state;
    this.showFaults();
    this.showDepartures();
    if (!this.overlays.chosen) this.chosen.replaceChildren(make("h2", {}, say("element")), make("p", { class: "where" }, say("pick")));
  }

  /* A line of a file: to copy, or to open where an editor's address is known. */
  where(file, line, name = null) {
    const shown = `${name || (file || "").split("/").pop()}:${line}`;
    const full = file && !file.startsWith("/") && this.state.document ? this.state.document.replace(/[^/]*$/, "") + file : file;
    const path = file && this.state.document?.endsWith("/" + file.replace(/^(\.\/)+/, "")) ? this.state.document : full;
    if (this.state.editor)
      return make("a", { href: this.state.editor.replace("{file}", encodeURI(path)).replace("{line}", line), title: say("open") }, shown);
    return make("button", { title: say("copy"), onclick: () => navigator.clipboard?.writeText(`${path}:${line}`) }, shown);
  }

  /* ---- diagnostics ---- */

  showFaults() {
    const order = { error: 0, warning: 1, note: 2 };
    const all = [...this.state.diagnostics].sort((a, b) => order[a.severity] - order[b.severity]);
    const items = all.map((d) => make("li", {},
      make("button", { class: d.severity, onclick: () => d.page && this.pages.reveal(d.page, d), disabled: d.page ? false : true }, d.message),
      make("span", { class: "where" }, `${d.page ? say("page", d.page) + "  " : ""}`, d.line ? this.where(d.file, d.line) : "", ` ${d.code}`)));
    this.faults.replaceChildren(make("h2", {}, `${say("diagnostics")} ${all.length || ""}`),
      all.length ? make("ul", { class: "list" }, ...items) : make("p", { class: "where" }, say("fine")));
  }

  /* ---- departures ---- */

  showDepartures() {
    this.differs.hidden = !this.state.layout;
    const items = this.state.departures.map((d) => make("li", {},
      make("button", { onclick: () => this.showElement(d) }, `${d.element} ${d.key} ${d.attribute || ""}${d.attribute ? ` = “${d.value ?? ""}”` : ""}`),
      make("span", { class: "where" }, `${d.attribute ? say("standard", d.standard ?? "—") : ""}  ${d.clause}`)));
    this.differs.replaceChildren(make("h2", {}, `${say("departures")} ${items.length || ""}`),
      items.length ? make("ul", { class: "list" }, ...items) : make("p", { class: "where" }, say("none")));
  }

  /* The first place that an element of the layout decided. */
  showElement(d) {
    const index = this.pages.head.elements.findIndex((e) => e.element === d.element && e.key === d.key);
    for (const sheet of this.pages.sheets) {
      const place = sheet.places.find((p) => p.placement === index || p.style === index);
      if (!place) continue;
      this.pages.reveal(sheet.number, place);
      return this.choose(sheet, place);
    }
  }

  /* ---- the chosen element ---- */

  pick(point) {
    const inside = point.sheet.places.filter((p) => point.x >= p.x - 0.6 && point.x <= p.x + p.width + 0.6 && point.y >= p.y - 0.6 && point.y <= p.y + p.height + 0.6);
    const best = inside.sort((a, b) => a.width * a.height - b.width * b.height)[0];
    if (best) this.choose(point.sheet, best);
    else this.clear();
  }

  clear() {
    this.overlays.chosen = null;
    this.pages.sheets.forEach((s) => this.overlays.draw(s));
    this.chosen.replaceChildren(make("h2", {}, say("element")), make("p", { class: "where" }, say("pick")));
  }

  step(by) {
    const chosen = this.overlays.chosen, sheet = chosen ? this.pages.sheets[chosen.page - 1] : this.pages.current();
    if (!sheet) return;
    let at = chosen ? sheet.places.indexOf(chosen.place) + by : 0, next = sheet;
    if (at < 0 || at >= sheet.places.length) {
      next = this.pages.sheets[sheet.number - 1 + by];
      at = by > 0 ? 0 : (next?.places.length ?? 1) - 1;
    }
    if (!next?.places[at]) return;
    this.choose(next, next.places[at]);
    const box = next.overlay.querySelector(".chosen")?.getBoundingClientRect(), desk = this.pages.desk.getBoundingClientRect();
    if (box && (box.top < desk.top || box.bottom > desk.bottom)) this.pages.desk.scrollTop += box.top - desk.top - desk.height / 3;
  }

  /* A page that came anew: the same place, if it is still there. */
  again(sheet) {
    const chosen = this.overlays.chosen;
    if (!chosen || chosen.page !== sheet.number) return;
    const p = chosen.place;
    const same = sheet.places.find((q) => q.kind === p.kind && q.part === p.part && q.text === p.text) ||
      sheet.places.find((q) => q.kind === p.kind && q.part === p.part && q.line === p.line);
    if (same) this.choose(sheet, same);
    else this.clear();
  }

  async choose(sheet, place) {
    const old = this.overlays.chosen;
    this.overlays.chosen = { page: sheet.number, place };
    if (old && old.page !== sheet.number && this.pages.sheets[old.page - 1]) this.overlays.draw(this.pages.sheets[old.page - 1]);
    this.overlays.draw(sheet);
    this.chosen.replaceChildren(make("h2", {}, say("element")), this.facts(sheet, place), ...this.elements(place));
    if (!place.figures) return;
    const version = this.state.version;
    if (this.asked !== version) this.figures = await (await fetch("figures?" + version)).json();
    this.asked = version;
    if (this.overlays.chosen?.place === place) this.chosen.append(...this.lineage(place));
  }

  facts(sheet, p) {
    const head = this.pages.head, list = make("dl");
    const put = (key, ...value) => list.append(make("dt", {}, say(key)), make("dd", {}, ...value));
    put("part", partName(p.part));
    if (p.text) put("text", p.text.length > 60 ? p.text.slice(0, 60) + "…" : p.text);
    if (p.role) put("role", p.role);
    for (const face of p.faces || []) put("face", `${face.family} ${face.size} pt`, make("div", { class: "where" }, this.why(face)));
    if (p.colour) put("colour", p.colour + (p.spot ? ` ${p.spot}` : ""));
    put("onpage", `${mm(p.x)}, ${mm(p.y)}; ${mm(p.width)} × ${mm(p.height)} mm`);
    put("inblock", `${mm(p.x - sheet.left)}, ${mm(p.y - head.block.y)} mm`);
    if (p.gap !== undefined) put("gap", `${mm(p.gap)} mm`, p.wanted === undefined ? "" : `  ${say("wanted", mm(p.wanted))}`);
    if (p.adjust) put("stretch", `${mm(p.adjust)} mm (${p.spread / 1000} 字)`);
    if (p.cost !== undefined && p.cost > 0) put("cost", String(p.cost));
    if (p.tag) put("tag", p.tag);
    if (p.line) put("line", this.where(p.file || this.state.document, p.line));
    return list;
  }

  /* The candidates before it, and why they do not play. */
  why(face) {
    const role = this.pages.head.fonts.find((f) => f.role === face.role);
    const own = role?.candidates.findIndex((c) => c.family === face.family && c.state !== "missing") ?? -1;
    const missing = (role?.candidates.slice(0, Math.max(own, 0)) || []).filter((c) => c.state === "missing").map((c) => c.family);
    const state = own >= 0 && role.candidates[own].state === "fallback" ? say("fallback") : say("plays");
    return `${face.role}：${state}${missing.length ? "；" + say("missing", missing.join("、")) : ""}`;
  }

  elements(p) {
    return [["placement", p.placement], ["style", p.style]].filter(([, i]) => i !== undefined).map(([key, i]) => {
      const e = this.pages.head.elements[i];
      const rows = e.values.map((v) => make("tr", {}, make("th", { scope: "row" }, v.name), make("td", {}, v.value),
        make("td", {}, v.line ? this.where(v.file, v.line) : make("span", { class: "where" }, say("defaults")))));
      return make("section", {}, make("h2", {}, `${say(key)}：<${e.element} ${e.key}> ${e.clause}`), make("table", {}, make("tbody", {}, ...rows)));
    });
  }

  lineage(p) {
    const found = (p.figures || []).map((at) => this.figures.find((f) => f.line === at.line && f.column === at.column)).filter(Boolean);
    return found.map((f) => make("section", {}, make("h2", {}, `${say("figures")}：${f.text}`),
      make("p", { class: "where" }, `${f.select} = ${f.exact}`),
      make("ul", { class: "list" }, ...f.cells.slice(0, 12).map((c) => make("li", { class: "where" }, `${c.file}:${c.row}:${c.column} ${c.header} = ${c.text}`)))));
  }
}
