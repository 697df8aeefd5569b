import tempfile
import zipfile


def names(path):
    archive = zipfile.ZipFile(path)  # expect: LG151
    return archive.namelist()


def scratch(data):
    handle = tempfile.NamedTemporaryFile(delete=False)  # missed: LG151 a returned field is taken for the object itself
    handle.write(data)
    return handle.name

# --- fixed ---
import tempfile
import zipfile


def names(path):
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def scratch(data):
    handle = tempfile.NamedTemporaryFile(delete=False)
    handle.write(data)
    return handle.name
