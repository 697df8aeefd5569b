import json


def load(path):
    return json.load(open(path))  # missed: LG151 a builtin has no import line


def lines(path):
    handle = open(path)  # missed: LG151 a builtin has no import line
    found = handle.readlines()
    handle.close()
    return found


def first(path):
    handle = open(path)  # missed: LG151 a builtin has no import line
    return handle.readline()


def written(path, text):
    open(path, "w").write(text)  # missed: LG151 a builtin has no import line


def each(path):
    for line in open(path):  # missed: LG151 a builtin has no import line
        print(line)
