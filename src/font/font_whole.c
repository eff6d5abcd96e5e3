/* A face cut to some characters as a whole font file, for documents that bring their
 * fonts along and find glyphs by characters: unlike font_subset's programs it keeps a
 * character map, layout and metrics, and bears a name of its own, so that it stands in no
 * installed face's way. */
#include <string.h>

#include "font_cutter.h"
#include "font_private.h"

#define NAME_WINDOWS 3 /* platform; encoding 1 is UTF-16, language 0x409 */
#define NAME_HEADER 6
#define NAME_RECORD 12
#define NO_TABLES 12 /* bytes of a file that holds none */

bool font_may_travel(const Font *font) {
  if (font->instance)
    return false; /* the file's own outlines are another weight's */
  uint16_t type = font_fs_type(font);
  bool installable = (type & 0xF) == 0, editable = (type & 0x8) != 0;
  return (installable || editable) && !(type & 0x0300); /* no subsetting, bitmaps only */
}

static hb_face_t *cut(const Font *font, const gunichar *characters, size_t n) {
  hb_subset_input_t *input = CUTTER(input_create_or_fail)();
  if (!input)
    return NULL;
  hb_set_t *wanted = CUTTER(input_unicode_set)(input);
  for (size_t i = 0; i < n; i++)
    hb_set_add(wanted, characters[i]);
  hb_face_t *built = CUTTER(or_fail)(font_face(font)->face, input);
  CUTTER(input_destroy)(input);
  if (!built)
    return NULL;
  /* what was built tells its tables only when read anew */
  hb_blob_t *blob = hb_face_reference_blob(built);
  hb_face_t *face = hb_face_create(blob, 0);
  hb_blob_destroy(blob);
  hb_face_destroy(built);
  return face;
}

static void put_16(GByteArray *out, unsigned value) {
  const guint8 bytes[] = {(guint8)(value >> 8), (guint8)value};
  g_byte_array_append(out, bytes, 2);
}

/* Family, style, full and PostScript name; ASCII. */
static hb_blob_t *name_table(const char *name) {
  static const unsigned ids[] = {1, 2, 4, 6};
  const char *texts[] = {name, "Regular", name, name};
  g_autoptr(GByteArray) table = g_byte_array_new(), text = g_byte_array_new();
  put_16(table, 0);
  put_16(table, G_N_ELEMENTS(ids));
  put_16(table, NAME_HEADER + NAME_RECORD * G_N_ELEMENTS(ids));
  for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
    put_16(table, NAME_WINDOWS);
    put_16(table, 1);
    put_16(table, 0x409);
    put_16(table, ids[i]);
    put_16(table, (unsigned)strlen(texts[i]) * 2);
    put_16(table, text->len);
    for (const char *p = texts[i]; *p; p++)
      put_16(text, (guint8)*p);
  }
  g_byte_array_append(table, text->data, text->len);
  return hb_blob_create((const char *)table->data, table->len, HB_MEMORY_MODE_DUPLICATE,
                        NULL, NULL);
}

#define TABLES_MOST 64

static hb_blob_t *rename_face(hb_face_t *face, const char *name) {
  hb_tag_t tags[TABLES_MOST];
  unsigned n = TABLES_MOST;
  hb_face_get_table_tags(face, 0, &n, tags);
  hb_face_t *made = hb_face_builder_create();
  for (unsigned i = 0; i < n; i++) {
    bool is_name = tags[i] == HB_TAG('n', 'a', 'm', 'e');
    hb_blob_t *table =
        is_name ? name_table(name) : hb_face_reference_table(face, tags[i]);
    hb_face_builder_add_table(made, tags[i], table);
    hb_blob_destroy(table);
  }
  hb_blob_t *file = hb_face_reference_blob(made);
  hb_face_destroy(made);
  return file;
}

FontFile font_cut_whole(Job *job, const Font *font, const gunichar *characters, size_t n,
                        const char *name) {
  FontFile file = {0};
  hb_face_t *face =
      cutter_library(job->diags) && font_usable(font) ? cut(font, characters, n) : NULL;
  hb_blob_t *blob = face ? rename_face(face, name) : NULL;
  unsigned len = 0;
  const char *bytes = blob ? hb_blob_get_data(blob, &len) : NULL;
  if (len > NO_TABLES) {
    file.bytes = memcpy(arena_alloc(job->arena, len), bytes, len);
    file.len = len;
    file.outlines = memcmp(bytes, "OTTO", 4) == 0 ? SUBSET_CFF : SUBSET_TRUETYPE;
  } else {
    diag_add(job->diags, (Span){0}, DIAG_FONT_SUBSET, font_family(font), font_file(font),
             NULL);
  }
  hb_blob_destroy(blob);
  hb_face_destroy(face);
  return file;
}
