/* Documents made at random out of the contract's table are read and are valid; each
 * single thing added to them or taken away that the table forbids is refused by reader
 * and schema. */
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "contract_random.h"
#include "model.h"

#define DOCUMENTS 60
#define SPOILT 10 /* documents of which some elements are spoilt */

static xmlRelaxNGPtr schema;

static void silent(void *context, const char *format, ...) {
  (void)context;
  (void)format;
}

static int open_schema(void **state) {
  (void)state;
  const char *text = model_schema();
  xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewMemParserCtxt(text, (int)strlen(text));
  schema = xmlRelaxNGParse(parser);
  xmlRelaxNGFreeParserCtxt(parser);
  return schema ? 0 : -1;
}

static int close_schema(void **state) {
  (void)state;
  xmlRelaxNGFree(schema);
  return 0;
}

static bool validates(const GString *xml) {
  xmlDocPtr document =
      xmlReadMemory(xml->str, (int)xml->len, NULL, NULL, XML_PARSE_NONET);
  assert_non_null(document);
  xmlRelaxNGValidCtxtPtr context = xmlRelaxNGNewValidCtxt(schema);
  xmlRelaxNGSetValidErrors(context, silent, silent, NULL);
  bool valid = xmlRelaxNGValidateDoc(context, document) == 0;
  xmlRelaxNGFreeValidCtxt(context);
  xmlFreeDoc(document);
  return valid;
}

/* The first fault's sentence, NULL: it is read; caller frees. */
static char *refusal(const GString *xml) {
  Arena *arena = arena_new();
  Diagnostics *diags = diagnostics_new();
  Job job = {.arena = arena, .diags = diags, .limits = &limits_default};
  Bulletin *bulletin;
  char *said = NULL;
  bool ok = model_read(&job, "x.xml", xml->str, xml->len, &bulletin);
  for (size_t i = 0; !ok && !said && i < diag_count(diags); i++) {
    if (diag_at(diags, i)->severity == SEVERITY_ERROR)
      said = diag_text(diag_at(diags, i), LANG_EN);
  }
  diagnostics_free(diags);
  arena_free(arena);
  return said;
}

/* ---- what no table knows ----------------------------------------------------------- */

static const char *value_for(Maker *m, const Node *node, const ContractAttribute *a) {
  if (strcmp(a->name, "id") == 0)
    return arena_printf(m->arena, "i%u", m->ids++);
  if (strcmp(a->name, "to") == 0)
    return "i0"; /* of the annex that every document gets */
  if (strcmp(a->name, "page-sums") == 0 || strcmp(a->name, "carry") == 0)
    return "no"; /* columns to add up are not made */
  if (strcmp(a->name, "diagonal") == 0)
    return "no"; /* its two lines are not */
  if (strcmp(a->name, "direction") == 0)
    return "up"; /* signers are */
  (void)node;
  if (!a->value->words)
    return a->value->sample;
  guint n = g_strv_length((char **)a->value->words);
  return a->value->words[g_rand_int(m->rand) % n];
}

/* Rows of one cell, tables of one column, one who signs. */
static unsigned most_of(const Maker *m, unsigned element) {
  static const char *const single[] = {"column", "th", "td", "by", NULL};
  return g_strv_contains(single, m->contract->elements[element].name) ? 1 : 2;
}

/* One cell in a row; an annex for references. */
static void settle(Maker *m, Node *root) {
  guint made = m->nodes->len;
  for (guint i = 0; i < made; i++) {
    Node *node = g_ptr_array_index(m->nodes, i);
    if (strcmp(node->name, "tr") == 0)
      g_ptr_array_set_size(node->children, 1);
  }
  node_set(root, "direction", "up");
}

typedef struct Made {
  Maker maker;
  Node *root;
} Made;

