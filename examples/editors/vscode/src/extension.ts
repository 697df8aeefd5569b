import { existsSync } from "node:fs";
import { homedir } from "node:os";
import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";
import { commandOf, failure } from "./command";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("letgo.restart", restart),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("letgo")) await restart();
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}

async function restart(): Promise<void> {
  await deactivate();
  await start();
}

async function start(): Promise<void> {
  const settings = vscode.workspace.getConfiguration("letgo");
  if (!settings.get<boolean>("enable", true)) return;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const command = commandOf(settings.get<string[]>("command", []), {
    folder,
    home: homedir(),
    windows: process.platform === "win32",
    exists: existsSync,
  });
  const [program = "letgo", ...args] = command;
  const options: LanguageClientOptions = { documentSelector: [{ scheme: "file", language: "python" }] };
  client = new LanguageClient("letgo", "letgo", { command: program, args }, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    void vscode.window.showErrorMessage(failure(command, error));
  }
}
