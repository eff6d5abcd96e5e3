/* Every part of a document needs a place in its layout: nothing is left out without a
 * word. */
#include "typeset_run.h"

const Placement *places_find(const Layout *layout, PlacementKind kind, Part part) {
  for (size_t i = 0; i < layout->n_placements; i++) {
    const Placement *place = &layout->placements[i];
    for (unsigned k = 0; place->kind == kind && k < place->n_parts; k++) {
      if (place->parts[k] == part)
        return place;
    }
  }
  return NULL;
}

SignWith sign_with(const Signatory *by) {
  if (by->stamp != SEAL_NONE)
    return SIGN_STAMP;
  return by->seal != SEAL_NONE ? SIGN_SEAL : SIGN_NONE;
}

static bool has_place(const Layout *layout, Part part) {
  for (size_t i = 0; i < layout->n_placements; i++) {
    for (unsigned k = 0; k < layout->placements[i].n_parts; k++) {
      if (layout->placements[i].parts[k] == part)
        return true;
    }
  }
  return false;
}

/* A signature stands where its kind is placed. */
static bool sign_has_place(const Layout *layout, const Sign *sign) {
  SignWith with = sign->n_by > 0 ? sign_with(&sign->by[0]) : SIGN_NONE;
  for (size_t i = 0; i < layout->n_placements; i++) {
    const Placement *place = &layout->placements[i];
    if (place->kind == PLACE_SIGN && place->with == with)
      return true;
  }
  return false;
}

static void need(const Run *run, Part part, bool placed, Span at) {
  if (!placed)
    diag_add(run->job->diags, at, DIAG_TYPESET_NO_PLACE, run->layout->name,
             layout_part_name(part), NULL);
}

static void need_text(const Run *run, Part part, const Text *text) {
  if (text->chars)
    need(run, part, has_place(run->layout, part), text->at);
}

/* `titled`: an enclosure's title is part of its face. */
static void check_content(const Run *run, const Content *content, bool titled) {
  const Layout *l = run->layout;
  if (!titled)
    need_text(run, PART_TITLE, &content->title);
  need_text(run, PART_SUBTITLE, &content->subtitle);
  need_text(run, PART_RECIPIENTS, &content->recipients);
  need_text(run, PART_NOTE, &content->note);
  if (content->n_annexes > 0) {
    need(run, PART_ANNEX, has_place(l, PART_ANNEX), content->annexes[0].at);
    need(run, PART_ATTACHMENTS, has_place(l, PART_ATTACHMENTS), content->annexes[0].at);
  }
  bool dated =
      !titled && has_place(l, PART_DATE) && content->sign && !content->sign->by_given;
  if (content->sign && !dated)
    need(run, PART_SIGN, sign_has_place(l, content->sign), content->sign->at);
  for (uint32_t i = 0; i < content->n_annexes; i++)
    check_content(run, &content->annexes[i].content, true);
  for (uint32_t i = 0; i < content->n_enclosures; i++) {
    need(run, PART_ENCLOSURE, has_place(l, PART_ENCLOSURE),
         content->enclosures[i].title.at);
    check_content(run, &content->enclosures[i], true);
  }
}

static void check_head(const Run *run) {
  const Bulletin *b = run->bulletin;
  if (b->n_copies)
    need(run, PART_COPY_NUMBER, has_place(run->layout, PART_COPY_NUMBER),
         b->copies[0].at);
  need_text(run, PART_SECRECY, &b->secrecy.text);
  need_text(run, PART_URGENCY, &b->urgency);
  need_text(run, PART_SIGNERS, &b->signers_label);
  need_text(run, PART_NUMBER, &b->number.text);
}

bool places_check(const Run *run) {
  const Bulletin *b = run->bulletin;
  size_t errors = diag_errors(run->job->diags);
  check_head(run);
  if (b->n_attendance > 0)
    need(run, PART_ATTENDANCE, has_place(run->layout, PART_ATTENDANCE),
         b->attendance[0].at);
  check_content(run, &b->main, false);
  if (b->imprint)
    need(run, PART_IMPRINT, has_place(run->layout, PART_IMPRINT), b->imprint->at);
  return diag_errors(run->job->diags) == errors;
}
