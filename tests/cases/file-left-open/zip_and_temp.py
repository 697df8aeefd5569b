import tempfile
import zipfile


def names(path):
    archive = zipfile.ZipFile(path)  # expect: LG151
    return archive.namelist()


def scratch(data):
    handle = tempfile.NamedTemporaryFile(delete=False)  # expect: LG151
    handle.write(data)
    return handle.name

# --- fixed ---
import tempfile
import zipfile


def names(path):
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def scratch(data):
    with tempfile.NamedTemporaryFile(delete=False) as handle:
        handle.write(data)
        return handle.name
