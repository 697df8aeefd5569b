import json


def settings(path):
    return json.load(open(path))  # expect: LG151 unsafe


def first(path):
    stream = open(path, encoding="utf-8")  # expect: LG151
    return stream.readline()


def save(path, data):
    out = open(path, "w")  # expect: LG151 info unsafe
    json.dump(data, out)
    out.close()

# --- fixed ---
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
