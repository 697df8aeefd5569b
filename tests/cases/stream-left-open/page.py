from urllib.request import urlopen


def page(url):
    response = urlopen(url)  # expect: LG154
    return response.read()


def status(url):
    return urlopen(url).status  # expect: LG154

# --- fixed ---
from urllib.request import urlopen


def page(url):
    with urlopen(url) as response:
        return response.read()


def status(url):
    with urlopen(url) as response:
        return response.status
