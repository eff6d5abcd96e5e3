/* layout, inside: a file becomes records (parse), records are laid over those of the
 * layout it extends (merge), completed from the table of defaults, and resolved into the
 * structs of layout.h. What elements and attributes there are, where each value goes and
 * what range it may have stands in one table (vocabulary); reading, checking and dumping
 * all walk it. */
#ifndef HONGTOU_LAYOUT_PRIVATE_H
#define HONGTOU_LAYOUT_PRIVATE_H

#include "layout.h"

#define LAYOUT_NAMESPACE "urn:hongtou:layout:1"

/* What a layout says may be as large as this, each with its diagnostic. */
#define LAYOUT_MAX_ATTRIBUTES 64 /* that the vocabulary has for one element */
#define LAYOUT_MAX_EXTENDS 8

/* ---- vocabulary ------------------------------------------------------------------ */

typedef enum {
  ELEMENT_LAYOUT,
  ELEMENT_PAGE,
  ELEMENT_BLOCK,
  ELEMENT_GRID,
  ELEMENT_UNIT,
  ELEMENT_COLOUR,
  ELEMENT_SPACING,
  ELEMENT_TABLES,
  ELEMENT_NUMBERS,
  ELEMENT_FIGURES,
  ELEMENT_TITLES,
  ELEMENT_ROLE,
  ELEMENT_AT,
  ELEMENT_FLOW,
  ELEMENT_RULE,
  ELEMENT_LIST,
  ELEMENT_SIGN,
  ELEMENT_TABLE,
  ELEMENT_FACE,
  ELEMENT_PAIR,
  ELEMENT_STACK,
  ELEMENT_COUNT
} ElementId;

typedef enum {
  VALUE_NOTE,    /* read elsewhere (extends, before, after, remove): nothing to write */
  VALUE_TEXT,    /* const char *: any text */
  VALUE_NAME,    /* const char *: a name, short and without white space */
  VALUE_PATTERN, /* const char *: text with at most one {n} */
  VALUE_LENGTH,  /* Length; its keyword is written as 0 */
  VALUE_MILLI,   /* int32_t: thousandths of a 字 or em */
  VALUE_SHARE,   /* int32_t: millionths, from a percentage */
  VALUE_COUNT,   /* unsigned */
  VALUE_CHOICE,  /* an enum: the index among the choices */
  VALUE_FLAG,    /* bool: the second choice is true */
  VALUE_NUMBER,  /* a form of section numbers, one of the choices; nothing to write */
  VALUE_PAPER,   /* LayoutPage.width and height */
  VALUE_RGB,     /* LayoutColour.r g b */
  VALUE_FONT,    /* const char *: a font role (G1.1) */
  VALUE_LATIN,   /* const char *: a font role, or own: NULL */
  VALUE_COLOUR,  /* const LayoutColour * */
  VALUE_ROLE,    /* const LayoutRole * */
  VALUE_PARTS,   /* Placement.parts */
  VALUE_GAP,     /* Gap */
  VALUE_X,
  VALUE_Y,     /* Anchor, of an edge of that direction */
  VALUE_INSET, /* SideInset */
  VALUE_ROWS,  /* unsigned[4]: "1 2 next" */
  VALUE_RANGE, /* two Lengths, "0..1行" */
  VALUE_RULES, /* three Lengths */
  VALUE_FIT,   /* LayoutRole.fit_open, fit_condense, fit_shrink */
  VALUE_TERMS  /* LayoutTerms */
} ValueKind;

typedef struct AttributeSpec {
  const char *name;
  ValueKind kind;
  size_t offset;              /* of the field in the element's struct */
  int32_t min, max;           /* lengths: whole points; others: their own unit */
  bool absolute;              /* VALUE_LENGTH: in 字, 行 or em it means nothing */
  const char *keyword;        /* VALUE_LENGTH: the word for 0, or NULL */
  const char *const *choices; /* then NULL */
  bool required;
  const char *only;   /* keys of the element with which it has an effect, apart by spaces;
                         NULL: with all. Names of roles that are not built in have all */
  const char *needs;  /* has an effect beside this attribute only; NULL: by itself */
  const char *usual;  /* when left out, where the table of defaults does not say it */
  const char *clause; /* or NULL */
  const char *zh, *en;
} AttributeSpec;

typedef struct ElementSpec {
  ElementId id;
  const char *name;
  const char *key; /* attribute that tells one from another; NULL: there is only one */
  const AttributeSpec *attributes; /* then one without a name */
  const char *clause;
  const char *zh, *en, *sample;
} ElementSpec;

