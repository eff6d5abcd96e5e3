/* A contract → RELAX NG. Each element is defined once for every depth, kind of running
 * text and case in which it says something else; a work list starts at the root.
 * Attributes stand in an interleave: with one optional after another libxml2 needs twice
 * the time for each attribute that is given; an interleave in an interleave it does not
 * understand. */
#include <string.h>

#include "contract_private.h"

static const ContractElement *element_of(const SchemaWriter *w, unsigned i) {
  return &w->contract->elements[i];
}

/* ---- definitions ------------------------------------------------------------ */

/* Some element below it has attributes that depend on the case. */
static bool has_filled(const SchemaWriter *w, unsigned i, unsigned depth) {
  const ContractElement *element = element_of(w, i);
  for (const ContractAttribute *a = element->attributes; a && a->name; a++) {
    if (a->filled)
      return true;
  }
  const ContractChild *child = element->children;
  for (; child && child->element && depth; child++) {
    if (has_filled(w, child->element, depth - 1))
      return true;
  }
  return false;
}

static void inlines_name(GString *out, unsigned inlines) {
  for (unsigned bit = 0; bit < 8; bit++) {
    if (inlines >> bit & 1)
      g_string_append_printf(out, "%u", bit);
  }
}

static char *key_name(const SchemaWriter *w, const SchemaKey *key) {
  GString *name = g_string_new(contract_id(element_of(w, key->element)));
  if (key->level)
    g_string_append_printf(name, ".%u", key->level);
  if (key->inlines) {
    g_string_append(name, ".in");
    inlines_name(name, key->inlines);
  }
  if (key->filled)
    g_string_append(name, ".filled");
  if (key->when)
    g_string_append_printf(name, ".%s", element_of(w, key->element)->when.words[0]);
  return g_string_free(name, FALSE);
}

static bool same_key(const SchemaKey *a, const SchemaKey *b) {
  return a->element == b->element && a->level == b->level && a->inlines == b->inlines &&
         a->filled == b->filled && a->when == b->when;
}

static void put_ref(SchemaWriter *w, const SchemaKey *key) {
  g_autofree char *name = key_name(w, key);
  contract_put(w, "<ref name=\"%s\"/>", name);
  for (guint i = 0; i < w->keys->len; i++) {
    if (same_key(&g_array_index(w->keys, SchemaKey, i), key))
      return;
  }
  g_array_append_val(w->keys, *key);
}

/* What a child is below its parent; false: it would stand too deep. */
static bool child_key(const SchemaWriter *w, const SchemaKey *parent, unsigned child,
                      bool filled, SchemaKey *out) {
  const ContractElement *element = element_of(w, child),
                        *above = element_of(w, parent->element);
  *out = (SchemaKey){.element = child};
  out->filled = (filled || parent->filled) && has_filled(w, child, 2);
  bool inside = child == parent->element || above->carries == child;
  if (element->deepest)
    out->level = inside ? parent->level + 1 : 1;
  if (element->carries && parent->element == element->carries)
    out->level = parent->level;
  return !element->deepest || out->level <= element->deepest;
}

static void put_child(SchemaWriter *w, const SchemaKey *parent,
                      const ContractChild *child, bool filled) {
  SchemaKey key;
  if (!child_key(w, parent, child->element, filled, &key))
    return;
  unsigned followed = element_of(w, child->element)->when.followed;
  if (!followed) {
    put_ref(w, &key);
    return;
  }
  contract_open(w, "choice");
  put_ref(w, &key);
  contract_open(w, "group");
  key.when = true;
  put_ref(w, &key);
  SchemaKey next = {.element = followed};
  put_ref(w, &next);
  contract_close(w, "group");
  contract_close(w, "choice");
}

/* ---- content ------------------------------------------------------------ */

typedef struct Content {
  SchemaWriter *w;
  const SchemaKey *key;
  const ContractElement *element;
  bool holds; /* the element's case */
} Content;

/* A case of any value: what stands below is filled by it. */
static bool fills(const Content *c) {
  return c->holds && !c->element->when.words;
}

static bool floats(const ContractChild *child) {
  return child->from != child->to;
}

static unsigned last_slot(const ContractElement *element) {
  unsigned last = 0;
  for (const ContractChild *c = element->children; c && c->element; c++)
    last = MAX(last, c->to);
  return last;
}

static unsigned slot_children(const ContractElement *element, unsigned slot,
                              const ContractChild **first) {
  unsigned n = 0;
  for (const ContractChild *c = element->children; c && c->element; c++) {
    if (floats(c) || c->to != slot)
      continue;
    if (n++ == 0)
      *first = c;
  }
  return n;
}

static bool is_required(const Content *c, const ContractChild *child) {
  return child->required && !(c->holds && c->element->when.waives == child->element);
}

