def lines(path):
    stream = open(path)
    return (line.strip() for line in stream)


def opened(path):
    stream = open(path)
    return stream
