/* Keys of each kind in files, the CMS they make as OpenSSL reads it, and secrets. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "sign.h"

static char *folder;

/* A line of shell in the folder; its exit code. */
static int shell(const char *line) {
  const char *argv[] = {"sh", "-ec", line, NULL};
  int status = -1;
  g_spawn_sync(
      folder, (char **)argv, NULL,
      G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
      NULL, NULL, NULL, &status, NULL);
  return status;
}

static const char *make_pki =
    "umask 077\n"
    "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.pem -out ca.crt -subj /CN=CA "
    "-days 3650\n"
    "make() { openssl req -new -nodes -keyout $1.pem -out $1.csr -subj \"/CN=$1\" $2 $3 "
    "$4 "
    "$5;\n"
    "printf 'keyUsage=critical,nonRepudiation,digitalSignature\\n' > x.cnf\n"
    "openssl x509 -req -in $1.csr -CA ca.crt -CAkey ca.pem -set_serial 0x8001 -days 3650 "
    "-extfile x.cnf -out $1.crt; }\n"
    "make rsa -newkey rsa:2048\n"
    "make weak -newkey rsa:1024\n"
    "make p256 -newkey ec -pkeyopt ec_paramgen_curve:P-256\n"
    "make p384 -newkey ec -pkeyopt ec_paramgen_curve:P-384\n"
    "make p521 -newkey ec -pkeyopt ec_paramgen_curve:P-521\n"
    "openssl ecparam -genkey -name SM2 -noout -out sm2.pem\n"
    "openssl req -new -key sm2.pem -sm3 -sigopt distid:1234567812345678 -subj /CN=sm2 "
    "-out "
    "sm2.csr\n"
    "openssl x509 -req -in sm2.csr -vfyopt distid:1234567812345678 -CA ca.crt -CAkey "
    "ca.pem "
    "-set_serial 9 -days 3650 -extfile x.cnf -out sm2.crt\n"
    "openssl pkcs8 -topk8 -in p256.pem -out locked.pem -passout pass:geheim\n"
    "cp p256.crt locked.crt\n"
    "openssl pkcs12 -export -inkey p256.pem -in p256.crt -certfile ca.crt -out p.p12 "
    "-passout pass:geheim\n"
    "printf 'geheim\\nmore' > right.pin; printf falsch > wrong.pin\n"
    "printf 'the content' > content\n"
    "printf 'keyUsage=critical,keyEncipherment\\n' > x.cnf\n"
    "openssl x509 -req -in p256.csr -CA ca.crt -CAkey ca.pem -set_serial 7 -days 3650 "
    "-extfile x.cnf -out usage.crt\n";

static int set_up(void **state) {
  (void)state;
  folder = g_dir_make_tmp("hongtou-sign-XXXXXX", NULL);
  return shell(make_pki);
}

static int tear_down(void **state) {
  (void)state;
  int code = shell("rm -f *");
  g_rmdir(folder);
  g_free(folder);
  return code;
}

typedef struct Case {
  Job job;
  SigningKey *key;
} Case;

static const SigningConfig *config(Job *job, const char *key, const char *certificate,
                                   const char *digest) {
  g_autofree char *text =
      g_strdup_printf("<signing xmlns=\"" SIGNING_NAMESPACE
                      "\"><profile id=\"a\"%s>%s%s%s%s"
                      "<chain file=\"ca.crt\"/></profile></signing>",
                      digest, key, *certificate ? "<certificate file=\"" : "",
                      certificate, *certificate ? "\"/>" : "");
  g_autofree char *path = g_build_filename(folder, "signing.xml", NULL);
  return signing_read_memory(job, path, text, strlen(text));
}

static Case open_key(const char *key, const char *certificate, const char *digest) {
  Case c = {{.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default},
            NULL};
  const SigningConfig *read = config(&c.job, key, certificate, digest);
  assert_non_null(read);
  c.key = signing_key_open(&c.job, read, read->profiles, NULL,
                           g_get_real_time() / G_USEC_PER_SEC);
  return c;
}

static void close_key(Case *c) {
  signing_key_free(c->key);
  diagnostics_free(c->job.diags);
  arena_free(c->job.arena);
}

static void write_file(const char *name, const GByteArray *bytes) {
  g_autofree char *path = g_build_filename(folder, name, NULL);
  assert_true(g_file_set_contents(path, (const char *)bytes->data, bytes->len, NULL));
}

static void each_kind(void **state) {
  (void)state;
  static const struct {
    const char *name, *digest;
  } rows[] = {{"rsa", ""},
              {"rsa", " digest=\"sha512\""},
              {"p256", ""},
              {"p384", " digest=\"sha384\""},
              {"p521", " digest=\"sha512\""},
              {"sm2", ""}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *key =
        g_strdup_printf("<key kind=\"pem\" file=\"%s.pem\"/>", rows[i].name);
    g_autofree char *certificate = g_strconcat(rows[i].name, ".crt", NULL);
    Case c = open_key(key, certificate, rows[i].digest);
    assert_non_null(c.key);
    AsnDigest digest = signing_key_algorithm(c.key).digest;
    uint8_t hash[64];
    SigningPiece content = {"the content", 11};
    assert_int_equal(signing_digest(digest, &content, 1, hash), asn_digest_bytes(digest));
    g_autoptr(GByteArray) out = g_byte_array_new();
    SigningCms cms = {digest, hash, false};
    assert_true(signing_cms(c.key, &c.job, &cms, NULL, out));
    AsnItem strict;
    assert_true(asn_strict(out->data, out->len, &strict));
    AsnCms read;
    size_t used;
    assert_int_equal(asn_read_cms(out->data, out->len, &read, &used), ASN_CMS_READ);
    assert_int_equal(used, out->len);
    assert_int_equal(read.n_attributes, 3);
    assert_int_equal(read.n_unsigned, 0);
    assert_int_equal(read.n_certificates, 1); /* no root */
    write_file("out.der", out);
    if (strcmp(rows[i].name, "sm2") != 0) /* which openssl cms cannot */
      assert_int_equal(
          shell("openssl cms -verify -cades -inform DER -in out.der -content "
                "content -CAfile ca.crt -purpose any -binary"),
          0);
    close_key(&c);
  }
}

