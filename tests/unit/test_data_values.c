/* Values as offices' programs write them: what ECMA-376 and ODF say of a cell, not what
 * one writer makes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "workbook_fixture.h"

/* ---- XLSX -------------------------------------------------------------------------- */

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define STRICT "http://purl.oclc.org/ooxml/spreadsheetml/main"
#define RELATIONS "http://schemas.openxmlformats.org/package/2006/relationships"
#define REFERENCES "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define HEAD \
  "<row r='1'><c r='A1' t='str'><v>项</v></c><c r='B1' t='str'><v>值</v></c></row>"

typedef struct Book {
  const char *workbook; /* inside <workbook>, before <sheets> */
  const char *sheets;   /* NULL: one */
  const char *behind;   /* behind <sheets> */
  const char *formats;  /* format codes, one a line: cell formats 1, 2 … */
  const char *rows;
  const char *target; /* of the sheet; NULL: worksheets/sheet1.xml */
  const char *entry;  /* its name in the archive */
  const char *styles; /* the entry of the styles */
} Book;

static char *styles_of(const char *codes) {
  g_auto(GStrv) lines = g_strsplit(codes ? codes : "", "\n", -1);
  GString *out = g_string_new("<styleSheet xmlns='" MAIN "'><numFmts>");
  guint n = codes ? g_strv_length(lines) : 0;
  for (guint i = 0; i < n; i++) {
    g_autofree char *code = g_markup_escape_text(lines[i], -1);
    g_string_append_printf(out, "<numFmt numFmtId='%u' formatCode=\"%s\"/>", 170 + i,
                           code);
  }
  g_string_append(out, "</numFmts><cellXfs><xf numFmtId='0'/>");
  for (guint i = 0; i < n; i++)
    g_string_append_printf(out, "<xf numFmtId='%u'/>", 170 + i);
  g_string_append(out, "</cellXfs></styleSheet>");
  return g_string_free(out, FALSE);
}

static const char *text_or(const char *text, const char *other) {
  return text ? text : other;
}

static const char *book(Book b) {
  g_autofree char *workbook =
      g_strdup_printf("<workbook xmlns='" MAIN "' xmlns:r='" REFERENCES
                      "'>%s<sheets>%s</sheets>%s</workbook>",
                      text_or(b.workbook, ""),
                      text_or(b.sheets, "<sheet name='表' sheetId='1' r:id='r1'/>"),
                      text_or(b.behind, "<calcPr calcId='191029'/>"));
  const char *styles = text_or(b.styles, "styles.xml");
  g_autofree char *links = g_strdup_printf(
      "<Relationships xmlns='" RELATIONS "'><Relationship Id='r1' Type='" REFERENCES
      "/worksheet' Target='%s'/><Relationship Id='r2' Type='" REFERENCES
      "/worksheet' Target='worksheets/other.xml'/><Relationship Id='r3' Type='" REFERENCES
      "/styles' Target='%s'/></Relationships>",
      text_or(b.target, "worksheets/sheet1.xml"), styles);
  g_autofree char *style = styles_of(b.formats);
  g_autofree char *style_entry = g_strconcat("xl/", styles, NULL);
  g_autofree char *sheet =
      strstr(b.rows, "<worksheet")
          ? g_strdup(b.rows)
          : g_strdup_printf("<worksheet xmlns='" MAIN
                            "'><sheetData>%s</sheetData></worksheet>",
                            b.rows);
  const char *const entries[] = {
      "[Content_Types].xml",
      "<Types/>",
      "_rels/.rels",
      "<Relationships xmlns='" RELATIONS "'><Relationship Id='r' Type='" REFERENCES
      "/officeDocument' Target='xl/workbook.xml'/></Relationships>",
      "xl/workbook.xml",
      workbook,
      "xl/_rels/workbook.xml.rels",
      links,
      text_or(b.entry, "xl/worksheets/sheet1.xml"),
      sheet,
      "xl/worksheets/other.xml",
      "<worksheet xmlns='" MAIN "'><sheetData>" HEAD
      "<row r='2'><c r='A2' t='str'><v>另</v></c><c r='B2'><v>9</v></c></row>"
      "</sheetData></worksheet>",
      style_entry,
      style,
      NULL};
  return fixture_zip(&workbook_files, "v.xlsx", entries);
}

static void check_book(Book b, const char *shown, const char *faults) {
  workbook_check((DataSource){.path = book(b)}, shown, faults);
}

