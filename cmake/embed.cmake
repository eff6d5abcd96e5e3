# IN → OUT: the file's text as `const char *SYMBOL(void)`.
file(READ ${IN} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE ${OUT} "/* made from a schema file by cmake/embed.cmake */
const char *${SYMBOL}(void);
static const unsigned char bytes[] = {${bytes}0};
const char *${SYMBOL}(void) { return (const char *)bytes; }
")
