/* Looking up names in the layout language. */
#include <string.h>

#include "layout_private.h"

const ElementSpec *layout_element_named(const char *name) {
  for (size_t i = 0; i < ELEMENT_COUNT; i++) {
    if (strcmp(layout_element((ElementId)i)->name, name) == 0)
      return layout_element((ElementId)i);
  }
  return NULL;
}

size_t layout_n_attributes(const ElementSpec *spec) {
  size_t n = 0;
  while (spec->attributes[n].name)
    n++;
  return n;
}

int layout_attribute(const ElementSpec *spec, const char *name) {
  size_t n = layout_n_attributes(spec);
  for (size_t i = 0; i < n; i++) {
    if (*spec->attributes[i].name == *name && strcmp(spec->attributes[i].name, name) == 0)
      return (int)i;
  }
  return -1;
}

bool layout_is_placement(ElementId id) {
  return id >= ELEMENT_AT && id < ELEMENT_COUNT;
}

const char *layout_nearest_element(const char *text) {
  const char *names[ELEMENT_COUNT] = {NULL};
  for (size_t i = 1; i < ELEMENT_COUNT; i++)
    names[i - 1] = layout_element((ElementId)i)->name;
  return text_nearest(text, names);
}

const char *layout_nearest_attribute(const ElementSpec *spec, const char *text) {
  const char *names[LAYOUT_MAX_ATTRIBUTES] = {NULL};
  for (size_t i = 0, n_known = layout_n_attributes(spec); i < n_known; i++)
    names[i] = spec->attributes[i].name;
  return text_nearest(text, names);
}
