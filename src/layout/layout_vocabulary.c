/* The table of the layout language: each element and attribute with the field it fills,
 * its range, what it has an effect on, and what it is for. */
#include <string.h>

#include "layout_vocabulary.h"

static const char *const no_yes[] = {"no", "yes", NULL};
static const char *const grid_fits[] = {"edge", "line", NULL};
static const char *const gap_modes[] = {"edge", "grid", NULL};
static const char *const aligns[] = {"", "left", "centre", "right", "justify", NULL};
static const char *const break_styles[] = {"text", "shape", NULL};
static const char *const number_forms[] = {"一、",   "（一）", "1.",     "（1）", "①",
                                           "第一章", "第一节", "第一条", "none",  NULL};
static const char *const papers[] = {"A4", NULL};
static const char *const sides[] = {"two", "one", NULL};
static const char *const letterheads[] = {"print", "preprinted", NULL};
static const char *const units[] = {"行", NULL};

/* G1.1: the standard names classes of faces only; 西文 has Latin letters and digits
 * (G3.1). */
const char *const layout_fonts[] = {"仿宋", "小标宋", "黑体", "楷体",
                                    "宋体", "西文",   NULL};

const char *const layout_parts[] = {
    "mark",        "number", "title",       "subtitle",  "recipients", "body",
    "attachments", "sign",   "note",        "enclosure", "annex",      "imprint",
    "page-number", "draft",  "copy-number", "secrecy",   "urgency",    "signers",
    "attendance",  "issuer", "date",        NULL,
};

static const AttributeSpec layout_attributes[] = {
    {"name", TO(VALUE_NAME, Layout, name), .required = true, .zh = "文档用来指它的名称。",
     .en = "What documents call it."},
    {"title", TO(VALUE_TEXT, Layout, title), .zh = "给人看的名称。",
     .en = "What people call it."},
    {"standard", TO(VALUE_TEXT, Layout, standard), .zh = "所遵守的标准。",
     .en = "The standard it obeys."},
    {"extends", TO(VALUE_NAME, Layout, extends), .zh = "以哪个版式为底；只写不同之处。",
     .en = "The layout it differs from; only differences are stated."},
    {NULL},
};

static const AttributeSpec page_attributes[] = {
    {"paper", .kind = VALUE_PAPER, .choices = papers, .zh = "纸张名称。",
     .en = "The name of the sheet."},
    {"width", TO(VALUE_LENGTH, LayoutPage, width), IN(72, FAR), .absolute = true,
     .zh = "纸宽。", .en = "Of the sheet."},
    {"height", TO(VALUE_LENGTH, LayoutPage, height), IN(72, FAR), .absolute = true,
     .zh = "纸高。", .en = "Of the sheet."},
    {"sides", TO(VALUE_CHOICE, LayoutPage, sides), .choices = sides,
     .zh = "双面（two）或单面（one）印刷。", .en = "Printed on both sides or one."},
    {"letterhead", TO(VALUE_CHOICE, LayoutPage, letterhead), .choices = letterheads,
     .zh = "preprinted：红色部分已印在纸上。",
     .en = "preprinted: the red parts stand on the paper already."},
    CLAUSE(LayoutPage),
    {NULL},
};

static const AttributeSpec block_attributes[] = {
    {"left", TO(VALUE_LENGTH, LayoutBlock, left), IN(0, FAR), .absolute = true,
     .zh = "距纸张左边。", .en = "From the left edge of the paper."},
    {"top", TO(VALUE_LENGTH, LayoutBlock, top), IN(0, FAR), .absolute = true,
     .zh = "距纸张上边。", .en = "From the top."},
    {"width", TO(VALUE_LENGTH, LayoutBlock, width), IN(36, FAR), .absolute = true,
     .zh = "版心宽。", .en = "Of the text block."},
    {"height", TO(VALUE_LENGTH, LayoutBlock, height), IN(36, FAR), .absolute = true,
     .zh = "版心高。", .en = "Of the text block."},
    {"mirror", TO(VALUE_FLAG, LayoutBlock, mirror), .choices = no_yes, .clause = "P1.7",
     .zh = "双页左右互换。", .en = "Even pages exchange left and right."},
    CLAUSE(LayoutBlock),
    {NULL},
};

