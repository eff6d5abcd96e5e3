/* Documents that are signed as they are made: whose seal it is, where it stands, and what
 * the signer process is asked. */
#include <string.h>

#include "base_words.h"
#include "hongtou_sign.h"

/* ---- the signer ----------------------------------------------------------------------
 */

/* libexec/hongtou/signer beside what is installed, hongtou-signer beside what was built.
 */
static char *signer_beside(const char *file) {
  g_autofree char *folder = g_path_get_dirname(file);
  g_autofree char *built = g_build_filename(folder, "hongtou-signer", NULL);
  if (g_file_test(built, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer(&built);
  for (int up = 0; up < 3; up++) {
    char *above = g_path_get_dirname(folder);
    g_free(folder);
    folder = above;
    g_autofree char *path =
        g_build_filename(folder, "libexec", "hongtou", "signer", NULL);
    if (g_file_test(path, G_FILE_TEST_IS_EXECUTABLE))
      return g_steal_pointer(&path);
  }
  return NULL;
}

static char *signer_find(void) {
  g_autofree char *own = own_file_find();
  char *beside = own ? signer_beside(own) : NULL;
  return beside ? beside : g_strdup(HONGTOU_SIGNER);
}

/* Seconds since 1970, or a time as --at takes it; $SOURCE_DATE_EPOCH where none is given.
 */
static bool time_of(Job *job, const char *text, int64_t *out) {
  const char *given = text ? text : g_getenv("SOURCE_DATE_EPOCH");
  *out = SIGNING_NOW;
  if (!given || !*given ||
      g_ascii_string_to_signed(given, 10, 0, INT64_C(253402300799), out, NULL))
    return true;
  g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
  g_autoptr(GDateTime) time = text ? g_date_time_new_from_iso8601(text, zone) : NULL;
  if (time) {
    *out = g_date_time_to_unix(time);
    return true;
  }
  diag_add(job->diags, (Span){0}, text ? DIAG_USAGE_BAD_VALUE : DIAG_ENV_SOURCE_DATE,
           text ? "--signing-time" : given, given, "2026-12-01T09:00:00+08:00", NULL);
  return false;
}

static bool wish_of(Job *job, const HongtouOptions *options, SigningWish *wish) {
  *wish = (SigningWish){.config = options->signing,
                        .profile = options->sign_profile,
                        .pin = options->pin,
                        .reissue = options->reissue,
                        .limit = options->sign_limit};
  return time_of(job, options->signing_time, &wish->time);
}

bool session_signer_open(HongtouSession *session, Job *job, const HongtouOptions *options,
                         bool keyless) {
  SigningWish wish;
  if (session->signer && strcmp(session->signs_for, options->sign_profile) == 0)
    return true;
  if (!wish_of(job, options, &wish))
    return false;
  wish.keyless = keyless;
  g_autofree char *program = signer_find();
  session_signer_close(session);
  session->signer = signing_client_start(job, program, &wish);
  session->signs_for = g_strdup(options->sign_profile);
  return session->signer != NULL;
}

void session_signer_close(HongtouSession *session) {
  signing_client_free(session->signer);
  g_free(session->signs_for);
  session->signer = NULL;
  session->signs_for = NULL;
}

/* ---- what cannot be signed (A10) -----------------------------------------------------
 */

static bool refuse(Run *run, const char *zh, const char *en) {
  diag_add(run->job.diags, (Span){0}, DIAG_SIGN_NOT_SIGNABLE, zh, en, NULL);
  return false;
}

static bool may_be_signed(Run *run, const HongtouSource *source) {
  const HongtouOptions *wish = run->options;
  if (!source)
    return refuse(run, "测试页", "A test sheet");
  if (wish->preprinted)
    return refuse(run, "为套红信纸略去红色部分的文件",
                  "A file for pre-printed paper (--letterhead preprinted)");
  if (wish->copies > 1 && !wish->copies_apart)
    return refuse(run, "各份合为一个的文件（--copies）",
                  "Copies in one file (--copies without {copy})");
  if (wish->format == HONGTOU_FODT) {
    diag_add(run->job.diags, (Span){0}, DIAG_SIGN_PACKAGE_FLAT, NULL);
    return false;
  }
  return wish->format == HONGTOU_PDF || wish->format == HONGTOU_ODT ||
         refuse(run, "页面图像", "A page image");
}

bool sign_begin(Run *run, const HongtouSource *source) {
  if (!run->options->sign_profile)
    return true;
  if (!may_be_signed(run, source))
    return false;
  g_autofree char *path = signing_path(run->options->signing);
  const SigningConfig *config = signing_read(&run->job, path);
  run->profile =
      config ? signing_profile(&run->job, config, run->options->sign_profile) : NULL;
  return run->profile &&
         session_signer_open(run->session, &run->job, run->options, false);
}

/* ---- whose seal (A9) -----------------------------------------------------------------
 */

static bool is_of(const SigningProfile *profile, const char *name) {
  return !*profile->names || g_strv_contains(profile->names, name);
}

/* Which of those who sign the profile signs for; UINT32_MAX: told. */
static uint32_t whose(Run *run, const Text *const *names, uint32_t n) {
  g_autoptr(GString) all = g_string_new(NULL);
  uint32_t found = UINT32_MAX;
  unsigned many = 0;
  for (uint32_t i = 0; i < n; i++) {
    g_string_append_printf(all, "%s%s", i ? " " : "", names[i]->utf8);
    if (!is_of(run->profile, names[i]->utf8))
      continue;
    found = i;
    many++;
  }
  if (many == 1)
    return found;
  diag_add(run->job.diags, (Span){.file = run->bound->file}, DIAG_SIGN_WHOSE, all->str,
           run->profile->id, NULL);
  return UINT32_MAX;
}

/* The picture in an electronic seal. */
static bool lend_picture(Run *run, Signatory *by, const char *bytes, size_t len) {
  AsnSeal seal;
  if (!asn_read_seal(bytes, len, &seal)) {
    diag_add(run->job.diags, run->profile->at, DIAG_SIGN_SEAL_FORM, NULL);
    return false;
  }
  by->seal_bytes =
      arena_strndup(run->job.arena, (const char *)seal.picture.bytes, seal.picture.len);
  by->seal_len = seal.picture.len;
  return true;
}

/* The profile's picture where the document has none of its own. */
static bool lend_seal(Run *run, Signatory *by) {
  const char *path = run->profile->seal;
  g_autofree char *bytes = NULL;
  size_t len;
  if (!path || by->seal == SEAL_IMAGE || by->stamp != SEAL_NONE)
    return true;
  if (!file_read(path, run->limits.image_bytes, &bytes, &len, run->job.diags))
    return false;
  by->seal = SEAL_IMAGE;
  by->seal_path = path;
  if (g_str_has_suffix(path, ".esl"))
    return lend_picture(run, by, bytes, len);
  by->seal_bytes = arena_strndup(run->job.arena, bytes, len);
  by->seal_len = len;
  return true;
}

static bool settle_signatory(Run *run, uint32_t i) {
  Bulletin *bound = run->bound;
  Arena *arena = run->job.arena;
  Sign *sign = ARENA_NEW(arena, Sign);
  *sign = *bound->main.sign;
  Signatory *by = ARENA_ARRAY(arena, Signatory, sign->n_by);
  memcpy(by, sign->by, sign->n_by * sizeof *by);
  sign->by = by;
  bound->main.sign = sign;
  if (!lend_seal(run, &by[i]))
    return false;
  bool stamp = by[i].stamp != SEAL_NONE;
  run->sign.name = by[i].name.utf8;
  run->sign.figure =
      arena_printf(arena, "%s%s", by[i].name.utf8, stamp ? WORDS_STAMP : WORDS_SEAL);
  return true;
}

static bool settle_name(Run *run) {
  const Bulletin *bound = run->bound;
  const Sign *sign = bound->main.sign;
  bool by = sign && sign->n_by;
  uint32_t n = by ? sign->n_by : bound->n_issuers;
  const Text **names = ARENA_ARRAY(run->job.arena, const Text *, n + 1);
  for (uint32_t i = 0; i < n; i++)
    names[i] = by ? &sign->by[i].name : &bound->issuers[i];
  uint32_t i = whose(run, names, n);
  run->sign.certify = n > 1 && run->profile->certify == 1 ? 0 : run->profile->certify;
  if (i == UINT32_MAX)
    return false;
  run->sign.name = names[i]->utf8;
  return !by || settle_signatory(run, i);
}

/* ---- before and after the pages ------------------------------------------------------
 */

static const char *pdf_time(Arena *arena, int64_t seconds) {
  g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);
  g_autoptr(GDateTime) time = g_date_time_to_timezone(utc, zone);
  g_autofree char *text = g_date_time_format(time, "D:%Y%m%d%H%M%S+08'00'");
  return arena_strdup(arena, text);
}

/* gm and ses are no containers of PDF/A (C1). */
static bool archive_holds(Run *run) {
  const SigningProfile *profile = run->profile;
  if (!profile->pdfa || profile->form == SIGNING_PADES)
    return true;
  diag_add(run->job.diags, profile->at, DIAG_SIGN_PDFA, profile->id, NULL);
  return false;
}

bool sign_bound(Run *run) {
  const SigningProfile *profile = run->profile;
  if (!profile)
    return true;
  if (!archive_holds(run))
    return false;
  if (run->bound->status == STATUS_DRAFT) {
    diag_add(run->job.diags, (Span){.file = run->bound->file}, DIAG_SIGN_DRAFT, NULL);
    return false;
  }
  if (!settle_name(run) ||
      !signing_client_describe(run->session->signer, &run->job, &run->about))
    return false;
  run->sign.field = "Signature1";
  run->sign.alt = arena_printf(run->job.arena, "%s%s", run->sign.name, WORDS_SIGNED);
  run->sign.time = pdf_time(run->job.arena, run->about.time);
  run->sign.filter = profile->filter ? profile->filter : "Adobe.PPKLite";
  run->sign.subfilter = profile->subfilter ? profile->subfilter : "ETSI.CAdES.detached";
  run->sign.foreign = profile->form != SIGNING_PADES;
  run->sign.reserve = MAX(run->about.reserve, run->least_reserve);
  return true;
}

static bool room_is_had(Run *run) {
  unsigned most = run->limits.reserve_bytes;
  if (run->sign.reserve <= most)
    return true;
  g_autofree char *need = g_strdup_printf("%zu", run->sign.reserve);
  g_autofree char *limit = g_strdup_printf("%u", most);
  diag_add(run->job.diags, (Span){0}, DIAG_SIGN_RESERVE, need, limit, NULL);
  return false;
}

static const char *number_of(const Run *run) {
  return run->bound->number.text.utf8;
}

static void keep_signed(Run *run) {
  Arena *arena = run->result->messages;
  g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(run->done.time);
  g_autoptr(GDateTime) time = g_date_time_to_timezone(utc, zone);
  g_autofree char *text = g_date_time_format_iso8601(time);
  run->result->signed_as =
      (KnownSigned){.level = arena_strdup(arena, run->done.level),
                    .fingerprint = arena_strdup(arena, run->about.fingerprint),
                    .serial = arena_strdup(arena, run->about.serial),
                    .time = arena_strdup(arena, text),
                    .content = arena_strdup(arena, run->done.content)};
}

bool sign_end(Run *run, GByteArray *pdf, const char *copy) {
  if (!run->profile)
    return true;
  bool strict = run->profile->strict && diag_warnings(run->job.diags);
  if (strict)
    return refuse(run, "有警告的文档（strict）", "A document with warnings (strict)");
  SigningTask task = {.number = number_of(run),
                      .copy = copy,
                      .title = run->bound->main.title.utf8,
                      .contents = run->sign.contents,
                      .most = SIGNING_LEVEL_LTA};
  SigningClient *signer = run->session->signer;
  bool odt = run->options->format == HONGTOU_ODT;
  if (odt ? !signing_client_package(signer, &run->job, pdf, &task, &run->done)
          : !room_is_had(run) ||
                !signing_client_pdf(signer, &run->job, pdf, &task, &run->done))
    return false;
  keep_signed(run);
  return true;
}

size_t sign_lacked(const HongtouResult *result) {
  size_t need = 0;
  if (diag_errors(result->diags) != 1)
    return 0;
  for (size_t i = 0; i < diag_count(result->diags); i++) {
    const Diagnostic *d = diag_at(result->diags, i);
    if (d->code == DIAG_SIGN_RESERVE && !need)
      need = (size_t)g_ascii_strtoull(d->args[0], NULL, 10);
  }
  return need > limits_default.reserve_bytes ? 0
                                             : MIN((need + need / 4 + 511) / 512 * 512,
                                                   (size_t)limits_default.reserve_bytes);
}
