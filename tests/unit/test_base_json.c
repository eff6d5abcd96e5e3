/* JSON: what is let through, what is refused, numbers as written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base_json.h"

static void show(GString *out, const JsonValue *value) {
  static const char *const words[] = {"null", "false", "true"};
  if (value->name)
    g_string_append_printf(out, "%s=", value->name);
  if (value->kind == JSON_ARRAY || value->kind == JSON_OBJECT) {
    g_string_append_c(out, value->kind == JSON_ARRAY ? '[' : '{');
    for (const JsonValue *v = value->first; v; v = v->next) {
      show(out, v);
      g_string_append(out, v->next ? " " : "");
    }
    g_string_append_c(out, value->kind == JSON_ARRAY ? ']' : '}');
  } else {
    g_string_append(out, value->text ? value->text : words[value->kind]);
  }
}

static void check(const char *text, const char *shown) {
  Arena *arena = arena_new();
  size_t fault;
  const JsonValue *value = json_parse(arena, text, strlen(text), &fault);
  g_autoptr(GString) out = g_string_new(NULL);
  if (value)
    show(out, value);
  else
    g_string_printf(out, "fault at %zu", fault);
  assert_string_equal(out->str, shown);
  arena_free(arena);
}

static void values_are_read(void **state) {
  (void)state;
  check(" {\"a\":1, \"b\" : [true,null,\"x\"]}\n", "{a=1 b=[true null x]}");
  check("0.10", "0.10");
  check("-12345678901234567890.5e+3", "-12345678901234567890.5e+3");
  check("\"\\u5355\\n\\ud840\\udc00\\\"\"", "单\n𠀀\"");
  check("[]", "[]");
}

static void faults_are_found(void **state) {
  (void)state;
  static const char *const bad[] = {
      "",      "{",    "{\"a\":1,}", "[1 2]",       "01",
      "1.",    "\"a",  "\"\\x\"",    "\"\\ud800\"", "\"\\u0000\"",
      "{a:1}", "nul",  "1 2",        "\"\t\"",      "{\"a\":1,\"a\":2}",
      "\xff",  "[1,]", "+1",         ".5",          "\"\\udc00\""};
  for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
    Arena *arena = arena_new();
    size_t fault = SIZE_MAX;
    assert_null(json_parse(arena, bad[i], strlen(bad[i]), &fault));
    assert_true(fault <= strlen(bad[i]));
    arena_free(arena);
  }
}

static void depth_is_bounded(void **state) {
  (void)state;
  g_autoptr(GString) deep = g_string_new(NULL);
  for (int i = 0; i < 100000; i++)
    g_string_append_c(deep, '[');
  Arena *arena = arena_new();
  size_t fault;
  assert_null(json_parse(arena, deep->str, deep->len, &fault));
  arena_free(arena);
}

static void strings_are_written(void **state) {
  (void)state;
  g_autoptr(GString) out = g_string_new(NULL);
  json_put_string(out, "a\"\\\n\x01单\xff");
  assert_string_equal(out->str, "\"a\\\"\\\\\\u000a\\u0001单\xEF\xBF\xBD\"");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_are_read),
      cmocka_unit_test(faults_are_found),
      cmocka_unit_test(depth_is_bounded),
      cmocka_unit_test(strings_are_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