static Made make_document(guint32 seed) {
  Made made = {.maker = {.contract = model_contract_table(),
                         .arena = arena_new(),
                         .rand = g_rand_new_with_seed(seed),
                         .ids = 1,
                         .value = value_for,
                         .most = most_of,
                         .nodes = g_ptr_array_new()}};
  Maker *m = &made.maker;
  made.root = make_node(m, m->contract->root, 0, 0, false, 0);
  settle(m, made.root);
  for (guint i = 0; i < made.root->children->len; i++) {
    Node *child = g_ptr_array_index(made.root->children, i);
    if (strcmp(child->name, "body") != 0)
      continue;
    Node *annex = NULL;
    const ContractChild *rule = contract_child(m->contract, m->contract->root, "annex");
    annex = make_node(m, rule->element, RANDOM_DEPTH, 0, false, 0);
    node_set(annex, "id", "i0");
    g_ptr_array_insert(made.root->children, (gint)i + 1, annex);
    break;
  }
  return made;
}

static void made_free(Made *made) {
  for (guint i = 0; i < made->maker.nodes->len; i++)
    g_ptr_array_unref(((Node *)g_ptr_array_index(made->maker.nodes, i))->children);
  g_ptr_array_unref(made->maker.nodes);
  g_rand_free(made->maker.rand);
  arena_free(made->maker.arena);
}

static GString *text_of(const Made *made) {
  GString *out = g_string_new(NULL);
  put_node(out, made->root, made->maker.contract->space);
  return out;
}

/* HONGTOU_KEEP=FOLDER keeps the documents, for another validator. */
static void keep(const GString *xml, guint32 seed) {
  const char *folder = g_getenv("HONGTOU_KEEP");
  if (!folder)
    return;
  g_autofree char *path = g_strdup_printf("%s/%u.xml", folder, seed);
  assert_true(g_file_set_contents(path, xml->str, (gssize)xml->len, NULL));
}

static void what_the_table_says_is_accepted(void **state) {
  (void)state;
  unsigned wrong = 0;
  for (guint32 seed = 1; seed <= DOCUMENTS; seed++) {
    Made made = make_document(seed);
    g_autoptr(GString) xml = text_of(&made);
    g_autofree char *said = refusal(xml);
    bool valid = validates(xml);
    keep(xml, seed);
    if (said || !valid) {
      print_error("seed %u: reader: %s; schema: %s\n%s\n", seed, said ? said : "accepts",
                  valid ? "accepts" : "refuses", xml->str);
      wrong++;
    }
    made_free(&made);
    if (wrong > 2)
      break;
  }
  assert_int_equal(wrong, 0);
}

/* ---- one thing wrong --------------------------------------------------------------- */

typedef struct Spoiling {
  Made *made;
  unsigned tried, wrong;
} Spoiling;

static void expect_refused(Spoiling *s, const char *what, const Node *node,
                           const char *name) {
  g_autoptr(GString) xml = text_of(s->made);
  g_autofree char *said = refusal(xml);
  bool valid = validates(xml);
  s->tried++;
  if (said && !valid)
    return;
  if (s->wrong++ < 8)
    print_error("%s %s at <%s>: the reader %s, the schema %s\n", what, name, node->name,
                said ? "refuses" : "accepts", valid ? "accepts" : "refuses");
}

static void try_attribute(Spoiling *s, Node *node, const char *name, const char *value,
                          const char *what) {
  Node old = *node;
  node_set(node, name, value);
  expect_refused(s, what, node, name);
  *node = old;
}

/* Every attribute of the language where it has no place, and one of no language. */
static void foreign_attributes(Spoiling *s, Node *node) {
  const Contract *contract = s->made->maker.contract;
  const ContractElement *own = &contract->elements[node->element];
  try_attribute(s, node, "colour", "red", "unknown attribute");
  const ContractElement *other =
      &contract
           ->elements[1 + g_rand_int(s->made->maker.rand) % (contract->n_elements - 1)];
  for (const ContractAttribute *a = other->attributes; a && a->name; a++) {
    if (!contract_attribute(own, a->name))
      try_attribute(s, node, a->name, a->value->sample, "foreign attribute");
  }
}

