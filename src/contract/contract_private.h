/* contract, inside: a schema on its way out. */
#ifndef HONGTOU_CONTRACT_PRIVATE_H
#define HONGTOU_CONTRACT_PRIVATE_H

#include "contract.h"

/* One definition: an element and what around it changes it. */
typedef struct SchemaKey {
  unsigned element, level, inlines;
  bool filled; /* below an element whose case holds */
  bool when;   /* its own case holds, and something must follow it */
} SchemaKey;

typedef struct SchemaWriter {
  const Contract *contract;
  GString *out;
  unsigned depth;
  GArray *keys;      /* of SchemaKey: wanted, written from `written` on */
  GPtrArray *values; /* of const ContractValue *, each once */
  unsigned texts;    /* bits: the kinds of running text wanted */
  unsigned texts_done;
  bool plain;
} SchemaWriter;

typedef enum { CASE_FREE, CASE_HOLDS, CASE_FAILS } CaseState;

/* Of which element attributes are written, and in which case. */
typedef struct SchemaGiven {
  const ContractElement *element;
  CaseState state;
  bool filled;
} SchemaGiven;

/* One line, indented. */
void contract_put(SchemaWriter *w, const char *format, ...) G_GNUC_PRINTF(2, 3);
void contract_open(SchemaWriter *w, const char *tag);
void contract_open_named(SchemaWriter *w, const char *tag, const char *name);
void contract_close(SchemaWriter *w, const char *tag);
void contract_put_words(SchemaWriter *w, const char *zh, const char *en);
/* A value as data of this type, “string” or “token”. */
void contract_put_data(SchemaWriter *w, const char *type, const ContractValue *value);
void contract_put_attributes(SchemaWriter *w, const SchemaGiven *given);
/* The definitions of all values that attributes have named. */
void contract_put_values(SchemaWriter *w);

#endif