static void extensions_are_other_names(void **state) {
  (void)state;
  static const char rows[] = HEAD
      "<row r='2'><c r='A2' s='1'><v>43951</v></c><x:c xmlns:x='urn:x' r='C2'>"
      "<x:v>7</x:v></x:c><c r='B2'><v>1</v><extLst><ext><x:v xmlns:x='urn:x'>5</x:v>"
      "</ext></extLst></c></row>";
  Book b = {.workbook = "<workbookPr date1904='1'/>",
            .behind =
                "<calcPr/><extLst><ext><x15:workbookPr xmlns:x15='urn:x15' "
                "chartTrackingRefBase='1'/></ext></extLst>",
            .formats = "yyyy-mm-dd",
            .rows = rows};
  check_book(b, "项|值\n2: 2024-05-01|1", "");
  b.workbook = "<workbookPr date1904='true'/>";
  check_book(b, "项|值\n2: 2024-05-01|1", "");
  b.workbook = "<workbookPr date1904='0'/>";
  check_book(b, "项|值\n2: 2020-04-30|1", "");
}

static void strict_workbooks_are_read(void **state) {
  (void)state;
  Book b = {.rows = "<worksheet xmlns='" STRICT "'><sheetData>" HEAD
                    "<row r='2'><c r='A2' t='d'><v>2024-05-01T00:00:00Z</v></c><c r='B2' "
                    "t='d'><v>2024-05-01T08:30:00.000</v></c></row>"
                    "<row r='3'><c r='A3' t='d'><v>2024-05-01</v></c><c r='B3' "
                    "t='d'><v>T08:30:15</v></c></row></sheetData></worksheet>"};
  check_book(b, "项|值\n2: 2024-05-01|2024-05-01 08:30\n3: 2024-05-01|08:30:15", "");
}

static void parts_are_where_their_links_say(void **state) {
  (void)state;
  static const char rows[] = HEAD "<row r='2'><c r='A2' s='1'><v>45413</v></c></row>";
  static const struct {
    const char *target, *entry;
  } places[] = {{"./worksheets/one.xml", "xl/worksheets/one.xml"},
                {"../sheets/one.xml", "sheets/one.xml"},
                {"/data/one.xml", "data/one.xml"},
                {"worksheets\\one.xml", "xl/worksheets/one.xml"},
                {"worksheets/one.xml", "xl\\worksheets\\one.xml"},
                {"worksheets/One.xml", "xl/Worksheets/one.XML"},
                {"worksheets/a%20b.xml", "xl/worksheets/a b.xml"}};
  for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
    Book b = {.rows = rows,
              .formats = "yyyy/m/d",
              .target = places[i].target,
              .entry = places[i].entry,
              .styles = i % 2 ? "styles2.xml" : "Formats/all.xml"};
    check_book(b, "项|值\n2: 2024-05-01|", "");
  }
}

static void cells_are_where_their_references_say(void **state) {
  (void)state;
  Book b = {.rows = HEAD "<row r='2'><c r='B2'><v>2</v></c><c r='A2'><v>1</v></c></row>"};
  check_book(b, "项|值\n2: 1|2", "");
  b.rows = HEAD "<row r='2'><c r='A2'><v>1</v></c><c r='A2'><v>2</v></c></row>";
  check_book(b, NULL, "data.broken 0:0");
  b.rows = HEAD "<row r='2'><c r='A3'><v>1</v></c></row>";
  check_book(b, NULL, "data.broken 0:0");
  b.rows =
      "<row><c t='str'><v>项</v></c><c t='str'><v>值</v></c></row>"
      "<row><c><v>1</v></c><c><v>2</v></c></row>";
  check_book(b, "项|值\n2: 1|2", "");
}

static void a_cell_is_what_its_type_says(void **state) {
  (void)state;
  Book b = {.rows = HEAD
            "<row r='2'><c r='A2' t='inlineStr'><is><r><t>东</t></r><r><t>城</t></r><rPh "
            "sb='0' eb='1'><t>dong</t></rPh></is><v>3</v></c><c r='B2'><is><t>x</t></is>"
            "<v>1.01</v></c></row>"
            "<row r='3'><c r='A3' t='str'><f>A2</f><v></v></c><c r='B3' "
            "t='b'><v>1</v></c></row>"};
  check_book(b, "项|值\n2: 东城|1.01\n3: |TRUE", "");
  b.rows = HEAD
      "<row r='2'><c r='A2' t='e'><v>#BUSY!</v></c><c r='B2' t='e'><v>#新!</v></c>"
      "</row><row r='3'><c r='A3'><f>B2</f><v/></c><c r='B3'><f>1</f></c></row>";
  check_book(b, NULL,
             "data.error-value 2:1\ndata.error-value 2:2\ndata.formula-unvalued 3:1\n"
             "data.formula-unvalued 3:2");
}

