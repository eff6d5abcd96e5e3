/* The pages: fetched when they are near, replaced where they stand when they change. */
import { say } from "./words.js";

const NS = "http://www.w3.org/2000/svg";
const MM = 96 / 25.4;
export const svg = (name, attributes = {}, parent = null, text = null) => {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== null) node.textContent = text;
  if (parent) parent.append(node);
  return node;
};

export class Pages {
  constructor(desk, glyphs) {
    Object.assign(this, { desk, glyphs, sheets: [], have: 0, zoom: 1, fit: "width", head: null, listeners: [], keep: false });
    this.near = new IntersectionObserver((seen) => this.nearer(seen), { root: desk, rootMargin: "900px 400px" });
    new ResizeObserver(() => this.refit()).observe(desk);
  }

  async update(state) {
    this.total = state.glyphs;
    if (this.known !== state.head) this.head = await (await fetch("head?" + state.head)).json();
    this.known = state.head;
    this.fitSheets(state);
    await Promise.all(state.pages.map((version, i) => this.sheets[i].near && this.sheets[i].version !== version
      ? this.load(this.sheets[i], version, true) : null));
    state.pages.forEach((version, i) => { this.sheets[i].wanted = version; });
    this.idle();
  }

  fitSheets(state) {
    while (this.sheets.length > state.pages.length) {
      const gone = this.sheets.pop();
      this.near.unobserve(gone.node);
      gone.node.remove();
    }
    while (this.sheets.length < state.pages.length) this.add(this.sheets.length + 1);
    this.titles(state.documents);
    this.refit();
  }

  /* The name of each document above its first page, where there are several. */
  titles(documents) {
    this.desk.querySelectorAll(".title").forEach((node) => node.remove());
    let before = 0;
    for (const { path, pages } of documents.length > 1 ? documents : []) {
      const title = document.createElement("p");
      title.className = "title";
      title.textContent = path.split("/").pop();
      if (pages && this.sheets[before]) this.sheets[before].node.before(title);
      before += pages;
    }
  }

  add(number) {
    const node = document.createElement("section");
    node.className = "sheet";
    node.setAttribute("aria-label", say("page", number));
    node.dataset.page = number;
    const label = document.createElement("h2");
    label.textContent = say("page", number);
    const paper = document.createElement("div");
    paper.className = "paper";
    const overlay = svg("svg", { class: "overlay", viewBox: `0 0 ${this.head.width} ${this.head.height}`, "aria-hidden": "true" });
    paper.append(overlay);
    node.append(label, paper);
    this.desk.append(node);
    const sheet = { number, node, paper, overlay, version: 0, wanted: 0, near: false, places: [], left: 28 };
    this.sheets.push(sheet);
    this.scale(sheet);
    this.near.observe(node);
  }

  nearer(seen) {
    for (const { target, isIntersecting } of seen) {
      const sheet = this.sheets[target.dataset.page - 1];
      if (!sheet) continue;
      sheet.near = isIntersecting;
      if (isIntersecting && sheet.version !== sheet.wanted) this.load(sheet, sheet.wanted, false);
    }
  }

  async outlines() {
    if (this.have >= this.total) return;
    const from = this.have;
    this.have = this.total;
    const text = await (await fetch("glyphs/" + from)).text();
    const defs = new DOMParser().parseFromString(text, "image/svg+xml").documentElement.firstElementChild;
    this.glyphs.firstElementChild.append(...document.importNode(defs, true).childNodes);
  }

  async load(sheet, version, changed) {
    sheet.version = sheet.wanted = version;
    const [picture, places] = await Promise.all([
      fetch(`page/${sheet.number}?${version}`).then((r) => r.text()),
      fetch(`places/${sheet.number}?${version}`).then((r) => r.json()), this.outlines()]);
    if (sheet.version !== version) return;
    this.show(sheet, picture);
    const before = sheet.places;
    sheet.places = places.places;
    sheet.left = places.left;
    this.listeners.forEach((tell) => tell(sheet, changed ? before : null));
  }

  /* Ids of clips are a page's own; what multiplies is said by a class, for styles in the file are not let in. */
  show(sheet, picture) {
    const own = picture.replaceAll('style="mix-blend-mode:multiply"', 'class="ink"')
      .replaceAll('id="clip.', `id="clip-${sheet.number}.`).replaceAll("url(#clip.", `url(#clip-${sheet.number}.`);
    const node = document.importNode(new DOMParser().parseFromString(own, "image/svg+xml").documentElement, true);
    node.setAttribute("role", "group");
    node.setAttribute("aria-label", say("page", sheet.number));
    node.removeAttribute("width");
    node.removeAttribute("height");
    node.classList.add("picture");
    node.querySelector("title")?.remove();
    const old = sheet.paper.querySelector(":scope > .picture");
    if (old) old.replaceWith(node);
    else sheet.paper.prepend(node);
    if (!this.keep || sheet.paper.querySelector(".before")) return;
    const first = document.createElement("div");
    first.className = "before";
    first.hidden = true;
    first.setAttribute("aria-hidden", "true");
    first.append(node.cloneNode(true));
    first.querySelector(".text")?.remove();
    sheet.paper.insertBefore(first, sheet.overlay);
  }

