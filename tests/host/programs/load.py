"""Asks a server many times over a few connections that stay open.

load.py PORT COUNT PATH: PATH may hold {n}, the number of the request. Prints one line: how many were answered, how many
were not, and the median and 99th percentile of the time to an answer.
"""
import http.client
import sys
import threading
import time

CONNECTIONS = 2


def ask(port, path, first, count, times):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for n in range(first, count, CONNECTIONS):
        started = time.perf_counter()
        try:
            connection.request("GET", path.replace("{n}", str(n)))
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                times.append(time.perf_counter() - started)
        except (OSError, http.client.HTTPException):
            connection.close()


def main():
    port, count, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    times = []
    threads = [threading.Thread(target=ask, args=(port, path, first, count, times)) for first in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    if not times:
        print(f"0 answered, {count} not")
        return 1
    print(f"{len(times)} answered, {count - len(times)} not, median {times[len(times) // 2] * 1e3:.2f} ms, "
          f"p99 {times[len(times) * 99 // 100] * 1e3:.2f} ms")
    return 0 if len(times) == count else 1


sys.exit(main())
