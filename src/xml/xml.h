/* xml: bytes → events with their places (file, line, column), or a tree, under one set of
 * limits. One element, one attribute, one stretch of text at a time; linear in what is
 * read. It knows no vocabulary; it declares no entity, fetches nothing and expands
 * nothing but the five names and the characters by number that XML has without a DOCTYPE,
 * which it refuses. It stops at the first fault. */
#ifndef HONGTOU_XML_H
#define HONGTOU_XML_H

#include "base.h"

/* ---- what a vocabulary lets through ---------------------------------------------- */

typedef enum {
  XML_ENCODING_UTF8,   /* whatever the declaration says */
  XML_ENCODING_OFFICE, /* declared GB18030, GBK, GB2312 as well */
  XML_ENCODING_ANY     /* UTF-16 by its mark, ISO-8859-1 and Big5 as well */
} XmlEncodings;

typedef struct XmlFault {
  Span at;       /* of the tag where the fault lies in one */
  Span near;     /* where it lies exactly */
  DiagCode code; /* xml.* or limit.* */
  const char *args[2];
} XmlFault;

typedef struct XmlForm {
  XmlEncodings encodings;
  size_t bytes;        /* of the whole */
  size_t tag_bytes;    /* of one start tag */
  size_t text_bytes;   /* between two tags */
  size_t elements;     /* of all */
  unsigned attributes; /* of one element */
  unsigned depth;
  /* Whether this processing instruction may stand; NULL: each may. */
  bool (*instruction)(const char *target, size_t len);
  /* Says a fault in the vocabulary's own words; NULL: as it is. */
  void (*say)(void *self, const XmlFault *fault);
  void *self;
} XmlForm;

/* The bounds of Limits for a document, UTF-8, nothing else. */
XmlForm xml_form(const Limits *limits);
/* What is wrong, as markup that is the same in every language: "</v>", "&nbsp;". */
char *xml_fault_mark(Arena *arena, const XmlFault *fault);

/* ---- reading --------------------------------------------------------------------- */

typedef struct XmlReader XmlReader;

typedef enum { XML_NONE, XML_START, XML_END, XML_TEXT } XmlKind;

/* Text as written, with the place of its first character. */
typedef struct XmlChars {
  const char *p, *end;
  uint32_t line, column;
  bool literal; /* of a CDATA section: '&' means itself */
} XmlChars;

typedef struct XmlChar {
  gunichar c;
  uint32_t line, column; /* of its first raw character */
} XmlChar;

/* The next character, references resolved, ends of line as '\n'; false: no more. */
bool xml_chars_next(XmlChars *chars, XmlChar *out);

typedef struct XmlAttribute {
  const char *name;  /* as written: "xml:lang" */
  const char *local; /* behind the prefix */
  const char *space; /* NULL: none */
  const char *value; /* references resolved, white space as blanks; NUL-terminated */
  size_t len;
  Span at;      /* of its name */
  XmlChars raw; /* its value as written */
} XmlAttribute;

/* What gives the bytes of a stream: at most room of them, 0 at the end, −1 after a fault,
 * which it has told. */
typedef struct XmlInput {
  void *self;
  gssize (*read)(void *self, char *buffer, size_t room);
} XmlInput;

/* Over bytes that stay where they are; name is the file in every place. Never NULL: what
 * is wrong at once is told, and xml_next gives nothing. */
XmlReader *xml_open(Job *job, const XmlForm *form, const char *name, const char *bytes,
                    size_t len);
/* The same over a stream, of which a window is held. */
XmlReader *xml_open_stream(Job *job, const XmlForm *form, const char *name,
                           XmlInput input);
void xml_close(XmlReader *reader);
/* Reads all of an xml_open and goes back to its start; false after a fault, which is
 * told: for readers that say nothing about what stands in a broken file. */
bool xml_check(XmlReader *reader);
/* The next event; false at the end and after a fault. An element that closes itself has
 * no XML_END. Blank text around the root is passed over; a long text may come in
 * pieces. */
bool xml_next(XmlReader *reader);
bool xml_failed(const XmlReader *reader);

/* Of the event at hand; what is borrowed stays until the next. */
XmlKind xml_kind(const XmlReader *reader);
Span xml_span(const XmlReader *reader);
unsigned xml_depth(const XmlReader *reader);      /* the root: 0 */
bool xml_is_empty(const XmlReader *reader);       /* XML_START that closes itself */
const char *xml_name(const XmlReader *reader);    /* as written */
const char *xml_local(const XmlReader *reader);   /* of XML_START and XML_END */
const char *xml_space(const XmlReader *reader);   /* NULL: none */
const char *xml_content(XmlReader *reader);       /* of XML_TEXT; else NULL */
XmlChars xml_chars(const XmlReader *reader);      /* the same as written */
unsigned xml_attributes(const XmlReader *reader); /* how many, xmlns not counted */
const XmlAttribute *xml_attribute_at(const XmlReader *reader, unsigned i);
/* Declarations of this start tag: local is the prefix, "" for none; value the name. */
unsigned xml_declarations(const XmlReader *reader);
const XmlAttribute *xml_declaration_at(const XmlReader *reader, unsigned i);

/* At the start tag, or the end tag, of this local name. */
bool xml_at(const XmlReader *reader, const char *local);
bool xml_at_end(const XmlReader *reader, const char *local);
/* To the end of the element whose start tag is at hand. */
void xml_skip(XmlReader *reader);

/* Reads to the end and appends the canonical form of one element with all it holds, by
 * its number in the document (0: the root); inclusive or exclusive, without comments (W3C
 * Canonical XML 1.0). The form must let no instruction pass, which would belong to it.
 * False after a fault, which is told, or where there is no such element. */
bool xml_canonical(XmlReader *reader, size_t element, bool exclusive, GString *out);

/* Whether the name may be an element's, without a prefix. */
bool xml_is_name(const char *name);

/* ---- a tree ---------------------------------------------------------------------- */

struct _xmlDoc;
/* The whole as a tree of libxml2's, for XPath and XSLT; every element has its line. NULL
 * after a fault. Freed with xmlFreeDoc. */
struct _xmlDoc *xml_tree(Job *job, const XmlForm *form, const char *name,
                         const char *bytes, size_t len);
/* To be called once, before a second thread. */
void xml_prepare(void);

#endif
