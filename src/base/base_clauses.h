/* base_clauses: what each clause says that layouts, messages and manuals cite by its id,
 * in our words; one table, base_clauses.def. */
#ifndef HONGTOU_BASE_CLAUSES_H
#define HONGTOU_BASE_CLAUSES_H

#include "base.h"

typedef enum {
  CLAUSE_MUST,     /* a flat rule of a standard */
  CLAUSE_NORM,     /* 一般: usual by it */
  CLAUSE_REC,      /* 推荐 */
  CLAUSE_MAY,      /* 可以 */
  CLAUSE_PRACTICE, /* usual, not in the standard */
  CLAUSE_OURS      /* what this program does where the standard leaves it open */
} ClauseStrength;

typedef struct Clause {
  const char *id; /* "B8.9" */
  ClauseStrength strength;
  const char *text[2]; /* by MessageLanguage */
} Clause;

/* In the order of the standard; static. */
size_t clause_count(void);
const Clause *clause_at(size_t i);
/* The page of all clauses, Markdown in both languages; caller frees with g_free. */
char *clause_page(void);

#endif
