/* Files told by what they hold, CSV as Excel writes it, and the values of ODS. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "workbook_fixture.h"

/* ---- what is no workbook ----------------------------------------------------------- */

static void other_files_are_told(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t n;
    const char *fault;
  } files[] = {
      {"<html><body><table>", 0, "data.form 0:0"},
      {"\xEF\xBB\xBF \n<TABLE border=1>", 0, "data.form 0:0"},
      {"\x09\x08\x10\x00\x00\x06", 6, "data.form 0:0"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0k\0", 17, "data.form 0:0"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 "
       "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
       41, "data.encrypted 0:0"},
      {"a\0,\0b\0\n\0", 8, "data.form 0:0"},
      {"%PDF-1.7", 0, "data.form 0:0"},
      {"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook/>", 0,
       "data.form 0:0"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
    size_t n = files[i].n ? files[i].n : strlen(files[i].bytes);
    DataSource source = {
        .path = fixture_file(&workbook_files, "other.csv", files[i].bytes, n)};
    workbook_check(source, NULL, files[i].fault);
    source.streamed = true;
    workbook_check(source, NULL, files[i].fault);
  }
}

static void wide_and_separated_csv_is_read(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t n;
  } files[] = {{"\xFF\xFEy\x98\t\0"
                "b\0\r\0\n\0"
                "1\0\t\0"
                "2\0",
                18},
               {"\xFE\xFF\x98y\0\t\0b\0\n\0"
                "1\0\t\0"
                "2\0",
                16},
               {"sep=;\r\n\xE9\xA1\xB9;b\r\n1;2\r\n", 0},
               {"\"sep=;\"\n\xE9\xA1\xB9;b\n1;2\n", 0},
               {"\xE9\xA1\xB9,b,,\r\n1,2,,\r\n", 0}};
  for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
    size_t n = files[i].n ? files[i].n : strlen(files[i].bytes);
    DataSource source = {
        .path = fixture_file(&workbook_files, "wide.csv", files[i].bytes, n)};
    bool line = i == 2 || i == 3;
    workbook_check(source, line ? "项|b\n3: 1|2" : "项|b\n2: 1|2",
                   i < 2 ? "data.separator 1:0" : "");
  }
  DataSource source = {.path = fixture_file(&workbook_files, "x.csv", "a,,\n1,,3\n", 9)};
  workbook_check(source, NULL, "data.header-empty 1:3");
  static const char errors[] = "a,b\n1,#######\n2,错误:502\n3,#FIELD!\n4,#1\n";
  source.path = fixture_file(&workbook_files, "y.csv", errors, strlen(errors));
  workbook_check(source, NULL,
                 "data.error-value 2:2\ndata.error-value 3:2\ndata.error-value 4:2");
}

/* ---- ODS --------------------------------------------------------------------------- */

#define SPACES                                                            \
  "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "      \
  "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "        \
  "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' "          \
  "xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' "        \
  "xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' "       \
  "xmlns:svg='urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0' " \
  "xmlns:calcext='urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0'"
#define CELL(text) "<table:table-cell><text:p>" text "</text:p></table:table-cell>"
#define ODS_HEAD "<table:table-row>" CELL("项") CELL("值") "</table:table-row>"

static const char *ods(const char *tables) {
  g_autofree char *content = g_strdup_printf(
      "<office:document-content " SPACES
      "><office:automatic-styles>"
      "<style:style style:name='h'><style:table-properties "
      "table:display='false'/></style:style></office:automatic-styles>"
      "<office:body><office:spreadsheet>%s</office:spreadsheet></office:body>"
      "</office:document-content>",
      tables);
  const char *const entries[] = {"mimetype",
                                 "application/vnd.oasis.opendocument.spreadsheet",
                                 "content.xml", content, NULL};
  return fixture_zip(&workbook_files, "v.ods", entries);
}

static void drawings_are_no_values(void **state) {
  (void)state;
  DataSource source = {
      .path = ods("<table:table table:name='t'><table:shapes><draw:frame><table:table>"
                  "<table:table-row>" CELL(
                      "x") "</table:table-row></table:table></draw:frame>"
                           "</table:shapes>" ODS_HEAD
                           "<table:table-row><table:table-cell><text:p>东<text:span>城</"
                           "text:span></text:p>"
                           "<draw:frame><draw:image><text:p/></draw:image><svg:title>徽</"
                           "svg:title>"
                           "<svg:desc>旗</svg:desc></draw:frame></table:table-cell>"
                           "<table:table-cell><draw:custom-shape><text:p>请核对</text:p>"
                           "</draw:custom-shape></table:table-cell></table:table-row></"
                           "table:table>")};
  workbook_check(source, "项|值\n2: 东城|", "");
}

static void ods_values_need_no_paragraph(void **state) {
  (void)state;
  DataSource source = {
      .path =
          ods("<table:table table:name='t'>" ODS_HEAD
              "<table:table-row><table:table-cell office:value-type='string' "
              "office:string-value='甲'/><table:table-cell office:value-type='time' "
              "office:time-value='PT08H30M15S'/></table:table-row>"
              "<table:table-row><table:table-cell office:value-type='boolean' "
              "office:boolean-value='false'/><table:table-cell office:value-type='time' "
              "office:time-value='P1DT12H5M'/></table:table-row>"
              "<table:table-row><table:table-cell office:value-type='date' "
              "office:date-value='2024-05-01T08:30:15'/><table:table-cell "
              "calcext:value-type='date' office:value-type='float' "
              "office:value='2.5'/></table:table-row>"
              "<table:table-row><table:table-cell office:value-type='date' "
              "office:date-value='2024-05-01T00:00:00.000Z'/><table:table-cell "
              "table:formula='of:=1' office:value-type='string' office:string-value=''/>"
              "</table:table-row></table:table>")};
  workbook_check(
      source,
      "项|值\n2: 甲|08:30:15\n3: FALSE|36:05\n4: 2024-05-01 08:30:15|2.5\n5: 2024-05-01|",
      "");
}

