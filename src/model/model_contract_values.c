/* What may stand in the contract's attributes, and in elements that hold one value. */
#include "model_contract.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define SPACE " \\t\\r\\n"
/* Letters; libxml2's \p{L} holds no Han. */
#define LETTERS "\\p{L}〇\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\U00020000-\U0003FFFD"

const char *const model_orders[] = {"命令", "令", NULL};
const char *const model_yes[] = {"yes", NULL};
const char *const model_no[] = {"no", NULL};

const ContractValue model_value_any = {"any", "任意文字", "any text", .sample = "数据"};
const ContractValue model_value_printed = {"printed",
                                           "要印出的文字，不能为空",
                                           "text to print, not empty",
                                           .pattern = "[\\s\\S]*[^" SPACE "　][\\s\\S]*",
                                           .sample = "条、件",
                                           .slip = " "};
const ContractValue model_value_expression = {
    "expression", "XPath 表达式，如 h:cell($q1, '东城', '数量')；某行的格写 c[@n='片区']",
    "an XPath expression, as in h:cell($q1, '东城', '数量'); a cell of a row is "
    "c[@n='片区']",
    .sample = "1 + 1"};
const ContractValue model_value_yes_no = {"yes-no",       "yes 或 no",
                                          "yes or no",    .words = WORDS("yes", "no"),
                                          .sample = "no", .slip = "是"};
const ContractValue model_value_no_only = {
    "no",           "只能是 no",  "no and nothing else", .words = model_no,
    .sample = "no", .slip = "yes"};
const ContractValue model_value_id = {
    "id",
    "不含空格、不超过64字的标识，如 summary",
    "an id without spaces, of 64 characters at most, as in summary",
    .pattern = "[^" SPACE "]+",
    .most = 64,
    .sample = "summary",
    .slip = "a b"};
const ContractValue model_value_variable = {
    "variable",
    "以字母或汉字开头的标识，如 q1；表达式中写作 $q1",
    "an id that begins with a letter, as in q1; expressions call it $q1",
    .pattern = "[" LETTERS "_][" LETTERS "\\p{Nd}_\\-.]*",
    .most = 64,
    .sample = "q1",
    .slip = "1q"};
const ContractValue model_value_language = {
    "language",
    "语言代码，如 zh-CN",
    "a language code, as in zh-CN",
    .pattern = "[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*",
    .sample = "zh-CN",
    .slip = "中文"};
const ContractValue model_value_kind = {
    "kind",
    "公文文种，十五种之一",
    "one of the fifteen kinds of document",
    .words = WORDS("决议", "决定", "命令", "令", "公报", "公告", "通告", "意见", "通知",
                   "通报", "报告", "请示", "批复", "议案", "函", "纪要"),
    .sample = "通知",
    .slip = "公函"};
const ContractValue model_value_layout = {
    "layout",
    "版式名称，如 general；或文档目录内的版式文件，如 layouts/ours.xml",
    "a layout's name, as in general, or a file in the document's folder, as in "
    "layouts/ours.xml",
    .pattern = "[^." SPACE "/\\\\:][^" SPACE "/\\\\:]*|([^." SPACE "/\\\\:][^" SPACE
               "/\\\\:]*/)+[^." SPACE "/\\\\:][^" SPACE "/\\\\:]*[.]xml",
    .most = 64,
    .sample = "general",
    .slip = "../ours.xml"};
const ContractValue model_value_status = {
    "status",          "只能是 draft", "draft and nothing else", .words = WORDS("draft"),
    .sample = "draft", .slip = "final"};
const ContractValue model_value_direction = {
    "direction",
    "行文方向：down 下行、level 平行、up 上行",
    "down to subordinates, level to equals, up to superiors",
    .words = WORDS("down", "level", "up"),
    .sample = "down",
    .slip = "下行"};
const ContractValue model_value_secrecy_level = {
    "secrecy-level",
    "密级：绝密、机密或秘密",
    "a degree of secrecy: 绝密, 机密 or 秘密",
    .words = WORDS("绝密", "机密", "秘密"),
    .sample = "秘密",
    .slip = "保密"};
const ContractValue model_value_secrecy_term = {
    "secrecy-term",
    "保密期限，如 1年、6个月、30天、长期",
    "a term of secrecy, as in 1年, 6个月, 30天, 长期",
    .pattern = "[1-9][0-9]{0,2}(年|个月|天|日)|长期",
    .sample = "1年",
    .slip = "一年"};
const ContractValue model_value_code = {
    "code",
    "机关代字，只用文字，不写“第”，如 国办发",
    "an agency code, letters only, without 第, as in 国办发",
    .pattern = "[" SPACE "]*[" LETTERS "（）][" LETTERS "（）" SPACE "]*",
    .sample = "国办发",
    .slip = "国办发〔2024〕"};
