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
