/* A verification as JSON (G5), as schemas/verify.schema.json tells. */
#include <string.h>

#include "base_json.h"
#include "hongtou_inner.h"

static void put_text(GString *out, const char *name, const char *text) {
  g_string_append_printf(out, ",\"%s\":", name);
  json_put_string(out, text && *text ? text : NULL);
}

static void put_time(GString *out, const char *name, int64_t seconds) {
  g_autoptr(GDateTime) time =
      seconds == VERIFY_NO_TIME ? NULL : g_date_time_new_from_unix_utc(seconds);
  g_autofree char *text = time ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
  put_text(out, name, text);
}

static void put_finding(GString *out, const VerifyFinding *f) {
  g_autofree char *zh = verify_text(f, LANG_ZH);
  g_autofree char *en = verify_text(f, LANG_EN);
  g_string_append_printf(out, "{\"code\":\"%s\",\"effect\":\"%s\"",
                         diag_code_name(f->code), verify_verdict_name(f->effect));
  put_text(out, "zh", zh);
  put_text(out, "en", en);
  g_string_append_c(out, '}');
}

static void put_findings(GString *out, const VerifyFindings *findings) {
  g_string_append(out, ",\"findings\":[");
  for (const VerifyFinding *f = findings->first; f; f = f->next) {
    g_string_append(out, f == findings->first ? "" : ",");
    put_finding(out, f);
  }
  g_string_append_c(out, ']');
}

static void put_headline(GString *out, const Verification *of, const VerifySignature *s) {
  g_autofree char *zh = verify_headline(of, s, LANG_ZH);
  g_autofree char *en = verify_headline(of, s, LANG_EN);
  g_string_append(out, ",\"headline\":{\"zh\":");
  json_put_string(out, zh);
  g_string_append(out, ",\"en\":");
  json_put_string(out, en);
  g_string_append_c(out, '}');
}

static void put_box(GString *out, const VerifySignature *s) {
  g_string_append(out, ",\"box\":");
  if (!s->page) {
    g_string_append(out, "null");
    return;
  }
  for (int i = 0; i < 4; i++) {
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    double value = CLAMP(s->box[i], -1e9, 1e9);
    g_ascii_formatd(number, sizeof number, "%.3f", value);
    g_string_append_printf(out, "%s%s", i ? "," : "[", number);
  }
  g_string_append_c(out, ']');
}

static void put_states(GString *out, const VerifySignature *s) {
  static const char *const integrity[] = {"unknown", "intact", "broken"};
  static const char *const coverage[] = {"unknown", "whole", "partial"};
  static const char *const chain[] = {"untrusted", "trusted", "invalid"};
  static const char *const revocation[] = {"unknown", "good", "revoked"};
  put_text(out, "integrity", integrity[s->integrity]);
  put_text(out, "coverage", coverage[s->coverage]);
  put_text(out, "chain", chain[s->chain]);
  put_text(out, "revocation", revocation[s->revocation]);
}

static void put_signature(GString *out, const Verification *of,
                          const VerifySignature *s) {
  static const char *const kinds[] = {[VERIFY_APPROVAL] = "approval",
                                      [VERIFY_CERTIFICATION] = "certification",
                                      [VERIFY_STAMP] = "timestamp",
                                      [VERIFY_SEAL] = "seal"};
  g_string_append_printf(out, "{\"verdict\":\"%s\",\"revision\":%u",
                         verify_verdict_name(s->verdict), s->revision + 1);
  put_headline(out, of, s);
  put_text(out, "field", s->field);
  if (s->page)
    g_string_append_printf(out, ",\"page\":%u", s->page);
  else
    g_string_append(out, ",\"page\":null");
  put_box(out, s);
  put_text(out, "kind", kinds[s->kind]);
  put_text(out, "level", s->level);
  put_text(out, "signer", s->signer);
  put_text(out, "issuer", s->issuer);
  put_text(out, "serial", s->serial);
  put_text(out, "fingerprint", s->fingerprint);
  put_text(out, "algorithm", s->algorithm);
  put_time(out, "claimedTime", s->claimed);
  put_time(out, "trustedTime", s->trusted);
  put_states(out, s);
  put_findings(out, &s->findings);
  g_string_append_c(out, '}');
}

/* "第 1 页内容\x1fthe content of page 1" */
static void put_change(GString *out, const char *change) {
  g_auto(GStrv) halves = g_strsplit(change, "\x1f", 2);
  g_string_append(out, "{\"zh\":");
  json_put_string(out, halves[0]);
  g_string_append(out, ",\"en\":");
  json_put_string(out, halves[1] ? halves[1] : halves[0]);
  g_string_append_c(out, '}');
}

static void put_revision(GString *out, const VerifyRevision *revision) {
  static const char *const kinds[] = {[VERIFY_FIRST] = "signed",
                                      [VERIFY_SIGNING] = "signature",
                                      [VERIFY_STAMPING] = "timestamp",
                                      [VERIFY_EVIDENCE] = "evidence",
                                      [VERIFY_FOREIGN] = "changed"};
  g_string_append_printf(out, "{\"from\":%zu,\"to\":%zu,\"kind\":\"%s\",\"changes\":[",
                         revision->from, revision->to, kinds[revision->kind]);
  for (const char **change = revision->changes; *change; change++) {
    g_string_append(out, change == revision->changes ? "" : ",");
    put_change(out, *change);
  }
  g_string_append(out, "]}");
}

static void put_document(GString *out, const Verification *of) {
  g_string_append(out, ",\"document\":{\"number\":");
  json_put_string(out, of->number);
  put_text(out, "issuer", of->issuer);
  put_text(out, "status", of->status);
  g_string_append_c(out, '}');
}

static void put_file(GString *out, const KnownVerified *known) {
  const Verification *of = known->of;
  g_string_append(out, "{\"file\":");
  json_put_string(out, known->file);
  put_text(out, "sha256", of ? of->sha256 : NULL);
  put_text(out, "verdict", verify_verdict_name((VerifyVerdict)known->verdict));
  if (!of) {
    g_string_append(out, ",\"signatures\":[],\"revisions\":[],\"findings\":[]}");
    return;
  }
  put_headline(out, of, NULL);
  g_string_append(out, ",\"signatures\":[");
  for (size_t i = 0; i < of->n_signatures; i++) {
    g_string_append(out, i ? "," : "");
    put_signature(out, of, &of->signatures[i]);
  }
  g_string_append(out, "],\"revisions\":[");
  for (size_t i = 0; i < of->n_revisions; i++) {
    g_string_append(out, i ? "," : "");
    put_revision(out, &of->revisions[i]);
  }
  g_string_append_c(out, ']');
  put_document(out, of);
  put_findings(out, &of->findings);
  g_string_append_c(out, '}');
}

char *verification_json(const HongtouResult *result) {
  GString *out = g_string_new("{\"version\":1");
  put_text(out, "verdict", verify_verdict_name((VerifyVerdict)result->verdict));
  g_string_append(out, ",\"files\":[");
  for (guint i = 0; i < result->verified->len; i++) {
    g_string_append(out, i ? ",\n" : "\n");
    put_file(out, &g_array_index(result->verified, KnownVerified, i));
  }
  g_string_append(out, "]}\n");
  return g_string_free(out, FALSE);
}
