/* The source pane: text, completion from the schema where CodeMirror is, errors at their lines, saving whole. */
import { make } from "./panes.js";
import { say } from "./words.js";

const script = (src) => new Promise((done, fail) => document.head.append(make("script", { src, onload: done, onerror: fail })));
const style = (href) => document.head.append(make("link", { rel: "stylesheet", href }));

/* The schema as CodeMirror's XML hints take it. */
const hints = (schema) => {
  const table = { "!top": [schema.root] };
  for (const e of schema.elements) {
    const attrs = {};
    for (const a of e.attributes) attrs[a.name] = a.values?.map((v) => v.value ?? v) ?? null;
    const known = table[e.name] || { attrs: {}, children: [] };
    table[e.name] = { attrs: { ...known.attrs, ...attrs }, children: [...new Set([...known.children, ...e.children.map((c) => c.element), ...(e.inline || []).map((c) => c.element ?? c)])] };
  }
  return table;
};

export class Editor {
  constructor(node, state) {
    Object.assign(this, { node, state, tag: "", dirty: false, lines: [] });
    this.ready = this.open();
  }

  async open() {
    this.status = make("span", { role: "status" });
    this.bar = make("div", { class: "bar" }, make("h2", {}, say("source")), make("button", { onclick: () => this.save(this.tag) }, say("save")), this.status);
    this.node.replaceChildren(this.bar);
    this.node.hidden = false;
    const { text, tag } = await (await fetch("document")).json();
    this.tag = tag;
    if (this.state.codemirror) await this.mirror(text);
    else this.plain(text);
  }

  plain(text) {
    this.bar.append(make("span", { class: "where" }, say("plain")));
    const area = make("textarea", { spellcheck: "false", "aria-label": say("source"), oninput: () => this.changed() });
    area.value = text;
    this.node.append(area);
    this.value = () => area.value;
    this.put = (value) => { area.value = value; };
    this.mark = () => {};
    this.reveal = () => {};
  }

  async mirror(text) {
    ["lib/codemirror.css", "addon/hint/show-hint.css"].forEach((name) => style("cm/" + name));
    await script("cm/lib/codemirror.js");
    for (const name of ["mode/xml/xml.js", "addon/hint/show-hint.js", "addon/hint/xml-hint.js"]) await script("cm/" + name);
    const schema = hints(await (await fetch("completion")).json());
    const complete = (cm) => { setTimeout(() => cm.state.completionActive || cm.showHint({ completeSingle: false }), 80); return window.CodeMirror.Pass; };
    const cm = this.cm = window.CodeMirror(this.node, { value: text, mode: "xml", lineNumbers: true, lineWrapping: true, hintOptions: { schemaInfo: schema },
      extraKeys: { "'<'": complete, "' '": complete, "'\"'": complete, "Ctrl-Space": "autocomplete", Tab: false, "Shift-Tab": false } });
    cm.getInputField().setAttribute("aria-label", say("source"));
    cm.on("change", (_, change) => { if (change.origin !== "setValue") this.changed(); });
    this.value = () => cm.getValue();
    this.put = (value) => cm.setValue(value);
    this.mark = (faults) => {
      this.lines.forEach((line) => cm.removeLineClass(line, "background"));
      this.lines = faults.filter((f) => f.line && f.severity !== "note").map((f) => cm.addLineClass(f.line - 1, "background", "lined-" + f.severity));
    };
    this.reveal = (line) => { cm.setCursor(line - 1, 0); cm.scrollIntoView({ line: line - 1, ch: 0 }, 120); };
  }

  changed() {
    this.dirty = true;
    this.status.textContent = say("unsaved");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), 300);
  }

  async check() {
    const answer = await fetch("check", { method: "POST", body: this.value() });
    if (!answer.ok) return;
    const faults = await answer.json();
    this.mark(faults);
    const first = faults.find((f) => f.severity === "error");
    this.status.textContent = (this.dirty ? say("unsaved") : say("saved")) + (first ? `  ${first.line}: ${first.message}` : "");
    this.status.className = first ? "error" : "";
  }

  async save(tag) {
    const text = this.value();
    const answer = await fetch("save?tag=" + tag, { method: "POST", body: text });
    const got = await answer.json().catch(() => ({}));
    if (answer.status === 409) return this.conflict(got);
    if (!answer.ok) { this.status.textContent = got.fault || answer.statusText; this.status.className = "error"; return; }
    this.node.querySelector("#other")?.remove();
    this.tag = got.tag;
    this.dirty = this.value() !== text;
    this.status.textContent = say("saved");
    this.status.className = "";
  }

  /* Both versions stay until one is chosen. */
  conflict({ text, tag }) {
    this.node.querySelector("#other")?.remove();
    const shown = make("textarea", { readonly: true, "aria-label": say("conflict") });
    shown.value = text;
    const take = () => { this.tag = tag; this.put(text); this.dirty = false; this.status.textContent = ""; this.node.querySelector("#other").remove(); };
    this.node.append(make("div", { id: "other", role: "alert" }, make("div", { class: "bar" }, make("strong", { class: "error" }, say("conflict")),
      make("button", { onclick: () => this.save(tag) }, say("mine")), make("button", { onclick: take }, say("theirs"))), shown));
  }

  /* The file on disk may be another now: taken over where nothing is unsaved. */
  async outside() {
    await this.ready;
    if (this.dirty) return;
    const answer = await fetch("document");
    if (!answer.ok) return;
    const { text, tag } = await answer.json();
    if (tag === this.tag || this.dirty) return;
    this.tag = tag;
    if (text !== this.value()) this.put(text);
  }
}
