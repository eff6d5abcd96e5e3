/* Sessions: what is found and read once for many documents. */
#include <string.h>
#include "contract.h"

#include "hongtou_sign.h"

#include "model.h"
#include "template.h"
#include "xml.h"

typedef struct KnownLayout {
  Arena *arena;
  Diagnostics *faults;
  const Layout *layout; /* NULL: faulty */
  GPtrArray *files;     /* char *: that were read for it */
} KnownLayout;

const char *hongtou_version(void) {
  return HONGTOU_VERSION;
}

const char *hongtou_schema(HongtouSchema schema) {
  switch (schema) {
    case HONGTOU_SCHEMA_LAYOUT:
      return layout_schema();
    case HONGTOU_SCHEMA_TEMPLATE:
      return template_schema();
    case HONGTOU_SCHEMA_VERIFY:
      return verify_schema();
    case HONGTOU_SCHEMA_SIGNING:
      return signing_schema();
    case HONGTOU_SCHEMA_BULLETIN:
      break;
  }
  return model_schema();
}

char *hongtou_completion(HongtouSchema schema) {
  Arena *arena = arena_new();
  const struct Contract *contract =
      schema == HONGTOU_SCHEMA_LAYOUT    ? layout_contract(arena)
      : schema == HONGTOU_SCHEMA_SIGNING ? signing_contract()
                                         : model_contract_table();
  char *text = contract_completion(contract);
  arena_free(arena);
  return text;
}

static void known_layout_free(gpointer data) {
  KnownLayout *known = data;
  arena_free(known->arena);
  diagnostics_free(known->faults);
  g_ptr_array_free(known->files, TRUE);
  g_free(known);
}

void struct_take(void *own, size_t known, size_t first, const void *given) {
  memset(own, 0, known);
  if (!given)
    return;
  size_t size = *(const size_t *)given;
  memcpy(own, given, MIN(size ? size : first, known));
}

HongtouOptions options_taken(const HongtouOptions *given) {
  HongtouOptions own;
  STRUCT_TAKE(HongtouOptions, source_date, &own, given);
  return own;
}

HongtouSession *hongtou_session_new(const HongtouSettings *given) {
  HongtouSettings own, *settings = &own;
  STRUCT_TAKE(HongtouSettings, cache_folder, settings, given);
  threads_prepare();
  xml_prepare();
  HongtouSession *session = g_new0(HongtouSession, 1);
  session->data = data_folder_find(settings->data_folder);
  session->font_folders = font_folders_list(settings->font_folders, session->data);
  session->system_fonts = !settings->no_system_fonts;
  session->cache_folder = cache_folder_find(settings->cache_folder);
  session->layouts =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, known_layout_free);
  return session;
}

void hongtou_session_free(HongtouSession *session) {
  if (!session)
    return;
  session_signer_close(session);
  if (session->fonts)
    fontbook_free(session->fonts);
  diagnostics_free(session->font_faults);
  g_hash_table_destroy(session->layouts);
  g_strfreev(session->font_folders);
  g_free(session->cache_folder);
  g_free(session->data);
  g_free(session);
}

const char *hongtou_session_data_folder(const HongtouSession *session) {
  return session->data;
}

/* Adds every diagnostic of one list to another. */
/* What has no line of its own is told at `named`, where that is a place. */
static void diagnostics_copy(const Diagnostics *from, Span named, Diagnostics *to) {
  for (size_t i = 0; i < diag_count(from); i++) {
    const Diagnostic *d = diag_at(from, i);
    Span at = d->at.line || !named.line ? d->at : named;
    diag_add(to, at, d->code, d->args[0], d->args[1], d->args[2], d->args[3], NULL);
  }
}

static bool has_data(const HongtouSession *session, Diagnostics *diags) {
  if (!session->data)
    diag_add(diags, (Span){0}, DIAG_ENV_NO_DATA, NULL);
  return session->data != NULL;
}

/* The last folder is the data folder's own, which need not be there. */
static void report_missing_folders(const HongtouSession *session) {
  for (char **folder = session->font_folders; folder[0] && folder[1]; folder++) {
    if (!g_file_test(*folder, G_FILE_TEST_IS_DIR))
      diag_add(session->font_faults, (Span){0}, DIAG_ENV_FONT_FOLDER, *folder, NULL);
  }
}

bool session_wants_fonts(const HongtouSession *session) {
  return session->data && !session->font_faults;
}

void session_fonts_open(HongtouSession *session) {
  g_autofree char *roles = g_build_filename(session->data, "fonts", "roles.xml", NULL);
  FontPaths paths = {.roles_file = roles,
                     .folders = (const char *const *)session->font_folders,
                     .system_folders = session->system_fonts,
                     .cache_folder = session->cache_folder};
  session->font_faults = diagnostics_new();
  report_missing_folders(session);
  fontbook_open(&paths, session->font_faults, &session->fonts);
}

FontBook *session_fonts(HongtouSession *session, Diagnostics *diags) {
  if (!has_data(session, diags))
    return NULL;
  if (session_wants_fonts(session))
    session_fonts_open(session);
  diagnostics_copy(session->font_faults, (Span){0}, diags);
  return session->fonts;
}

char *session_layout_folder(const HongtouSession *session, Diagnostics *diags) {
  return has_data(session, diags) ? g_build_filename(session->data, "layouts", NULL)
                                  : NULL;
}

static const Layout *read_layout(const HongtouSession *session, Job *job,
                                 const char *name) {
  g_autofree char *folder = g_build_filename(session->data, "layouts", NULL);
  const char *const folders[] = {folder, NULL};
  const Layout *layout = NULL;
  return layout_read(job, name, folders, &layout) ? layout : NULL;
}

static void note_files(const GPtrArray *files, GPtrArray *into) {
  for (guint i = 0; into && i < files->len; i++)
    g_ptr_array_add(into, g_strdup(g_ptr_array_index(files, i)));
}

const Layout *session_layout_named(HongtouSession *session, const char *name, Span named,
                                   Diagnostics *diags, GPtrArray *reads) {
  if (!has_data(session, diags))
    return NULL;
  KnownLayout *known = g_hash_table_lookup(session->layouts, name);
  if (!known) {
    known = g_new0(KnownLayout, 1);
    known->arena = arena_new();
    known->faults = diagnostics_new();
    known->files = g_ptr_array_new_with_free_func(g_free);
    Job job = {.arena = known->arena,
               .diags = known->faults,
               .limits = &limits_default,
               .files = known->files};
    known->layout = read_layout(session, &job, name);
    g_hash_table_insert(session->layouts, g_strdup(name), known);
  }
  diagnostics_copy(known->faults, named, diags);
  note_files(known->files, reads);
  return known->layout;
}

const Layout *session_layout(HongtouSession *session, const char *name,
                             Diagnostics *diags, GPtrArray *reads) {
  return session_layout_named(session, name, (Span){0}, diags, reads);
}

const Layout *session_layout_of_document(HongtouSession *session, Job *job,
                                         const char *file, Span named) {
  if (!has_data(session, job->diags))
    return NULL;
  Job own = *job;
  own.diags = diagnostics_new();
  const Layout *layout = read_layout(session, &own, file);
  diagnostics_copy(own.diags, named, job->diags);
  diagnostics_free(own.diags);
  return layout;
}
