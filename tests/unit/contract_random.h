/* Documents made at random out of a contract's table, and each single thing that the
 * table forbids. A document is a tree of nodes in an arena. */
#ifndef HONGTOU_CONTRACT_RANDOM_H
#define HONGTOU_CONTRACT_RANDOM_H

#include <string.h>

#include "contract.h"

#define RANDOM_ATTRIBUTES 48
#define RANDOM_DEPTH 8

typedef struct Node Node;
struct Node {
  unsigned element;
  const char *name; /* NULL: text */
  const char *text;
  struct {
    const char *name, *value;
  } attributes[RANDOM_ATTRIBUTES];
  unsigned n_attributes;
  GPtrArray *children; /* of Node * */
  bool filled;
};

typedef struct Maker {
  const Contract *contract;
  Arena *arena;
  GRand *rand;
  unsigned ids;
  /* What no table knows of an attribute: its value here; NULL: leave it out. */
  const char *(*value)(struct Maker *maker, const Node *node, const ContractAttribute *a);
  /* How often a child that may be repeated stands there. */
  unsigned (*most)(const struct Maker *maker, unsigned element);
  GPtrArray *nodes; /* all elements made */
} Maker;

static inline bool maker_coin(Maker *m, double share) {
  return g_rand_double(m->rand) < share;
}

static inline Node *node_new(Maker *m, unsigned element) {
  Node *node = ARENA_NEW(m->arena, Node);
  node->element = element;
  node->name = m->contract->elements[element].name;
  node->children = g_ptr_array_new();
  g_ptr_array_add(m->nodes, node);
  return node;
}

static inline void node_text(Maker *m, Node *parent, const char *text) {
  Node *node = ARENA_NEW(m->arena, Node);
  node->text = text;
  g_ptr_array_add(parent->children, node);
}

static inline int node_find(const Node *node, const char *name) {
  for (unsigned i = 0; i < node->n_attributes; i++) {
    if (strcmp(node->attributes[i].name, name) == 0)
      return (int)i;
  }
  return -1;
}

static inline void node_set(Node *node, const char *name, const char *value) {
  int i = node_find(node, name);
  if (i < 0)
    i = (int)node->n_attributes++;
  g_assert(i < RANDOM_ATTRIBUTES);
  node->attributes[i].name = name;
  node->attributes[i].value = value;
}

static inline void node_drop(Node *node, const char *name) {
  int i = node_find(node, name);
  if (i >= 0)
    node->attributes[i] = node->attributes[--node->n_attributes];
}

static inline void put_node(GString *out, const Node *node, const char *space) {
  if (!node->name) {
    g_string_append(out, node->text);
    return;
  }
  g_string_append_printf(out, "<%s", node->name);
  if (space)
    g_string_append_printf(out, " xmlns=\"%s\"", space);
  for (unsigned i = 0; i < node->n_attributes; i++) {
    g_autofree char *value = g_markup_escape_text(node->attributes[i].value, -1);
    g_string_append_printf(out, " %s=\"%s\"", node->attributes[i].name, value);
  }
  g_string_append_c(out, '>');
  for (guint i = 0; i < node->children->len; i++)
    put_node(out, g_ptr_array_index(node->children, i), NULL);
  g_string_append_printf(out, "</%s>", node->name);
}

/* ---- making ------------------------------------------------------------------------ */

static inline bool made_wanted(Maker *m, const Node *node, const ContractAttribute *a) {
  const ContractElement *element = &m->contract->elements[node->element];
  if ((a->filled && !node->filled) || (a->with && node_find(node, a->with) < 0) ||
      (a->unless && node_find(node, a->unless) >= 0))
    return false;
  bool other = a->either && node_find(node, a->either) < 0;
  (void)element;
  return a->required || other || maker_coin(m, 0.35);
}

static inline void make_attributes(Maker *m, Node *node) {
  const ContractAttribute *a = m->contract->elements[node->element].attributes;
  /* From the last: `either` names one that stands behind it. */
  const ContractAttribute *end = a;
  while (end && end->name)
    end++;
  for (const ContractAttribute *i = a; i < end; i++) {
    if (i->either && node->filled && maker_coin(m, 0.5))
      node_set(node, i->either,
               contract_attribute(&m->contract->elements[node->element], i->either)
                   ->value->sample);
  }
  for (const ContractAttribute *i = a; i < end; i++) {
    if (node_find(node, i->name) >= 0 || !made_wanted(m, node, i))
      continue;
    const char *value = m->value(m, node, i);
    if (value)
      node_set(node, i->name, value);
  }
}

