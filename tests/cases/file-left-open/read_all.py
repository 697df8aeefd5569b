import json


def load(path):
    return json.load(open(path))  # expect: LG151 unsafe


def lines(path):
    handle = open(path)  # expect: LG151
    found = handle.readlines()
    handle.close()
    return found


def first(path):
    handle = open(path)  # expect: LG151
    return handle.readline()


def written(path, text):
    open(path, "w").write(text)  # expect: LG151


def each(path):
    for line in open(path):  # expect: LG151
        print(line)

# --- fixed ---
import json


def load(path):
    with open(path) as file:
        return json.load(file)


def lines(path):
    with open(path) as handle:
        found = handle.readlines()
    return found


def first(path):
    with open(path) as handle:
        return handle.readline()


def written(path, text):
    with open(path, "w") as file:
        file.write(text)


def each(path):
    with open(path) as file:
        for line in file:
            print(line)
