/* A data set as XPath sees it: <data><row><c n="header">…</c>…</row>…</data>. Every <c>
 * knows its cell: node->_private is its index, counted from 1. */
#include <libxml/tree.h>
#include <libxml/xpath.h>

#include "data_private.h"

#define XML(text) ((const xmlChar *)(text))

/* Names and headers stand in the tree once, in its dictionary, not at every cell. */
static xmlNodePtr add_element(xmlNodePtr parent, const char *name) {
  const xmlChar *kept = xmlDictLookup(parent->doc->dict, XML(name), -1);
  return xmlAddChild(parent,
                     xmlNewDocNodeEatName(parent->doc, NULL, (xmlChar *)kept, NULL));
}

static void name_cell(xmlNodePtr c, const xmlChar *header) {
  xmlAttrPtr name = xmlNewDocProp(c->doc, XML("n"), NULL);
  xmlNodePtr text = xmlNewDocText(c->doc, NULL);
  text->content = (xmlChar *)header;
  text->parent = (xmlNodePtr)name;
  name->children = name->last = text;
  name->parent = c;
  c->properties = name;
}

static void add_row(xmlNodePtr data, const Dataset *set, uint32_t row) {
  xmlNodePtr element = add_element(data, "row");
  for (uint32_t i = 0; i < set->n_columns; i++) {
    DataCell cell = dataset_cell(set, row, i);
    xmlNodePtr c = add_element(element, "c");
    name_cell(c, xmlDictLookup(data->doc->dict, XML(set->headers[i]), -1));
    c->_private = (void *)((uintptr_t)row * set->n_columns + i + 1);
    if (cell.bytes)
      xmlAddChild(c, xmlNewDocTextLen(data->doc, XML(cell.text), (int)cell.bytes));
  }
}

static xmlDocPtr new_doc(const Dataset *set) {
  xmlDocPtr doc = xmlNewDoc(XML("1.0"));
  doc->_private = (void *)set;
  doc->dict = xmlDictCreate();
  xmlDocSetRootElement(doc, xmlNewDocNode(doc, NULL, XML("data"), NULL));
  return doc;
}

xmlDocPtr tree_new(const Dataset *set) {
  xmlDocPtr doc = new_doc(set);
  for (uint32_t row = 0; row < set->n_rows; row++)
    add_row(xmlDocGetRootElement(doc), set, row);
  xmlXPathOrderDocElems(
      doc); /* else two rows are told apart by walking from one to the other */
  return doc;
}

xmlDocPtr tree_row_new(const Dataset *set) {
  return new_doc(set);
}

void tree_row_fill(xmlDocPtr doc, uint32_t row) {
  xmlNodePtr data = xmlDocGetRootElement(doc);
  while (data->children) {
    xmlNodePtr old = data->children;
    xmlUnlinkNode(old);
    xmlFreeNode(old);
  }
  add_row(data, doc->_private, row);
}

bool tree_place(const xmlNode *node, DataPlace *out) {
  if (node->type != XML_ELEMENT_NODE || !node->_private)
    return false;
  const Dataset *set = node->doc->_private;
  uintptr_t i = (uintptr_t)node->_private - 1;
  *out = (DataPlace){set, (uint32_t)(i / set->n_columns), (uint32_t)(i % set->n_columns)};
  return true;
}

DataCell tree_cell(const xmlNode *node) {
  DataPlace place;
  if (tree_place(node, &place))
    return dataset_cell(place.set, place.row, place.column);
  return (DataCell){"", 0};
}

void data_node_is_cell(xmlNodePtr node, uint32_t column) {
  node->_private = (void *)((uintptr_t)column + 1);
}
