"""An AI factory in Python, by the C library alone: what reference_factory.c prints, with ctypes and nothing else.

python3 reference_factory.py libsignalflow.so reference_factory.csv [DIGITS [THREADS]]"""
import sys
from ctypes import (CDLL, POINTER, Structure, byref, c_bool, c_char, c_char_p, c_double, c_int, c_int8, c_size_t, c_uint,
                    c_uint64, c_void_p, create_string_buffer)


def structure(**members):
    return type("structure", (Structure,), {"_fields_": list(members.items())})

Error = structure(code=c_int, message=c_char * 480)
Dimension = structure(sixths=c_int8 * 16)
Quantity = structure(value=c_double, dimension=Dimension)
Field = structure(name=c_char_p, offset=c_size_t, dimension=Dimension, meaning=c_char_p, low=c_double, high=c_double,
                  low_open=c_bool, high_open=c_bool)
RunOptions = structure(seed=c_uint64, draws=c_uint64, first=c_uint64, count=c_uint64, sampler=c_int, statistics=c_uint,
                       threads=c_uint, block=c_uint, relative_error=c_double, tick=c_void_p, tick_context=c_void_p)

library, error = CDLL(sys.argv[1]), Error()
digits, threads = [int(word) for word in (sys.argv[3:] + ["3", "0"][len(sys.argv) - 3:])]
for name, result in dict(input_fields=POINTER(Field), output_fields=POINTER(Field)).items():
    getattr(library, "sf_factory_" + name).restype = result
library.sf_default_run_options.restype = RunOptions
library.sf_summary_count.restype = c_uint64
library.sf_summary_mean.restype = library.sf_summary_quantile.restype = c_double
library.sf_print_quantity.restype = c_char_p

def call(name, *arguments):  # a function that gives a status; the library has the words
    if getattr(library, name)(*arguments, byref(error)):
        sys.exit(error.message.decode())

def fields(name):
    count = c_size_t()
    return getattr(library, name)(byref(count))[:count.value]

def printed(field, value):
    return library.sf_print_quantity(Quantity(value, field.dimension), digits, create_string_buffer(224)).decode()

members = {field.name.decode(): c_void_p for field in fields("sf_factory_input_fields")}
inputs = structure(**members, horizon=c_int, year=c_int)()
outputs = (c_void_p * len(fields("sf_factory_output_fields")))()
graph, plan, text, length, options = c_void_p(), c_void_p(), c_void_p(), c_size_t(), library.sf_default_run_options()
options.draws, options.seed, options.threads = 100000, 7, threads
call("sf_read_file", sys.argv[2].encode(), byref(text), byref(length))
call("sf_create_graph", byref(graph))
call("sf_read_factory_inputs", graph, sys.argv[2].encode(), text, length, byref(inputs))
call("sf_build_factory", graph, byref(inputs), outputs)
known = [(field, value) for field, value in zip(fields("sf_factory_output_fields"), outputs) if value]
call("sf_compile_plan", graph, (c_void_p * len(known))(*[value for _, value in known]), c_size_t(len(known)), byref(plan))
summaries = (c_void_p * len(known))()
call("sf_run_plan", plan, byref(options), summaries, None)
for (field, _), summary in zip(known, map(c_void_p, summaries)):
    name, words = field.name.decode(), "no draw has a value"
    if library.sf_summary_count(summary) > 0:
        low, high = [printed(field, library.sf_summary_quantile(summary, c_double(p))) for p in (0.05, 0.95)]
        words = f"{printed(field, library.sf_summary_mean(summary))}  [{low}, {high}]"
    print(f"{name:24}  {words}")
