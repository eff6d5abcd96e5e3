/* Names in the document, seen beside the contract's table (model_contract.c). */
#include <string.h>

#include "model_private.h"

const ContractElement *model_grammar_element(Element element) {
  return &model_contract.elements[element];
}

const struct Contract *model_contract_table(void) {
  return &model_contract;
}

bool model_grammar_footnote(const char *name) {
  static const char *const names[] = {"footnote", "fn", "endnote"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    if (strcmp(names[i], name) == 0)
      return true;
  }
  return false;
}

char *model_shorten(Arena *arena, const char *text, size_t len) {
  size_t n = MIN(len, 64);
  while (n > 0 && n < len && (text[n] & 0xC0) == 0x80)
    n--;
  return arena_strndup(arena, text, n);
}
