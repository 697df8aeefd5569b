from urllib.request import urlopen

import requests


def page(url):
    return urlopen(url).read()  # expect: LG154


def answer(url):
    response = urlopen(url)  # expect: LG154
    data = response.read()
    response.close()
    return data


def big(url, path):
    response = requests.get(url, stream=True)  # expect: LG154
    for chunk in response.iter_content(8192):
        path.write(chunk)

# --- fixed ---
from urllib.request import urlopen

import requests


def page(url):
    with urlopen(url) as response:
        return response.read()


def answer(url):
    with urlopen(url) as response:
        data = response.read()
    return data


def big(url, path):
    with requests.get(url, stream=True) as response:
        for chunk in response.iter_content(8192):
            path.write(chunk)