static const AttributeSpec grid_attributes[] = {
    {"size", TO(VALUE_LENGTH, LayoutGrid, size), IN(3, 200), .absolute = true,
     .zh = "网格所按的字号。", .en = "The size the grid is made for."},
    {"cells", TO(VALUE_COUNT, LayoutGrid, cells), IN(1, 200), .clause = "P3.4",
     .zh = "每行字数。", .en = "Characters a line, 1 to 200."},
    {"lines", TO(VALUE_COUNT, LayoutGrid, lines), IN(1, 200), .clause = "P3.5",
     .zh = "每页行数。", .en = "Lines a page, 1 to 200."},
    {"fit", TO(VALUE_CHOICE, LayoutGrid, fit), .choices = grid_fits, .clause = "P3.5",
     .zh = "edge：首行与末行的字框贴版心上下边；line：各行均分。",
     .en = "edge: first and last em box on the block's edges; line: equal shares."},
    {"gap", TO(VALUE_CHOICE, LayoutGrid, gap), .choices = gap_modes, .clause = "P3.7",
     .zh = "edge：间距为净距离；grid：间距为空行。",
     .en = "edge: gaps are clear distances; grid: blank lines."},
    {"stretch", TO(VALUE_SHARE, LayoutGrid, page_stretch), IN(0, 200000),
     .clause = "P3.8", .zh = "首页行距可以变化多少。",
     .en = "How far page 1 may vary its step."},
    {"step-min", TO(VALUE_LENGTH, LayoutGrid, step_min), IN(3, 400), .absolute = true,
     .clause = "P3.9", .zh = "有署名的页，行距最小到多少。",
     .en = "Least step of a page with a signature."},
    {"short-page", TO(VALUE_COUNT, LayoutGrid, short_page), IN(0, 10),
     .zh = "末页不多于这些行时提示；0为从不。",
     .en = "A last page of at most so many lines is told; 0: never."},
    {"short-page-fit", TO(VALUE_FLAG, LayoutGrid, short_page_fit), .choices = no_yes,
     .needs = "short-page", .clause = "P3.9",
     .zh = "是否收紧行距，把这样的末页拉回前一页。",
     .en = "Whether it is pulled back by a smaller step."},
    CLAUSE(LayoutGrid),
    {NULL},
};

static const AttributeSpec unit_attributes[] = {
    {"name", .kind = VALUE_NUMBER, .choices = units, .required = true, .zh = "单位。",
     .en = "The unit."},
    {"gap", TO(VALUE_LENGTH, LayoutGrid, gap_unit), IN(1, 200), .absolute = true,
     .zh = "它的长度。", .en = "Its length."},
    CLAUSE_AT(LayoutGrid, gap_clause),
    {NULL},
};

static const AttributeSpec colour_attributes[] = {
    {"name", TO(VALUE_NAME, LayoutColour, name), .required = true,
     .zh = "角色和线用来指它的名称。", .en = "What roles and rules call it."},
    {"rgb", TO(VALUE_RGB, LayoutColour, r), .clause = "P4.4", .zh = "屏幕上的颜色。",
     .en = "On a screen."},
    {"spot", TO(VALUE_TEXT, LayoutColour, spot), .clause = "P4.3",
     .zh = "专色油墨的名称。", .en = "The ink of a plate of its own."},
    CLAUSE(LayoutColour),
    {NULL},
};