const ContractValue model_value_year = {"year",
                                        "四位数的年份，如 2018",
                                        "a year of four digits, as in 2018",
                                        .pattern = "(19|2[0-9])[0-9]{2}",
                                        .sample = "2018",
                                        .slip = "24"};
const ContractValue model_value_serial = {
    "serial",
    "1 至 999999 的整数，前面不加 0，不写“第”“号”，如 17",
    "a whole number from 1 to 999999 without leading zeros, 第 or 号, as in 17",
    .pattern = "[1-9][0-9]{0,5}",
    .sample = "17",
    .slip = "017"};
const ContractValue model_value_list_kind = {
    "list-kind",
    "序号的样子；none 为不编号",
    "how it counts; none: it does not",
    .words = WORDS("1", "（1）", "①", "（一）", "一、", "none"),
    .sample = "1",
    .slip = "a"};
const ContractValue model_value_start = {"start",
                                         "1 至 999 的整数，如 3",
                                         "a whole number from 1 to 999, as in 3",
                                         .pattern = "[1-9][0-9]{0,2}",
                                         .sample = "3",
                                         .slip = "三"};
const ContractValue model_value_section_numbers = {
    "section-numbers",
    "decimal：1、1.1、1.1.1（预案、标准）；layout：如版式所定",
    "decimal: 1, 1.1, 1.1.1 (plans, standards); layout: as the layout has it",
    .words = WORDS("layout", "decimal"),
    .sample = "decimal",
    .slip = "1.1"};
const ContractValue model_value_encoding = {
    "encoding",         "utf-8 或 gb18030",
    "utf-8 or gb18030", .words = WORDS("utf-8", "gb18030"),
    .sample = "utf-8",  .slip = "gbk"};
const ContractValue model_value_separator = {
    "separator",
    "逗号、分号、制表符或竖线",
    "comma, semicolon, tab or bar",
    .words = WORDS("comma", "semicolon", "tab", "bar"),
    .sample = "comma",
    .slip = ","};
const ContractValue model_value_hidden = {
    "hidden",         "skip 或 read", "skip or read", .words = WORDS("skip", "read"),
    .sample = "skip", .slip = "no"};
const ContractValue model_value_some_only = {
    "some",           "只能是 some", "some and nothing else", .words = WORDS("some"),
    .sample = "some", .slip = "yes"};
const ContractValue model_value_head_rows = {
    "head-rows",        "表头行数，1 至 9", "a number of head rows, 1 to 9",
    .pattern = "[1-9]", .sample = "1",      .slip = "0"};
const ContractValue model_value_format = {
    "format",
    "数的样式：0、0.00、0.0%、0.00‰、0.0万、0.00亿、#,##0、# "
    "##0；一（汉字数字）；date（日期）",
    "a picture of the number: 0, 0.00, 0.0%, 0.00‰, 0.0万, 0.00亿, #,##0, # ##0; 一 for "
    "Han numerals; date",
    .pattern = "date|一|(#[, ]##)?0(\\.0{1,18})?[%％‰万亿]?",
    .sample = "0.00",
    .slip = "两位小数"};
const ContractValue model_value_rounding = {
    "rounding",
    "修约：half-even 四舍六入五成双、half-up 四舍五入、truncate 截去",
    "half-even, half-up or truncate",
    .words = WORDS("half-even", "half-up", "truncate"),
    .sample = "half-up",
    .slip = "四舍五入"};
const ContractValue model_value_phrase = {
    "phrase",
    "一个词，如 "
    "同比；或“升的话|降的话|平的话|上期为零的话”，后面还可写由负转正、由正转负、"
    "亏损减少、亏损增加的话，{} 为数",
    "one word, as in 同比; or words for a rise, a fall, no change and a zero before, "
    "and, "
    "it may be, for a turn from loss to gain, from gain to loss, a smaller and a greater "
    "loss, parted by |, with {} for the figure",
    .pattern = "[^|]+|[^|]*\\|[^|]*\\|[^|]*(\\|[^|]*){0,5}",
    .sample = "同比",
    .slip = "升|降"};
const ContractValue model_value_foot = {"foot",
                                        "sum 各行之和，或 share 各行之和为100%",
                                        "sum, or share: the rows make 100 %",
                                        .words = WORDS("sum", "share"),
                                        .sample = "sum",
                                        .slip = "yes"};
const ContractValue model_value_adds = {
    "adds",
    "列号，从1数起，用一个空格隔开，如 2 3 4",
    "numbers of columns from 1, one space between, as in 2 3 4",
    .pattern = "[1-9][0-9]{0,3}( [1-9][0-9]{0,3})*",
    .sample = "1",
    .slip = "甲"};
const ContractValue model_value_width = {
    "width",
    "列宽，如 6字、30mm、20%；只写数字即按比例，如 2",
    "a width, as in 6字, 30mm, 20%; a bare number is a share, as in 2",
    .pattern =
        "[0-9]+(\\.[0-9]+)?(pt|mm|cm|字|行|em|%)?|[初一二三四五六七八]号|小["
        "初一二三四五六]",
    .sample = "30mm",
    .slip = "宽"};
