/* contract: what an XML language of Hongtou says, as tables: which elements there are,
 * where each may stand, with which attributes, what may stand in these, and one sentence
 * on each in Chinese and in English. The reader's checks walk the tables; the schema for
 * editors, the completion data and the manuals are written out of them. The room reads no
 * document and knows no language itself: documents' stands in the room model, layouts' in
 * the room layout. */
#ifndef HONGTOU_CONTRACT_H
#define HONGTOU_CONTRACT_H

#include "base.h"

/* ---- what may stand in an attribute, or in an element that holds one value --------- */

typedef struct ContractValue {
  const char *name;    /* what the schema calls it */
  const char *zh, *en; /* what is wanted, as in “四位数的年份，如 2018” */
  const char *const *words; /* the closed list, then NULL; or NULL and */
  const char *pattern; /* an expression that XML Schema and PCRE read alike, on the whole
                          value; NULL beside no words: any text */
  unsigned most;       /* characters; 0: no limit of its own */
  const char *sample, *slip; /* one that is right; one that is wrong, NULL: none is */
} ContractValue;

typedef struct ContractAttribute {
  const char *name; /* "xml:lang" for that one */
  const ContractValue *value;
  bool required;      /* beside `with`, where that is given */
  const char *with;   /* stands only beside this attribute */
  const char *unless; /* stands only where this one does not */
  const char *either; /* this one or that one is given */
  bool filled;        /* stands only below an element whose case, of any value, holds */
  DiagCode alone;     /* with, unless broken; 0: the usual one */
  DiagCode wrong;     /* its value is wrong; 0: the usual one */
  const char *usual;  /* what it is when left out; NULL: nothing */
  const char *clause; /* of the standard; NULL: none */
  const char *zh, *en;
} ContractAttribute;

/* ---- elements ---------------------------------------------------------------------- */

typedef enum ContractForm {
  FORM_EMPTY,     /* nothing inside */
  FORM_ELEMENTS,  /* elements and white space */
  FORM_TEXT,      /* running text that may not be empty */
  FORM_FREE_TEXT, /* running text, or nothing (a cell) */
  FORM_INLINE     /* a piece of the running text around it */
} ContractForm;

/* A child may stand where the parent has come no further than slot `to`; it moves it to
 * `from`. */
typedef struct ContractChild {
  uint8_t element; /* 0 ends the list */
  uint8_t from, to;
  bool required, many;
  bool leads; /* the first of its slot */
} ContractChild;

/* What one attribute changes: with one of `words` (NULL: any value) in it … */
typedef struct ContractCase {
  const char *attribute; /* NULL: there is no such case */
  const char *const *words;
  uint8_t waives;   /* … this child need not stand there */
  bool hollow;      /* … the element may hold nothing */
  uint8_t followed; /* … this element stands right behind it */
} ContractCase;

#define CONTRACT_AROUND 0x80u /* running text holds what the text around it holds */

typedef struct ContractElement {
  const char *name;
  const char *id; /* tells elements of one name apart; NULL: the name does */
  ContractForm form;
  unsigned inlines;          /* bits: what may stand in its running text */
  unsigned piece;            /* as a piece of running text it needs one of these bits */
  bool blank;                /* a piece that may be empty */
  const ContractValue *text; /* its text is one value; NULL: running text */
  const ContractChild *children;
  bool some;       /* holds a child besides those it must have … */
  uint8_t some_of; /* … of this slot; 0: of any */
  uint8_t deepest; /* how deep it stands in itself; 0: not, or without a limit */
  uint8_t carries; /* counts as inside of that element, which so contains itself */
  ContractCase when;
  const ContractAttribute *attributes; /* then one without a name; or NULL */
  const char *clause;
  const char *zh, *en;
  const char *sample;   /* XML */
  const char *mistaken; /* names by which it is looked for, apart by spaces */
} ContractElement;

typedef struct Contract {
  const char *name;  /* of the schema: "bulletin" */
  const char *space; /* namespace */
  const char *zh, *en;
  uint8_t root;
  const ContractElement *elements; /* those without a name are none */
  size_t n_elements;
} Contract;

/* ---- reading ----------------------------------------------------------------------- */

const char *contract_id(const ContractElement *element);
/* The rule for this child in this parent; NULL: it may not stand there. */
const ContractChild *contract_child(const Contract *contract, unsigned parent,
                                    const char *name);
/* A piece of running text with these bits; 0: not allowed. */
unsigned contract_piece(const Contract *contract, unsigned inlines, const char *name);
const ContractAttribute *contract_attribute(const ContractElement *element,
                                            const char *name);
/* Some element has this name. */
bool contract_knows(const Contract *contract, const char *name);
/* The case of the element holds with this value of its attribute, NULL: not given. */
bool contract_case_holds(const ContractElement *element, const char *value);

/* Expressions compiled so far; free with g_hash_table_destroy. */
GHashTable *contract_patterns_new(void);
bool contract_value_fits(GHashTable *patterns, const ContractValue *value,
                         const char *text);
/* What is wanted there, in both languages (diag_both). */
char *contract_value_wanted(Arena *arena, const ContractValue *value);

/* Names that may stand in the parent and in running text of these bits, "<p> <table>";
 * "" when there are none. */
char *contract_children_names(Arena *arena, const Contract *contract, unsigned parent,
                              unsigned inlines);
/* Of those the one that was probably meant; NULL: none is like it. */
const char *contract_child_meant(const Contract *contract, unsigned parent,
                                 unsigned inlines, const char *name);
/* The elements in which one of this name may stand. */
char *contract_parents_names(Arena *arena, const Contract *contract, const char *name);
char *contract_attributes_names(Arena *arena, const ContractElement *element);
const char *contract_attribute_meant(const ContractElement *element, const char *name);

/* ---- writing ----------------------------------------------------------------------- */

/* Each a new string of the whole; caller frees with g_free. */
char *contract_schema(const Contract *contract);     /* RELAX NG, XML syntax */
char *contract_completion(const Contract *contract); /* JSON */
char *contract_reference(const Contract *contract);  /* Markdown, both languages */
char *contract_manual(const Contract *contract, MessageLanguage language); /* man 5 */

#endif
