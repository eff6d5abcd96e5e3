/* The page of `hongtou preview`: what comes from the program goes to pages and panes, keys and buttons act on them. */
import { Editor } from "./editor.js";
import { Overlays } from "./overlays.js";
import { Pages } from "./pages.js";
import { make, Panes } from "./panes.js";
import { keys, say, setLanguage } from "./words.js";

const $ = (id) => document.getElementById(id);
const desk = $("desk");
const pages = new Pages(desk, $("glyphs"));
const overlays = new Overlays(pages);
let panes, editor, state, compare;

/* ---- comparison with a scan, or with the first pages ---- */

class Compare {
  constructor() {
    this.x = this.y = 0;
    this.node = make("section");
    this.opacity = make("input", { type: "range", min: 0, max: 100, value: 50, "aria-label": say("opacity"), oninput: () => this.show() });
    this.difference = make("input", { type: "checkbox", onchange: () => this.show() });
    this.below = make("input", { type: "checkbox", onchange: () => this.show() });
    this.place = make("p", { class: "where" });
    this.node.append(make("h2", {}, state.compare ? say("scan") : say("first")), make("label", {}, say("opacity"), this.opacity),
      make("label", {}, this.difference, say("difference")), make("label", {}, this.below, say("under")), this.place, make("p", { class: "where" }, say("before")));
    $("side").prepend(this.node);
    addEventListener("pointermove", (event) => this.drag(event));
    desk.addEventListener("pointerdown", (event) => { this.held = this.on && event.altKey; });
    addEventListener("pointerup", () => { this.held = false; });
    this.toggle(true);
  }

  toggle(on = !this.on) {
    this.on = on;
    this.node.hidden = !on;
    if (state.compare && on) {
      const sheet = pages.current() || pages.sheets[0];
      this.image ||= make("img", { src: "compare?" + state.version, alt: say("scan") });
      sheet.paper.insertBefore(this.image, sheet.overlay);
    } else if (this.image) this.image.remove();
    this.show();
    return on;
  }

  layers() { return state.compare ? [this.image].filter(Boolean) : [...desk.querySelectorAll(".before")]; }

  show() {
    for (const layer of this.layers()) {
      layer.hidden = !this.on;
      layer.style.opacity = this.opacity.value / 100;
      layer.classList.toggle("difference", this.difference.checked);
      layer.style.zIndex = this.below.checked ? 0 : 2;
      layer.style.transform = `translate(${this.x * 96 / 25.4 * pages.applied}px, ${this.y * 96 / 25.4 * pages.applied}px)`;
    }
    desk.querySelectorAll(".picture").forEach((p) => { p.style.zIndex = this.on && this.below.checked ? 1 : ""; p.style.mixBlendMode = this.on && this.below.checked ? "multiply" : ""; });
    this.place.textContent = say("offset", this.x.toFixed(1), this.y.toFixed(1));
  }

  move(x, y) {
    this.x = Math.round((this.x + x) * 10) / 10;
    this.y = Math.round((this.y + y) * 10) / 10;
    this.show();
  }

  drag(event) {
    if (!this.held) return;
    const scale = 25.4 / 96 / pages.applied;
    this.rest = [(this.rest?.[0] || 0) + event.movementX * scale, (this.rest?.[1] || 0) + event.movementY * scale];
    const steps = this.rest.map((v) => Math.trunc(v * 10) / 10);
    this.rest = this.rest.map((v, i) => v - steps[i]);
    if (steps[0] || steps[1]) this.move(...steps);
  }
}

/* ---- what can be done ---- */

