/* A contract → JSON for editors: what may be written where, and what it means. */
#include <string.h>

#include "base_json.h"
#include "contract.h"

static void put_member(GString *out, const char *name, const char *text) {
  json_put_string(out, name);
  g_string_append_c(out, ':');
  json_put_string(out, text);
}

static void put_both(GString *out, const char *zh, const char *en) {
  g_string_append(out, "{");
  put_member(out, "zh", zh);
  g_string_append(out, ",");
  put_member(out, "en", en);
  g_string_append(out, "}");
}

static void put_value(GString *out, const ContractValue *value) {
  g_string_append(out, "{");
  put_member(out, "name", value->name);
  g_string_append(out, ",\"words\":[");
  for (size_t i = 0; value->words && value->words[i]; i++) {
    g_string_append(out, i ? "," : "");
    json_put_string(out, value->words[i]);
  }
  g_string_append(out, "],");
  put_member(out, "pattern", value->pattern);
  g_string_append(out, ",");
  put_member(out, "example", value->sample);
  g_string_append(out, ",\"text\":");
  put_both(out, value->zh, value->en);
  g_string_append(out, "}");
}

static void put_attribute(GString *out, const ContractAttribute *a) {
  g_string_append(out, "\n        {");
  put_member(out, "name", a->name);
  g_string_append_printf(out, ",\"required\":%s,", a->required ? "true" : "false");
  put_member(out, "default", a->usual);
  g_string_append(out, ",");
  put_member(out, "with", a->with);
  g_string_append(out, ",");
  put_member(out, "unless", a->unless);
  g_string_append(out, ",");
  put_member(out, "clause", a->clause);
  g_string_append(out, ",\"text\":");
  put_both(out, a->zh, a->en);
  g_string_append(out, ",\"value\":");
  put_value(out, a->value);
  g_string_append(out, "}");
}

static void put_child(GString *out, const Contract *contract, const ContractChild *rule) {
  g_string_append(out, "\n        {");
  put_member(out, "element", contract_id(&contract->elements[rule->element]));
  g_string_append_printf(out, ",\"min\":%d,\"max\":%s,\"from\":%u,\"to\":%u}",
                         rule->required, rule->many ? "null" : "1", rule->from, rule->to);
}

static void put_children(GString *out, const Contract *contract,
                         const ContractElement *element) {
  g_string_append(out, ",\n      \"children\":[");
  for (const ContractChild *c = element->children; c && c->element; c++) {
    g_string_append(out, c > element->children ? "," : "");
    put_child(out, contract, c);
  }
  g_string_append(out, "],\n      \"inline\":[");
  bool first = true;
  for (size_t i = 1; i < contract->n_elements; i++) {
    if (!(contract->elements[i].piece & element->inlines))
      continue;
    g_string_append(out, first ? "" : ",");
    json_put_string(out, contract_id(&contract->elements[i]));
    first = false;
  }
  g_string_append(out, "]");
}

static const char *form_name(ContractForm form) {
  switch (form) {
    case FORM_EMPTY:
      return "empty";
    case FORM_ELEMENTS:
      return "elements";
    case FORM_TEXT:
      return "text";
    case FORM_FREE_TEXT:
      return "text or nothing";
    case FORM_INLINE:
      return "part of a text";
  }
  return "";
}

static void put_element(GString *out, const Contract *contract,
                        const ContractElement *element) {
  g_string_append(out, "    {");
  put_member(out, "id", contract_id(element));
  g_string_append(out, ",");
  put_member(out, "name", element->name);
  g_string_append(out, ",");
  put_member(out, "content", form_name(element->form));
  g_string_append(out, ",");
  put_member(out, "clause", element->clause);
  g_string_append(out, ",");
  put_member(out, "example", element->sample);
  g_string_append(out, ",\n      \"text\":");
  put_both(out, element->zh, element->en);
  if (element->text) {
    g_string_append(out, ",\n      \"value\":");
    put_value(out, element->text);
  }
  put_children(out, contract, element);
  g_string_append(out, ",\n      \"attributes\":[");
  for (const ContractAttribute *a = element->attributes; a && a->name; a++) {
    g_string_append(out, a > element->attributes ? "," : "");
    put_attribute(out, a);
  }
  g_string_append(out, "]}");
}

char *contract_completion(const Contract *contract) {
  GString *out = g_string_new("{\n  ");
  bool first = true;
  put_member(out, "language", contract->name);
  g_string_append(out, ",\n  ");
  put_member(out, "namespace", contract->space);
  g_string_append(out, ",\n  ");
  put_member(out, "root", contract_id(&contract->elements[contract->root]));
  g_string_append(out, ",\n  \"text\":");
  put_both(out, contract->zh, contract->en);
  g_string_append(out, ",\n  \"elements\":[\n");
  for (size_t i = 0; i < contract->n_elements; i++) {
    if (!contract->elements[i].name)
      continue;
    g_string_append(out, first ? "" : ",\n");
    put_element(out, contract, &contract->elements[i]);
    first = false;
  }
  g_string_append(out, "\n  ]\n}\n");
  return g_string_free(out, FALSE);
}
