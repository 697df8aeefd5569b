import sqlite3
import unittest


class Test(unittest.TestCase):
    def setUp(self):
        self.connection = sqlite3.connect(":memory:")
        self.addCleanup(self.connection.close)
        self.cursor = self.connection.cursor()

    def tearDown(self):
        self.cursor.close()

    def test_local(self):
        connection = sqlite3.connect(":memory:")
        self.addCleanup(connection.close)
        self.assertEqual(connection.execute("SELECT 1").fetchone(), (1,))
