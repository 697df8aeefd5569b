// Which command starts the server. Knows nothing of VS Code, so that it can be tested without one.

export interface Surroundings {
  /** The folder that is open, "" if none is. */
  folder: string;
  home: string;
  windows: boolean;
  exists(path: string): boolean;
}

const ENVIRONMENTS = [".venv", "venv", "env"];

/** What the settings say with places filled in; else letgo of a virtual environment, else the one on the path. */
export function commandOf(configured: readonly string[], around: Surroundings): string[] {
  const words = configured.map((word) => filled(word, around)).filter((word) => word !== "");
  return [...(words.length > 0 ? words : [found(around)]), "server"];
}

function filled(word: string, around: Surroundings): string {
  const placed = word.split("${workspaceFolder}").join(around.folder);
  return placed === "~" || placed.startsWith("~/") ? around.home + placed.slice(1) : placed;
}

function found(around: Surroundings): string {
  const inside = around.windows ? ["Scripts", "letgo.exe"] : ["bin", "letgo"];
  const places = ENVIRONMENTS.map((name) => [around.folder, name, ...inside].join(around.windows ? "\\" : "/"));
  return (around.folder !== "" && places.find((place) => around.exists(place))) || "letgo";
}

/** What to tell a person whose server did not start. */
export function failure(command: readonly string[], error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  const hint = /ENOENT|not found/i.test(reason) ? " Install it with: pip install 'letgo[lsp]'" : "";
  return `letgo did not start (${command.join(" ")}): ${reason}.${hint}`;
}
