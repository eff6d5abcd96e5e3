/* signing.xml: what is read out of it, and what it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "sign.h"

static const SigningConfig *read_text(Job *job, const char *inside) {
  g_autofree char *whole = g_strconcat("<signing xmlns=\"" SIGNING_NAMESPACE "\">",
                                       inside, "</signing>", NULL);
  return signing_read_memory(job, "/etc/hongtou/signing.xml", whole, strlen(whole));
}

static Job begin(void) {
  return (Job){
      .arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
}

static void end(Job *job) {
  diagnostics_free(job->diags);
  arena_free(job->arena);
}

#define KEY "<key kind=\"pem\" file=\"k.pem\" pin=\"file:k.pin\"/>"

static void whole_profile(void **state) {
  (void)state;
  Job job = begin();
  const SigningConfig *c = read_text(
      &job,
      "<profile id=\"a\" for=\"甲局 乙局\" level=\"LT\" digest=\"sha384\">" KEY
      "<certificate file=\"/x/c.crt\"/><chain file=\"ca.crt\"/><chain file=\"cb.crt\"/>"
      "<seal file=\"s.svg\"/><timestamp url=\"http://t/1\" when=\"later\"/>"
      "<timestamp url=\"http://t/2\"/><revocation kind=\"crl\" from=\"ca.crl\"/>"
      "<revocation kind=\"ocsp\" from=\"http://o/\"/><certify changes=\"2\"/></profile>"
      "<trust file=\"roots\"/><algorithms rsa=\"3072\"/><register folder=\"reg\"/>");
  assert_non_null(c);
  assert_int_equal(c->n_profiles, 1);
  const SigningProfile *p = signing_profile(&job, c, "a");
  assert_non_null(p);
  assert_string_equal(p->names[0], "甲局");
  assert_string_equal(p->names[1], "乙局");
  assert_null(p->names[2]);
  assert_int_equal(p->level, SIGNING_LEVEL_LT);
  assert_int_equal(p->digest, ASN_DIGEST_SHA384);
  assert_string_equal(p->key_file, "/etc/hongtou/k.pem");
  assert_string_equal(p->pin, "file:/etc/hongtou/k.pin");
  assert_string_equal(p->certificate, "/x/c.crt");
  assert_string_equal(p->chain[1], "/etc/hongtou/cb.crt");
  assert_string_equal(p->seal, "/etc/hongtou/s.svg");
  assert_int_equal(p->stamps.n, 2);
  assert_true(p->stamps.later);
  assert_string_equal(p->crls[0], "/etc/hongtou/ca.crl");
  assert_string_equal(p->ocsps[0], "http://o/");
  assert_int_equal(p->certify, 2);
  assert_string_equal(c->trust[0], "/etc/hongtou/roots");
  assert_string_equal(c->record, "/etc/hongtou/reg");
  assert_int_equal(c->rsa_bits, 3072);
  assert_null(signing_profile(&job, c, "b"));
  assert_int_equal(diag_at(job.diags, 0)->code, DIAG_SIGN_NO_PROFILE);
  end(&job);
}

static void refusals(void **state) {
  (void)state;
  static const struct {
    const char *inside;
    DiagCode code;
  } rows[] = {
      {"", DIAG_COUNT},
      {"<profile id=\"a\"/>", DIAG_SIGN_CONFIG_MISSING},
      {"<profile>" KEY "</profile>", DIAG_SIGN_CONFIG_MISSING},
      {"<profile id=\"a\">" KEY KEY "</profile>", DIAG_SIGN_CONFIG_ELEMENT},
      {"<profile id=\"a\"><certificate file=\"c\"/>" KEY "</profile>",
       DIAG_SIGN_CONFIG_ELEMENT},
      {"<profile id=\"a\" level=\"T\">" KEY "</profile>", DIAG_SIGN_CONFIG_MISSING},
      {"<profile id=\"a\" form=\"gm\">" KEY "</profile>", DIAG_SIGN_CONFIG_MISSING},
      {"<profile id=\"a\">" KEY "</profile><profile id=\"a\">" KEY "</profile>",
       DIAG_SIGN_CONFIG_TWICE},
      {"<profile id=\"a\" digest=\"sha1\">" KEY "</profile>", DIAG_SIGN_CONFIG_VALUE},
      {"<profile id=\"a\"><key kind=\"pem\" file=\"k\" pin=\"123456\"/></profile>",
       DIAG_SIGN_CONFIG_VALUE},
      {"<profile id=\"a\"><key kind=\"pem\" file=\"k\" passphrase=\"x\"/></profile>",
       DIAG_SIGN_CONFIG_ATTRIBUTE},
      {"<profile id=\"a\"><key kind=\"pkcs11\" file=\"k\"/></profile>",
       DIAG_SIGN_CONFIG_MISSING},
      {"<profile id=\"a\"><key kind=\"pem\" file=\"k\" token=\"t\"/></profile>",
       DIAG_SIGN_CONFIG_MISSING},
      {"<profile id=\"a\">123456</profile>", DIAG_SIGN_CONFIG_TEXT},
      {"<algorithms rsa=\"1024\"/>", DIAG_SIGN_CONFIG_VALUE},
      {"<pin>123456</pin>", DIAG_SIGN_CONFIG_ELEMENT},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    Job job = begin();
    const SigningConfig *c = read_text(&job, rows[i].inside);
    bool good = rows[i].code == DIAG_COUNT;
    if (good != (c != NULL) || (!good && (!diag_count(job.diags) ||
                                          diag_at(job.diags, 0)->code != rows[i].code)))
      fail_msg("row %zu", i);
    for (size_t k = 0; k < diag_count(job.diags); k++) {
      g_autofree char *text = diag_text(diag_at(job.diags, k), LANG_EN);
      assert_null(strstr(text, "123456")); /* a PIN written there is not repeated */
    }
    end(&job);
  }
}

/* The sample is read, and has one profile of each kind that it shows. */
static void sample(void **state) {
  (void)state;
  Job job = begin();
  const SigningConfig *c = signing_read(&job, SOURCE_DIR "/samples/signing/signing.xml");
  assert_non_null(c);
  assert_int_equal(diag_count(job.diags), 0);
  assert_int_equal(c->n_profiles, 3);
  assert_int_equal(c->profiles[1].level, SIGNING_LEVEL_LTA);
  assert_int_equal(c->profiles[1].stamps.per_minute, 60);
  assert_int_equal(c->profiles[2].kind, SIGNING_KEY_COMMAND);
  end(&job);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(whole_profile),
                                     cmocka_unit_test(sample),
                                     cmocka_unit_test(refusals)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
