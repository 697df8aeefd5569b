import subprocess


def output(command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    out, _ = process.communicate()
    return out


def started(command):
    process = subprocess.Popen(command)  # missed: LG153 a returned field is taken for the object itself
    return process.pid