static const AttributeSpec spacing_attributes[] = {
    {"line-end", TO(VALUE_MILLI, LayoutSpacing, line_end_mark), IN(250, 1000),
     .clause = "K2.3", .zh = "行末的全角标点占多宽。",
     .en = "What a full-width mark keeps at a line's end."},
    {"line-start", TO(VALUE_MILLI, LayoutSpacing, line_start_mark), IN(250, 1000),
     .clause = "K2.3", .zh = "回行行首的前括号、前引号占多宽。",
     .en = "What an opening mark keeps where a turned line begins."},
    {"adjacent", TO(VALUE_MILLI, LayoutSpacing, adjacent_marks), IN(0, 1000),
     .clause = "K2.1", .zh = "相邻两个标点共让出多宽。",
     .en = "What two neighbouring marks give up."},
    {"mark-min", TO(VALUE_MILLI, LayoutSpacing, mark_min), IN(250, 1000),
     .clause = "K3.2", .zh = "标点挤到最窄多宽。",
     .en = "The narrowest a squeezed mark becomes."},
    {"squeeze-stops", TO(VALUE_FLAG, LayoutSpacing, squeeze_stops), .choices = no_yes,
     .clause = "K3.2", .zh = "句号、问号、叹号是否也挤。", .en = "Squeeze 。？！ too."},
    {"gap", TO(VALUE_MILLI, LayoutSpacing, gap), IN(0, 1000),
     .zh = "汉字与西文之间的空。三个都为0即不加。",
     .en = "Between Han and Latin; all three 0: none."},
    {"gap-min", TO(VALUE_MILLI, LayoutSpacing, gap_min), IN(0, 1000),
     .zh = "它最小多少。", .en = "Its least."},
    {"gap-max", TO(VALUE_MILLI, LayoutSpacing, gap_max), IN(0, 1000),
     .zh = "它最大多少。", .en = "Its most."},
    {"word", TO(VALUE_MILLI, LayoutSpacing, word), IN(0, 1000), .clause = "K3.2",
     .zh = "西文词之间的空。", .en = "Between Latin words."},
    {"word-min", TO(VALUE_MILLI, LayoutSpacing, word_min), IN(0, 1000), .clause = "K3.2",
     .zh = "它最小多少。", .en = "Its least."},
    {"word-max", TO(VALUE_MILLI, LayoutSpacing, word_max), IN(0, 1000), .clause = "K3.3",
     .zh = "它最大多少。", .en = "Its most."},
    {"stretch-max", TO(VALUE_MILLI, LayoutSpacing, stretch_max), IN(0, 1000),
     .clause = "K6.3", .zh = "两个汉字之间加空多于此时提示。",
     .en = "Between two Han before a note is due."},
    {"last-line", TO(VALUE_COUNT, LayoutSpacing, last_line_min), IN(0, 10),
     .clause = "K6.1", .zh = "段落末行最少几个汉字。",
     .en = "Fewest Han of a paragraph's last line."},
    CLAUSE(LayoutSpacing),
    {NULL},
};

static const AttributeSpec tables_attributes[] = {
    {"rule", TO(VALUE_LENGTH, LayoutTable, rule), IN(0, 20), .zh = "内线的粗细。",
     .en = "Weight of inner lines."},
    {"frame", TO(VALUE_LENGTH, LayoutTable, frame), IN(0, 20), .zh = "外框的粗细。",
     .en = "Weight of the outer ones."},
    {"padding-x", TO(VALUE_LENGTH, LayoutTable, padding_x), IN(0, 100),
     .zh = "格内文字左右的空。", .en = "White left and right of a cell's text."},
    {"padding-y", TO(VALUE_LENGTH, LayoutTable, padding_y), IN(0, 100),
     .zh = "格内文字上下的空。", .en = "White above and below it."},
    {"gap", TO(VALUE_LENGTH, LayoutTable, gap), IN(0, 400), .zh = "表格上下的空。",
     .en = "White above and below the table."},
    {"continued", TO(VALUE_TEXT, LayoutTable, continued),
     .zh = "续表上方印什么；空即不印。",
     .en = "Stands over a continued part; empty: nothing."},
    {"narrow", TO(VALUE_LENGTH, LayoutTable, narrow), IN(0, 200),
     .zh = "表格过宽时改用的字号；0即不改。",
     .en = "Size of type of a table too wide for the block; 0: no other."},
    {"turn", TO(VALUE_FLAG, LayoutTable, turn), .choices = no_yes, .clause = "T1.1",
     .zh = "仍然过宽的表格是否横排。",
     .en = "A table still too wide is turned across the page."},
    {"cell-least", TO(VALUE_MILLI, LayoutTable, cell_least), IN(0, 20000),
     .zh = "列窄于此时，格内文字不折行。",
     .en = "No cell's text is turned in a column narrower than this."},
    {"head-least", TO(VALUE_MILLI, LayoutTable, head_least), IN(0, 20000),
     .zh = "列窄于此时，表头文字不折行。", .en = "The same of a head."},
    CLAUSE(LayoutTable),
    {NULL},
};

static const AttributeSpec numbers_attributes[] = {
    {"thousands", TO(VALUE_FLAG, LayoutTable, thousands), .choices = no_yes,
     .zh = "对齐小数点的数是否三位一节。",
     .en = "Figures aligned on their point have their digits in groups of three."},
    {"thousands-gap", TO(VALUE_MILLI, LayoutTable, thousands_gap), IN(0, 1000),
     .zh = "节与节之间的空。", .en = "White between such groups."},
    {"minus", TO(VALUE_TEXT, LayoutTable, minus), .zh = "代替负数前的连字符；空即照印。",
     .en = "Stands for the hyphen before a negative number; empty: as typed."},
    {"page-sum", TO(VALUE_TEXT, LayoutTable, page_sum), .zh = "一页小计的名称。",
     .en = "The words of a page's sums."},
    {"carried-over", TO(VALUE_TEXT, LayoutTable, carried_over),
     .zh = "转入下页的数的名称。", .en = "The words of sums carried to the next page."},
    {"carried-in", TO(VALUE_TEXT, LayoutTable, carried_in), .zh = "上页转来的数的名称。",
     .en = "The words of sums carried from the page before."},
    CLAUSE_AT(LayoutTable, numbers_clause),
    {NULL},
};

