"""A publisher that behaves as real ones do, and as they should not.

server.py ROOT: serves what ROOT/routes.json says, by the host and path that were asked for, writes its port to ROOT/port
and each request as a line to ROOT/log, and ends when ROOT is gone. A route is {"file": path, "steps": [...]}: what it
does at the first request, the second, and so on; the last goes on. The file is read at each request.
"""

import email.utils
import gzip
import hashlib
import http.server
import json
import os
import sys
import threading
import time

ROOT = sys.argv[1]
LOCK = threading.Lock()
ASKED = {}
PAGE = b"<!doctype html><html><body><h1>Be back soon</h1></body></html>"


class Publisher(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def note(self, target, routes):
        """Writes the request down; how often it has come since the routes were last changed."""
        line = json.dumps({"at": time.monotonic(), "target": target, **{k.lower(): v for k, v in self.headers.items()}})
        with LOCK:
            with open(os.path.join(ROOT, "log"), "a") as log:
                log.write(line + "\n")
            count = ASKED[routes, target] = ASKED.get((routes, target), 0) + 1
        return count

    def answer(self, status, body=b"", headers=(), kind="application/octet-stream"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        target = self.headers.get("Host", "").split(":")[0] + self.path
        with open(os.path.join(ROOT, "routes.json")) as file:
            routes = file.read()
        count = self.note(target, routes)
        route = json.loads(routes).get(target)
        if route is None:
            return self.answer(404, b"no such file")
        if target.split("/")[0].endswith("sec.gov") and "@" not in self.headers.get("User-Agent", ""):
            return self.answer(403, b"Your Request Originates from an Undeclared Automated Tool")
        steps = route.get("steps") or ["ok"]
        step, _, argument = steps[min(count, len(steps)) - 1].partition(" ")
        body = b""
        if "file" in route:
            with open(route["file"], "rb") as file:
                body = file.read()
        try:
            getattr(self, "do_" + step)(body, argument)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def versions(self, body):
        tag = '"%s"' % hashlib.sha1(body).hexdigest()
        return tag, [("ETag", tag), ("Last-Modified", email.utils.formatdate(1700000000 + len(body), usegmt=True))]

    def do_ok(self, body, argument):
        """The file, 304 where it is known, the rest where that is asked for."""
        tag, headers = self.versions(body)
        if self.headers.get("If-None-Match") == tag:
            return self.answer(304, b"", headers)
        asked = self.headers.get("Range", "")
        if asked.startswith("bytes=") and self.headers.get("If-Range") == tag:
            first = int(asked[6:].split("-")[0])
            if first >= len(body):
                return self.answer(416)
            part = "bytes %d-%d/%d" % (first, len(body) - 1, len(body))
            return self.answer(206, body[first:], headers + [("Content-Range", part)])
        return self.answer(200, body, headers, argument or "application/octet-stream")

    def do_bare(self, body, _):
        """The file, and nothing to know it by again."""
        self.answer(200, body)

    def do_gzip(self, body, _):
        assert "gzip" in self.headers.get("Accept-Encoding", "")
        tag, headers = self.versions(body)
        if self.headers.get("If-None-Match") == tag:
            return self.answer(304, b"", headers)
        self.answer(200, gzip.compress(body), headers + [("Content-Encoding", "gzip")])

    def do_cut(self, body, argument):
        """Promises the file and ends after some bytes."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        for name, value in self.versions(body)[1]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: int(argument)])
        self.wfile.flush()
        self.close_connection = True

    def do_part(self, body, argument):
        """The file, or the rest of it, cut after some bytes each time."""
        tag, headers = self.versions(body)
        asked = self.headers.get("Range", "") if self.headers.get("If-Range") == tag else ""
        first = int(asked[6:].split("-")[0]) if asked else 0
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(body) - first))
        if asked:
            self.send_header("Content-Range", "bytes %d-%d/%d" % (first, len(body) - 1, len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[first : first + int(argument)])
        self.wfile.flush()
        self.close_connection = True

    def do_ahead(self, body, argument):
        """Another part than was asked for."""
        first = int(self.headers["Range"][6:].split("-")[0]) + int(argument)
        part = "bytes %d-%d/%d" % (first, len(body) - 1, len(body))
        self.answer(206, body[first:], self.versions(body)[1] + [("Content-Range", part)])

    def do_hang(self, body, argument):
        """Sends some bytes and then nothing more, until whoever asked is gone."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        for name, value in self.versions(body)[1]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: int(argument)])
        self.wfile.flush()
        with open(os.path.join(ROOT, "hanging"), "w"):
            pass
        while os.path.exists(os.path.join(ROOT, "hanging")) and os.path.exists(ROOT):
            time.sleep(0.05)
        self.close_connection = True

    def do_status(self, _, argument):
        status, _, wait = argument.partition(" ")
        self.answer(int(status), b"later", [("Retry-After", wait)] if wait else [])

    def do_redirect(self, _, argument):
        self.answer(302, b"", [("Location", argument)])

    def do_page(self, _, argument):
        self.answer(200, PAGE, kind=argument or "text/html; charset=utf-8")

    def do_endless(self, _, argument):
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        while True:
            self.wfile.write(b"2025-01-01,1\n" * 5000)

    def do_headers(self, body, _):
        self.answer(200, body, [("X-Long-%d" % i, "x" * 4000) for i in range(60)])

    def do_hostile(self, body, _):
        """Names and values that are meant to lead elsewhere."""
        self.answer(200, body, [
            ("Content-Disposition", 'attachment; filename="../../../evil.sh"'),
            ("ETag", '"a\\" \x1b[31m`touch evil`"'), ("Last-Modified", "yesterday; rm -rf /"),
            ("Set-Cookie", "a=b"), ("Content-Location", "file:///etc/passwd")])


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass  # whoever asked has gone


def main():
    server = Server(("127.0.0.1", 0), Publisher)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with open(os.path.join(ROOT, "port.new"), "w") as file:
        file.write(str(server.server_address[1]))
    os.rename(os.path.join(ROOT, "port.new"), os.path.join(ROOT, "port"))
    while os.path.exists(os.path.join(ROOT, "port")):
        time.sleep(0.1)


main()
