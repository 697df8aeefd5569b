import socket


def ask(host, port, question):
    sock = socket.create_connection((host, port), timeout=5)  # expect: LG152
    sock.sendall(question)
    answer = sock.recv(4096)
    sock.close()
    return answer

# --- fixed ---
import socket


def ask(host, port, question):
    with socket.create_connection((host, port), timeout=5) as sock:
        sock.sendall(question)
        answer = sock.recv(4096)
    return answer
