/* parcel: a ZIP file, read in one form only: members one behind the other with nothing
 * between, before or after them, each named once, its two headers saying the same. What a
 * member holds is inflated when it is asked for. It never writes to disk and knows no
 * vocabulary. */
#ifndef HONGTOU_PARCEL_H
#define HONGTOU_PARCEL_H

#include "base.h"

typedef struct ParcelMember {
  const char *name; /* UTF-8; ends with '/' where it is a folder, which is empty */
  bool folder;
  bool packed; /* deflated */
  const uint8_t *data;
  size_t data_len;   /* as it lies in the file */
  size_t len;        /* as inflated */
  uint32_t check;    /* CRC-32 */
  size_t from, to;   /* of its record, header included */
  size_t entry, end; /* of its entry in the directory */
} ParcelMember;

typedef struct Parcel {
  const uint8_t *bytes;
  size_t len;
  ParcelMember *members;
  unsigned n;
  size_t directory; /* where it begins */
  /* the first fault: */
  const char *fault; /* "comment", or a member's name; NULL: none */
  size_t at;
  bool limit; /* it is a bound of Limits */
} Parcel;

/* Whether the bytes begin as a ZIP file does. */
bool parcel_is(const void *bytes, size_t len);
/* False with fault and at set. The bytes must stay where they are. */
bool parcel_read(Arena *arena, const Limits *limits, GBytes *bytes, Parcel *out);
/* NULL: none of that name. */
const ParcelMember *parcel_find(const Parcel *package, const char *name);
/* What it holds, its check held; caller frees; NULL: damaged. */
GBytes *parcel_open(const ParcelMember *member);
/* The same file with one further member behind the others, in place of one of that name;
 * deflated where that is shorter. */
void parcel_put(const Parcel *package, const char *name, GBytes *held, GByteArray *out);

#endif