static const AttributeSpec figures_attributes[] = {
    {"resolution", TO(VALUE_COUNT, LayoutFigures, resolution), IN(20, 1200),
     .zh = "没有写宽度的图片，每英寸多少像素。",
     .en = "Pixels an inch of a picture that no width is given for."},
    {"resolution-min", TO(VALUE_COUNT, LayoutFigures, resolution_min), IN(0, 1200),
     .zh = "每英寸少于这些像素时提示。", .en = "Fewer pixels an inch are told."},
    CLAUSE(LayoutFigures),
    {NULL},
};

static const AttributeSpec titles_attributes[] = {
    {"keep", TO(VALUE_TERMS, LayoutTitles, keep), .zh = "这些词中间不断开。",
     .en = "Never cut inside these."},
    {"never-before", TO(VALUE_TERMS, LayoutTitles, never_before),
     .zh = "不在这些词之前断开。", .en = "No line begins with these."},
    {"never-after", TO(VALUE_TERMS, LayoutTitles, never_after),
     .zh = "不在这些词之后断开。", .en = "No line ends with these."},
    {"cut-before", TO(VALUE_TERMS, LayoutTitles, cut_before),
     .zh = "最好在这些词之前断开。", .en = "Best cut before these."},
    {"cut-after", TO(VALUE_TERMS, LayoutTitles, cut_after),
     .zh = "最好在这些词之后断开。", .en = "Best cut after these."},
    {"bodies", TO(VALUE_TERMS, LayoutTitles, bodies),
     .zh = "机关名称的结尾，补充程序已知的：从地名到这里不断开。",
     .en = "Endings of names of agencies, beside those the program knows: a name stays "
           "whole "
           "from its place up to one of these."},
    {"places", TO(VALUE_TERMS, LayoutTitles, places),
     .zh = "不以省、市、县等结尾的地名。",
     .en = "Names of places that do not end with 省市县区乡镇."},
    {"persons", TO(VALUE_TERMS, LayoutTitles, persons), .zh = "人名。",
     .en = "Names of persons."},
    {"verbs", TO(VALUE_TERMS, LayoutTitles, verbs),
     .zh = "后有宾语时宜在其前断开的动词。",
     .en = "A line well begins with these when an object follows."},
    CLAUSE(LayoutTitles),
    {NULL},
};

