import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Client, folder, put } from "./client.js";

const LEAK = `import sqlite3


def names(path):
    𐐀日 = sqlite3.connect("🦊.db")
    cur𐐀 = 𐐀日.cursor()
    cur𐐀.execute("select '🦊é' from t")
    return cur𐐀.fetchall()
`;
const FIXED = `import sqlite3
from contextlib import closing


def names(path):
    with closing(sqlite3.connect("🦊.db")) as 𐐀日, closing(𐐀日.cursor()) as cur𐐀:
        cur𐐀.execute("select '🦊é' from t")
        return cur𐐀.fetchall()
`;
const WAIT = `import sqlite3
import threading
import time

LOCK = threading.Lock()


def slow(path):
    with LOCK:
        time.sleep(3)


def first(path):
    conn = sqlite3.connect(path)
    print(conn.execute("select 1").fetchone())
`;
const HELPER = "import sqlite3\n\n\ndef opened(path):\n    return sqlite3.connect(path)\n";
const USER = "from shared.helper import opened\n\n\ndef run(path):\n    c = opened(path)\n    c.execute('x')\n";

let client;
let root;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "letgo-"));
  client = new Client();
});

afterEach(async () => {
  client.process.kill();
  await client.ended;
  client.line.dispose();
  rmSync(root, { recursive: true });
});

test("from an open file with wide characters to a fixed one on disk", async () => {
  put(root, { "pyproject.toml": "[tool.letgo]\n", "jobs.py": LEAK });
  const can = await client.begin(root);
  assert.deepEqual(can.workspace.workspaceFolders, { supported: true, changeNotifications: true });
  const uri = await client.open(join(root, "jobs.py"), LEAK);
  const found = await client.codes(uri, "LG101", "LG101");
  const shown = found.map((each) => client.documents.get(uri).getText(each.range)).sort();
  assert.deepEqual(shown, ['sqlite3.connect("🦊.db")', "𐐀日.cursor()"]);
  assert.ok(found.every((each) => each.source === "letgo" && each.relatedInformation.length && each.codeDescription.href));
  for (let left = found; left.length; left = await client.found(uri)) {
    const offered = await client.actions(uri, left[0].range, ["quickfix"]);
    const [action] = offered.filter((each) => each.isPreferred && !each.disabled);
    assert.ok(action, JSON.stringify(offered.map((each) => each.title)));
    assert.equal(action.edit, undefined, "edits are worked out when they are asked for");
    await client.take(action);
  }
  await client.save(uri);
  await client.codes(uri);
  assert.equal(readFileSync(join(root, "jobs.py"), "utf8"), FIXED);
  assert.equal(await client.end(), 0);
});

test("all safe fixes of a file with CRLF", async () => {
  put(root, { "pyproject.toml": "[tool.letgo]\n" });
  await client.begin(root);
  const uri = await client.open(join(root, "jobs.py"), WAIT.replaceAll("\n", "\r\n"));
  await client.codes(uri, "LG101", "LG201");
  const start = { line: 0, character: 0 };
  const [action] = await client.actions(uri, { start, end: start }, ["source.fixAll"]);
  assert.equal(action.kind, "source.fixAll.letgo");
  await client.take(action);
  assert.equal(client.text(uri).match(/\r\n/g).length, client.text(uri).match(/\n/g).length);
  await client.codes(uri, "LG201");
});

