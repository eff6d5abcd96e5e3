/* Files that are there already: a further signature, evidence, archive time stamps; a
 * profile tried out; a key for trying. */
#include <string.h>

#include "hongtou_sign.h"
#include "parcel.h"

static HongtouOptions options_of(const HongtouSigning *wish) {
  return (HongtouOptions){.sign_profile = wish->profile,
                          .signing = wish->signing,
                          .pin = wish->pin,
                          .signing_time = wish->signing_time,
                          .reissue = wish->reissue};
}

/* ---- a file --------------------------------------------------------------------------
 */

typedef struct SignFile {
  HongtouSession *session;
  HongtouResult *result;
  Job job;
  HongtouOptions options;
  HongtouSignTask task;
} SignFile;

/* An OpenDocument file bears signatures side by side, and no evidence. */
static bool work_package(SignFile *f, GByteArray *package) {
  SigningTask task = {0};
  SigningDone done = {0};
  if (f->task == HONGTOU_SIGN_FURTHER)
    return signing_client_package(f->session->signer, &f->job, package, &task, &done);
  diag_add(f->job.diags, (Span){0}, DIAG_SIGN_NOT_SIGNABLE,
           "OpenDocument 文件没有地方放长期核验的证据，",
           "An OpenDocument file has no place for evidence and", NULL);
  return false;
}

static bool is_flat(const char *bytes, size_t len) {
  return len > 5 && memcmp(bytes, "<?xml", 5) == 0 &&
         g_strstr_len(bytes, (gssize)MIN(len, 4096), "<office:document ");
}

static bool work(SignFile *f, GByteArray *pdf) {
  SigningTask task = {.most = f->task == HONGTOU_SIGN_LT ? SIGNING_LEVEL_LT
                                                         : SIGNING_LEVEL_LTA};
  SigningDone done = {0};
  SigningClient *signer = f->session->signer;
  if (parcel_is(pdf->data, pdf->len))
    return work_package(f, pdf);
  return f->task == HONGTOU_SIGN_FURTHER
             ? signing_client_further(signer, &f->job, pdf, &task, &done)
             : signing_client_extend(signer, &f->job, pdf, &task, &done);
}

static void sign_file(SignFile *f, const HongtouSource *source) {
  const char *path = source->path ? source->path : "-";
  g_autofree char *read = NULL;
  const void *bytes = source->bytes;
  size_t len = source->length;
  if (!bytes && !file_read(path, f->job.limits->pdf_bytes, &read, &len, f->job.diags))
    return;
  if (is_flat(bytes ? bytes : read, len)) {
    diag_add(f->job.diags, (Span){.file = path}, DIAG_SIGN_PACKAGE_FLAT, NULL);
    return;
  }
  if (!session_signer_open(f->session, &f->job, &f->options,
                           f->task != HONGTOU_SIGN_FURTHER))
    return;
  GByteArray *pdf = result_output_new(f->result);
  g_byte_array_append(pdf, bytes ? bytes : read, (guint)len);
  work(f, pdf);
}

/* ---- a trial -------------------------------------------------------------------------
 */

/* The first agency of the profile signs an empty notice, which is thrown away. */
static HongtouResult *try_profile(HongtouSession *session, const HongtouSigning *wish) {
  static const char form[] =
      "<bulletin xmlns='urn:hongtou:bulletin:1' kind='通知'><head><issuer>%s</issuer>"
      "</head><title>试签通知</title><body><p>试签。</p></body><sign>"
      "<date>2026-01-01</date><by seal='space'>%s</by></sign></bulletin>";
  HongtouOptions options = options_of(wish);
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  g_autofree char *path = signing_path(wish->signing);
  const SigningConfig *config = signing_read(&job, path);
  const SigningProfile *profile =
      config ? signing_profile(&job, config, wish->profile) : NULL;
  const char *name = profile && *profile->names ? profile->names[0] : "试签机关";
  g_autofree char *name_xml = g_markup_escape_text(name, -1);
  g_autofree char *text = g_strdup_printf(form, name_xml, name_xml);
  HongtouSource source = {.path = "", .bytes = text, .length = strlen(text)};
  options.size = sizeof options;
  HongtouResult *result = hongtou_render(session, &source, &options);
  diagnostics_free(job.diags);
  arena_free(job.arena);
  return result;
}

HongtouResult *hongtou_sign(HongtouSession *session, const HongtouSource *source,
                            const HongtouSigning *given) {
  HongtouSigning own, *wish = &own;
  STRUCT_TAKE(HongtouSigning, reissue, wish, given);
  if (wish->task == HONGTOU_SIGN_TRY)
    return try_profile(session, wish);
  HongtouResult *result = result_new(false);
  SignFile f = {.session = session,
                .result = result,
                .options = options_of(wish),
                .task = wish->task};
  f.job = (Job){.arena = arena_new(), .diags = result->diags, .limits = &limits_default};
  sign_file(&f, source);
  arena_free(f.job.arena);
  return result;
}

HongtouResult *hongtou_demo_key(const char *folder, const char *name) {
  HongtouResult *result = result_new(false);
  Job job = {.arena = arena_new(), .diags = result->diags, .limits = &limits_default};
  signing_demo(&job, folder, name ? name : "试用机关");
  arena_free(job.arena);
  return result;
}
