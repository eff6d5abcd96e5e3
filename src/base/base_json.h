/* base_json: JSON (RFC 8259) as values in an arena, strictly, and strings on their way
 * out. Numbers stay as they are written: 0.10 is "0.10". */
#ifndef HONGTOU_BASE_JSON_H
#define HONGTOU_BASE_JSON_H

#include "base.h"

typedef enum {
  JSON_NULL,
  JSON_FALSE,
  JSON_TRUE,
  JSON_NUMBER,
  JSON_STRING,
  JSON_ARRAY,
  JSON_OBJECT
} JsonKind;

typedef struct JsonValue {
  JsonKind kind;
  const char *name;        /* in an object; else NULL */
  const char *text;        /* of a string or number, NUL-terminated, no NUL inside */
  struct JsonValue *first; /* of an array or object */
  struct JsonValue *next;  /* beside this one */
} JsonValue;

/* One value and white space, nothing else; at most 32 deep, 4,096 names in an object.
 * NULL: it is none, and *fault is the byte at which that shows. A name that stands twice
 * in an object is a fault. */
const JsonValue *json_parse(Arena *arena, const char *text, size_t len, size_t *fault);
/* The member of that name; NULL where there is none, or value is no object or NULL. */
const JsonValue *json_member(const JsonValue *object, const char *name);
/* Its text when it is a string; otherwise when it is none or missing. */
const char *json_member_text(const JsonValue *object, const char *name,
                             const char *otherwise);
/* A whole number that fits; otherwise when it is none. */
uint64_t json_member_number(const JsonValue *object, const char *name,
                            uint64_t otherwise);

/* Appends the text in quotes, null for NULL; bytes that are no UTF-8 become U+FFFD. */
void json_put_string(GString *out, const char *text);

#endif
