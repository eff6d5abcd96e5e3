/* Events → a tree of libxml2's, for those who ask by XPath or transform by XSLT. */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#include "xml_private.h"

#define XML(text) ((const xmlChar *)(text))

/* The element's own declarations, then its namespace, which is declared on it or above.
 */
static void set_spaces(XmlReader *r, xmlNode *node) {
  for (unsigned i = 0; i < xml_declarations(r); i++) {
    const XmlAttribute *a = xml_declaration_at(r, i);
    xmlNewNs(node, XML(a->value), *a->local ? XML(a->local) : NULL);
  }
}

static xmlNs *find_space(xmlNode *node, const char *name, const char *local) {
  g_autofree char *prefix =
      local > name ? g_strndup(name, (gsize)(local - name) - 1) : NULL;
  return xmlSearchNs(node->doc, node, XML(prefix));
}

static void set_attributes(XmlReader *r, xmlNode *node) {
  for (unsigned i = 0; i < xml_attributes(r); i++) {
    const XmlAttribute *a = xml_attribute_at(r, i);
    xmlNs *space = a->space ? find_space(node, a->name, a->local) : NULL;
    xmlNewNsProp(node, space, XML(a->local), XML(a->value));
  }
}

static xmlNode *add_element(XmlReader *r, xmlDoc *doc, xmlNode *parent) {
  xmlNode *node = xmlNewDocNode(doc, NULL, XML(xml_local(r)), NULL);
  node->line = (unsigned short)MIN(xml_span(r).line, 65535);
  if (parent)
    xmlAddChild(parent, node);
  else
    xmlDocSetRootElement(doc, node);
  set_spaces(r, node);
  if (xml_space(r))
    xmlSetNs(node, find_space(node, xml_name(r), xml_local(r)));
  set_attributes(r, node);
  return node;
}

static void add_text(XmlReader *r, xmlNode *parent) {
  const char *text = xml_content(r);
  xmlNode *last = parent->last;
  if (last && last->type == XML_TEXT_NODE)
    xmlTextConcat(last, XML(text), (int)strlen(text));
  else if (*text)
    xmlAddChild(parent, xmlNewDocText(parent->doc, XML(text)));
}

xmlDoc *xml_tree(Job *job, const XmlForm *form, const char *name, const char *bytes,
                 size_t len) {
  XmlReader *r = xml_open(job, form, name, bytes, len);
  xmlDoc *doc = xmlNewDoc(XML("1.0"));
  xmlNode *at = NULL;
  while (xml_next(r)) {
    if (xml_kind(r) == XML_START) {
      xmlNode *node = add_element(r, doc, at);
      at = xml_is_empty(r) ? at : node;
    } else if (xml_kind(r) == XML_END) {
      at = at->parent;
      at = at->type == XML_ELEMENT_NODE ? at : NULL;
    } else {
      add_text(r, at);
    }
  }
  if (xml_failed(r)) {
    xmlFreeDoc(doc);
    doc = NULL;
  }
  xml_close(r);
  return doc;
}

void xml_prepare(void) {
  xmlInitParser();
}
