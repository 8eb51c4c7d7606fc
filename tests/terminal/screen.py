"""Runs a command at a terminal and tells what a person sees of it.

screen.py WIDTH HEIGHT FOLDER COMMAND…: the terminal is a real one, and pyte shows it. A file FOLDER/keys, when it comes,
is typed. FOLDER/screen.txt has what was on the screen and above it in the end, FOLDER/seen.txt every line that
was on it at some time, FOLDER/raw what the command sent. Ends with the command's exit code.
"""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

import pyte

width, height, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
child, terminal = pty.fork()
if child == 0:
    os.environ["TERM"] = "xterm-256color"
    signal.signal(signal.SIGINT, signal.SIG_DFL)    # a shell's background process has it ignored
    os.execvp(sys.argv[4], sys.argv[4:])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

screen = pyte.HistoryScreen(width, height, history=10_000, ratio=0.5)
stream = pyte.ByteStream(screen)


def text(row):
    return "".join(row[column].data for column in range(width)).rstrip()


def rows():
    return [text(row) for row in screen.history.top] + [text(screen.buffer[row]) for row in range(height)]


def save(name, lines):
    path = os.path.join(folder, name)
    with open(path + ".new", "w") as file:
        file.write("".join(line + "\n" for line in lines))
    os.replace(path + ".new", path)


seen = {}
keys = os.path.join(folder, "keys")
saved = 0.0
with open(os.path.join(folder, "raw"), "wb") as raw:
    while True:
        if os.path.exists(keys):
            with open(keys, "rb") as file:
                os.write(terminal, file.read())
            os.remove(keys)
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                data = os.read(terminal, 65536)
            except OSError:     # Linux: the command has closed it
                data = b""
            if not data:
                break
            raw.write(data)
            raw.flush()
            stream.feed(data)
        if time.monotonic() - saved > 0.1:
            saved = time.monotonic()
            for line in rows():
                seen.setdefault(line)
            save("screen.txt", rows())
            save("seen.txt", seen)
save("screen.txt", rows())
save("seen.txt", seen)
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status) & 255)