static const AttributeSpec role_attributes[] = {
    {"name", TO(VALUE_NAME, LayoutRole, name), .required = true,
     .zh = "body、title 等，或自定的名称；自定的须由 role、label-role 或 extends 用到。",
     .en = "body, title and so on, or one of your own, which some role, label-role or "
           "extends then names."},
    {"extends", .kind = VALUE_NOTE, .zh = "没有写的都取自这个角色。",
     .en = "The role everything else is taken from."},
    {"font", TO(VALUE_FONT, LayoutRole, font), .zh = "字体类别。",
     .en = "Class of faces."},
    {"latin", TO(VALUE_LATIN, LayoutRole, latin), .clause = "G3.1",
     .zh = "数字和西文用哪一类字体；own：与 font 相同。",
     .en = "The class digits and Latin letters come from; own: that of font."},
    {"size", TO(VALUE_LENGTH, LayoutRole, size), IN(3, 200), .absolute = true,
     .zh = "字号。", .en = "Type size."},
    {"colour", TO(VALUE_COLOUR, LayoutRole, colour),
     .zh = "某个 colour 的名称，或 black。", .en = "Of a colour element, or black."},
    {"align", TO(VALUE_CHOICE, LayoutRole, align), .choices = aligns, .zh = "对齐。",
     .en = "How its lines align."},
    {"indent", TO(VALUE_LENGTH, LayoutRole, indent), IN(0, 1000), .zh = "首行缩进。",
     .en = "Of the first line."},
    {"step", TO(VALUE_LENGTH, LayoutRole, step), IN(3, 400), .keyword = "line",
     .clause = "P2.4", .zh = "行距，从基线到基线。", .en = "Baseline to baseline."},
    {"break", TO(VALUE_CHOICE, LayoutRole, break_style), .choices = break_styles,
     .only = "title enclosure-title annex-title", .clause = "B1.2",
     .zh = "shape：排成梯形或菱形。", .en = "shape: trapezoid or rhombus."},
    {"capacity", TO(VALUE_COUNT, LayoutRole, capacity), IN(0, 200),
     .only = "title enclosure-title annex-title", .clause = "B1.3",
     .zh = "一行最多几个字；0：能放几个就几个。",
     .en = "Characters a line may hold; 0: as many as fit."},
    {"text", TO(VALUE_PATTERN, LayoutRole, text), .only = "mark page-number draft",
     .zh = "印出的文字，{n} 代表编号或标志原文。",
     .en = "What is printed; {n} stands for the number, or for the document's own mark."},
    {"fit", TO(VALUE_FIT, LayoutRole, fit_open), .only = "mark",
     .zh = "放不下或太短时，依次怎样使一行合适。",
     .en = "How a line is made to fit, in this order."},
    {"fit-width", TO(VALUE_LENGTH, LayoutRole, fit_width), IN(3, FAR), .keyword = "block",
     .only = "mark", .clause = "H3.4", .zh = "这样的一行最宽多少。",
     .en = "How wide a fitted line may be."},
    {"number", .kind = VALUE_NUMBER, .choices = number_forms,
     .only = "level1 level2 level3 level4 chapter division article",
     .zh = "各级序号的样子，用于角色 level1 至 level4、chapter、division、article。",
     .en = "How sections are numbered; of the roles level1 to level4, chapter, division, "
           "article."},
    CLAUSE(LayoutRole),
    {NULL},
};

#define ELEMENT(id_, name_, key_, attributes_) \
  .id = id_, .name = name_, .key = key_, .attributes = attributes_

