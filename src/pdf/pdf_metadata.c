/* What the file says of itself: XMP, the Info dictionary that repeats it, the output
 * intent. */
#include <string.h>

#include "pdf_private.h"

#define CHINA_SECONDS (8 * 3600)
#define INTENT "sRGB IEC61966-2.1"

/* ---- taking what the document says ----------------------------------------------- */

/* What XML 1.0 can hold, less the control characters of C1. */
static bool writable(gunichar c) {
  return c >= 0x20 && !(c >= 0x7f && c < 0xa0) && c != 0xfffe && c != 0xffff;
}

/* A copy without line breaks, for a title's break is not part of its name; NULL for an
 * empty one. A control character is refused. */
static const char *field(PdfSink *sink, const char *text) {
  if (!text || !g_utf8_validate(text, -1, NULL))
    return NULL;
  g_autoptr(GString) kept = g_string_new(NULL);
  for (const char *p = text; *p;) {
    gunichar c = text_next(&p);
    if (c == '\n' || c == '\r' || c == '\t')
      continue;
    if (!writable(c))
      sink->refused = c;
    g_string_append_unichar(kept, c);
  }
  return kept->len ? arena_strdup(sink->arena, kept->str) : NULL;
}

static void set_dates(PdfInfo *to, int year, const int rest[5]) {
  g_snprintf(to->pdf_date, sizeof to->pdf_date, "D:%04d%02d%02d%02d%02d%02d+08'00'", year,
             rest[0], rest[1], rest[2], rest[3], rest[4]);
  g_snprintf(to->xmp_date, sizeof to->xmp_date, "%04d-%02d-%02dT%02d:%02d:%02d+08:00",
             year, rest[0], rest[1], rest[2], rest[3], rest[4]);
}

static bool take_date(PdfSink *sink, Job *job, Date date) {
  PdfInfo *to = &sink->info;
  if (date.year)
    g_snprintf(to->signed_on, sizeof to->signed_on, "%04d-%02u-%02u", date.year,
               date.month, date.day);
  if (sink->options.source_date == INT64_MIN) {
    if (date.year)
      set_dates(to, date.year, (int[5]){date.month, date.day, 0, 0, 0});
    return true;
  }
  const int64_t last = 253402300799 - CHINA_SECONDS; /* the year 9999's */
  int64_t seconds = sink->options.source_date;
  g_autoptr(GDateTime) time = NULL;
  if (seconds >= 0 && seconds <= last)
    time = g_date_time_new_from_unix_utc(seconds + CHINA_SECONDS);
  if (!time) {
    diag_add(job->diags, (Span){0}, DIAG_PDF_SOURCE_DATE, NULL);
    return false;
  }
  set_dates(to, g_date_time_get_year(time),
            (int[5]){g_date_time_get_month(time), g_date_time_get_day_of_month(time),
                     g_date_time_get_hour(time), g_date_time_get_minute(time),
                     g_date_time_get_second(time)});
  return true;
}

static void take_lists(PdfSink *sink, const DocumentInfo *info) {
  PdfInfo *to = &sink->info;
  const char **names = ARENA_ARRAY(sink->arena, const char *, info->n_issuers + 1);
  InfoField *fields = ARENA_ARRAY(sink->arena, InfoField, info->n_fields + 1);
  for (uint32_t i = 0; i < info->n_issuers; i++)
    names[i] = field(sink, info->issuers[i]);
  for (uint32_t i = 0; i < info->n_fields; i++)
    fields[i] = (InfoField){arena_strdup(sink->arena, info->fields[i].name),
                            field(sink, info->fields[i].label),
                            field(sink, info->fields[i].value)};
  to->issuers = names;
  to->n_issuers = info->n_issuers;
  to->fields = fields;
  to->n_fields = info->n_fields;
}

bool metadata_begin(PdfSink *sink, Job *job, const DocumentInfo *info) {
  PdfInfo *to = &sink->info;
  to->lang = field(sink, info->lang);
  to->kind = field(sink, info->kind);
  to->issuer = field(sink, info->issuer);
  take_lists(sink, info);
  to->number = field(sink, info->number);
  to->secrecy = field(sink, info->secrecy);
  to->producer = field(sink, sink->options.producer);
  to->draft = info->draft;
  to->no_archive = sink->options.sign && sink->options.sign->foreign;
  to->title = field(sink, info->title);
  if (!to->title) /* an order may have none of its own */
    to->title = to->kind ? to->kind : to->number;
  if (!to->lang)
    to->lang = "zh-CN";
  if (!to->producer)
    to->producer = "Hongtou";
  bool dated = take_date(sink, job, info->date);
  if (!to->title)
    diag_add(job->diags, (Span){0}, DIAG_PDF_NO_TITLE, NULL);
  return dated && to->title;
}