static void locked_keys(void **state) {
  (void)state;
  Case c = open_key("<key kind=\"pem\" file=\"locked.pem\" pin=\"file:right.pin\"/>",
                    "locked.crt", "");
  assert_non_null(c.key);
  close_key(&c);
  c = open_key("<key kind=\"pkcs12\" file=\"p.p12\" pin=\"file:right.pin\"/>", "", "");
  assert_non_null(c.key);
  assert_string_equal(signing_key_certificate(c.key)->signer, "p256");
  close_key(&c);
}

static void refusals(void **state) {
  (void)state;
  static const struct {
    const char *key, *certificate;
    DiagCode code;
  } rows[] = {
      {"<key kind=\"pem\" file=\"locked.pem\"/>", "p256.crt", DIAG_SIGN_PIN_WANTED},
      {"<key kind=\"pem\" file=\"locked.pem\" pin=\"file:wrong.pin\"/>", "p256.crt",
       DIAG_SIGN_PIN_WRONG},
      {"<key kind=\"pem\" file=\"locked.pem\" pin=\"file:none.pin\"/>", "p256.crt",
       DIAG_ENV_CANNOT_READ},
      {"<key kind=\"pem\" file=\"locked.pem\" pin=\"fd:987\"/>", "p256.crt",
       DIAG_SIGN_PIN_SOURCE},
      {"<key kind=\"pkcs12\" file=\"p.p12\"/>", "", DIAG_SIGN_PIN_WANTED},
      {"<key kind=\"pkcs12\" file=\"p.p12\" pin=\"file:wrong.pin\"/>", "",
       DIAG_SIGN_PIN_WRONG},
      {"<key kind=\"pem\" file=\"ca.crt\"/>", "p256.crt", DIAG_SIGN_KEY},
      {"<key kind=\"pem\" file=\"none.pem\"/>", "p256.crt", DIAG_ENV_CANNOT_READ},
      {"<key kind=\"pem\" file=\"p256.pem\"/>", "rsa.crt", DIAG_SIGN_PAIR},
      {"<key kind=\"pem\" file=\"p256.pem\"/>", "content", DIAG_SIGN_CERTIFICATE},
      {"<key kind=\"pem\" file=\"weak.pem\"/>", "weak.crt", DIAG_SIGN_WEAK},
      {"<key kind=\"pem\" file=\"p256.pem\"/>", "usage.crt", DIAG_SIGN_USAGE},
      {"<key kind=\"pem\" file=\"open.pem\"/>", "p256.crt", DIAG_SIGN_MODE},
  };
  assert_int_equal(shell("cp p256.pem open.pem; chmod 640 open.pem"), 0);
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    Case c = open_key(rows[i].key, rows[i].certificate, "");
    if (c.key || !diag_count(c.job.diags) ||
        diag_at(c.job.diags, 0)->code != rows[i].code)
      fail_msg("row %zu: %s", i,
               diag_count(c.job.diags) ? diag_code_name(diag_at(c.job.diags, 0)->code)
                                       : "nothing said");
    close_key(&c);
  }
  Case c =
      open_key("<key kind=\"pem\" file=\"p256.pem\"/>", "p256.crt", " digest=\"sm3\"");
  assert_null(c.key);
  assert_int_equal(diag_at(c.job.diags, 0)->code, DIAG_SIGN_DIGEST);
  close_key(&c);
}

static void times(void **state) {
  (void)state;
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  const SigningConfig *read =
      config(&job, "<key kind=\"pem\" file=\"p256.pem\"/>", "p256.crt", "");
  int64_t now = g_get_real_time() / G_USEC_PER_SEC, day = 86400;
  assert_null(signing_key_open(&job, read, read->profiles, NULL, now - 2 * day));
  assert_int_equal(diag_at(job.diags, 0)->code, DIAG_SIGN_CERTIFICATE_TIME);
  SigningKey *key = signing_key_open(&job, read, read->profiles, NULL, now + 3640 * day);
  assert_non_null(key);
  assert_int_equal(diag_at(job.diags, 1)->code, DIAG_SIGN_CERTIFICATE_SOON);
  signing_key_free(key);
  diagnostics_free(job.diags);
  arena_free(job.arena);
}

/* One line of a descriptor is taken, and what is given in place of a source is not
 * repeated. */
static void secrets(void **state) {
  (void)state;
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(write(ends[1], "first\r\nsecond\n", 14), 14);
  close(ends[1]);
  g_autofree char *source = g_strdup_printf("fd:%d", ends[0]);
  SigningSecret *secret = signing_secret_read(&job, source, "key");
  assert_non_null(secret);
  assert_string_equal(signing_secret_text(secret), "first");
  signing_secret_free(secret);
  assert_null(signing_secret_read(&job, "geheim", "key"));
  g_autofree char *text = diag_text(diag_at(job.diags, 0), LANG_EN);
  assert_null(strstr(text, "geheim"));
  diagnostics_free(job.diags);
  arena_free(job.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_kind), cmocka_unit_test(locked_keys),
      cmocka_unit_test(refusals), cmocka_unit_test(times), cmocka_unit_test(secrets)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
