import socket


def receiver(address):
    stream = socket.create_connection(address)
    return stream.recv

# --- fixed ---
import socket


def receiver(address):
    stream = socket.create_connection(address)
    return stream.recv
