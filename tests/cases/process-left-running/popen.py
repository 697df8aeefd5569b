import subprocess


def output(command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    out, _ = process.communicate()
    return out


def started(command):
    process = subprocess.Popen(command)  # wrong: LG153 unsafe -> LG153 refused: pid because the caller is handed the pid of a process that is over, and waits for it
    return process.pid


def piped(command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE)  # false-alarm: LG153 who reads the pipe still needs the process, and waiting before blocks for ever once it is full
    return process.stdout

# --- fixed, not yet: what is handed on still needs the process, so nothing may wait here ---
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
