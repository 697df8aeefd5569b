import sqlite3

ÜBERSCHRIFT = "größe"


def größe(pfad: str) -> int:
    verbindung = sqlite3.connect(pfad)  # expect: LG103
    länge = verbindung.execute("SELECT sum(größe) FROM datei").fetchone()[0]  # für „alle“ Dateien 📁
    verbindung.close()
    return länge

# --- fixed ---
import sqlite3
from contextlib import closing

ÜBERSCHRIFT = "größe"


def größe(pfad: str) -> int:
    with closing(sqlite3.connect(pfad)) as verbindung:
        länge = verbindung.execute("SELECT sum(größe) FROM datei").fetchone()[0]  # für „alle“ Dateien 📁
    return länge
