"""Starts the emulator: moto in server mode with this project's overlays, on a free loopback port.

Prints one line, `listening on http://127.0.0.1:PORT`, when it answers, and ends when its standard
input does: whoever started it need not stay alive to end it.
"""

import logging
import os
import sys
import threading

from werkzeug.serving import make_server

import emulator


def end_with_input() -> None:
    """Ends the process when nobody holds the other end of standard input any more."""
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    application = emulator.application()
    server = make_server(
        "127.0.0.1",
        0,
        application,
        threaded=True,
        request_handler=emulator.RequestHandler,
    )
    threading.Thread(target=end_with_input, daemon=True).start()
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