/* ---- XMP ------------------------------------------------------------------------- */

typedef struct Property {
  const char *name, *type, *description;
} Property;

static const Property gongwen_properties[] = {{"documentNumber", "Text", "发文字号"},
                                              {"secrecy", "Text", "密级和保密期限"},
                                              {"issuer", "Text", "发文机关"},
                                              {"signedOn", "Date", "成文日期"},
                                              {"kind", "Text", "文种"},
                                              {"status", "Text", "文稿状态：定稿或草稿"}};

static const Property pdfuaid_properties[] = {{"part", "Integer", "Part of PDF/UA"}};

static void add_element(GString *xmp, const char *name, const char *value) {
  if (!value || !*value)
    return;
  g_autofree char *escaped = g_markup_escape_text(value, -1);
  g_string_append_printf(xmp, "<%s>%s</%s>\n", name, escaped, name);
}

static void add_schema(GString *xmp, const char *const id[3], const Property *properties,
                       size_t n) {
  g_string_append_printf(xmp,
                         "<rdf:li rdf:parseType=\"Resource\">\n<pdfaSchema:schema>%s"
                         "</pdfaSchema:schema>\n<pdfaSchema:namespaceURI>%s"
                         "</pdfaSchema:namespaceURI>\n<pdfaSchema:prefix>%s"
                         "</pdfaSchema:prefix>\n<pdfaSchema:property>\n<rdf:Seq>\n",
                         id[0], id[1], id[2]);
  for (size_t i = 0; i < n; i++)
    g_string_append_printf(xmp,
                           "<rdf:li rdf:parseType=\"Resource\">\n<pdfaProperty:name>%s"
                           "</pdfaProperty:name>\n<pdfaProperty:valueType>%s"
                           "</pdfaProperty:valueType>\n<pdfaProperty:category>%s"
                           "</pdfaProperty:category>\n<pdfaProperty:description>%s"
                           "</pdfaProperty:description>\n</rdf:li>\n",
                           properties[i].name, properties[i].type,
                           properties == pdfuaid_properties ? "internal" : "external",
                           properties[i].description);
  g_string_append(xmp, "</rdf:Seq>\n</pdfaSchema:property>\n</rdf:li>\n");
}

/* PDF/A-2 6.6.2.3: whatever is not of XMP 2005 is described in the file, pdfuaid too. */
static void add_extensions(GString *xmp, const PdfInfo *info) {
  static const char *const ua[3] = {"PDF/UA identification",
                                    "http://www.aiim.org/pdfua/ns/id/", "pdfuaid"};
  static const char *const gongwen[3] = {"党政机关公文要素", "urn:hongtou:gongwen:1#",
                                         "gongwen"};
  g_string_append(xmp,
                  "<rdf:Description rdf:about=\"\""
                  " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
                  " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
                  " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"
                  "<pdfaExtension:schemas>\n<rdf:Bag>\n");
  add_schema(xmp, ua, pdfuaid_properties, G_N_ELEMENTS(pdfuaid_properties));
  size_t known = G_N_ELEMENTS(gongwen_properties), n = known;
  g_autofree Property *properties = g_new0(Property, known + info->n_fields);
  memcpy(properties, gongwen_properties, sizeof gongwen_properties);
  for (uint32_t i = 0; i < info->n_fields; i++)
    properties[n++] = (Property){info->fields[i].name, "Text", info->fields[i].label};
  add_schema(xmp, gongwen, properties, n);
  g_string_append(xmp, "</rdf:Bag>\n</pdfaExtension:schemas>\n</rdf:Description>\n");
}

static void add_item(GString *xmp, const char *kind, const char *value) {
  bool alt = strcmp(kind, "Alt") == 0;
  g_autofree char *escaped = g_markup_escape_text(value, -1);
  g_string_append_printf(xmp, "<rdf:li%s>%s</rdf:li>",
                         alt ? " xml:lang=\"x-default\"" : "", escaped);
}

static void add_list(GString *xmp, const char *name, const char *kind,
                     const char *value) {
  if (!value)
    return;
  g_string_append_printf(xmp, "<%s><rdf:%s>", name, kind);
  add_item(xmp, kind, value);
  g_string_append_printf(xmp, "</rdf:%s></%s>\n", kind, name);
}