const ContractValue model_value_align = {
    "align",
    "对齐：left 左、centre 中、right 右、justify 两端、decimal 小数点",
    "left, centre, right, justify, or decimal: on the decimal point",
    .words = WORDS("left", "centre", "center", "right", "justify", "decimal"),
    .sample = "centre",
    .slip = "居中"};
const ContractValue model_value_levels = {"levels",
                                          "列出几级标题，1 至 4",
                                          "how many levels of headings, 1 to 4",
                                          .words = WORDS("1", "2", "3", "4"),
                                          .sample = "2",
                                          .slip = "5"};
const ContractValue model_value_row_height = {
    "row-height",
    "行高，如 20mm、3行",
    "a height, as in 20mm, 3行",
    .pattern = "[0-9]+(\\.[0-9]+)?(mm|cm|pt|字|行)",
    .sample = "20mm",
    .slip = "20%"};
const ContractValue model_value_valign = {"valign",
                                          "上下的位置：top 上、middle 中、bottom 下",
                                          "top, middle or bottom",
                                          .words = WORDS("top", "middle", "bottom"),
                                          .sample = "bottom",
                                          .slip = "下"};
const ContractValue model_value_paragraph_align = {
    "paragraph-align",       "对齐：left 左、centre 中、right 右",
    "left, centre or right", .words = WORDS("left", "centre", "right"),
    .sample = "right",       .slip = "居右"};
const ContractValue model_value_span = {"span",
                                        "行数或列数，如 2",
                                        "a number of rows or columns",
                                        .pattern = "[1-9][0-9]{0,4}",
                                        .sample = "1",
                                        .slip = "0"};
const ContractValue model_value_attendance_kind = {
    "attendance-kind",
    "出席、请假或列席",
    "出席 present, 请假 excused or 列席 sitting in",
    .words = WORDS("出席", "请假", "列席"),
    .sample = "出席",
    .slip = "缺席"};
const ContractValue model_value_seal_file = {
    "seal-file",
    "文档旁的 PNG、JPEG 或 SVG 图片，如 seal.png；或 space，留出盖章位置",
    "a PNG, JPEG or SVG picture beside the document, as in seal.png; or space for a wet "
    "stamp",
    .pattern = "space|.+\\.([pP][nN][gG]|[jJ][pP][eE]?[gG]|[sS][vV][gG])",
    .sample = "space",
    .slip = "seal.gif"};
const ContractValue model_value_diameter = {"diameter",
                                            "带单位的长度，如 42mm",
                                            "a length with its unit, as in 42mm",
                                            .pattern = "[0-9]+(\\.[0-9]+)?(mm|cm|pt)",
                                            .sample = "42mm",
                                            .slip = "42"};
const ContractValue model_value_picture = {
    "picture",
    "文档旁的 PNG、JPEG 或 SVG 文件，如 figures/map.svg",
    "a PNG, JPEG or SVG file beside the document, as in figures/map.svg",
    .pattern = ".+\\.([pP][nN][gG]|[jJ][pP][eE]?[gG]|[sS][vV][gG])",
    .sample = "map.svg",
    .slip = "map.gif"};
const ContractValue model_value_chart_kind = {
    "chart-kind",
    "图形：column 柱形、bar 条形、line 折线、pie 圆形、stacked 堆积柱形",
    "column, bar, line, pie or stacked",
    .words = WORDS("column", "bar", "line", "pie", "stacked"),
    .sample = "column",
    .slip = "柱形"};
const ContractValue model_value_figure_width = {
    "figure-width",
    "图宽，如 80mm、14字、60%",
    "a width, as in 80mm, 14字, 60%",
    .pattern = "[0-9]+(\\.[0-9]+)?(mm|cm|pt|字)|(100|[1-9]?[0-9])(\\.[0-9]+)?%",
    .sample = "80mm",
    .slip = "3em"};

const ContractValue model_value_copy_number = {"copy-number",
                                               "不超过六位的数字，从1起，如 000001",
                                               "at most six digits, from 1, as in 000001",
                                               .pattern = "0*[1-9][0-9]*",
                                               .most = 6,
                                               .sample = "000001",
                                               .slip = "第1份"};
const ContractValue model_value_urgency = {
    "urgency",
    "特急或加急（电报：特提、特急、加急、平急）",
    "特急 or 加急 (telegrams: 特提 特急 加急 平急)",
    .words = WORDS("特急", "加急", "特提", "平急"),
    .sample = "特急",
    .slip = "很急"};
const ContractValue model_value_date = {
    "date",
    "真实的一天，如 2018-04-23",
    "a real day, as in 2018-04-23",
    .pattern = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    .sample = "2018-04-23",
    .slip = "2018年4月23日"};
