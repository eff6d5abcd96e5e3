/* xml, inside: a window of valid UTF-8 → tokens → events. */
#ifndef HONGTOU_XML_PRIVATE_H
#define HONGTOU_XML_PRIVATE_H

#include "xml.h"

#define XML_NAMESPACE_XML "http://www.w3.org/XML/1998/namespace"
#define XML_NAMESPACE_XMLNS "http://www.w3.org/2000/xmlns/"

typedef struct XmlSpaces XmlSpaces;

typedef struct XmlOpen {
  size_t name; /* in open_names */
  size_t local;
  const char *space;
} XmlOpen;

struct XmlReader {
  Job *job;
  XmlForm form;
  const char *file; /* in the job's arena */
  /* the window */
  XmlInput input;       /* read NULL: all of it is here */
  char *buffer;         /* owned; NULL: the caller's bytes */
  size_t room;          /* of buffer */
  size_t tail;          /* bytes behind end that are no whole character yet */
  GByteArray *raw;      /* not yet converted */
  void *converter;      /* GIConv; NULL: none */
  const char *declared; /* the encoding, for messages */
  const char *text;     /* where the whole begins, in memory */
  const char *p, *end;
  uint32_t line, column; /* of p */
  size_t bytes;          /* read so far */
  bool drained;          /* nothing follows end */
  bool bad;              /* no text follows end */
  /* the event */
  XmlKind kind;
  Span at;
  bool empty, cdata, failed, rooted, close_due, decoded;
  const char *name, *local, *space;
  XmlChars chars;
  char *names; /* of the start tag and its attributes, and their values */
  size_t names_room, names_used;
  GArray *attributes, *declarations; /* XmlAttribute */
  GHashTable *seen;                  /* of the attributes, where they are many */
  GString *read;                     /* decoded text */
  /* what is open */
  GArray *open; /* XmlOpen */
  GString *open_names;
  XmlSpaces *spaces;
  size_t elements, run; /* run: bytes since the last tag */
  Span stray;           /* text before the root */
};

/* ---- window (xml_source.c) ------------------------------------------------------- */

void xml_source_open(XmlReader *r, const char *bytes, size_t len);
void xml_source_open_stream(XmlReader *r, XmlInput input);
void xml_source_close(XmlReader *r);
/* More behind end; what stands from p on is kept and may move. False: no more. */
bool xml_more(XmlReader *r);
/* At least n bytes from p on, or all there are. */
bool xml_have(XmlReader *r, size_t n);
bool xml_looking_at(XmlReader *r, const char *text);
/* The fault of an end that comes too early: bad bytes, else this one. False. */
bool xml_end_fault(XmlReader *r, Span at, DiagCode code, const char *arg);

/* ---- places and faults (xml_fault.c) ----------------------------------------------- */

Span xml_here(const XmlReader *r);
/* One raw character on; a CR LF pair counts as one. */
void xml_step(XmlReader *r);
void xml_step_over(XmlReader *r, size_t bytes);
/* Both say the fault and give false. */
bool xml_refuse(XmlReader *r, Span at, DiagCode code, const char *a, const char *b);
bool xml_refuse_near(XmlReader *r, Span at, Span near, DiagCode code, const char *a);
bool xml_over_limit(XmlReader *r, Span at, Span near, DiagCode code, size_t limit);
/* xml.not-well-formed at the tag `at`, with the markup that stands at p. */
bool xml_malformed(XmlReader *r, Span at, const char *from, size_t len);
/* Cut to a length fit for a message. */
char *xml_shorten(Arena *arena, const char *text, size_t len);

/* ---- characters (xml_chars.c) ------------------------------------------------------ */

/* At p: false, and told, for what no XML may hold. */
bool xml_check_character(XmlReader *r);
/* At '&': false, and told, where no reference stands. */
bool xml_check_reference(XmlReader *r);
/* Bytes of the name that begins at p; 0: none. */
size_t xml_name_length(const char *p, const char *end);

/* ---- tags (xml_tag.c) -------------------------------------------------------------- */

bool xml_start_tag(XmlReader *r, Span at);
bool xml_end_tag(XmlReader *r, Span at);
/* Closes the element that ended with the last event. */
void xml_close_element(XmlReader *r);

/* ---- namespaces (xml_space.c) ------------------------------------------------------ */

XmlSpaces *xml_spaces_new(void);
void xml_spaces_free(XmlSpaces *spaces);
void xml_spaces_push(XmlSpaces *spaces);
void xml_spaces_pop(XmlSpaces *spaces);
/* Bindings in scope, hidden ones too. */
guint xml_spaces_count(const XmlSpaces *spaces);
/* uri "": undeclared. */
void xml_spaces_bind(XmlSpaces *spaces, const char *prefix, const char *uri);
/* NULL: none. The same name is the same pointer. */
const char *xml_spaces_find(const XmlSpaces *spaces, const char *prefix);

#endif