static inline Node *make_node(Maker *m, unsigned element, unsigned depth,
                              unsigned inlines, bool filled, unsigned level);

static inline void make_pieces(Maker *m, Node *node, unsigned depth, unsigned inlines) {
  node_text(m, node, "文");
  for (unsigned i = 1; i < m->contract->n_elements && depth < RANDOM_DEPTH; i++) {
    if (m->contract->elements[i].piece & inlines && maker_coin(m, 0.1))
      g_ptr_array_add(node->children, make_node(m, i, depth + 1, inlines, false, 0));
  }
  node_text(m, node, "字");
}

static inline void make_child(Maker *m, Node *node, const ContractChild *rule,
                              unsigned depth, unsigned level) {
  const ContractElement *element = &m->contract->elements[rule->element];
  const ContractElement *parent = &m->contract->elements[node->element];
  bool inside = rule->element == node->element || parent->carries == rule->element;
  unsigned below = element->deepest ? (inside ? level + 1 : 1) : 0;
  if (element->carries && element->carries == node->element)
    below = level;
  if (element->deepest && below > element->deepest)
    return;
  const ContractCase *when = &parent->when;
  int i = when->attribute ? node_find(node, when->attribute) : -1;
  bool filled = node->filled || (i >= 0 && !when->words);
  Node *child = make_node(m, rule->element, depth + 1, 0, filled, below);
  g_ptr_array_add(node->children, child);
  const ContractCase *own = &element->when;
  int k = own->followed ? node_find(child, own->attribute) : -1;
  if (k >= 0 && contract_case_holds(element, child->attributes[k].value))
    g_ptr_array_add(node->children, make_node(m, own->followed, depth + 1, 0, false, 0));
}

static inline bool made_required(const Maker *m, const Node *node,
                                 const ContractChild *rule) {
  const ContractElement *element = &m->contract->elements[node->element];
  int i = element->when.attribute ? node_find(node, element->when.attribute) : -1;
  bool holds = i >= 0 && contract_case_holds(element, node->attributes[i].value);
  return rule->required && !(holds && element->when.waives == rule->element);
}

static inline void make_children(Maker *m, Node *node, unsigned depth, unsigned level) {
  const ContractElement *element = &m->contract->elements[node->element];
  double share = depth < 2 ? 0.5 : depth < RANDOM_DEPTH ? 0.2 : 0;
  unsigned last = 0, others = 0;
  for (const ContractChild *c = element->children; c->element; c++)
    last = MAX(last, c->to);
  for (unsigned slot = 0; slot <= last; slot++) {
    for (const ContractChild *c = element->children; c->element; c++) {
      bool here = c->from == c->to ? c->to == slot : slot + 1 >= c->from && slot <= c->to;
      bool needed = made_required(m, node, c) && c->to == slot;
      bool counts = !element->some_of || c->to == element->some_of;
      bool ends = element->some_of ? c[1].to > c->to || !c[1].element : !c[1].element;
      bool due = element->some && counts && !c->required && !others &&
                 (ends || (c->to == last && depth >= RANDOM_DEPTH));
      if (!here || !(needed || due || maker_coin(m, share)))
        continue;
      unsigned n = c->many ? 1 + g_rand_int(m->rand) % m->most(m, c->element) : 1;
      for (unsigned i = 0; i < n; i++)
        make_child(m, node, c, depth, level);
      others += !c->required && counts;
    }
  }
}

static inline Node *make_node(Maker *m, unsigned element, unsigned depth,
                              unsigned inlines, bool filled, unsigned level) {
  const ContractElement *row = &m->contract->elements[element];
  Node *node = node_new(m, element);
  node->filled = filled;
  make_attributes(m, node);
  bool text = row->form != FORM_EMPTY && row->form != FORM_ELEMENTS;
  unsigned bits = row->inlines & CONTRACT_AROUND ? inlines : row->inlines;
  if (text && row->text)
    node_text(m, node, row->text->sample);
  else if (text)
    make_pieces(m, node, depth, bits);
  if (row->children)
    make_children(m, node, depth, level);
  return node;
}

#endif
