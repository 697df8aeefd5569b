// A client over vscode-jsonrpc, the library that VS Code itself speaks with. What it knows of a document, it knows by
// Microsoft's own TextDocument: positions in UTF-16, edits applied as VS Code applies them.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import { TextDocument } from "vscode-languageserver-textdocument";

const PATIENCE = 60_000; // milliseconds
const CAPABILITIES = {
  general: { positionEncodings: ["utf-16"] },
  workspace: {
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  textDocument: {
    synchronization: { didSave: true },
    publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source", "source.fixAll"] } },
      resolveSupport: { properties: ["edit"] },
      dataSupport: true,
      disabledSupport: true,
      isPreferredSupport: true,
    },
  },
};

export const folder = (path) => ({ uri: pathToFileURL(path).href, name: path });

/** Put files below a folder; gives the folder. */
export function put(root, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(`${root}/${name}`), { recursive: true });
    writeFileSync(`${root}/${name}`, text);
  }
  return root;
}

export class Client {
  constructor() {
    const [program, ...rest] = JSON.parse(process.env.LETGO_SERVER);
    this.process = spawn(program, rest, { stdio: ["pipe", "pipe", "inherit"] });
    this.ended = new Promise((done) => this.process.on("exit", (code, signal) => done(signal ?? code)));
    this.line = createMessageConnection(
      new StreamMessageReader(this.process.stdout),
      new StreamMessageWriter(this.process.stdin),
    );
    this.documents = new Map(); // by address
    this.pushed = new Map(); // by address: what was pushed last
    this.messages = [];
    this.waiting = [];
    this.line.onNotification("textDocument/publishDiagnostics", (sent) => {
      this.pushed.set(sent.uri, sent);
      this.waiting.splice(0).forEach((wake) => wake());
    });
    this.line.onNotification("window/showMessage", (sent) => this.messages.push(sent.message));
    this.line.onNotification("window/logMessage", () => {});
    this.line.onRequest("client/registerCapability", () => null);
    this.line.listen();
  }

  /** Begin with these workspace folders; gives what the server can do. */
  async begin(...folders) {
    const params = { processId: process.pid, rootUri: null, capabilities: CAPABILITIES };
    const answer = await this.ask("initialize", { ...params, workspaceFolders: folders.map(folder) });
    await this.tell("initialized", {});
    return answer.capabilities;
  }

  ask(method, params) {
    return this.line.sendRequest(method, params);
  }

  tell(method, params) {
    return this.line.sendNotification(method, params);
  }

  async open(path, text) {
    const document = TextDocument.create(pathToFileURL(path).href, "python", 1, text);
    this.documents.set(document.uri, document);
    const { uri, languageId, version } = document;
    await this.tell("textDocument/didOpen", { textDocument: { uri, languageId, version, text } });
    return document.uri;
  }

  text(uri) {
    return this.documents.get(uri).getText();
  }

  async change(uri, text) {
    const version = this.documents.get(uri).version + 1;
    this.documents.set(uri, TextDocument.create(uri, "python", version, text));
    await this.tell("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [{ text }] });
  }

  /** Write a document to its file. */
  async save(uri) {
    writeFileSync(fileURLToPath(uri), this.text(uri));
    await this.tell("textDocument/didSave", { textDocument: { uri } });
  }

  async close(uri) {
    this.documents.delete(uri);
    await this.tell("textDocument/didClose", { textDocument: { uri } });
  }

  /** What is pushed about a document that fits; waits for it. */
  async found(uri, fits = () => true) {
    const version = this.documents.get(uri)?.version;
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const sent = this.pushed.get(uri);
      if (sent && (version === undefined || sent.version === version) && fits(sent.diagnostics)) return sent.diagnostics;
      if (Date.now() > deadline) throw new Error(`not pushed: ${JSON.stringify(sent)} of version ${version}`);
      await new Promise((wake) => {
        this.waiting.push(wake);
        setTimeout(wake, 1000);
      });
    }
  }

  /** The codes of what is pushed about a document, once they are these. */
  codes(uri, ...wanted) {
    const codes = (items) => items.map((each) => each.code).sort();
    return this.found(uri, (items) => JSON.stringify(codes(items)) === JSON.stringify(wanted.sort()));
  }

  actions(uri, range, only) {
    const diagnostics = this.pushed.get(uri)?.diagnostics ?? [];
    return this.ask("textDocument/codeAction", { textDocument: { uri }, range, context: { diagnostics, only } });
  }

  /** Resolve an action and apply its edits, the versions of which must be those of the documents. */
  async take(action) {
    const { edit } = await this.ask("codeAction/resolve", action);
    for (const { textDocument, edits } of edit.documentChanges) {
      const document = this.documents.get(textDocument.uri);
      if (textDocument.version !== document.version) throw new Error(`an edit of version ${textDocument.version}`);
      await this.change(textDocument.uri, TextDocument.applyEdits(document, edits));
    }
  }

  /** Leave in good order; gives the server's exit code. */
  async end() {
    await this.ask("shutdown");
    await this.tell("exit");
    return this.ended;
  }
}