const toggles = { block: "b", grid: "g", boxes: "e", gaps: "d", numbers: "n" };
const press = (name, on) => document.querySelector(`[data-act=${name}]`)?.setAttribute("aria-pressed", on);
const acts = {
  ...Object.fromEntries(Object.keys(toggles).map((name) => [name, () => press(name, overlays.toggle(name))])),
  ruler: () => press("ruler", overlays.measure()),
  contact: () => press("contact", pages.contact()),
  width: () => pages.set("width"), whole: () => pages.set("whole"), real: () => pages.set("free", 1),
  smaller: () => pages.set("free", pages.zoom / 1.2), larger: () => pages.set("free", pages.zoom * 1.2),
  side: () => { $("side").hidden = !$("side").hidden; press("side", !$("side").hidden); },
  compare: () => { if (compare) press("compare", compare.toggle()); },
  print: async () => { if (desk.classList.contains("contact")) acts.contact(); await pages.all(); print(); },
  help: () => ($("help").open ? $("help").close() : $("help").showModal()),
};
const shortcuts = { b: "block", g: "grid", e: "boxes", d: "gaps", n: "numbers", r: "ruler", c: "contact", w: "width", f: "whole",
  1: "real", "-": "smaller", "+": "larger", "=": "larger", s: "side", o: "compare", "?": "help" };

const act = (name) => { acts[name](); where(); };

const tool = (name, key) => make("button", { "data-act": name, "aria-pressed": name in toggles || ["ruler", "contact"].includes(name) ? "false" : null,
  title: key ? `${say(name)} (${key})` : say(name), onclick: () => act(name) }, { smaller: "−", larger: "+" }[name] || say(name));

function build() {
  const gap = () => make("span", { class: "gap" });
  $("tools").setAttribute("aria-label", say("help"));
  $("tools").append(tool("width", "w"), tool("whole", "f"), tool("real", "1"), tool("smaller", "-"), tool("larger", "+"), tool("contact", "c"), gap(),
    ...Object.entries(toggles).map(([name, key]) => tool(name, key)), tool("ruler", "r"), gap(), tool("print", "Ctrl-P"), tool("help", "?"));
  if (state.compare || state.before) $("tools").append(tool("compare", "o"));
  const line = make("input", { type: "number", min: 1, "aria-label": say("go"), placeholder: say("go"), onchange: () => goTo(Number(line.value)) });
  $("tools").append(gap(), line);
  $("side").setAttribute("aria-label", say("side"));
  $("help").setAttribute("aria-label", say("help"));
  $("help").append(make("h2", {}, say("help")), make("table", {}, make("tbody", {}, ...keys().map(([key, what]) =>
    make("tr", {}, make("th", { scope: "row" }, make("kbd", {}, key)), make("td", {}, what))))), make("button", { onclick: () => $("help").close() }, say("close")));
  panes = new Panes($("side"), pages, overlays);
  pages.keep = state.before;
  if (state.edit && state.document) editor = new Editor($("source"), state);
}

async function goTo(line) {
  await pages.all();
  let best = null;
  for (const sheet of pages.sheets)
    for (const place of sheet.places)
      if (place.line && place.line <= line && (!best || place.line > best.place.line)) best = { sheet, place };
  if (!best) return;
  pages.reveal(best.sheet.number, best.place);
  panes.choose(best.sheet, best.place);
}

/* ---- what comes from the program ---- */

function notice() {
  const errors = state.diagnostics.filter((d) => d.severity === "error");
  $("notice").hidden = !state.stale || !state.version;
  if (state.stale) $("notice").replaceChildren(say("stale"), make("ul", {}, ...errors.slice(0, 8).map((d) =>
    make("li", {}, d.line ? panes.where(d.file, d.line) : "", " " + d.message))));
  document.body.classList.toggle("stale", state.stale && pages.sheets.length > 0);
}

const record = (n) => fetch("record?n=" + encodeURIComponent(n), { method: "POST", body: "" });

