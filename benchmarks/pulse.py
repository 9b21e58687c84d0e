"""Ask one address again and again, in a process of its own that nothing else slows down.

Usage: python -I benchmarks/pulse.py PORT PATH; at the end of standard input it prints a line for
each question: status (0: no answer) and seconds.
"""

import http.client
import sys
import threading
import time

EVERY_S = 0.05


def main(port: int, path: str) -> None:
    """Until standard input ends."""
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    line, told = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    print("began", flush=True)
    while not ended.wait(EVERY_S):
        began, status = time.perf_counter(), 0
        try:
            line.request("GET", path)
            answer = line.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            line.close()  # it is opened anew with the next question
        told.append((status, time.perf_counter() - began))
    print("\n".join(f"{status} {seconds:.6f}" for status, seconds in told))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
