"""forward.py PORT TO: a server at PORT of this machine that passes everything on to port TO, as if it had just come."""
import socket
import sys
import threading


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for each in (source, target):
        try:
            each.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    while True:
        client, _ = server.accept()
        there = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
        for pair in ((client, there), (there, client)):
            threading.Thread(target=copy, args=pair, daemon=True).start()
