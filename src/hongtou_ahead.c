/* What the first document of a session can have while it is read and bound: on a second
 * processor the fonts are found, and the dictionary opened that long titles are cut by.
 * Each is the same work in any order, and nothing waits for it that does not need it. */
#include "hongtou_render.h"
#include "line.h"

#define SHORT_TITLE 18 /* characters that surely stand on one line */

static gpointer find_fonts(gpointer session) {
  session_fonts_open(session);
  return NULL;
}

static gpointer open_words(gpointer none) {
  line_words_open();
  return none;
}

void ahead_begin(Ahead *ahead, HongtouSession *session) {
  *ahead = (Ahead){.session = session};
  if (!session_wants_fonts(session))
    return;
  ahead->fonts = g_thread_try_new("fonts", find_fonts, session, NULL);
}

void ahead_read(Ahead *ahead, const Bulletin *document) {
  if (ahead->fonts && document->main.title.chars > SHORT_TITLE)
    ahead->words = g_thread_try_new("words", open_words, NULL, NULL);
}

void ahead_end(Ahead *ahead) {
  if (ahead->fonts)
    g_thread_join(ahead->fonts);
  if (ahead->words)
    g_thread_join(ahead->words);
}

/* A small document of many kinds of text: what the first one loads, all workers share. */
static const char first_document[] =
    "<bulletin xmlns='urn:hongtou:bulletin:1' kind='通报'>"
    "<head><issuer>市人民检察院</issuer><number code='检' year='2018' serial='1'/></head>"
    "<title>2018年度第一季度全市检察机关工作情况通报</title><to>各院</to>"
    "<body><p>为做好工作，现将“情况”（2018—2019年）通报如下：《办法》共1,234.5条、占60.5%"
    "。</p>"
    "<section><h>情况</h><section><h>成效</h><p>成效。</p></section></section>"
    "<table><columns><column/></columns><thead><tr><th>单位</th></tr></thead>"
    "<tbody><tr><td>12</td></tr></tbody></table></body>"
    "<sign><date>2018-04-23</date></sign></bulletin>";

void session_warm(HongtouSession *session, const HongtouOptions *given) {
  HongtouSource source = {
      .path = "", .bytes = first_document, .length = sizeof first_document - 1};
  HongtouOptions options = *given;
  options.format = HONGTOU_PDF;
  options.strict = 0;
  options.sign_profile = NULL;
  hongtou_result_free(hongtou_render(session, &source, &options));
}
