/* Verdicts in words: first what a clerk must know. */
#include <string.h>

#include "verify_private.h"

static const struct {
  DiagCode code;
  const char *text[2]; /* by MessageLanguage; {0} as in the finding */
} heads[] = {
    {DIAG_VERIFY_CHANGED, {"文件在签名后被改动（{0}）", "Altered after signing ({1})"}},
    {DIAG_VERIFY_DIGEST, {"文件在签名后被改动", "Altered after signing"}},
    {DIAG_VERIFY_MEMBER_CHANGED,
     {"文件在签名后被改动（{0}）", "Altered after signing ({0})"}},
    {DIAG_VERIFY_MEMBER_ADDED,
     {"文件在签名后被改动（增加了{0}）", "Altered after signing ({0} added)"}},
    {DIAG_VERIFY_MEMBER_REMOVED,
     {"文件在签名后被改动（删去了{0}）", "Altered after signing ({0} removed)"}},
    {DIAG_VERIFY_SIGNED_PROPERTIES,
     {"文件在签名后被改动（签名的说明）",
      "Altered after signing (what the signature says of itself)"}},
    {DIAG_VERIFY_PACKAGE_KIND,
     {"未能确认：文件的种类不认识", "Not confirmed: an unknown kind of file"}},
    {DIAG_VERIFY_NOT_PERMITTED,
     {"签名后又加了不允许的签名", "Signed again although the signature forbids it"}},
    {DIAG_VERIFY_COVERAGE,
     {"签名未覆盖整个文件", "The signature does not cover the whole file"}},
    {DIAG_VERIFY_PADDING,
     {"签名未覆盖整个文件", "The signature does not cover the whole file"}},
    {DIAG_VERIFY_REMOVED, {"签名被移除或隐藏", "A signature was removed or hidden"}},
    {DIAG_VERIFY_UNSIGNED, {"未签名", "Not signed"}},
    {DIAG_VERIFY_STAMP_ALONE,
     {"未能确认：只有时间戳，没有签名", "Not confirmed: a time stamp, but no signature"}},
    {DIAG_VERIFY_UNTRUSTED, {"证书不受信任", "The certificate is not trusted"}},
    {DIAG_VERIFY_STAMP_UNTRUSTED,
     {"时间戳的证书不受信任", "The time stamp's certificate is not trusted"}},
    {DIAG_VERIFY_EXPIRED, {"证书已过期", "The certificate has expired"}},
    {DIAG_VERIFY_EXPIRED_THEN,
     {"签名时证书已过期或尚未生效",
      "The certificate was not valid at the time of signing"}},
    {DIAG_VERIFY_REVOKED, {"证书已吊销", "The certificate was revoked"}},
    {DIAG_VERIFY_REVOCATION_UNKNOWN,
     {"未能确认是否吊销", "Not confirmed: revocation unknown"}},
    {DIAG_VERIFY_STAMP, {"时间戳无效", "The time stamp is invalid"}},
    {DIAG_VERIFY_TIME_ORDER, {"时间戳无效", "The time stamp is invalid"}},
    {DIAG_VERIFY_UNREFERENCED,
     {"可疑（含无人引用的内容）", "Suspicious (content that nothing refers to)"}},
    {DIAG_VERIFY_SUSPICIOUS, {"可疑（含{0}）", "Suspicious ({1})"}},
    {DIAG_VERIFY_EXTRA_ATTRIBUTE,
     {"可疑（签名带有不认识的附加内容）",
      "Suspicious (unknown additions to the signature)"}},
    {DIAG_VERIFY_FILTER,
     {"未能确认：签名的种类不认识", "Not confirmed: an unknown kind of signature"}},
    {DIAG_VERIFY_LINEARIZED,
     {"未能确认：文件的形式不在核验范围内",
      "Not confirmed: the file's form is not covered"}},
    {DIAG_VERIFY_LIMIT,
     {"未能确认：文件超过核验的上限", "Not confirmed: the file exceeds a limit"}},
    {DIAG_VERIFY_SIGNATURE, {"签名不对", "The signature is wrong"}},
    {DIAG_VERIFY_DSIG, {"签名不对", "The signature is wrong"}},
    {DIAG_VERIFY_SEAL, {"印章不对", "The seal is wrong"}},
    {DIAG_VERIFY_SEAL_SIGNATURE, {"印章不对", "The seal is wrong"}},
    {DIAG_VERIFY_SEAL_SIGNER, {"签名者无权使用印章", "The signer may not use this seal"}},
    {DIAG_VERIFY_SEAL_EXPIRED, {"印章不在有效期内", "The seal is not valid now"}},
    {DIAG_VERIFY_SEAL_EXPIRED_THEN,
     {"签名时印章不在有效期内", "The seal was not valid at the time of signing"}},
    {DIAG_VERIFY_CMS, {"签名不对", "The signature is wrong"}},
    {DIAG_VERIFY_CONTENT, {"签名不对", "The signature is wrong"}},
    {DIAG_VERIFY_ATTRIBUTE, {"签名不对", "The signature is wrong"}},
    {DIAG_VERIFY_ESS, {"签名不对", "The signature is wrong"}},
    {DIAG_VERIFY_NO_CERTIFICATE, {"签名不对", "The signature is wrong"}},
    {DIAG_VERIFY_ALGORITHM,
     {"签名所用的算法已不安全", "The signature's algorithm is not secure"}},
    {DIAG_VERIFY_USAGE, {"证书不能用于签名", "The certificate is not for signing"}},
    {DIAG_VERIFY_CHAIN, {"证书链不对", "The certificate's chain is wrong"}},
};