static void wrong_attributes(Spoiling *s, Node *node) {
  const ContractElement *own = &s->made->maker.contract->elements[node->element];
  for (const ContractAttribute *a = own->attributes; a && a->name; a++) {
    bool given = node_find(node, a->name) >= 0;
    if (given && a->value->slip)
      try_attribute(s, node, a->name, a->value->slip, "wrong value of");
    if (!given && a->with && node_find(node, a->with) < 0)
      try_attribute(s, node, a->name, a->value->sample, "without its company");
    if (!given && a->unless && node_find(node, a->unless) >= 0)
      try_attribute(s, node, a->name, a->value->sample, "beside its rival");
    if (!given && a->filled && !node->filled)
      try_attribute(s, node, a->name, a->value->sample, "where nothing fills");
    Node old = *node;
    node_drop(node, a->name);
    if (given && a->required)
      expect_refused(s, "taken away", node, a->name);
    *node = old;
  }
}

/* Every element of the language where it may not stand. */
static void foreign_children(Spoiling *s, Node *node) {
  Maker *m = &s->made->maker;
  const ContractElement *own = &m->contract->elements[node->element];
  unsigned pieces = own->inlines & CONTRACT_AROUND ? 0xFF : own->inlines;
  for (unsigned i = 1; i < m->contract->n_elements; i++) {
    const char *name = m->contract->elements[i].name;
    bool may = contract_child(m->contract, node->element, name) ||
               contract_piece(m->contract, pieces, name);
    if (may || !maker_coin(m, 0.1))
      continue;
    guint at = g_rand_int(m->rand) % (node->children->len + 1);
    Node *child = make_node(m, i, RANDOM_DEPTH, 1, false, 1);
    g_ptr_array_insert(node->children, (gint)at, child);
    expect_refused(s, "foreign child", node, name);
    g_ptr_array_remove_index(node->children, at);
  }
}

static const ContractChild *rule_of(const Spoiling *s, const Node *node,
                                    const Node *child) {
  const ContractElement *own = &s->made->maker.contract->elements[node->element];
  for (const ContractChild *c = own->children; c && c->element; c++) {
    if (child->name && c->element == child->element)
      return c;
  }
  return NULL;
}

static void twice(Spoiling *s, Node *node, guint i) {
  Node *child = g_ptr_array_index(node->children, i);
  if (rule_of(s, node, child)->many)
    return;
  g_ptr_array_insert(node->children, (gint)i, child);
  expect_refused(s, "twice", node, child->name);
  g_ptr_array_remove_index(node->children, i);
}

static void out_of_order(Spoiling *s, Node *node, guint i) {
  if (i + 1 >= node->children->len)
    return;
  gpointer *items = node->children->pdata;
  const ContractChild *a = rule_of(s, node, items[i]),
                      *b = rule_of(s, node, items[i + 1]);
  if (!a || !b || a->to >= b->from)
    return;
  gpointer first = items[i];
  items[i] = items[i + 1];
  items[i + 1] = first;
  expect_refused(s, "out of order", node, ((Node *)first)->name);
  items[i + 1] = items[i];
  items[i] = first;
}

static unsigned count_of(const Node *node, const Node *child) {
  unsigned n = 0;
  for (guint i = 0; i < node->children->len; i++) {
    const Node *other = g_ptr_array_index(node->children, i);
    n += other->name && other->element == child->element;
  }
  return n;
}

static void taken_away(Spoiling *s, Node *node, guint i) {
  Node *child = g_ptr_array_index(node->children, i);
  const ContractChild *rule = rule_of(s, node, child);
  if (!made_required(&s->made->maker, node, rule) || count_of(node, child) > 1)
    return;
  g_ptr_array_remove_index(node->children, i);
  expect_refused(s, "taken away", node, child->name);
  g_ptr_array_insert(node->children, (gint)i, child);
}

static void misplaced_children(Spoiling *s, Node *node) {
  for (guint i = 0; i < node->children->len; i++) {
    if (!rule_of(s, node, g_ptr_array_index(node->children, i)))
      continue;
    twice(s, node, i);
    out_of_order(s, node, i);
    taken_away(s, node, i);
  }
}

