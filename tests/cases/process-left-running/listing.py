import subprocess


def listing(folder):
    child = subprocess.Popen(["ls", folder], stdout=subprocess.PIPE)  # expect: LG153 unsafe
    return child.stdout.read()


def waited(folder):
    child = subprocess.Popen(["ls", folder])
    return child.wait()

# --- fixed, not yet: its page shows the process's own with, which closes the pipe too ---
import subprocess


def listing(folder):
    with subprocess.Popen(["ls", folder], stdout=subprocess.PIPE) as child:
        return child.stdout.read()


def waited(folder):
    child = subprocess.Popen(["ls", folder])
    return child.wait()
