/* One document: its parts in order. */
#include "odt_private.h"

static void string_free(GString *string) {
  g_string_free(string, TRUE);
}

static void odt_begin(Odt *o) {
  o->above = odt_above(o->layout->grid.step, o->layout->grid.size);
  o->parts = odt_parts_new(o->job->arena, o->bulletin);
  o->body = g_string_sized_new(1 << 14);
  o->automatic = g_string_new(NULL);
  o->page_styles = g_string_new(NULL);
  o->named = g_string_sized_new(1 << 13);
  o->pages = g_string_new(NULL);
  o->styles = g_hash_table_new(g_str_hash, g_str_equal);
  o->role_names = g_hash_table_new(NULL, NULL);
  o->written = g_hash_table_new(NULL, NULL);
  o->named_texts = g_hash_table_new(g_str_hash, g_str_equal);
  o->files = g_ptr_array_new();
  o->travelling = g_ptr_array_new();
  o->numbers = odt_numbers_new(o->job->arena);
  o->elements = odt_elements_new(o);
}

static void odt_end(Odt *o) {
  GString *const strings[] = {o->body, o->automatic, o->page_styles, o->named, o->pages};
  for (size_t i = 0; i < G_N_ELEMENTS(strings); i++)
    string_free(strings[i]);
  GHashTable *const tables[] = {o->parts, o->styles, o->role_names, o->written,
                                o->named_texts};
  for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
    g_hash_table_destroy(tables[i]);
  odt_numbers_free(o->numbers);
  for (guint i = 0; i < o->travelling->len; i++)
    g_hash_table_destroy(((OdtFont *)g_ptr_array_index(o->travelling, i))->roles);
  g_ptr_array_free(o->travelling, TRUE);
  g_ptr_array_free(o->files, TRUE);
  odt_elements_free(o->elements);
}

bool odt_write(Job *job, const Bulletin *bulletin, const Composition *composition,
               const OdtOptions *options, GByteArray *out) {
  size_t errors = diag_errors(job->diags);
  guint before = out->len;
  Odt o = {.job = job,
           .layout = job->layout,
           .bulletin = bulletin,
           .composition = composition,
           .options = options};
  odt_begin(&o);
  if (options->embed_fonts)
    odt_embed_fonts(&o);
  if (bulletin->n_copies > 1)
    diag_add(job->diags, bulletin->copies[1].at, DIAG_ODT_COPIES, NULL);
  odt_named_styles(&o);
  odt_list_styles(&o);
  odt_body(&o);
  odt_pages(&o);
  odt_tell_left_out(&o);
  bool done = diag_errors(job->diags) == errors;
  if (done && options->flat)
    odt_flat(&o, out);
  else if (done && !odt_package(&o, out))
    diag_add(job->diags, (Span){.file = bulletin->file}, DIAG_ODT_PACKAGE, NULL);
  odt_end(&o);
  done = diag_errors(job->diags) == errors;
  if (!done)
    g_byte_array_set_size(out, before);
  return done;
}
