// Reads companyfacts with simdjson's tree, which takes the machine's best instructions (its reading on demand, as
// Debian builds it, does not: 0.4 times as fast). Every member of every fact is taken out, texts as views into its
// buffer; nothing is checked or put in order. See reading_files.h.
#include "../reading_files.h"

#include <simdjson.h>

namespace {

namespace json = simdjson::dom;

struct fact {
  std::string_view start, end, accession, form, filed, period, frame;
  double value, year;
};

double number_of(json::element value) { return value.is_number() ? double(value) : 0; }
std::string_view text_of(json::element value) { return value.is_string() ? value.get_string().value() : ""; }

void take(fact &into, std::string_view key, json::element value) {
  if (key == "val") into.value = number_of(value);
  else if (key == "end") into.end = text_of(value);
  else if (key == "start") into.start = text_of(value);
  else if (key == "accn") into.accession = text_of(value);
  else if (key == "filed") into.filed = text_of(value);
  else if (key == "form") into.form = text_of(value);
  else if (key == "fp") into.period = text_of(value);
  else if (key == "fy") into.year = number_of(value);
  else if (key == "frame") into.frame = text_of(value);
}

size_t read_facts(const char *, const reading_file *file) {
  static json::parser parser;
  static volatile double total; // so that nothing is left out
  const json::element document = parser.parse(file->text, file->length, false);
  size_t facts = 0;
  for (auto taxonomy : document["facts"].get_object())
    for (auto tag : taxonomy.value.get_object())
      for (auto unit : tag.value["units"].get_object())
        for (auto one : unit.value.get_array()) {
          fact made = {};
          for (auto member : one.get_object()) take(made, member.key, member.value);
          total = total + made.value + double(made.accession.size() + made.start.size() + made.end.size());
          facts++;
        }
  return facts;
}

} // namespace

int main(int count, char **arguments) {
  try {
    return reading_main("simdjson", count, arguments, read_facts);
  } catch (const simdjson::simdjson_error &error) {
    reading_stop("simdjson", error.what());
  }
}