static void wrong_text(Spoiling *s, Node *node) {
  const ContractElement *own = &s->made->maker.contract->elements[node->element];
  Node *text = ARENA_NEW(s->made->maker.arena, Node);
  text->text = own->text ? own->text->slip : "字";
  bool holds = own->form != FORM_EMPTY && own->form != FORM_ELEMENTS;
  if (holds && !own->text)
    return;
  GPtrArray *old = node->children;
  node->children = g_ptr_array_new();
  for (guint i = 0; i < old->len && !own->text; i++)
    g_ptr_array_add(node->children, g_ptr_array_index(old, i));
  g_ptr_array_add(node->children, text);
  expect_refused(s, "text", node, text->text);
  g_ptr_array_unref(node->children);
  node->children = old;
}

static bool stands_in(const Node *root, const Node *node) {
  if (root == node)
    return true;
  for (guint i = 0; root->children && i < root->children->len; i++) {
    if (stands_in(g_ptr_array_index(root->children, i), node))
      return true;
  }
  return false;
}

static void what_it_forbids_is_refused(void **state) {
  (void)state;
  unsigned tried = 0, wrong = 0;
  for (guint32 seed = 1; seed <= SPOILT; seed++) {
    Made made = make_document(seed);
    Spoiling s = {.made = &made};
    guint n = made.maker.nodes->len;
    for (guint i = 0; i < n; i++) {
      Node *node = g_ptr_array_index(made.maker.nodes, i);
      if (!stands_in(made.root, node) || !maker_coin(&made.maker, MIN(1, 9.0 / n)))
        continue;
      foreign_attributes(&s, node);
      wrong_attributes(&s, node);
      foreign_children(&s, node);
      misplaced_children(&s, node);
      wrong_text(&s, node);
    }
    tried += s.tried;
    wrong += s.wrong;
    made_free(&made);
  }
  print_message("%u things spoilt\n", tried);
  assert_true(tried > 300);
  assert_int_equal(wrong, 0);
}

/* ---- examples ---------------------------------------------------------------------- */

/* The first reference to the element, whatever is around it. */
static const char *reference_to(const char *text, const char *id) {
  g_autofree char *plain = g_strdup_printf("<ref name=\"%s\"", id);
  g_autofree char *varied = g_strdup_printf("<ref name=\"%s.", id);
  const char *found = strstr(text, plain);
  return found ? found : strstr(text, varied);
}

/* The schema with another start. */
static xmlRelaxNGPtr schema_of(const char *id) {
  const char *text = model_schema();
  const char *from = strstr(text, "<start>"), *to = strstr(text, "</start>");
  const char *found = reference_to(to, id);
  const char *end = found ? strstr(found, "/>") : NULL;
  if (!end)
    return NULL;
  g_autofree char *own = g_strdup_printf("%.*s<start>%.*s/>%s", (int)(from - text), text,
                                         (int)(end - found), found, to);
  xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewMemParserCtxt(own, (int)strlen(own));
  xmlRelaxNGPtr other = xmlRelaxNGParse(parser);
  xmlRelaxNGFreeParserCtxt(parser);
  return other;
}

static void examples_are_valid(void **state) {
  (void)state;
  const Contract *contract = model_contract_table();
  xmlRelaxNGPtr whole = schema;
  for (size_t i = 1; i < contract->n_elements; i++) {
    const ContractElement *element = &contract->elements[i];
    if (i == contract->root)
      continue;
    assert_non_null(element->sample);
    const char *behind = strpbrk(element->sample, " />");
    g_autoptr(GString) xml = g_string_new_len(element->sample, behind - element->sample);
    g_string_append_printf(xml, " xmlns=\"%s\"%s", contract->space, behind);
    schema = schema_of(contract_id(element));
    bool valid = schema && validates(xml);
    if (!valid)
      print_error("the example of <%s> is refused: %s\n", element->name, element->sample);
    xmlRelaxNGFree(schema);
    schema = whole;
    assert_true(valid);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_the_table_says_is_accepted),
      cmocka_unit_test(what_it_forbids_is_refused),
      cmocka_unit_test(examples_are_valid),
  };
  return cmocka_run_group_tests(tests, open_schema, close_schema);
}
