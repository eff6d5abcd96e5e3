/* Anchors and revocation lists that the user gives; never the system's. */
#include <string.h>

#include "verify_private.h"

static void bytes_unref(gpointer bytes) {
  g_bytes_unref(bytes);
}

static bool is_certificate(Arena *arena, GBytes *bytes) {
  AsnCertificate certificate;
  gsize len;
  const void *der = g_bytes_get_data(bytes, &len);
  return asn_read_certificate(arena, der, len, &certificate);
}

static bool is_list(GBytes *bytes) {
  AsnCrl crl;
  gsize len;
  const void *der = g_bytes_get_data(bytes, &len);
  return asn_read_crl(der, len, &crl);
}

typedef struct Loading {
  Job *job;
  GPtrArray *to;
  bool lists;
} Loading;

/* named: by the user; then a file without any is a fault. */
static bool load_file(Loading *l, const char *path, bool named) {
  g_autofree char *bytes = NULL;
  size_t len;
  if (!file_read(path, l->job->limits->data_bytes, &bytes, &len, l->job->diags))
    return false;
  guint before = l->to->len;
  asn_blocks(l->to, bytes, len, l->lists ? "X509 CRL" : "CERTIFICATE");
  for (guint i = l->to->len; i-- > before;) {
    GBytes *one = l->to->pdata[i];
    if (!(l->lists ? is_list(one) : is_certificate(l->job->arena, one)))
      g_ptr_array_remove_index(l->to, i);
  }
  if (l->to->len > before || !named)
    return true;
  diag_add(l->job->diags, (Span){.file = path},
           l->lists ? DIAG_ENV_NO_CRL : DIAG_ENV_NO_ANCHOR, path, NULL);
  return false;
}

static bool load_folder(Loading *l, const char *path) {
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  if (!folder)
    return false;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (const char *name; (name = g_dir_read_name(folder));) {
    g_autofree char *file = g_build_filename(path, name, NULL);
    if (*name != '.' && g_file_test(file, G_FILE_TEST_IS_REGULAR))
      g_ptr_array_add(names, g_steal_pointer(&file));
  }
  guint before = l->to->len;
  for (guint i = 0; i < names->len; i++) {
    if (!load_file(l, names->pdata[i], false))
      return false;
  }
  if (l->to->len > before)
    return true;
  diag_add(l->job->diags, (Span){.file = path}, DIAG_ENV_NO_ANCHOR, path, NULL);
  return false;
}

static bool load_all(Loading *l, const char *const *paths) {
  for (; paths && *paths; paths++) {
    bool folder = g_file_test(*paths, G_FILE_TEST_IS_DIR);
    if (!(folder ? load_folder(l, *paths) : load_file(l, *paths, true)))
      return false;
  }
  return true;
}

VerifyTrust *verify_trust_new(Job *job, const VerifyOptions *options) {
  VerifyTrust *trust = g_new0(VerifyTrust, 1);
  trust->anchors = g_ptr_array_new_with_free_func(bytes_unref);
  trust->crls = g_ptr_array_new_with_free_func(bytes_unref);
  trust->revocation = options->revocation;
  trust->now =
      options->at != VERIFY_NO_TIME ? options->at : g_get_real_time() / G_USEC_PER_SEC;
  Loading anchors = {job, trust->anchors, false}, lists = {job, trust->crls, true};
  if (crypto_open(job->diags) && load_all(&anchors, options->trust) &&
      load_all(&lists, options->crls))
    return trust;
  verify_trust_free(trust);
  return NULL;
}

void verify_trust_free(VerifyTrust *trust) {
  if (!trust)
    return;
  g_ptr_array_free(trust->anchors, TRUE);
  g_ptr_array_free(trust->crls, TRUE);
  g_free(trust);
}

void verify_trust_each(const VerifyTrust *trust, GPtrArray *out) {
  for (guint i = 0; i < trust->anchors->len; i++)
    g_ptr_array_add(out, g_bytes_ref(trust->anchors->pdata[i]));
}
