import socket


def ask(host, port, data):
    sock = socket.create_connection((host, port))  # expect: LG152
    sock.sendall(data)
    answer = sock.recv(1024)
    sock.close()
    return answer


def free_port():
    s = socket.socket()  # expect: LG152
    s.bind(("", 0))
    return s.getsockname()[1]

# --- fixed ---
import socket


def ask(host, port, data):
    with socket.create_connection((host, port)) as sock:
        sock.sendall(data)
        answer = sock.recv(1024)
    return answer


def free_port():
    with socket.socket() as s:
        s.bind(("", 0))
        return s.getsockname()[1]
