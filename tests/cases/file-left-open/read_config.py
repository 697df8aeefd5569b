import json


def settings(path):
    return json.load(open(path))  # wrong: LG151 unsafe -> LG151 safe because json.load() reads it to the end and keeps nothing


def first(path):
    stream = open(path, encoding="utf-8")  # expect: LG151
    return stream.readline()


def save(path, data):
    out = open(path, "w")  # wrong: LG151 info unsafe -> LG151 info safe because json.dump() keeps nothing
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