  /* Pages far away follow when there is time, so that they can be searched. */
  idle() {
    const behind = this.sheets.find((sheet) => sheet.version !== sheet.wanted);
    if (!behind || this.waiting) return;
    this.waiting = true;
    setTimeout(async () => {
      if (behind.version !== behind.wanted) await this.load(behind, behind.wanted, false);
      this.waiting = false;
      this.idle();
    }, 30);
  }

  async all() {
    await Promise.all(this.sheets.map((s) => s.version !== s.wanted || !s.version ? this.load(s, s.wanted, false) : null));
  }

  /* ---- zoom ---- */

  refit() {
    if (!this.head || !this.desk.clientWidth) return;
    const width = this.head.width * MM, height = this.head.height * MM;
    if (this.desk.classList.contains("contact")) this.apply(150 / width);
    else if (this.fit === "width") this.apply((this.desk.clientWidth - 40) / width);
    else if (this.fit === "whole") this.apply(Math.min((this.desk.clientWidth - 40) / width, (this.desk.clientHeight - 46) / height));
    else this.apply(this.zoom);
  }

  apply(zoom) {
    if (this.applied === zoom && this.sized === this.sheets.length) return;
    const here = this.current(), inside = here ? (this.desk.scrollTop - here.node.offsetTop) / Math.max(here.node.offsetHeight, 1) : 0;
    this.applied = zoom;
    this.sized = this.sheets.length;
    if (!this.desk.classList.contains("contact")) this.zoom = zoom;
    this.sheets.forEach((sheet) => this.scale(sheet));
    if (here && inside > 0) this.desk.scrollTop = here.node.offsetTop + inside * here.node.offsetHeight;
  }

  scale(sheet) {
    sheet.paper.style.width = `${this.head.width * MM * (this.applied || 1)}px`;
    sheet.paper.style.height = `${this.head.height * MM * (this.applied || 1)}px`;
    sheet.overlay.style.setProperty("--k", Math.min(2.2, Math.max(0.6, 1.15 / (this.applied || 1))));
    sheet.node.style.containIntrinsicSize = `${sheet.paper.style.width} ${sheet.paper.style.height}`;
  }

  set(fit, zoom = this.zoom) {
    this.fit = fit;
    this.zoom = Math.min(8, Math.max(0.1, zoom));
    this.refit();
  }

  contact(on = !this.desk.classList.contains("contact")) {
    const here = this.current();
    this.desk.classList.toggle("contact", on);
    this.refit();
    if (here) here.node.scrollIntoView({ block: on ? "center" : "start" });
    return on;
  }

  /* ---- where one is ---- */

  current() {
    const middle = this.desk.scrollTop + this.desk.clientHeight / 3;
    let here = this.sheets[0];
    for (const sheet of this.sheets) if (sheet.node.offsetTop <= middle) here = sheet;
    return here;
  }

  go(number) {
    const sheet = this.sheets[Math.min(this.sheets.length, Math.max(1, number)) - 1];
    if (sheet) this.desk.scrollTop = sheet.node.offsetTop - 18;
  }

  reveal(number, box) {
    const sheet = this.sheets[number - 1];
    if (!sheet) return;
    const scale = sheet.paper.offsetHeight / this.head.height;
    this.desk.scrollTop = sheet.node.offsetTop + box.y * scale - this.desk.clientHeight / 3;
    this.flash(sheet, [box], "spot");
  }

  flash(sheet, boxes, kind = "flash") {
    for (const box of boxes) {
      const mark = svg("rect", { class: kind, x: box.x - 0.6, y: box.y - 0.6, width: box.width + 1.2, height: box.height + 1.2 }, sheet.overlay);
      setTimeout(() => mark.remove(), 2500);
    }
  }

  /* The place of a pointer in millimetres of its page. */
  point(event) {
    const node = event.target.closest?.(".sheet");
    const sheet = node && this.sheets[node.dataset.page - 1];
    if (!sheet) return null;
    const box = sheet.paper.getBoundingClientRect();
    return { sheet, x: (event.clientX - box.left) / box.width * this.head.width, y: (event.clientY - box.top) / box.height * this.head.height };
  }
}
