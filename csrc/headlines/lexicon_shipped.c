/* The shipped lexicon and its odds, put into the library byte for byte: their one home are the text files. */
#include "signalflow/reading.h"

#include <string.h>

#if defined(__APPLE__)
#define SECTION ".const_data\n"
#define BACK ".text\n"
#define SYMBOL(name) "_" name
#else
#define SECTION ".pushsection .rodata\n"
#define BACK ".popsection\n"
#define SYMBOL(name) name
#endif

__asm__(SECTION ".globl " SYMBOL("sf_lexicon_start") "\n"                                     //
        SYMBOL("sf_lexicon_start") ":\n.incbin \"headlines/lexicon.txt\"\n"                       //
        ".incbin \"headlines/odds.txt\"\n.byte 0\n" BACK);

extern const char sf_lexicon_start[] __attribute__((visibility("hidden")));

sf_lexicon_text sf_shipped_lexicon(void) {
  return (sf_lexicon_text){"lexicon.txt", sf_lexicon_start, strlen(sf_lexicon_start)};
}
