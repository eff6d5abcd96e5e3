/* DER of any content as whatever may be read from it: never a crash, and what is strict
 * lies within its bytes. */
#include <stdlib.h>

#include "asn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds) {
  if (!holds)
    abort();
}

static void read_cms(Arena *arena, const uint8_t *data, size_t size) {
  static AsnCms cms;
  size_t used;
  AsnItem value;
  AsnEss ess;
  AsnStamp stamp;
  unsigned count;
  if (asn_read_cms(data, size, &cms, &used) != ASN_CMS_READ)
    return;
  expect(used <= size && cms.n_signers == 1);
  for (unsigned i = 0; i < cms.n_attributes; i++)
    asn_oid_text(arena, &cms.attributes[i].type);
  if (asn_attribute(cms.attributes, cms.n_attributes, ASN_OID_ESS_V2, &value, &count))
    asn_read_ess(&value, true, &ess);
  if (cms.content.der)
    asn_read_stamp(&cms.content, &stamp);
}

static void read_revocation(const uint8_t *data, size_t size) {
  AsnCrl crl;
  static AsnOcsp ocsp;
  int64_t when;
  AsnItem serial = {.tag = ASN_INTEGER, .der = data, .der_len = MIN(size, 3)};
  if (asn_read_crl(data, size, &crl))
    asn_crl_find(&crl, &serial, &when);
  if (!asn_read_ocsp(data, size, &ocsp))
    return;
  AsnReader answers = asn_inside(&ocsp.answers);
  for (AsnOcspAnswer answer; asn_ocsp_next(&answers, &answer);)
    expect(answer.serial.der >= data && answer.serial.der < data + size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Arena *arena = arena_new();
  AsnItem item;
  AsnCertificate certificate;
  if (asn_strict(data, size, &item))
    expect(item.der == data && item.der_len <= size && item.len <= item.der_len);
  if (asn_read_certificate(arena, data, size, &certificate))
    expect(certificate.signer != NULL);
  read_cms(arena, data, size);
  read_revocation(data, size);
  arena_free(arena);
  return 0;
}
