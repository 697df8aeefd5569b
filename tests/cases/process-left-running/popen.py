import subprocess


def output(command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    out, _ = process.communicate()
    return out


def started(command):
    process = subprocess.Popen(command)
    return process.pid


def piped(command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    return process.stdout

# --- fixed ---
import subprocess


def output(command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    out, _ = process.communicate()
    return out


def started(command):
    process = subprocess.Popen(command)
    return process.pid


def piped(command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    return process.stdout
