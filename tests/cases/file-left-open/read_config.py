import json


def settings(path):
    return json.load(open(path))  # missed: LG151 a builtin has no import line


def first(path):
    stream = open(path, encoding="utf-8")  # missed: LG151 a builtin has no import line
    return stream.readline()


def save(path, data):
    out = open(path, "w")  # missed: LG151 a builtin has no import line
    json.dump(data, out)
    out.close()

# --- fixed, not yet: a builtin has no import line ---
import json


def settings(path):
    with open(path) as file:
        return json.load(file)


def first(path):
    with open(path, encoding="utf-8") as stream:
        return stream.readline()


def save(path, data):
    with open(path, "w") as out:
        json.dump(data, out)