const ElementSpec *layout_element(ElementId id);
/* Borrowed; NULL when there is none of the name. */
const ElementSpec *layout_element_named(const char *name);
/* Index in the element's attributes, or -1. */
int layout_attribute(const ElementSpec *spec, const char *name);
bool layout_is_placement(ElementId id);
size_t layout_n_attributes(const ElementSpec *spec);
const char *layout_nearest_element(const char *text);
const char *layout_nearest_attribute(const ElementSpec *spec, const char *text);
extern const char *const layout_fonts[];
/* Names by Part, then NULL. */
extern const char *const layout_parts[];
/* By RoleId; NULL for ROLE_OWN. */
extern const char *const layout_roles[ROLE_COUNT];

/* How a part can be set: bits by PlacementKind. */
unsigned layout_part_kinds(Part part);

/* ---- records --------------------------------------------------------------------- */

typedef struct Value {
  const char *text; /* NULL: not stated */
  Span at;
} Value;

/* One element, its values by the index of the spec's attributes. */
typedef struct Record {
  const ElementSpec *spec;
  const char *key; /* "" when there is only one */
  Value *values;
  Span at;
  unsigned generation; /* which file of the chain stated it last */
} Record;

/* The records of a file, or of a chain of files: the root's own and, in order, all
 * others. */
typedef struct Sheet {
  const char *file;
  Record *root;
  GPtrArray *records; /* of Record *, which lie in the arena */
} Sheet;

void layout_sheet_free(Sheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sheet, layout_sheet_free)
Sheet *layout_sheet_new(Arena *arena, const char *file);
Record *layout_record_new(Arena *arena, const ElementSpec *spec, const char *key,
                          Span at);
/* The value as stated; NULL when it is not. */
const char *layout_record_text(const Record *record, const char *attribute);
/* Where the value stands, or its element. */
Span layout_record_at(const Record *record, const char *attribute);
Record *layout_sheet_find(const Sheet *sheet, ElementId id, const char *key);

/* ---- stages ---------------------------------------------------------------------- */

/* XML → records, each attribute known, each key present. Never NULL; faults are in
 * job->diags. */
Sheet *layout_parse(Job *job, const char *file, const char *bytes, size_t len);
/* Lays the records of `over` on those of `base`, in place. */
void layout_merge(Job *job, Sheet *base, const Sheet *over, unsigned generation);
/* Adds what no file of the chain states: the table of defaults. */
void layout_complete(Job *job, Sheet *sheet);
/* Records → Layout; values that cannot be read are reported and stay 0. */
Layout *layout_resolve(Job *job, const Sheet *sheet);
void layout_resolve_placements(Job *job, const Sheet *sheet, Layout *layout);
/* A record as layout.h tells it; in the arena. */
LayoutElement layout_tell(Arena *arena, const Record *record);
/* What single values cannot tell: faults between them. */
void layout_check(Job *job, const Sheet *sheet, const Layout *layout);
/* Names of roles and colours that nothing uses; attributes that do nothing. */
void layout_check_names(Job *job, const Sheet *sheet);

/* Where the completed sheet of a layout differs from another's; an array of
 * LayoutDeparture in the arena. own_clause: the layout's clause is named, not the
 * other's. */
const LayoutDeparture *layout_compare(Arena *arena, const Sheet *sheet,
                                      const Sheet *other, bool own_clause, size_t *n);

/* ---- defaults ---------------------------------------------------------------------- */

typedef struct DefaultValue {
  ElementId element;
  const char *key; /* "" for the only one; "*" for every one of the element */
  const char *attribute, *text;
  const char *clause;
} DefaultValue;
extern const DefaultValue layout_defaults[];
extern const size_t layout_default_count;
/* Borrowed, or NULL. */
const DefaultValue *layout_default(ElementId element, const char *key,
                                   const char *attribute);

/* ---- values ------------------------------------------------------------------------ */

typedef struct Context {
  Job *job;
  const Layout *layout; /* colours and roles known so far */
  Length zi, em, hang;  /* what the units mean here; 0: nothing */
  const Record *record;
} Context;

/* Reads the record's value of an attribute into its field of `target`; a fault is
 * reported. */
void layout_value_read(const Context *context, size_t attribute, void *target);
/* Fields for which spec->kind is VALUE_NOTE or VALUE_NUMBER are left alone. */
void layout_values_read(const Context *context, void *target);

#endif