function records() {
  $("records").hidden = !state.record;
  if (!state.record) return;
  const { index, count } = state.record;
  const find = make("input", { type: "search", placeholder: say("find"), "aria-label": say("find"), onchange: () => record(find.value) });
  const step = (key, by) => make("button", { onclick: () => record(index + by), disabled: index + by < 1 || index + by > count }, say(key));
  if ($("records").contains(document.activeElement) && $("records").firstElementChild) {
    $("records").querySelector("b").textContent = say("record", index, count);
    $("records").querySelectorAll("button").forEach((b, i) => { b.disabled = i ? index >= count : index <= 1; b.onclick = null; });
  }
  $("records").replaceChildren(step("previous", -1), make("b", {}, ` ${say("record", index, count)} `), step("next", 1), " ", find);
}

function where() {
  const here = pages.current();
  if (!here) return;
  pages.sheets.forEach((s) => s.node.classList.toggle("here", s === here));
  $("place").textContent = `${say("of", here.number, pages.sheets.length)}  ${Math.round(pages.zoom * 100)}%  ${say("ms", state.ms)}`;
}

let working = Promise.resolve();
async function take(next) {
  const begin = !state;
  state = next;
  if (begin) { setLanguage(state.language); build(); }
  panes.show(state);
  $("name").textContent = (state.document || "").split("/").pop() || "Hongtou";
  document.title = `${$("name").textContent} — Hongtou`;
  if (state.ready && !state.stale) await pages.update(state);
  notice();
  records();
  where();
  if (editor && !begin) editor.outside();
  if (!compare && (state.compare || state.before) && pages.sheets.length) { compare = new Compare(); press("compare", true); }
  compare?.show();
  document.body.dataset.version = state.version;
  if (state.goto && !take.gone && pages.sheets.length) { take.gone = true; goTo(Number(state.goto)); }
}

function connect() {
  const socket = new WebSocket(new URL("live", location.href.replace(/^http/, "ws")));
  socket.onmessage = (event) => {
    const next = JSON.parse(event.data);
    working = working.then(() => take(next)).catch((fault) => console.error(fault));
  };
  socket.onclose = () => {
    if (state) { $("notice").hidden = false; $("notice").textContent = say("lost"); }
    setTimeout(connect, 1500);
  };
}

/* ---- hands ---- */

desk.addEventListener("scroll", () => state && where(), { passive: true });
desk.addEventListener("click", (event) => {
  const point = pages.point(event);
  if (!point || overlays.measuring || event.altKey) return;
  if (desk.classList.contains("contact")) { acts.contact(); return pages.go(point.sheet.number); }
  if (getSelection().isCollapsed) panes.pick(point);
});

function move(key) {
  const here = pages.current()?.number ?? 1;
  const way = { PageDown: () => pages.go(here + 1), PageUp: () => pages.go(here - 1), Home: () => pages.go(1), End: () => pages.go(pages.sheets.length),
    ArrowDown: () => desk.scrollBy(0, 60), ArrowUp: () => desk.scrollBy(0, -60), ArrowLeft: () => desk.scrollBy(-60, 0), ArrowRight: () => desk.scrollBy(60, 0),
    j: () => panes.step(1), k: () => panes.step(-1), "[": () => state.record && record(state.record.index - 1), "]": () => state.record && record(state.record.index + 1) }[key];
  way?.();
  return Boolean(way);
}

addEventListener("keydown", (event) => {
  if (!state) return;
  const meta = event.ctrlKey || event.metaKey, arrow = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] }[event.key];
  let done = false;
  if (meta && event.key === "s" && editor) { editor.save(editor.tag); done = true; }
  else if (meta && event.key === "p") { acts.print(); done = true; }
  else if (event.altKey && arrow && compare?.on) { compare.move(...arrow); done = true; }
  else if (event.key === "Escape" && !$("help").open) { if (overlays.measuring) acts.ruler(); else panes.clear(); }
  else if (!meta && !event.altKey && !event.target.closest("input, textarea, .CodeMirror")) {
    if (shortcuts[event.key]) { act(shortcuts[event.key]); done = true; } else done = move(event.key);
  }
  if (done) event.preventDefault();
});

connect();