/* Each issuer of a joint document is an author of its own. */
static void add_creators(GString *xmp, const PdfInfo *info) {
  if (info->n_issuers < 2) {
    add_list(xmp, "dc:creator", "Seq", info->issuer);
    return;
  }
  g_string_append(xmp, "<dc:creator><rdf:Seq>");
  for (uint32_t i = 0; i < info->n_issuers; i++)
    if (info->issuers[i])
      add_item(xmp, "Seq", info->issuers[i]);
  g_string_append(xmp, "</rdf:Seq></dc:creator>\n");
}

static void add_fields(GString *xmp, const PdfInfo *info) {
  for (uint32_t i = 0; i < info->n_fields; i++) {
    g_autofree char *name = g_strconcat("gongwen:", info->fields[i].name, NULL);
    add_element(xmp, name, info->fields[i].value);
  }
}

static void add_claims(GString *xmp, const PdfInfo *info) {
  if (!info->no_archive)
    g_string_append(
        xmp,
        "<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>\n");
  g_string_append(
      xmp, "<pdfuaid:part>1</pdfuaid:part>\n<dc:format>application/pdf</dc:format>\n");
}

static void add_properties(GString *xmp, const PdfInfo *info, uint32_t pages) {
  g_string_append(xmp,
                  "<rdf:Description rdf:about=\"\""
                  " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                  " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
                  " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
                  " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\""
                  " xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\""
                  " xmlns:xmpTPg=\"http://ns.adobe.com/xap/1.0/t/pg/\""
                  " xmlns:gongwen=\"urn:hongtou:gongwen:1#\">\n");
  add_claims(xmp, info);
  add_list(xmp, "dc:title", "Alt", info->title);
  add_creators(xmp, info);
  add_list(xmp, "dc:language", "Bag", info->lang);
  add_element(xmp, "pdf:Producer", info->producer);
  add_element(xmp, "xmp:CreateDate", info->xmp_date);
  add_element(xmp, "xmp:ModifyDate", info->xmp_date);
  add_element(xmp, "gongwen:documentNumber", info->number);
  add_element(xmp, "gongwen:secrecy", info->secrecy);
  add_element(xmp, "gongwen:issuer", info->issuer);
  add_element(xmp, "gongwen:signedOn", info->signed_on);
  add_element(xmp, "gongwen:kind", info->kind);
  add_element(xmp, "gongwen:status", info->draft ? "草稿" : "定稿");
  add_fields(xmp, info);
  g_string_append_printf(xmp, "<xmpTPg:NPages>%u</xmpTPg:NPages>\n", pages);
  g_string_append(xmp, "</rdf:Description>\n");
}

uint32_t metadata_write_xmp(PdfSink *sink) {
  g_autoptr(GString) xmp = g_string_new(
      "<?xpacket begin=\"\xEF\xBB\xBF\""
      " id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/"
      "1999/02/22-rdf-syntax-ns#\">\n");
  add_properties(xmp, &sink->info, sink->n_pages);
  add_extensions(xmp, &sink->info);
  g_string_append(xmp, "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
  uint32_t object = writer_reserve(&sink->writer);
  writer_stream(&sink->writer, object, "/Type/Metadata/Subtype/XML", xmp->str, xmp->len);
  return object;
}

/* ---- Info, output intent --------------------------------------------------------- */

static void put_entry(PdfWriter *w, const char *key, const char *value) {
  if (!value || !*value)
    return;
  put_text(w->out, key);
  writer_string(w, value);
}

uint32_t metadata_write_info(PdfSink *sink) {
  PdfWriter *w = &sink->writer;
  const PdfInfo *info = &sink->info;
  uint32_t object = writer_reserve(w);
  writer_open(w, object);
  put_text(w->out, "<<");
  put_entry(w, "/Title", info->title);
  put_entry(w, "/Author", info->issuer);
  put_entry(w, "/Producer", info->producer);
  put_entry(w, "/CreationDate", info->pdf_date);
  put_entry(w, "/ModDate", info->pdf_date);
  put_text(w->out, ">>");
  writer_close(w);
  return object;
}

uint32_t metadata_write_intent(PdfSink *sink, PdfDeflate *deflate) {
  PdfWriter *w = &sink->writer;
  g_autoptr(PdfBytes) profile = bytes_new();
  icc_put_srgb(profile);
  uint32_t icc = writer_reserve(w), object = writer_reserve(w);
  writer_deflated(w, icc, "/N 3", profile, deflate);
  writer_open(w, object);
  put_text(w->out,
           "<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(" INTENT
           ")/Info(" INTENT ")/RegistryName(http://www.color.org)/DestOutputProfile");
  put_ref(w->out, icc);
  put_text(w->out, ">>");
  writer_close(w);
  return object;
}