static void fill(GString *out, const char *text, const VerifyFinding *finding) {
  for (const char *p = text; *p;) {
    if (p[0] == '{' && g_ascii_isdigit(p[1]) && p[2] == '}') {
      const char *arg = p[1] < '4' ? finding->args[p[1] - '0'] : NULL;
      g_string_append(out, arg ? arg : "");
      p += 3;
    } else
      g_string_append_c(out, *p++);
  }
}

static const char *bad_file(MessageLanguage lang) {
  return lang == LANG_ZH ? "文件被改动或已损坏" : "The file is altered or damaged";
}

static void put_reason(GString *out, const VerifyFinding *reason, MessageLanguage lang) {
  for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
    if (heads[i].code == reason->code) {
      fill(out, heads[i].text[lang], reason);
      return;
    }
  }
  g_string_append(out, bad_file(lang));
}

static void put_time(GString *out, const VerifySignature *signature,
                     MessageLanguage lang) {
  bool proved = signature->trusted != VERIFY_NO_TIME;
  int64_t time = proved ? signature->trusted : signature->claimed;
  const char *comma = lang == LANG_ZH ? "，" : ", ";
  if (time == VERIFY_NO_TIME)
    return;
  Arena *arena = arena_new();
  g_string_append_printf(out, "%s%s%s", comma, finding_time(arena, time), comma);
  arena_free(arena);
  if (lang == LANG_ZH)
    g_string_append(out, proved ? "可信时间戳" : "所称时间");
  else
    g_string_append(out, proved ? "proved by a time stamp" : "as claimed");
}

static bool any_unasked(const Verification *verification) {
  for (size_t i = 0; i < verification->n_signatures; i++) {
    if (verification->signatures[i].revocation == VERIFY_UNKNOWN)
      return true;
  }
  return false;
}

char *verify_headline(const Verification *verification, const VerifySignature *signature,
                      MessageLanguage lang) {
  GString *out = g_string_new(NULL);
  const VerifyFinding *reason = signature ? signature->reason : verification->reason;
  bool zh = lang == LANG_ZH;
  if (reason) {
    put_reason(out, reason, lang);
    return g_string_free(out, FALSE);
  }
  if (!signature) {
    bool seal = verification->n_signatures == 1 &&
                verification->signatures[0].kind == VERIFY_SEAL;
    g_string_append(out, seal ? zh ? "印章有效" : "The seal is valid"
                         : zh ? "全部签名有效"
                              : "All signatures are valid");
    if (any_unasked(verification))
      g_string_append(out, zh ? "（未查吊销）" : " (revocation not checked)");
    return g_string_free(out, FALSE);
  }
  if (signature->kind == VERIFY_STAMP)
    g_string_append(out, zh ? "时间戳有效（" : "Valid time stamp (");
  else if (signature->kind == VERIFY_SEAL)
    g_string_append(out, zh ? "印章有效（制章人" : "Valid seal (made by ");
  else
    g_string_append(out, zh ? "签名有效（" : "Valid signature (");
  g_string_append(out, signature->signer);
  put_time(out, signature, lang);
  if (signature->revocation == VERIFY_UNKNOWN)
    g_string_append(out, zh ? "，未查吊销" : ", revocation not checked");
  g_string_append(out, zh ? "）" : ")");
  return g_string_free(out, FALSE);
}

char *verify_text(const VerifyFinding *finding, MessageLanguage lang) {
  Diagnostic d = {.code = finding->code, .severity = diag_code_severity(finding->code)};
  for (size_t i = 0; i < G_N_ELEMENTS(d.args); i++)
    d.args[i] = finding->args[i];
  return diag_text(&d, lang);
}

const char *verify_verdict_name(VerifyVerdict verdict) {
  switch (verdict) {
    case VERIFY_VALID:
      return "valid";
    case VERIFY_ALTERED:
      return "altered";
    case VERIFY_ENVIRONMENT:
      return "environment";
    case VERIFY_UNSIGNED:
      return "unsigned";
    case VERIFY_UNCONFIRMED:
      return "unconfirmed";
  }
  return "altered";
}
