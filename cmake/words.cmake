# OFFICIAL, UNITS, GENERAL → OUT: lists of words as sorted lines, `const char *SYMBOL_official(void)` with
# lines "word<tab>first letter of its section" and `const char *SYMBOL_general(void)` with plain words.
function(to_bytes text out)
  string(HEX "${text}" hex)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  set(${out} "${bytes}" PARENT_SCOPE)
endfunction()

# Words of a file by sections, as sorted lines.
function(read_sections file out)
  file(STRINGS ${file} rows ENCODING UTF-8)
  set(section "")
  set(lines "")
  foreach(row IN LISTS rows)
    if(row MATCHES "^#" OR row STREQUAL "")
    elseif(row MATCHES "^\\[([a-z])")
      set(section ${CMAKE_MATCH_1})
      if(row STREQUAL "[persons]")
        set(section n)
      elseif(row STREQUAL "[periods]")
        set(section t)
      endif()
    else()
      string(REGEX MATCHALL "[^ \t]+" words "${row}")
      foreach(word IN LISTS words)
        list(APPEND lines "${word}\t${section}")
      endforeach()
    endif()
  endforeach()
  list(REMOVE_DUPLICATES lines)
  list(SORT lines)
  list(JOIN lines "\n" text)
  to_bytes("${text}\n" bytes)
  set(${out} "${bytes}" PARENT_SCOPE)
endfunction()

read_sections(${OFFICIAL} official)
read_sections(${UNITS} units)

file(READ ${GENERAL} general)
string(REGEX REPLACE "#[^\n]*\n" "" general "${general}")
to_bytes("${general}" general)

file(WRITE ${OUT} "/* made from lists of words by cmake/words.cmake */
const char *${SYMBOL}_official(void);
const char *${SYMBOL}_general(void);
const char *${SYMBOL}_units(void);
static const unsigned char official[] = {${official}0};
static const unsigned char general[] = {${general}0};
static const unsigned char units[] = {${units}0};
const char *${SYMBOL}_official(void) { return (const char *)official; }
const char *${SYMBOL}_general(void) { return (const char *)general; }
const char *${SYMBOL}_units(void) { return (const char *)units; }
")
