import assert from "node:assert/strict";
import { test } from "node:test";
import { commandOf, failure, type Surroundings } from "../src/command";

function around(existing: string[] = [], changes: Partial<Surroundings> = {}): Surroundings {
  return { folder: "/w", home: "/home/me", windows: false, exists: (path) => existing.includes(path), ...changes };
}

test("without settings and environments the path decides", () => {
  assert.deepEqual(commandOf([], around()), ["letgo", "server"]);
});

test("the folder's environment comes before the path, .venv first", () => {
  assert.deepEqual(commandOf([], around(["/w/venv/bin/letgo"])), ["/w/venv/bin/letgo", "server"]);
  assert.deepEqual(commandOf([], around(["/w/venv/bin/letgo", "/w/.venv/bin/letgo"])), ["/w/.venv/bin/letgo", "server"]);
});

test("Windows has it in another place", () => {
  const place = "C:\\w\\.venv\\Scripts\\letgo.exe";
  assert.deepEqual(commandOf([], around([place], { folder: "C:\\w", windows: true })), [place, "server"]);
});

test("without a folder no environment is looked for", () => {
  assert.deepEqual(commandOf([], around(["/.venv/bin/letgo"], { folder: "" })), ["letgo", "server"]);
});

test("the settings win, with places filled in", () => {
  const configured = ["${workspaceFolder}/tools/python", "-m", "letgo"];
  assert.deepEqual(commandOf(configured, around(["/w/.venv/bin/letgo"])), ["/w/tools/python", "-m", "letgo", "server"]);
  assert.deepEqual(commandOf(["~/bin/letgo"], around()), ["/home/me/bin/letgo", "server"]);
  assert.deepEqual(commandOf(["~other/letgo"], around()), ["~other/letgo", "server"]);
  assert.deepEqual(commandOf([""], around()), ["letgo", "server"]);
});

test("a program that is not there is told how to be had", () => {
  assert.match(failure(["letgo", "server"], new Error("spawn letgo ENOENT")), /pip install/);
  assert.doesNotMatch(failure(["letgo", "server"], "exit 2"), /pip install/);
});
