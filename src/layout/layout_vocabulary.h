/* How rows of the layout language's table are written. */
#ifndef HONGTOU_LAYOUT_VOCABULARY_H
#define HONGTOU_LAYOUT_VOCABULARY_H

#include "layout_private.h"

#define TO(kind_, type, field) .kind = kind_, .offset = offsetof(type, field)
#define IN(min_, max_) .min = min_, .max = max_
#define CLAUSE_AT(type, field)                                                \
  {                                                                           \
    "clause", TO(VALUE_TEXT, type, field), .zh = "所遵守的条款。",            \
                                           .en = "The rules its values obey." \
  }
#define CLAUSE(type) CLAUSE_AT(type, clause)
#define PART_OF                                                         \
  {                                                                     \
    "part", TO(VALUE_PARTS, Placement, parts),                          \
        .required = true, .zh = "哪个部分，或上下相接的至多四个部分。", \
        .en = "The part, or up to four that stand below each other."    \
  }
#define ROLE_OF                                                         \
  {                                                                     \
    "role", TO(VALUE_ROLE, Placement, role),                            \
        .zh = "用哪个角色；不写即与部分同名的角色。",                   \
        .en = "Set in this role; left out, in that of the part's name." \
  }
#define GAP_OF                                        \
  {                                                   \
    "gap", TO(VALUE_GAP, Placement, gap), IN(0, FAR), \
        .clause = "P3.7", .zh = "与上面的净距离。",   \
        .en = "Clear distance to what stands above."  \
  }
#define BEFORE                                                        \
  {                                                                   \
    "before", .kind = VALUE_NOTE, .zh = "继承时：排在这一部分之前。", \
              .en = "In an extension: stands before this part."       \
  }
#define AFTER                                                        \
  {                                                                  \
    "after", .kind = VALUE_NOTE, .zh = "继承时：排在这一部分之后。", \
             .en = "In an extension: stands after this part."        \
  }
#define REMOVE                                                        \
  {                                                                   \
    "remove", .kind = VALUE_NUMBER, .choices = no_yes, .usual = "no", \
              .zh = "yes：去掉继承来的这一处。",                      \
              .en = "yes: an inherited placement goes."               \
  }

/* Ranges keep whatever a file says from overflowing a Length or from making pages without
 * end: 2400 pt is 847 mm. */
#define FAR 2400

/* The attributes of placements (layout_vocabulary_places.c); each ends with one without a
 * name. */
extern const AttributeSpec layout_at_attributes[], layout_flow_attributes[],
    layout_rule_attributes[], layout_list_attributes[], layout_sign_attributes[],
    layout_table_attributes[], layout_face_attributes[], layout_pair_attributes[],
    layout_stack_attributes[];

#endif