static const char *occurrence(bool required, bool many) {
  if (many)
    return required ? "oneOrMore" : "zeroOrMore";
  return required ? NULL : "optional";
}

/* Children that may stand anywhere from behind this slot on. */
static void put_floats(const Content *c, unsigned slot) {
  for (const ContractChild *f = c->element->children; f->element; f++) {
    if (!floats(f) || slot + 1 < f->from || slot > f->to)
      continue;
    contract_open(c->w, "zeroOrMore");
    put_child(c->w, c->key, f, fills(c));
    contract_close(c->w, "zeroOrMore");
  }
}

static bool too_deep(const Content *c, const ContractChild *child) {
  SchemaKey key;
  return !child_key(c->w, c->key, child->element, fills(c), &key);
}

static void put_single(const Content *c, const ContractChild *child, bool forced) {
  if (too_deep(c, child))
    return;
  const char *tag = occurrence(is_required(c, child) || forced, child->many);
  if (tag)
    contract_open(c->w, tag);
  put_child(c->w, c->key, child, fills(c));
  put_floats(c, child->to);
  if (tag)
    contract_close(c->w, tag);
}

static void put_choice_of(const Content *c, unsigned slot, const char *tag) {
  contract_open(c->w, tag);
  contract_open(c->w, "choice");
  for (const ContractChild *child = c->element->children; child->element; child++) {
    if (!floats(child) && child->to == slot)
      put_child(c->w, c->key, child, fills(c));
  }
  contract_close(c->w, "choice");
  contract_close(c->w, tag);
}

static void put_interleaved(const Content *c, unsigned slot) {
  contract_open(c->w, "interleave");
  for (const ContractChild *child = c->element->children; child->element; child++) {
    if (!floats(child) && child->to == slot)
      put_single(c, child, false);
  }
  contract_close(c->w, "interleave");
}

static const ContractChild *required_in(const Content *c, unsigned slot) {
  for (const ContractChild *child = c->element->children; child->element; child++) {
    if (!floats(child) && child->to == slot && is_required(c, child))
      return child;
  }
  return NULL;
}

static void put_slot(const Content *c, unsigned slot, bool forced) {
  const ContractChild *first = NULL;
  unsigned n = slot_children(c->element, slot, &first);
  if (n == 1)
    put_single(c, first, forced);
  if (n < 2)
    return;
  const ContractChild *needed = required_in(c, slot);
  if (needed && needed->leads) {
    put_child(c->w, c->key, needed, fills(c));
    put_choice_of(c, slot, "zeroOrMore");
  } else if (needed) {
    put_interleaved(c, slot);
  } else {
    put_choice_of(c, slot, forced ? "oneOrMore" : "zeroOrMore");
  }
}

static bool is_open_slot(const Content *c, unsigned slot) {
  const ContractChild *first;
  return slot_children(c->element, slot, &first) && !required_in(c, slot);
}

/* At least one of the slots that may be empty is not. */
static void put_some(const Content *c, unsigned n_open) {
  unsigned last = last_slot(c->element), only = c->element->some_of;
  if (n_open == 1 || only) {
    for (unsigned slot = 0; slot <= last; slot++)
      put_slot(c, slot, only ? slot == only : is_open_slot(c, slot));
    return;
  }
  contract_open(c->w, "choice");
  for (unsigned begin = 0; begin <= last; begin++) {
    if (!is_open_slot(c, begin))
      continue;
    contract_open(c->w, "group");
    for (unsigned slot = begin; slot <= last; slot++)
      put_slot(c, slot, slot == begin);
    contract_close(c->w, "group");
  }
  contract_close(c->w, "choice");
}

static void put_children(const Content *c) {
  unsigned last = last_slot(c->element), n_open = 0;
  for (unsigned slot = 0; slot <= last; slot++)
    n_open += is_open_slot(c, slot);
  if (c->element->some && !(c->holds && c->element->when.hollow)) {
    put_some(c, n_open);
    return;
  }
  for (unsigned slot = 0; slot <= last; slot++)
    put_slot(c, slot, false);
}

static void want_text(SchemaWriter *w, unsigned inlines) {
  if (!inlines) {
    w->plain = true;
    contract_put(w, "<ref name=\"text\"/>");
    return;
  }
  w->texts |= 1u << inlines;
  g_autoptr(GString) name = g_string_new("text.in");
  inlines_name(name, inlines);
  contract_put(w, "<ref name=\"%s\"/>", name->str);
}

static void put_content(const Content *c) {
  const ContractElement *element = c->element;
  unsigned inlines =
      element->inlines & CONTRACT_AROUND ? c->key->inlines : element->inlines;
  bool text = element->form != FORM_EMPTY && element->form != FORM_ELEMENTS;
  if (text && element->text)
    contract_put_data(c->w, "token", element->text);
  else if (text && element->blank)
    contract_put(c->w, "<text/>");
  else if (text)
    want_text(c->w, inlines);
  if (element->children)
    put_children(c);
  if (!text && !element->children)
    contract_put(c->w, "<empty/>");
}