static void escapes_are_characters(void **state) {
  (void)state;
  Book b = {
      .rows = HEAD
      "<row r='2'><c r='A2' t='str'><v>一_x000D_\n二</v></c><c r='B2' t='inlineStr'>"
      "<is><t>b_x4E2D_c_x005F_x4E2D_</t></is></c></row>"
      "<row r='3'><c r='A3' t='str'><v>_xD83D__xDE00__x12_</v></c><c r='B3' t='str'>"
      "<v>一_x000D_二</v></c></row>"};
  check_book(b, "项|值\n2: 一\n二|b中c_x4E2D_\n3: 😀_x12_|一\n二", "");
}

/* A format, a stored value and what is read. */
static void formats_tell_dates_from_numbers(void **state) {
  (void)state;
  static const struct {
    const char *code, *stored, *shown;
  } cases[] = {
      {"General", "45413", "45413"},
      {"yyyy-mm-dd hh:mm:ss.000", "45413.354341701389", "2024-05-01 08:30:15.123"},
      {"m\"月\"", "45413", "2024-05-01"},
      {"mmm", "45413", "2024-05-01"},
      {"mmm-yy", "45413", "2024-05-01"},
      {"e\"年\"m\"月\"", "45413", "2024-05-01"},
      {"[$-411]ggge\"年\"m\"月\"d\"日\"", "45413", "2024-05-01"},
      {"aaaa", "45413", "2024-05-01"},
      {"[$-804]aaaa;@", "45413", "2024-05-01"},
      {"dddd", "45413", "2024-05-01"},
      {"[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\";@", "45413", "2024-05-01"},
      {"yyyy年m月d日", "45413", "2024-05-01"},
      {"上午/下午h\"时\"mm\"分\"", "0.35416666666666669", "08:30"},
      {"h:mm AM/PM", "0.35416666666666669", "08:30"},
      {"mm:ss", "0.0034722222222222222", "00:05"},
      {"mm:ss.0", "0.0034780092592592592", "00:05:00.500"},
      {"[h]:mm", "1.5034722222222223", "36:05"},
      {"[hh]:mm:ss", "4.1666666666666667", "100:00"},
      {"[mm]:ss", "1.5", "36:00"},
      {"[h]:mm;-[h]:mm", "-0.25", "-06:00"},
      {"h:mm", "0.25", "06:00"},
      {"0.00E+00", "0.0000333", "0.0000333"},
      {"[=0]\"—\";0.0%", "0.125", "12.5%"},
      {"[=0]\"—\";0.0%", "0", "0%"},
      {"0.0%;-0.0%;\"—\"", "0", "0%"},
      {"[Red]0.0%;[Green]-0.0%", "-0.125", "-12.5%"},
      {"[>=10000]0.0,\"万\";General", "12", "12"},
      {"0\"%\"", "12", "12"},
      {"\\d0", "12", "12"},
      {"\"日\"0", "12", "12"},
      {"[$¥-804]#,##0.00", "1234.5", "1234.5"},
      {"_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "0", "0"},
      {"# ?/?", "0.5", "0.5"},
      {"@", "12", "12"},
      {"G/通用格式", "12", "12"},
      {"0\"个月\"", "12", "12"},
      {"0.0000", "5.55E-17", "0"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *rows = g_strdup_printf(
        HEAD "<row r='2'><c r='A2' s='1'><v>%s</v></c></row>", cases[i].stored);
    g_autofree char *shown = g_strdup_printf("项|值\n2: %s|", cases[i].shown);
    Book b = {.formats = cases[i].code, .rows = rows};
    check_book(b, shown, strstr(cases[i].stored, "E-17") ? "data.rounded 2:1" : "");
  }
}

static void small_numbers_are_exact(void **state) {
  (void)state;
  Book b = {
      .rows = HEAD
      "<row r='2'><c r='A2'><v>3.333333333333333e-05</v></c><c r='B2'><v>1.6E-19</v></c>"
      "</row><row r='3'><c r='A3'><v>5.551115123125783E-17</v></c><c r='B3'>"
      "<v>-1.1368683772161603E-13</v></c></row>"
      "<row r='4'><c r='A4'><v>1E-100</v></c><c r='B4'><v>1.2E+15</v></c></row>"};
  check_book(b, NULL, "data.cell 4:1");
  b.rows = HEAD
      "<row r='2'><c r='A2'><v>3.333333333333333e-05</v></c><c r='B2'><v>1.6E-19</v></c>"
      "</row><row r='3'><c r='A3'><v>5.551115123125783E-17</v></c><c r='B3'>"
      "<v>1.2E+15</v></c></row>";
  check_book(b,
             "项|值\n2: 0.0000333333333333333|0.00000000000000000016\n"
             "3: 0|1200000000000000",
             "");
}

static void fewer_shown_digits_are_told_once(void **state) {
  (void)state;
  Book b = {.formats = "0.00",
            .rows = HEAD
            "<row r='2'><c r='A2' s='1'><v>1.25</v></c></row>"
            "<row r='3'><c r='A3' s='1'><v>1.2345</v></c></row>"
            "<row r='4'><c r='A4' s='1'><v>2.2345</v></c></row>"};
  check_book(b, "项|值\n2: 1.25|\n3: 1.2345|\n4: 2.2345|", "data.rounded 3:1");
}

static void zeros_never_reckoned_are_told(void **state) {
  (void)state;
  Book b = {.rows = HEAD
            "<row r='2'><c r='A2'><f>1</f><v>0</v></c><c r='B2'><f>1</f><v>0.0</v>"
            "</c></row><row r='3'><c r='A3'><f>1</f><v>3</v></c><c r='B3'>"
            "<v>0</v></c></row>"};
  static const char shown[] = "项|值\n2: 0|0\n3: 3|0";
  check_book(b, shown, "");
  b.behind = "<calcPr calcId='1' fullCalcOnLoad='1'/>";
  check_book(b, shown, "data.unreckoned 2:1");
  b.behind = "";
  check_book(b, shown, "data.unreckoned 2:1");
}

#define TWO \
  "<sheet name='一月' sheetId='1' r:id='r1'/><sheet name='二月' sheetId='2' r:id='r2'/>"

static void names_belong_to_sheets(void **state) {
  (void)state;
  Book b = {.sheets = TWO,
            .rows = HEAD
            "<row r='2'><c r='A2' t='str'><v>一</v></c><c r='B2'><v>1</v></c></row>",
            .behind =
                "<definedNames><definedName name='数据' localSheetId='0'>"
                "一月!$A$1:$B$2</definedName><definedName name='数据' "
                "localSheetId='1'>'二月'!$A$1:$B$2</definedName><definedName "
                "name='总'>二月!$A$1:$B$2</definedName><definedName name='移'>"
                "OFFSET(一月!$A$1,0,0,2,2)</definedName></definedNames><calcPr/>"};
  DataSource source = {.path = book(b), .sheet = "二月", .range = "数据"};
  workbook_check(source, "项|值\n2: 另|9", "");
  source.sheet = "一月";
  workbook_check(source, "项|值\n2: 一|1", "");
  source.sheet = NULL;
  workbook_check(source, NULL, "data.range-sheet 0:0");
  source.range = "总";
  workbook_check(source, "项|值\n2: 另|9", "");
  source.sheet = "一月";
  source.range = "总";
  workbook_check(source, NULL, "data.range-sheet 0:0");
  source.sheet = NULL;
  source.range = "移";
  workbook_check(source, NULL, "data.range-name 0:0");
}

static void ranges_may_be_written_as_excel_does(void **state) {
  (void)state;
  Book b = {
      .sheets = TWO,
      .rows =
          "<row r='1'><c r='A1' t='str'><v>题</v></c></row>"
          "<row r='2'><c r='A2' t='str'><v>项</v></c><c r='B2' t='str'><v>值</v></c>"
          "<c r='C2' t='str'><v>注</v></c></row>"
          "<row r='3'><c r='A3'><v>1</v></c><c r='B3'><v>2</v></c></row>"};
  DataSource source = {.path = book(b), .sheet = "一月"};
  static const char *const ranges[] = {"$A$2:$B$3", "A2:B3", "a2:b99", "$A2:B$3"};
  for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++) {
    source.range = ranges[i];
    workbook_check(source, "项|值\n3: 1|2", "");
  }
  source.range = "2:3";
  workbook_check(source, "项|值|注\n3: 1|2|", "");
  source = (DataSource){.path = source.path, .range = "二月!A:B"};
  workbook_check(source, "项|值\n2: 另|9", "");
  source = (DataSource){.path = source.path, .sheet = "二月", .range = "$A:$A"};
  workbook_check(source, "项\n2: 另", "");
}

static void what_is_hidden_or_not_chosen_is_told(void **state) {
  (void)state;
  Book b = {.sheets =
                "<sheet name='旧' sheetId='1' state='hidden' r:id='r1'/><sheet "
                "name='新' sheetId='2' r:id='r2'/>",
            .rows = HEAD
            "<row r='2' hidden='1'><c r='A2'><v>1</v></c></row>"
            "<row r='3'><c r='A3'><v>2</v></c></row>"};
  DataSource source = {.path = book(b)};
  workbook_check(source, "项|值\n2: 1|\n3: 2|",
                 "data.sheet-hidden 0:0\ndata.rows-hidden 2:0");
  source.hidden = HIDDEN_READ;
  workbook_check(source, "项|值\n2: 1|\n3: 2|", "data.sheet-first 0:0");
  source.hidden = HIDDEN_SKIP;
  workbook_check(source, "项|值\n2: 另|9", "");
  source.sheet = "旧";
  workbook_check(source, "项|值\n3: 2|", "");
  b.sheets = TWO;
  check_book(b, "项|值\n2: 1|\n3: 2|", "data.sheet-first 0:0\ndata.rows-hidden 2:0");
}

static void hidden_columns_are_told_or_left_out(void **state) {
  (void)state;
  Book b = {.rows = "<worksheet xmlns='" MAIN
                    "'><cols><col min='2' max='3' hidden='1'/><col min='9' max='16384' "
                    "hidden='1'/></cols><sheetData><row r='1'><c r='A1' t='str'><v>项</v>"
                    "</c><c r='B1' t='str'><v>旧</v></c><c r='C1' t='str'><v>底</v></c>"
                    "<c r='D1' t='str'><v>新</v></c></row><row r='2'><c r='A2'><v>1</v>"
                    "</c><c r='B2'><v>2</v></c><c r='D2' t='e'><v>#N/A</v></c></row>"
                    "<row r='3'><c r='A3'><v>1</v></c><c r='C3' t='e'><v>#N/A</v></c>"
                    "</row></sheetData></worksheet>"};
  DataSource source = {.path = book(b)};
  workbook_check(source, NULL,
                 "data.columns-hidden 1:2\ndata.error-value 2:4\ndata.error-value 3:3");
  source.hidden = HIDDEN_READ;
  workbook_check(source, NULL, "data.error-value 2:4\ndata.error-value 3:3");
  source.hidden = HIDDEN_SKIP;
  workbook_check(source, NULL, "data.error-value 2:4");
  source.range = "C1:D1";
  workbook_check(source, "新", "");
  source.range = "A1:C3";
  workbook_check(source, "项\n2: 1\n3: 1", "");
}

/* Merged cells stand behind the rows; wherever the word for them falls in the bytes that
 * are inflated at a time, it is seen. */
static void merges_are_seen_wherever_they_stand(void **state) {
  (void)state;
  for (int shift = 0; shift < 14; shift++) {
    g_autofree char *pad = g_strnfill(65536 - 560 + (gsize)shift * 40, 'x');
    g_autofree char *rows = g_strdup_printf(
        "<worksheet xmlns='" MAIN "'><sheetData>" HEAD
        "<row r='2'><c r='A2' t='str'><v>甲</v></c></row><row r='3'><c "
        "r='B3'><v>1</v></c>"
        "</row></sheetData><!--%s--><mergeCells><mergeCell ref='A2:A3'/></mergeCells>"
        "</worksheet>",
        pad);
    check_book((Book){.rows = rows}, "项|值\n2: 甲|\n3: 甲|1", "");
  }
}

static void rows_left_out_are_blank(void **state) {
  (void)state;
  Book b = {.rows = HEAD
            "<row r='2'><c r='A2'><v>1</v></c></row>"
            "<row r='4'><c r='A4' t='str'><v>注：本表不含省直。</v></c></row>"};
  check_book(b, NULL, "data.blank-row 3:0");
  b.rows = "<worksheet xmlns='" MAIN "'><sheetData>" HEAD
           "<row r='2'><c r='A2' t='str'><v>市</v></c><c r='B2'><v>1</v></c></row>"
           "<row r='4'><c r='B4'><v>3</v></c></row></sheetData><mergeCells><mergeCell "
           "ref='A2:A4'/></mergeCells></worksheet>";
  check_book(b, "项|值\n2: 市|1\n3: 市|\n4: 市|3", "");
}

static void broken_names_are_one(void **state) {
  (void)state;
  Book b = {.rows =
                "<row r='1'><c r='A1' t='str'><v>件数\n（件）</v></c><c r='B1' t='str'>"
                "<v>Total _x000D_\nnumber</v></c></row><row r='2'><c r='A2'><v>1</v></c>"
                "</row>"};
  check_book(b, "件数（件）|Total number\n2: 1|", "");
}

/* A tag may end anywhere in the window that is held of a sheet. */
static void long_sheets_are_read_whole(void **state) {
  (void)state;
  g_autoptr(GString) long_rows = g_string_new(NULL);
  for (unsigned row = 2; row < 4000; row++)
    g_string_append_printf(long_rows, "<row r=\"%u\"><c r=\"A%u\"><v>%u</v></c></row>",
                           row, row, row);
  for (int pad = 0; pad < 48; pad++) {
    g_autofree char *rows = g_strdup_printf(HEAD "<!--%*s-->%s", pad, "", long_rows->str);
    DataSource source = {.path = book((Book){.rows = rows}), .name = "book"};
    const Dataset *set = NULL;
    assert_true(dataset_load(&workbook_files.job, &source, &set));
    assert_int_equal(set->n_rows, 3998);
    assert_string_equal(dataset_cell(set, 3997, 0).text, "3999");
  }
}

/* ---- archives ------------------------------------------------------------------------
 */

/* Changes each local header of an archive: version and time at 4 … 13. */
static void other_local_headers_are_sound(void **state) {
  (void)state;
  Book b = {.rows = HEAD "<row r='2'><c r='A2'><v>1</v></c></row>"};
  char *bytes;
  gsize len;
  assert_true(g_file_get_contents(book(b), &bytes, &len, NULL));
  for (gsize i = 0; i + 30 < len; i++) {
    if (memcmp(bytes + i, "PK\003\004", 4) == 0) {
      bytes[i + 4] = 45;
      memcpy(bytes + i + 10, "abcd", 4);
    }
  }
  DataSource source = {.path = fixture_file(&workbook_files, "local.xlsx", bytes, len)};
  workbook_check(source, "项|值\n2: 1|", "");
  char *name = memmem(bytes, len, "xl/workbook.xml", 15);
  name[0] = 'y'; /* in the local header alone */
  source.path = fixture_file(&workbook_files, "twice.xlsx", bytes, len);
  workbook_check(source, NULL, "data.broken 0:0");
  name[0] = 'x';
  g_autofree char *longer = g_malloc0(len + 100);
  memcpy(longer, bytes, len);
  source.path = fixture_file(&workbook_files, "behind.xlsx", longer, len + 100);
  workbook_check(source, NULL, "data.broken 0:0");
  g_free(bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(extensions_are_other_names),
      cmocka_unit_test(strict_workbooks_are_read),
      cmocka_unit_test(parts_are_where_their_links_say),
      cmocka_unit_test(cells_are_where_their_references_say),
      cmocka_unit_test(a_cell_is_what_its_type_says),
      cmocka_unit_test(escapes_are_characters),
      cmocka_unit_test(formats_tell_dates_from_numbers),
      cmocka_unit_test(small_numbers_are_exact),
      cmocka_unit_test(fewer_shown_digits_are_told_once),
      cmocka_unit_test(zeros_never_reckoned_are_told),
      cmocka_unit_test(names_belong_to_sheets),
      cmocka_unit_test(ranges_may_be_written_as_excel_does),
      cmocka_unit_test(what_is_hidden_or_not_chosen_is_told),
      cmocka_unit_test(hidden_columns_are_told_or_left_out),
      cmocka_unit_test(merges_are_seen_wherever_they_stand),
      cmocka_unit_test(rows_left_out_are_blank),
      cmocka_unit_test(broken_names_are_one),
      cmocka_unit_test(long_sheets_are_read_whole),
      cmocka_unit_test(other_local_headers_are_sound),
  };
  return cmocka_run_group_tests(tests, workbook_set_up, workbook_tear_down);
}
