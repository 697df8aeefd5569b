import socket


def receiver(address):
    stream = socket.create_connection(address)  # false-alarm: LG152 the bound method still needs the socket
    return stream.recv

# --- fixed, not yet: the bound method that is returned still needs the socket ---
import socket


def receiver(address):
    stream = socket.create_connection(address)
    return stream.recv