static void put_group(SchemaWriter *w, const SchemaKey *key, CaseState state) {
  const ContractElement *element = element_of(w, key->element);
  SchemaGiven given = {element, state, key->filled};
  Content content = {w, key, element, state == CASE_HOLDS};
  contract_put_attributes(w, &given);
  put_content(&content);
}

/* A case that nothing follows is told inside the element, the other by two definitions.
 */
static void put_element(SchemaWriter *w, const SchemaKey *key) {
  const ContractElement *element = element_of(w, key->element);
  if (!element->when.attribute) {
    put_group(w, key, CASE_FREE);
  } else if (element->when.followed) {
    put_group(w, key, key->when ? CASE_HOLDS : CASE_FAILS);
  } else {
    contract_open(w, "choice");
    contract_open(w, "group");
    put_group(w, key, CASE_HOLDS);
    contract_close(w, "group");
    contract_open(w, "group");
    put_group(w, key, CASE_FAILS);
    contract_close(w, "group");
    contract_close(w, "choice");
  }
}

static void put_definition(SchemaWriter *w, const SchemaKey *key) {
  const ContractElement *element = element_of(w, key->element);
  g_autofree char *name = key_name(w, key);
  contract_open_named(w, "define", name);
  contract_open_named(w, "element", element->name);
  contract_put_words(w, element->zh, element->en);
  put_element(w, key);
  contract_close(w, "element");
  contract_close(w, "define");
}

/* ---- running text ------------------------------------------------------------ */

static void put_text(SchemaWriter *w, unsigned inlines) {
  g_autoptr(GString) name = g_string_new("text.in");
  inlines_name(name, inlines);
  contract_open_named(w, "define", name->str);
  contract_open(w, "zeroOrMore");
  contract_open(w, "choice");
  contract_put(w, "<text/>");
  for (unsigned i = 1; i < w->contract->n_elements; i++) {
    const ContractElement *element = element_of(w, i);
    if (!(element->piece & inlines))
      continue;
    SchemaKey key = {.element = i};
    key.inlines = element->inlines & CONTRACT_AROUND ? inlines : 0;
    put_ref(w, &key);
  }
  contract_close(w, "choice");
  contract_close(w, "zeroOrMore");
  contract_close(w, "define");
}

static bool put_texts(SchemaWriter *w) {
  unsigned due = w->texts & ~w->texts_done;
  w->texts_done |= due;
  for (unsigned inlines = 1; inlines < 32; inlines++) {
    if (due >> inlines & 1)
      put_text(w, inlines);
  }
  return due != 0;
}

static void put_plain(SchemaWriter *w) {
  if (!w->plain)
    return;
  contract_open_named(w, "define", "text");
  contract_put(w, "<data type=\"token\"><param name=\"minLength\">1</param></data>");
  contract_close(w, "define");
}

static void put_all(SchemaWriter *w) {
  guint written = 0;
  do {
    for (; written < w->keys->len; written++) {
      SchemaKey key = g_array_index(w->keys, SchemaKey, written);
      put_definition(w, &key);
    }
  } while (put_texts(w) || written < w->keys->len);
  put_plain(w);
  contract_put_values(w);
}

static void put_start(SchemaWriter *w) {
  const Contract *contract = w->contract;
  contract_put(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
  contract_put(
      w,
      "<!-- %s\n     %s\n     由程序的总表生成，请勿手改。 Made from the program's "
      "table; "
      "do not edit. -->",
      contract->zh, contract->en);
  contract_put(w, "<grammar xmlns=\"http://relaxng.org/ns/structure/1.0\"");
  contract_put(
      w, "         xmlns:a=\"http://relaxng.org/ns/compatibility/annotations/1.0\"");
  contract_put(w, "         ns=\"%s\"", contract->space);
  contract_put(
      w, "         datatypeLibrary=\"http://www.w3.org/2001/XMLSchema-datatypes\">");
  w->depth++;
  contract_open(w, "start");
  put_ref(w, &(SchemaKey){.element = contract->root});
  contract_close(w, "start");
}

char *contract_schema(const Contract *contract) {
  SchemaWriter w = {.contract = contract, .out = g_string_new(NULL)};
  w.keys = g_array_new(FALSE, FALSE, sizeof(SchemaKey));
  w.values = g_ptr_array_new();
  put_start(&w);
  put_all(&w);
  contract_close(&w, "grammar");
  g_array_free(w.keys, TRUE);
  g_ptr_array_unref(w.values);
  return g_string_free(w.out, FALSE);
}