static const ElementSpec elements[ELEMENT_COUNT] = {
    {ELEMENT(ELEMENT_LAYOUT, "layout", NULL, layout_attributes),
     .zh = "一个版式：纸张、网格、颜色、角色，以及公文各部分的位置。",
     .en =
         "A layout: page, grid, colours, roles, and where the parts of a document stand.",
     .sample = "<layout name=\"ours\" title=\"本院公文\" extends=\"general\"/>"},
    {ELEMENT(ELEMENT_PAGE, "page", NULL, page_attributes), .clause = "P1.1",
     .zh = "纸张：写名称，或写宽与高。", .en = "Paper: a name, or width and height.",
     .sample = "<page paper=\"A4\" sides=\"two\"/>"},
    {ELEMENT(ELEMENT_BLOCK, "block", NULL, block_attributes), .clause = "P1.2",
     .zh = "版心。", .en = "The text block, 版心.",
     .sample = "<block left=\"28mm\" top=\"37mm\" width=\"156mm\" height=\"225mm\"/>"},
    {ELEMENT(ELEMENT_GRID, "grid", NULL, grid_attributes), .clause = "P3.1",
     .zh = "每行字数与每页行数。", .en = "Characters a line, lines a page.",
     .sample = "<grid size=\"三号\" cells=\"28\" lines=\"22\"/>"},
    {ELEMENT(ELEMENT_UNIT, "unit", "name", unit_attributes), .clause = "P2.3",
     .zh = "“行”作间距时有多长。", .en = "What 行 is as a gap.",
     .sample = "<unit name=\"行\" gap=\"10.39mm\"/>"},
    {ELEMENT(ELEMENT_COLOUR, "colour", "name", colour_attributes), .clause = "P4.4",
     .zh = "一个有名称的颜色。", .en = "A colour with a name.",
     .sample = "<colour name=\"red\" rgb=\"#d7000f\" spot=\"院红\"/>"},
    {ELEMENT(ELEMENT_SPACING, "spacing", NULL, spacing_attributes), .clause = "K2.1",
     .zh = "行怎样排满，以文字自身的“字”计。",
     .en = "How lines are filled, in 字 of the text's own size.",
     .sample = "<spacing gap=\"0.25字\" gap-min=\"0.125字\" gap-max=\"0.333字\"/>"},
    {ELEMENT(ELEMENT_TABLES, "tables", NULL, tables_attributes), .clause = "T1.4",
     .zh = "正文中的表格。", .en = "Tables in the text.",
     .sample = "<tables rule=\"0.25mm\" frame=\"0.35mm\" continued=\"（续表）\"/>"},
    {ELEMENT(ELEMENT_NUMBERS, "numbers", NULL, numbers_attributes), .clause = "T1.4",
     .zh = "表中的数怎样写，各种小计用什么名称。",
     .en = "How figures in tables are written, and their sums named.",
     .sample = "<numbers thousands=\"yes\" minus=\"−\"/>"},
    {ELEMENT(ELEMENT_FIGURES, "figures", NULL, figures_attributes), .clause = "T1.5",
     .zh = "正文中的图片。", .en = "Pictures in the text.",
     .sample = "<figures resolution=\"150\"/>"},
    {ELEMENT(ELEMENT_TITLES, "titles", NULL, titles_attributes), .clause = "B1.2",
     .zh = "多行标题在哪里断开；词用空格隔开。",
     .en = "Where titles of several lines are cut; words apart by spaces.",
     .sample = "<titles keep=\"自治区 开发区\" never-before=\"的 区\"/>"},
    {ELEMENT(ELEMENT_ROLE, "role", "name", role_attributes), .clause = "P4.0a",
     .zh = "一类文字的样子。没有写的取自 extends 所指的角色，否则为三号仿宋。",
     .en =
         "How a kind of text looks. What is not said is that of extends, else 三号 仿宋.",
     .sample = "<role name=\"title\" font=\"小标宋\" size=\"二号\" align=\"centre\"/>"},
    {ELEMENT(ELEMENT_AT, "at", "part", layout_at_attributes), .zh = "固定位置。",
     .en = "An absolute position.", .sample = "<at part=\"mark\" y=\"block.top+35mm\"/>"},
    {ELEMENT(ELEMENT_FLOW, "flow", "part", layout_flow_attributes),
     .zh = "排在上一部分之下。", .en = "Below the last part.",
     .sample = "<flow part=\"recipients\" gap=\"1行\" overflow=\"imprint\"/>"},
    {ELEMENT(ELEMENT_RULE, "rule", "name", layout_rule_attributes), .clause = "H6.1",
     .zh = "一条线。", .en = "A line.",
     .sample = "<rule name=\"header\" gap=\"4mm\" weight=\"1.5pt\" colour=\"red\"/>"},
    {ELEMENT(ELEMENT_LIST, "list", "part", layout_list_attributes), .clause = "B4.1",
     .zh = "附件说明。", .en = "The attachment note.",
     .sample = "<list part=\"attachments\" gap=\"1行\" indent=\"2字\"/>"},
    {ELEMENT(ELEMENT_SIGN, "sign", "with", layout_sign_attributes), .clause = "B8.1",
     .zh = "署名、成文日期与印章。", .en = "Signature, date and seal.",
     .sample = "<sign with=\"seal\" date-right=\"4字\" seal-diameter=\"42mm\"/>"},
    {ELEMENT(ELEMENT_TABLE, "table", "part", layout_table_attributes), .clause = "I1.1",
     .zh = "页脚的有线各行：版记。", .en = "Ruled rows at the foot: the imprint.",
     .sample = "<table part=\"imprint\" foot=\"block.bottom\" page=\"even-last\"/>"},
    {ELEMENT(ELEMENT_FACE, "face", "part", layout_face_attributes), .clause = "B10.1",
     .zh = "另起一页的文字：所印发的文件、附件。", .en = "A text that starts a page.",
     .sample =
         "<face part=\"annex\" label=\"附件{n}\" label-line=\"1\" title-line=\"3\"/>"},
    {ELEMENT(ELEMENT_PAIR, "pair", "part", layout_pair_attributes), .clause = "H4.3",
     .zh = "两个部分同在一行，各在左端和右端。",
     .en = "Two parts on one line, at its left and right end.",
     .sample = "<pair part=\"number signers\" gap=\"2行\" indent=\"1字\"/>"},
    {ELEMENT(ELEMENT_STACK, "stack", "part", layout_stack_attributes), .clause = "H3.5",
     .zh = "联合行文的标志：每行一个名称，旁边是“文件”等字。",
     .en = "A mark of several names, one a row, and the word beside them.",
     .sample = "<stack part=\"mark\" y=\"block.top+35mm\" step=\"20.2mm\"/>"},
};

const ElementSpec *layout_element(ElementId id) {
  return &elements[id];
}