static void ods_errors_are_told_in_any_language(void **state) {
  (void)state;
  DataSource source = {
      .path =
          ods("<table:table table:name='t'>" ODS_HEAD
              "<table:table-row><table:table-cell table:formula='of:=1/0' "
              "office:value-type='string' office:string-value='' "
              "calcext:value-type='error'><text:p>错误:522</text:p></table:table-cell>"
              "<table:table-cell table:formula='of:=1' office:value-type='string' "
              "calcext:value-type='error'><text:p>何だ</text:p></table:table-cell>"
              "</table:table-row><table:table-row><table:table-cell "
              "table:formula='of:=1'/></table:table-row></table:table>")};
  workbook_check(source, NULL,
                 "data.error-value 2:1\ndata.error-value 2:2\ndata.formula-unvalued 3:1");
}

static void ods_sheets_have_names_of_their_own(void **state) {
  (void)state;
#define ONE(name, value, style) \
  "<table:table table:name='" name "'" style ">" ODS_HEAD                                \
  "<table:table-row table:visibility='filter'>" CELL(value) "</table:table-row>"         \
  "<table:named-expressions><table:named-range table:name='数据' "                       \
  "table:cell-range-address='$" name ".$A$1:.$B$2'/></table:named-expressions>"          \
  "</table:table>"
  DataSource source = {
      .path = ods(ONE("一月", "1", " table:style-name='h'") ONE("二月", "2", "")),
      .sheet = "二月",
      .range = "数据"};
  workbook_check(source, "项|值\n2: 2|", "data.rows-hidden 2:0");
  source.sheet = "一月";
  source.hidden = HIDDEN_READ;
  workbook_check(source, "项|值\n2: 1|", "");
  source = (DataSource){.path = source.path};
  workbook_check(source, "项|值\n2: 1|", "data.sheet-hidden 0:0\ndata.rows-hidden 2:0");
  source.hidden = HIDDEN_SKIP;
  workbook_check(source, "项|值", "");
}

static void ods_columns_may_be_hidden(void **state) {
  (void)state;
  DataSource source = {
      .path = ods("<table:table table:name='t'><table:table-column "
                  "table:visibility='collapse'/><table:table-columns><table:table-column "
                  "table:number-columns-repeated='1023'/></table:table-columns>" ODS_HEAD
                  "<table:table-row>" CELL("甲") CELL("5") "</table:table-row>"
                                                           "</table:table>")};
  workbook_check(source, "项|值\n2: 甲|5", "data.columns-hidden 1:1");
  source.hidden = HIDDEN_SKIP;
  workbook_check(source, "值\n2: 5", "");
}

/* What an office shows of a number tells more than the type of its format. */
static void ods_numbers_are_as_they_are_shown(void **state) {
  (void)state;
#define NUMBER(value, shown)                                                            \
  "<table:table-cell office:value-type='float' office:value='" value "'><text:p>" shown \
  "</text:p></table:table-cell>"
  static const char rows[] =
      "<table:table table:name='t'>" ODS_HEAD "<table:table-row>" NUMBER("0.333", "33.3%")
          NUMBER("33.3", "33.3%") "</table:table-row><table:table-row>" NUMBER(
              "1", "TRUE") NUMBER("2", "TRUE") "</table:table-row></table:table>";
  DataSource source = {.path = ods(rows)};
  workbook_check(source, "项|值\n2: 33.3%|33.3\n3: TRUE|2", "");
}

static void a_flat_spreadsheet_is_read(void **state) {
  (void)state;
  static const char flat[] =
      "<?xml version='1.0'?><office:document " SPACES
      " office:mimetype='application/vnd.oasis.opendocument.spreadsheet'><office:body>"
      "<office:spreadsheet><table:table table:name='t'>" ODS_HEAD "<table:table-row>"
      CELL(
          "甲") CELL("5") "</table:table-row></table:table></office:spreadsheet>"
                          "</office:body></office:document>";
  DataSource source = {.path =
                           fixture_file(&workbook_files, "a.fods", flat, strlen(flat))};
  workbook_check(source, "项|值\n2: 甲|5", "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(other_files_are_told),
      cmocka_unit_test(wide_and_separated_csv_is_read),
      cmocka_unit_test(drawings_are_no_values),
      cmocka_unit_test(ods_values_need_no_paragraph),
      cmocka_unit_test(ods_errors_are_told_in_any_language),
      cmocka_unit_test(ods_sheets_have_names_of_their_own),
      cmocka_unit_test(ods_columns_may_be_hidden),
      cmocka_unit_test(ods_numbers_are_as_they_are_shown),
      cmocka_unit_test(a_flat_spreadsheet_is_read),
  };
  return cmocka_run_group_tests(tests, workbook_set_up, workbook_tear_down);
}