test("an action of an old text works on the new one, or is refused", async () => {
  put(root, { "pyproject.toml": "[tool.letgo]\n" });
  await client.begin(root);
  const uri = await client.open(join(root, "jobs.py"), WAIT);
  const leak = (await client.codes(uri, "LG101", "LG201")).find((each) => each.code === "LG101");
  const [action] = (await client.actions(uri, leak.range)).filter((each) => each.isPreferred);
  await client.change(uri, `# a row more 🦊\n${WAIT}`);
  await client.take(action);
  assert.match(client.text(uri), /^# a row more 🦊\n/);
  assert.match(client.text(uri), /with closing\(sqlite3\.connect\(path\)\) as conn:\n {8}print/);
  await client.change(uri, "x = 1\n");
  await assert.rejects(client.take(action), { code: -32801 });
});

test("a buffer that is not saved counts, until it is closed", async () => {
  put(root, { "pyproject.toml": "[tool.letgo]\n", "shared/helper.py": "def opened(path):\n    return path\n" });
  await client.begin(root);
  const uri = await client.open(join(root, "jobs.py"), USER);
  await client.codes(uri);
  const other = await client.open(join(root, "shared/helper.py"), HELPER);
  await client.codes(uri, "LG101");
  await client.close(other);
  await client.codes(uri);
});

test("files that are renamed and deleted elsewhere", async () => {
  put(root, { "pyproject.toml": "[tool.letgo]\n", "shared/helper.py": HELPER });
  await client.begin(root);
  const uri = await client.open(join(root, "jobs.py"), USER);
  await client.codes(uri, "LG101");
  const [was, is] = ["helper", "other"].map((name) => join(root, `shared/${name}.py`));
  const changed = (...changes) =>
    client.tell("workspace/didChangeWatchedFiles", {
      changes: changes.map(([path, type]) => ({ uri: pathToFileURL(path).href, type })),
    });
  renameSync(was, is);
  await changed([was, 3], [is, 1]);
  await client.codes(uri);
  await client.change(uri, USER.replace("shared.helper", "shared.other"));
  await client.codes(uri, "LG101");
  rmSync(is);
  await changed([is, 3]);
  await client.codes(uri);
});

test("folders that come and go, each with settings of its own", async () => {
  put(root, {
    "one/pyproject.toml": "[tool.letgo]\nignore = ['LG101']\n",
    "two/letgo.toml": "ignore = ['LG201']\n",
    "two/shared/helper.py": HELPER,
    "one/shared/helper.py": "def opened(path):\n    return path\n",
  });
  const [one, two, three] = ["one", "two", "three"].map((name) => join(root, name));
  await client.begin(one, two);
  const first = await client.open(join(one, "jobs.py"), WAIT);
  const second = await client.open(join(two, "jobs.py"), WAIT);
  await client.codes(first, "LG201");
  await client.codes(second, "LG101");
  const mine = await client.open(join(one, "user.py"), USER);
  const other = await client.open(join(two, "user.py"), USER);
  await client.codes(mine); // each with the helper of its own folder
  await client.codes(other, "LG101");

  put(three, { "shared/helper.py": HELPER, "app/__init__.py": "" });
  const third = await client.open(join(three, "app/jobs.py"), USER);
  await client.codes(third); // for all that is known, it stands alone
  await client.tell("workspace/didChangeWorkspaceFolders", { event: { added: [folder(three)], removed: [] } });
  await client.codes(third, "LG101"); // a folder without settings is a project, too
  await client.tell("workspace/didChangeWorkspaceFolders", { event: { added: [], removed: [folder(three), folder(one)] } });
  await client.codes(third);
  await client.codes(first, "LG201"); // what stays open keeps the settings that stand beside it
  await client.codes(second, "LG101");
  assert.deepEqual(client.messages, []);
  assert.equal(await client.end(), 0);
});

test("settings that change count at once", async () => {
  put(root, { "letgo.toml": "" });
  await client.begin(root);
  const uri = await client.open(join(root, "jobs.py"), WAIT);
  await client.codes(uri, "LG101", "LG201");
  put(root, { "letgo.toml": "ignore = ['LG1']\n" });
  const changes = [{ uri: pathToFileURL(join(root, "letgo.toml")).href, type: 2 }];
  await client.tell("workspace/didChangeWatchedFiles", { changes });
  await client.codes(uri, "LG201");
});

test("a client that leaves at once, and one that dies", async () => {
  await client.begin(root);
  await client.tell("exit");
  assert.equal(await client.ended, 1);
  const other = new Client();
  await other.begin(root);
  const uri = await other.open(join(root, "jobs.py"), LEAK);
  await other.codes(uri, "LG101", "LG101");
  other.process.stdin.end();
  assert.notEqual(await other.ended, "SIGTERM");
  other.line.dispose();
});
