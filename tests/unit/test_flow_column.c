/* One column: gaps edge to edge, steps that a page may change, heights of anchors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "flow.h"

#define PT LENGTH_PT

static const LayoutRole body = {.name = "body", .size = 16 * PT};
static const LayoutRole note = {.name = "note", .size = 12 * PT, .step = 18 * PT};

static Layout made(void) {
  Layout l = {.page = {.width = 600 * PT, .height = 840 * PT},
              .block = {.left = 80 * PT, .top = 100 * PT, .width = 440 * PT},
              .grid = {.size = 16 * PT, .step = 30 * PT}};
  l.block.height = 640 * PT;
  return l;
}

static FlowBox line(const LayoutRole *role, Gap gap) {
  return (FlowBox){.kind = BOX_LINE,
                   .role = role,
                   .height = role->size,
                   .gap = gap,
                   .counted = role->step == 0};
}

/* P3.3, P3.7: a page's first line stands on the block's top, others by step or gap. */
static void lines_follow_by_step_or_gap(void **state) {
  (void)state;
  const Layout l = made();
  FlowColumn c = flow_column(&l);
  int32_t steps;
  FlowBox first = line(&body, (Gap){.edge = 29 * PT, .lines = 1, .given = true});
  assert_int_equal(flow_column_put(&c, &first, &steps), 100 * PT);
  assert_int_equal(steps, 0);
  FlowBox next = line(&body, (Gap){0});
  assert_int_equal(flow_column_put(&c, &next, &steps), 130 * PT);
  assert_int_equal(steps, 1);
  assert_int_equal(flow_column_put(&c, &first, &steps), 130 * PT + 16 * PT + 29 * PT);
  assert_int_equal(steps, 1); /* a gap is none of the steps that a page changes */
  FlowBox own = line(&note, (Gap){0});
  Length top = flow_column_put(&c, &own, &steps);
  assert_int_equal(top, 191 * PT + 6 * PT);
  assert_int_equal(steps, 1);
}

/* P3.7 of a layout that counts blank lines. */
static void gaps_are_blank_lines_on_a_grid(void **state) {
  (void)state;
  Layout l = made();
  l.grid.gap = GAP_GRID;
  FlowColumn c = flow_column(&l);
  int32_t steps;
  FlowBox first = line(&body, (Gap){0});
  flow_column_put(&c, &first, &steps);
  FlowBox next = line(&body, (Gap){.edge = 29 * PT, .lines = 2, .given = true});
  assert_int_equal(flow_column_put(&c, &next, &steps), 100 * PT + 3 * 30 * PT);
}

static void pictures_take_whole_lines(void **state) {
  (void)state;
  const Layout l = made();
  FlowColumn c = flow_column(&l);
  int32_t steps;
  FlowBox text = line(&body, (Gap){0}), picture = text;
  picture.lines = 4;
  picture.height = 3 * 30 * PT + 16 * PT;
  flow_column_put(&c, &text, &steps);
  assert_int_equal(flow_column_put(&c, &picture, &steps), 130 * PT);
  assert_int_equal(steps, 1);
  assert_int_equal(flow_column_put(&c, &text, &steps), 100 * PT + 5 * 30 * PT);
  assert_int_equal(steps, 5);
}

/* H6.1, L1.6: what stands at a height of the page, and where the flow goes on. */
static void fixed_boxes_lead_lower_or_stand_aside(void **state) {
  (void)state;
  const Layout l = made();
  FlowColumn c = flow_column(&l);
  int32_t steps;
  FlowBox mark = {.kind = BOX_FIXED,
                  .height = 40 * PT,
                  .y = {.edge = EDGE_BLOCK_TOP, .offset = 60 * PT},
                  .fixed = FIXED_LEADS};
  assert_int_equal(flow_column_put(&c, &mark, &steps), 160 * PT);
  assert_int_equal(c.cursor, 200 * PT);
  FlowBox word = {.kind = BOX_FIXED,
                  .height = 16 * PT,
                  .y = {.edge = EDGE_BLOCK_TOP},
                  .fixed = FIXED_LOWER};
  flow_column_put(&c, &word, &steps);
  assert_int_equal(c.cursor, 200 * PT);
  FlowBox rule = {.kind = BOX_RULE, .height = 2 * PT, .gap = {.edge = 10 * PT}};
  assert_int_equal(flow_column_put(&c, &rule, &steps), 210 * PT);
  assert_int_equal(c.rule_bottom, 212 * PT);
  Anchor below = {.edge = EDGE_RULE_BOTTOM, .offset = 5 * PT};
  assert_int_equal(flow_anchor_y(&c, below), 217 * PT);
  FlowBox foot = {.kind = BOX_FIXED,
                  .height = 2 * PT,
                  .y = {.edge = EDGE_PAGE_BOTTOM, .offset = -50 * PT},
                  .fixed = FIXED_ASIDE};
  assert_int_equal(flow_column_put(&c, &foot, &steps), 790 * PT);
  assert_int_equal(steps, -1);
  assert_int_equal(c.cursor, 212 * PT);
}

/* L1.7: a rule at the foot of page 1 keeps the text clear of it. */
static void text_ends_above_a_rule(void **state) {
  (void)state;
  Layout l = made();
  const Placement rule = {.kind = PLACE_RULE,
                          .weight = 4 * PT,
                          .foot = {.edge = EDGE_PAGE_BOTTOM, .offset = -56 * PT},
                          .clear = 60 * PT};
  l.placements = &rule;
  l.n_placements = 1;
  FlowColumn c = flow_column(&l);
  assert_int_equal(flow_bottom(&c, true), 840 * PT - 56 * PT - 4 * PT - 60 * PT);
  assert_int_equal(flow_bottom(&c, false), 740 * PT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_follow_by_step_or_gap),
      cmocka_unit_test(gaps_are_blank_lines_on_a_grid),
      cmocka_unit_test(pictures_take_whole_lines),
      cmocka_unit_test(fixed_boxes_lead_lower_or_stand_aside),
      cmocka_unit_test(text_ends_above_a_rule),
  };
  return cmocka_run_group_tests_name("flow_column", tests, NULL, NULL);
}
