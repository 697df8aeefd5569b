"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const CONTEXT = 3;
  const COSTS = { pool: "a pooled connection", server: "a connection of the server", fd: "a file descriptor", memory: "memory" };
  const LEVELS = { safe: "safe", unsafe: "unsafe", display: "sketch", none: "no fix", done: "fixed" };

  // Small tools --------------------------------------------------------------------------------------------------------

  function make(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "text") node.textContent = value;
      else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children);
    return node;
  }

  // What would hide or reorder text is shown as a picture of itself.
  function visible(text) {
    return text.replace(/[\r\n]+$/, "").replace(/[\u0000-\u0008\u000b-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
      .replace(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udbff](?![\udc00-\udfff])|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
  }

  let timer = 0;
  function say(text) {
    at("said").textContent = text;
    at("said").classList.add("on");
    clearTimeout(timer);
    timer = setTimeout(() => at("said").classList.remove("on"), 4000);
  }

  // Findings, fixes, and what is ticked --------------------------------------------------------------------------------

  const findings = data.findings;
  const fixes = new Map();  // file and id -> fix; findings that one rewrite settles share it
  findings.forEach((found, index) => {
    found.index = index;
    found.level = found.done ? "done" : found.fix ? found.fix.level : "none";
    found.key = null;
    if (!found.fix || found.done) return;
    const key = found.file + ":" + found.fix.id;
    if (!fixes.has(key)) fixes.set(key, { ...found.fix, file: found.file, rules: new Set(), first: found });
    fixes.get(key).rules.add(found.code);
    if (found.fix.level !== "display" && data.files[found.file].names) found.key = key;
  });
  const ticked = new Set();

  function touch(one, other) {
    return one.file === other.file && one.changes.some((a) => other.changes.some((b) => a.first <= b.behind && b.first <= a.behind));
  }

  // Returns the fix that had to go, if there was one.
  function tick(key, wanted) {
    if (!wanted) { ticked.delete(key); return null; }
    let gone = null;
    for (const other of [...ticked]) {
      if (other !== key && touch(fixes.get(key), fixes.get(other))) { ticked.delete(other); gone = fixes.get(other); }
    }
    ticked.add(key);
    return gone;
  }

  // In bulk, what can't stand beside a fix that is ticked stays off.
  function tickAll(keys, wanted) {
    let left = 0;
    for (const key of keys) {
      if (!wanted) ticked.delete(key);
      else if ([...ticked].some((other) => other !== key && touch(fixes.get(key), fixes.get(other)))) left += 1;
      else ticked.add(key);
    }
    if (left) say(left === 1 ? "1 fix stays off: it changes the same rows as one that is ticked" : left + " fixes stay off: they change the same rows as others that are ticked");
    refresh();
  }

  // The patch ----------------------------------------------------------------------------------------------------------

  function importOf(file, chosen, kind) {
    const helpers = [...new Set(chosen.flatMap((fix) => fix.helpers))].sort();
    if (!helpers.length) return [];
    const whole = file.imports[helpers.join(" ")];
    return whole ? [whole] : helpers.map((helper) => file.imports[helper]).filter(Boolean);
  }

  function hunks(file, chosen) {
    const rows = file.raw || file.rows;
    const own = (change) => ({ first: change.first, behind: change.behind, rows: change.raw || change.rows });
    const changes = [...importOf(file, chosen), ...chosen.flatMap((fix) => fix.changes)].map(own)
      .sort((a, b) => a.first - b.first || a.behind - b.behind);
    const groups = [];
    for (const change of changes) {
      const last = groups[groups.length - 1];
      if (last && change.first - last[last.length - 1].behind < 2 * CONTEXT) last.push(change);
      else groups.push([change]);
    }
    const bom = file.bom ? (file.raw ? "\u00ef\u00bb\u00bf" : "\ufeff") : "";
    let shift = 0;
    return groups.map((group) => {
      const start = Math.max(1, group[0].first - CONTEXT);
      const behind = Math.min(file.total + 1, group[group.length - 1].behind + CONTEXT);
      let lines = [];
      let place = start;
      for (const change of group) {
        for (; place < change.first; place += 1) lines.push([" ", rows[place]]);
        for (; place < change.behind; place += 1) lines.push(["-", rows[place]]);
        for (const row of change.rows) lines.push(["+", row]);
      }
      for (; place < behind; place += 1) lines.push([" ", rows[place]]);
      if (bom && start === 1) lines = marked(lines, bom);
      const old = lines.filter(([sign]) => sign !== "+").length;
      const made = lines.filter(([sign]) => sign !== "-").length;
      const head = "@@ -" + (old ? start : start - 1) + "," + old + " +" + (made ? start + shift : start + shift - 1) + "," + made + " @@\n";
      shift += made - old;
      return [head, ...lines.map(([sign, row]) => sign + (row.endsWith("\n") ? row : row + "\n\\ No newline at end of file\n"))];
    });
  }

  // The mark at the start of a file moves to whatever row comes first.
  function marked(lines, bom) {
    const first = lines.findIndex(([sign]) => sign !== "+");
    const made = lines.findIndex(([sign]) => sign !== "-");
    if (first === made) return lines.map((line, index) => (index === first ? [line[0], bom + line[1]] : line));
    return lines.flatMap((line, index) => {
      if (index === made && line[0] === "+") return [["+", bom + line[1]]];
      if (index !== first) return [line];
      return line[0] === "-" ? [["-", bom + line[1]]] : [["-", bom + line[1]], ["+", line[1]]];
    });
  }

  function patch() {
    const byFile = new Map();
    for (const key of ticked) {
      const fix = fixes.get(key);
      if (!byFile.has(fix.file)) byFile.set(fix.file, []);
      byFile.get(fix.file).push(fix);
    }
    const parts = [];
    for (const index of [...byFile.keys()].sort((a, b) => a - b)) {
      const file = data.files[index];
      parts.push({ text: "--- " + file.names[0] + "\n+++ " + file.names[1] + "\n", raw: false });
      for (const lines of hunks(file, byFile.get(index))) parts.push({ text: lines.join(""), raw: Boolean(file.raw) });
    }
    return parts;
  }

  function download() {
    if (!ticked.size) return;
    const coder = new TextEncoder();
    const bytes = patch().map((part) => (part.raw ? Uint8Array.from(part.text, (c) => c.charCodeAt(0)) : coder.encode(part.text)));
    const link = make("a", { href: URL.createObjectURL(new Blob(bytes, { type: "text/x-patch" })), download: "letgo.patch" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    say("letgo.patch: apply it with  git apply letgo.patch");
  }

  function preview() {
    const pre = at("preview").querySelector("pre");
    if (at("preview").hidden) return;
    const kinds = { "+": "add", "-": "del", "@": "at" };
    const lines = patch().flatMap((part) => part.text.split("\n").slice(0, -1));
    pre.replaceChildren(...(lines.length ? lines.map((line) => make("span", { class: kinds[line[0]], text: visible(line) + "\n" })) : ["Nothing is ticked."]));
  }

  function togglePreview() {
    const shown = at("preview").hidden;
    at("preview").hidden = !shown;
    at("show").setAttribute("aria-expanded", String(shown));
    at("show").textContent = shown ? "Hide patch" : "Show patch";
    preview();
  }

  // The list -----------------------------------------------------------------------------------------------------------

  const items = [];
  const groups = [];
  const bulks = [];
  let current = -1;

  function bulk(name, note, keys, of) {
    const box = make("input", { type: "checkbox", disabled: !keys().length, onchange: () => tickAll(keys(), box.checked) });
    const label = make("label", { class: "bulk" + (keys().length ? "" : " off") }, box, make("span", { text: name }), make("small", { text: note }));
    of.append(label);
    bulks.push({ box, keys });
    return box;
  }

  function keysOf(test) {
    return [...new Set(findings.filter((found) => found.key && test(found)).map((found) => found.key))];
  }

  function buildChoices() {
    for (const level of ["safe", "unsafe"]) {
      const keys = keysOf((found) => found.level === level);
      bulk(level, keys.length, () => keys, at("levels")).dataset.level = level;
    }
    const rules = new Map(findings.map((found) => [found.code, found.rule]));
    for (const code of [...rules.keys()].sort()) {
      const keys = keysOf((found) => found.code === code);
      const all = findings.filter((found) => found.code === code).length;
      const box = bulk(code, keys.length === all ? all : keys.length + " of " + all, () => keys, at("rules"));
      box.dataset.rule = code;
      box.parentElement.title = rules.get(code);
    }
  }

  function buildList() {
    const byFile = new Map();
    for (const found of findings) {
      const name = found.path + (found.done ? "\u0000done" : "");
      if (!byFile.has(name)) byFile.set(name, []);
      byFile.get(name).push(found);
    }
    for (const group of byFile.values()) {
      const keys = [...new Set(group.filter((found) => found.key).map((found) => found.key))];
      const list = make("ul");
      const head = make("h2");
      if (keys.length) {
        const box = make("input", { type: "checkbox", "aria-label": "All fixes of " + group[0].path, onchange: () => tickAll(keys, box.checked) });
        box.dataset.file = group[0].path;
        bulks.push({ box, keys: () => keys });
        head.append(box);
      }
      head.append(make("span", { text: visible(group[0].path) }));
      const node = make("section", { class: "group" }, head, list);
      for (const found of group) list.append(item(found));
      groups.push({ node, group });
      at("list").append(node);
    }
  }

  function item(found) {
    const box = make("input", { type: "checkbox", disabled: !found.key, "aria-label": "Take the fix of row " + found.span[0] });
    box.addEventListener("change", () => choose(found, box.checked));
    box.dataset.finding = found.index;
    const link = make("a", { href: "#f" + found.index }, make("span", { text: visible(found.message) }));
    const meta = make("span", { class: "meta" }, make("span", { class: "chip " + found.level, text: LEVELS[found.level] }),
      make("span", { text: found.code }), make("span", { text: "row " + found.span[0] }));
    const node = make("li", { class: "item" }, found.key ? box : make("span"), make("div", {}, link, meta));
    node.addEventListener("click", (event) => { if (event.target.tagName !== "INPUT") select(found.index, false); });
    items[found.index] = { node, box, found };
    return node;
  }

  function choose(found, wanted) {
    if (!found.key) return;
    const gone = tick(found.key, wanted);
    if (gone) say("The fix of row " + gone.first.span[0] + " is off now: both change the same rows");
    refresh();
  }

  function refresh() {
    for (const { box, found } of items) if (found.key) box.checked = ticked.has(found.key);
    for (const { box, keys } of bulks) {
      const all = keys();
      const on = all.filter((key) => ticked.has(key)).length;
      box.checked = on > 0 && on === all.length;
      box.indeterminate = on > 0 && on < all.length;
    }
    const files = new Set([...ticked].map((key) => fixes.get(key).file)).size;
    at("count").textContent = ticked.size ? ticked.size + (ticked.size === 1 ? " fix in " : " fixes in ") + files + (files === 1 ? " file" : " files") : "nothing is ticked";
    at("get").disabled = !ticked.size;
    const take = document.querySelector("article .take input");
    if (take) take.checked = ticked.has(findings[current].key);
    preview();
  }

  function filter() {
    const words = at("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
    let any = false;
    for (const { node, group } of groups) {
      let some = false;
      for (const found of group) {
        const text = [found.path, found.code, found.rule, found.scope, found.message, found.level].join(" ").toLowerCase();
        const fits = words.every((word) => text.includes(word));
        items[found.index].node.hidden = !fits;
        items[found.index].node.style.display = fits ? "" : "none";
        some = some || fits;
      }
      node.hidden = !some;
      any = any || some;
    }
    at("none").hidden = any;
  }

  // One finding --------------------------------------------------------------------------------------------------------

  function select(index, scroll) {
    if (index === current || !findings[index]) return;
    if (items[current]) items[current].node.classList.remove("current");
    current = index;
    items[index].node.classList.add("current");
    if (scroll) items[index].node.scrollIntoView({ block: "nearest" });
    history.replaceState(null, "", "#f" + index);
    at("detail").replaceChildren(make("div", { class: "inner" }, ...detail(findings[index])));
    at("detail").scrollTop = 0;
  }

  function* detail(found) {
    const meta = make("div", { class: "meta" }, make("span", { class: "chip " + found.level, text: LEVELS[found.level] }),
      make("span", { text: found.code + " " + found.rule }), make("span", { text: found.severity + (found.cost ? ", costs " + COSTS[found.cost] : "") }));
    meta.append(make("code", { text: visible(found.path) + ":" + found.span[0] + (found.scope ? " in " + visible(found.scope) : "") }));
    yield make("div", {}, meta, make("h2", { text: visible(found.message) }));
    if (found.file >= 0) yield make("section", {}, make("h3", { text: "The path" }), ...path(found));
    if (found.fix) yield make("section", {}, make("h3", { text: found.done ? "What was changed" : found.level === "display" ? "A sketch" : "The fix" }), sides(found));
    yield make("section", {}, make("h3", { text: why(found) }), reasons(found));
  }

  function why(found) {
    return { safe: "Why it is safe", unsafe: "Why it is not safe", display: "Why it is only a sketch", none: "Why there is no fix", done: "How sure it is" }[found.level];
  }

  function reasons(found) {
    const level = found.fix ? found.fix.level : "none";
    const box = make("div", { class: "box why " + level });
    if (!found.fix) box.append(found.refusal ? visible(found.refusal) + "." : "This rule only reports; there is nothing that letgo could rewrite.");
    else if (level === "safe") box.append("The behaviour stays the same, but for the earlier release. The result was analysed again: the finding is gone, none is new, and nothing is used after its release.");
    else box.append(level === "unsafe" ? "It is right in most programs, but a person should look:" : "It is shown, and never applied:");
    if (found.fix && found.fix.reasons.length) box.append(make("ul", {}, ...found.fix.reasons.map((reason) => make("li", { text: visible(reason) }))));
    if (found.key) {
      const box2 = make("input", { type: "checkbox", onchange: () => choose(found, box2.checked) });
      box2.checked = ticked.has(found.key);
      const others = findings.filter((other) => other.key === found.key && other !== found).map((other) => other.span[0]);
      const more = others.length ? " (it settles row " + others.join(", ") + ", too)" : "";
      box.append(make("div", {}, make("label", { class: "take" }, box2, make("span", { text: "Take this fix" + more }))));
    }
    return box;
  }

  // The source with the path drawn beside it.
  function path(found) {
    const own = { message: "", file: found.file, path: found.path, span: found.span };
    const steps = (found.steps.length ? found.steps : [own]).map((step, index, all) => ({
      ...step, number: index + 1, kind: index === 0 ? "step" : index === all.length - 1 ? "leave" : "raise",
    }));
    const files = [...new Set(steps.map((step) => step.file))];
    return files.map((index) => {
      const mine = steps.filter((step) => step.file === index);
      const box = make("div", { class: "box" });
      if (files.length > 1 || index < 0) box.append(make("div", { class: "where", text: visible(mine[0].path) }));
      if (index < 0) box.append(...mine.map((step) => make("div", { class: "where", text: step.number + "  row " + step.span[0] + ": " + visible(step.message) })));
      else box.append(source(data.files[index], mine));
      return box;
    });
  }

  function source(file, steps) {
    const first = Math.min(...steps.map((step) => step.span[0]));
    const last = Math.max(...steps.map((step) => step.span[0]));
    const around = 3;
    const wanted = Object.keys(file.rows).map(Number).filter((row) => steps.some((step) => Math.abs(step.span[0] - row) <= around) || (row > first && row < last));
    const body = make("div", { class: "code", tabindex: "0" });
    let before = 0;
    for (const row of wanted) {
      const on = row >= first && row <= last && first < last;
      if (before && row > before + 1) body.append(line("gap" + (on ? " on" : ""), "⋯", [row - before - 1 + (row - before === 2 ? " row" : " rows")]));
      before = row;
      const mine = steps.filter((step) => step.span[0] === row);
      const kinds = (mine.length ? "hit " : "") + (on ? "on " : "") + (on && row === first ? "from " : "") + (on && row === last ? "to " : "");
      const node = line(kinds, row, mine.length ? spanned(file.rows[row], mine[0].span) : [visible(file.rows[row])]);
      if (mine.length) node.firstChild.append(make("b", { class: mine[mine.length - 1].kind, text: mine.map((step) => step.number).join("·") }));
      body.append(node);
      for (const step of mine) {
        if (step.message) body.append(line("tell " + step.kind + (on && row !== last ? " on" : ""), "", [step.number + "  " + visible(step.message)]));
      }
    }
    return body;
  }

  function line(kind, number, content) {
    return make("div", { class: "row " + kind }, make("span", { class: "rail" }), make("span", { class: "num", text: number }), make("span", { class: "src" }, ...content));
  }

  // Columns count characters, of which some take two units of a string.
  function spanned(row, span) {
    const chars = [...row];
    const end = span[2] > span[0] ? chars.length : span[3] - 1;
    const cut = (from, to) => visible(chars.slice(from, to).join(""));
    return [cut(0, span[1] - 1), make("mark", { text: cut(span[1] - 1, end) }), cut(end)];
  }

  // Before and after, side by side.
  function sides(found) {
    const file = data.files[found.file];
    const changes = [...importOf(file, [found.fix]), ...found.fix.changes].sort((a, b) => a.first - b.first);
    const left = make("div", { class: "code", tabindex: "0", "aria-label": "Before" });
    const right = make("div", { class: "code", tabindex: "0", "aria-label": "After" });
    let place = 0;
    let shift = 0;
    const add = (side, kind, number, text) => side.append(make("div", { class: "row " + kind }, make("span", { class: "num", text: number }), make("span", { class: "src", text: visible(text) })));
    const same = (from, behind) => {
      for (let row = Math.max(1, from); row < Math.min(behind, file.total + 1); row += 1) {
        add(left, "", row, file.rows[row]);
        add(right, "", row + shift, file.rows[row]);
      }
    };
    changes.forEach((change, index) => {
      const start = Math.max(place, change.first - CONTEXT);
      if (index && start > place) for (const side of [left, right]) add(side, "gap", "⋯", "");
      same(index ? start : change.first - CONTEXT, change.first);
      const height = Math.max(change.behind - change.first, change.rows.length);
      for (let step = 0; step < height; step += 1) {
        const row = change.first + step;
        if (row < change.behind) add(left, "del", row, file.rows[row]); else add(left, "pad", "", "");
        if (step < change.rows.length) add(right, "add", row + shift, change.rows[step]); else add(right, "pad", "", "");
      }
      shift += change.rows.length - (change.behind - change.first);
      const next = changes[index + 1];
      place = next ? Math.min(next.first, change.behind + CONTEXT) : change.behind + CONTEXT;
      same(change.behind, place);
    });
    const where = make("div", { class: "where", text: visible(found.fix.title) });
    return make("div", { class: "box" }, where, make("div", { class: "sides" }, left, right));
  }

  // Keys ---------------------------------------------------------------------------------------------------------------

  function move(step) {
    const shown = [...at("list").querySelectorAll(".item")].filter((node) => !node.hidden).map((node) => items.findIndex((each) => each.node === node));
    const place = shown.indexOf(current);
    const next = shown[Math.min(Math.max(place + step, 0), shown.length - 1)];
    if (next !== undefined) select(next, true);
  }

  const KEYS = {
    j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
    x: () => choose(findings[current], !ticked.has(findings[current].key)),
    f: () => {
      const keys = keysOf((found) => found.file === findings[current].file);
      tickAll(keys, !keys.every((key) => ticked.has(key)));
    },
    s: togglePreview, g: download, "/": () => at("filter").focus(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input[type=search]");
    if (event.key === "Escape") { document.activeElement.blur(); return; }
    const scrolls = event.key.startsWith("Arrow") && event.target.closest("article, #preview");
    const act = KEYS[event.key];
    if (typing || scrolls || !act || current < 0) return;
    event.preventDefault();
    act();
  });

  at("project").textContent = data.project;
  document.title = "letgo review: " + data.project;
  at("summary").textContent = data.summary;
  at("show").addEventListener("click", togglePreview);
  at("get").addEventListener("click", download);
  at("filter").addEventListener("input", filter);
  addEventListener("hashchange", () => select(Number(location.hash.slice(2)), true));
  buildChoices();
  buildList();
  tickAll(keysOf((found) => found.level === "safe"), true);
  refresh();
  if (findings.length) select(findings[Number(location.hash.slice(2)) || 0] ? Number(location.hash.slice(2)) || 0 : 0, true);
  else at("detail").append(make("p", { class: "note", text: "Nothing was found." }));
})();
