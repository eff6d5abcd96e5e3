/* RFC 3161 time stamps: what is asked, and whether the answer is one to it. Signature,
 * usage and chain of the token are judged when the signed file is verified. */
#include <string.h>
#include <time.h>

#include "sign_crypto.h"
#include "sign_private.h"

#define NONCE 8

/* ---- asking --------------------------------------------------------------------------
 */

static void put_request(GByteArray *out, const uint8_t hash[32],
                        const uint8_t nonce[NONCE]) {
  size_t whole = asn_begin(out);
  asn_put_number(out, 1);
  size_t imprint = asn_begin(out), algorithm = asn_begin(out);
  asn_put_oid(out, ASN_OID_SHA256);
  asn_put(out, ASN_NULL, "", 0);
  asn_end(out, ASN_SEQUENCE, algorithm);
  asn_put(out, ASN_OCTETS, hash, 32);
  asn_end(out, ASN_SEQUENCE, imprint);
  asn_put(out, ASN_INTEGER, nonce, NONCE);
  asn_put(out, ASN_BOOLEAN, "\xff", 1); /* certReq */
  asn_end(out, ASN_SEQUENCE, whole);
}

/* At most so many requests a minute: waits for its turn. */
static void take_turn(const SigningStamps *from, GQueue *asked) {
  gint64 now = g_get_monotonic_time();
  if (!from->per_minute)
    return;
  while (asked->length >= from->per_minute) {
    gint64 *oldest = g_queue_peek_head(asked);
    gint64 wait = *oldest + 60 * G_USEC_PER_SEC - now;
    if (wait > 0)
      g_usleep((gulong)wait);
    now = g_get_monotonic_time();
    g_free(g_queue_pop_head(asked));
  }
  g_queue_push_tail(asked, g_memdup2(&now, sizeof now));
}

/* ---- the answer ----------------------------------------------------------------------
 */

static bool nonce_is(const AsnItem *content, const uint8_t nonce[NONCE]) {
  AsnReader r = asn_reader(content->bytes, content->len), in;
  AsnItem info, item;
  if (!asn_take(&r, ASN_SEQUENCE, &info))
    return false;
  in = asn_inside(&info);
  for (int i = 0; i < 5; i++) /* version … genTime */
    if (!asn_next(&in, &item))
      return false;
  asn_take(&in, ASN_SEQUENCE, &item); /* accuracy */
  asn_take(&in, ASN_BOOLEAN, &item);  /* ordering */
  return asn_take(&in, ASN_INTEGER, &item) && item.len == NONCE &&
         memcmp(item.bytes, nonce, NONCE) == 0;
}

/* TimeStampResp → its token; NULL: it is one, else what is wrong. */
static const char *take_token(const GByteArray *response, AsnItem *token) {
  AsnItem whole, status, number;
  unsigned granted = 9;
  if (!asn_strict(response->data, response->len, &whole) ||
      whole.der_len != response->len)
    return "DER";
  AsnReader r = asn_inside(&whole), s;
  if (!asn_take(&r, ASN_SEQUENCE, &status))
    return "PKIStatusInfo";
  s = asn_inside(&status);
  if (!asn_take(&s, ASN_INTEGER, &number) || !asn_number(&number, &granted) ||
      granted > 1)
    return "PKIStatus";
  return asn_take(&r, ASN_SEQUENCE, token) && asn_done(&r) ? NULL : "TimeStampToken";
}

static const char *check_token(const AsnItem *token, const uint8_t hash[32],
                               const uint8_t nonce[NONCE]) {
  g_autofree AsnCms *cms = g_new(AsnCms, 1);
  AsnStamp stamp;
  size_t used;
  if (asn_read_cms(token->der, token->der_len, cms, &used) != ASN_CMS_READ ||
      cms->content_type != ASN_OID_TST_INFO || !cms->content.der)
    return "CMS";
  if (!asn_read_stamp(&cms->content, &stamp))
    return "TSTInfo";
  if (stamp.digest != ASN_DIGEST_SHA256 || stamp.imprint.len != 32 ||
      memcmp(stamp.imprint.bytes, hash, 32) != 0)
    return "messageImprint";
  if (!nonce_is(&cms->content, nonce))
    return "nonce";
  return cms->n_certificates ? NULL : "certificates";
}

/* ---- the whole -----------------------------------------------------------------------
 */

static const char *ask_one(Job *job, const char *url, const uint8_t hash[32],
                           GByteArray *out) {
  uint8_t nonce[NONCE];
  if (LC(RAND_bytes)(nonce, NONCE) != 1)
    return "RAND";
  nonce[0] = (uint8_t)((nonce[0] & 0x7f) | 0x40); /* positive, of eight bytes */
  g_autoptr(GByteArray) request = g_byte_array_new();
  g_autoptr(GByteArray) response = g_byte_array_new();
  put_request(request, hash, nonce);
  SigningHttp http = {.url = url,
                      .sends = "application/timestamp-query",
                      .expects = "application/timestamp-reply",
                      .asn1 = true,
                      .body = request,
                      .room = job->limits->stamp_bytes,
                      .seconds = (int)job->limits->stamp_seconds};
  AsnItem token;
  const char *fault = signing_http(job->arena, &http, response);
  if (!fault)
    fault = take_token(response, &token);
  if (!fault)
    fault = check_token(&token, hash, nonce);
  if (!fault)
    g_byte_array_append(out, token.der, (guint)token.der_len);
  return fault;
}

bool signing_stamp(Job *job, SigningStamping *stamping, const SigningPiece *pieces,
                   size_t n, GByteArray *out) {
  const SigningStamps *from = stamping->from;
  uint8_t hash[64];
  const char *fault = "-", *url = "-";
  signing_digest(ASN_DIGEST_SHA256, pieces, n, hash);
  for (unsigned turn = 0; turn < 2; turn++) { /* once more, after a while */
    if (turn && from->later)
      break;
    if (turn)
      g_usleep(G_USEC_PER_SEC / 2);
    for (unsigned i = 0; i < from->n; i++) {
      take_turn(from, &stamping->asked);
      url = from->urls[i];
      fault = ask_one(job, url, hash, out);
      if (!fault)
        return true;
    }
  }
  diag_add(job->diags, (Span){0}, from->later ? DIAG_SIGN_STAMP_LATER : DIAG_SIGN_STAMP,
           url, fault, NULL);
  return false;
}
