/* Which parts of an expression ask data sets and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "data.h"

#define V(n) "hongtou-once:value(" #n ")"

static void check(const char *select, const char *wanted, guint count) {
  static const char *const ids[] = {"q1", "年"};
  Arena *arena = arena_new();
  g_autoptr(GPtrArray) texts = g_ptr_array_new();
  OnceSets sets = {ids, G_N_ELEMENTS(ids)};
  assert_string_equal(data_once(arena, select, &sets, texts), wanted);
  assert_int_equal(texts->len, count);
  arena_free(arena);
}

static void as_it_is(const char *select) {
  check(select, select, 0);
}

static void aggregates_are_kept(void **state) {
  (void)state;
  check("h:sum($q1/row/c[@n='数'])", V(0), 1);
  check("h:sum( $年/row[c[@n='季度']='1']/c[@n='数'] )", V(0), 1);
  check("count($q1/row)", V(0), 1);
  check("h:share(件数, h:sum($q1/row/c[@n='数']))", "h:share(件数, " V(0) ")", 1);
  check("h:add(h:sum($q1/row/c), h:max($年/row/c[position()=last()]))", V(0), 1);
  check("h:rank(数, h:sum($q1/row/c)) = h:sum($q1/row/c)", "h:rank(数, " V(0) ") = " V(0),
        1);
  check("h:cell($q1, '全市', '数') and h:greater(h:min($q1/row/c[@n=')']), 0)",
        V(0) " and " V(1), 2);
  check("row[h:equal(c, h:max($q1/row/c))]", "row[h:equal(c, " V(0) ")]", 1);
  check("h:rows($q1, '期间', '一季度')", V(0), 1);
  check("h:sum($q1/descendant::c[starts-with(@n, '数')] | $年/row/c)", V(0), 1);
}

static void what_asks_more_is_not(void **state) {
  (void)state;
  as_it_is("h:sum(row/c)");
  as_it_is("h:rows($q1, '期间', 期间)");
  as_it_is("h:lookup($q1, '单位', .)");
  as_it_is("h:sum($q1/row[c[@n='单位']=$unit]/c)");
  as_it_is("h:sum($rows/c)");
  as_it_is("h:sum($q1/row[c=current()/单位]/c)");
  as_it_is("h:sum($q1/row[c=/record/单位]/c)");
  as_it_is("h:sum(($q1/row | row)/c)");
  as_it_is("h:add($q1/row/c, @数)");
  as_it_is("h:add($q1/row/c, ../数)");
  as_it_is("h:add($q1/row/c, child::数)");
  as_it_is("h:add($q1/row/c, *)");
  as_it_is("concat(string(), $q1/row/c)");
  as_it_is("h:sum(//c)");
  as_it_is("concat('h:sum($q1/row)', 单位)");
  as_it_is("h:sum($q1/row/c");
  as_it_is("h:sum($q1/row/c[@n='')");
  as_it_is("");
  as_it_is("'");
  as_it_is("$");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(aggregates_are_kept),
      cmocka_unit_test(what_asks_more_is_not),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
