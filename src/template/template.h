/* template: a bulletin document that is also a simplified XSLT 1.0 stylesheet
 * (xsl:version on its root), and what it makes of one record: the bytes of a bulletin
 * document. XSLT only controls (xsl:for-each, xsl:sort, xsl:if, xsl:choose, xsl:variable,
 * xsl:text); text and attributes out of data come by <v select> and {…}, where nothing
 * selected or an empty value is an error.
 *
 * It reads and writes no file but the template itself, and sets nothing for the whole
 * process. */
#ifndef HONGTOU_TEMPLATE_H
#define HONGTOU_TEMPLATE_H

#include "base.h"

typedef struct Template Template;

/* Parses, checks and compiles; job->folder is where its <data> lie. NULL after faults,
 * which are reported at their lines (template.*). The name stands in diagnostics. Free
 * with template_free. */
Template *template_read(Job *job, const char *name, const char *bytes, size_t len);
void template_free(Template *template);
/* Appends the data sets it has read, so that other data are another template. */
void template_digest(const Template *template, GString *into);

/* Where a piece of a made document stands in the template. */
typedef struct TemplatePlace {
  uint32_t line, column; /* in the made document, from 1 */
  uint32_t origin;       /* line in the template */
} TemplatePlace;

typedef struct TemplateResult {
  const char *bytes;
  size_t len;
  const TemplatePlace *places; /* ascending */
  size_t n_places;
} TemplateResult;

typedef struct TemplateRecord {
  const char *xml; /* <record>…</record> */
  size_t len;
  Span at; /* of the record in its file: where an empty cell is said to be */
} TemplateRecord;

/* What the template makes of a record, in job->arena. False after a fault. */
bool template_apply(Job *job, const Template *template, const TemplateRecord *record,
                    TemplateResult *out);
/* The place in the template of a place in what it made. */
Span template_origin(const Template *template, const TemplateResult *result, Span at);

/* RELAX NG, static. */
const char *template_schema(void);

#endif
