// The search of the history: an index that is made with the site, of which a query reads what it needs.
(() => {
  "use strict";
  const root = document.documentElement;
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const words = $("#_words")?.dataset || {};
  const language = root.lang || "en", comma = words.comma || ", ";
  const element = (name, properties = {}, ...children) => {
    const e = Object.assign(document.createElement(name), properties);
    e.append(...children);
    return e;
  };
  const fill = (text, ...values) => values.reduce((t, v) => t.replace("%", v), text || "%");

  // Search: an index made with the site, of which a query reads what it needs.
  const form = $("#_search");
  if (!form) return;
  const results = $("#_results"), output = $("output", form), list = $("ul", results), more = $("button", results);
  const base = new URL(form.dataset.index, location.href), home = new URL(form.dataset.home, location.href);
  const cache = new Map();
  const load = (name) => {
    if (!cache.has(name)) {
      const file = fetch(new URL(name, base)).then((r) => { if (!r.ok) throw new Error(r.status); return r.json(); });
      file.catch(() => cache.delete(name));
      cache.set(name, file);
    }
    return cache.get(name);
  };
  // Words are cut as internal/search cuts those of the index.
  const removed = /[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]/g;
  const dense = /((?:(?=[\p{L}\p{N}])[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー]\p{M}*)+)/u;
  const cut = (text, stop) => {
    const found = new Set();
    for (const run of text.normalize("NFKD").replace(removed, "").normalize("NFC").toLowerCase().replace(/ς/g, "σ").split(/[^\p{L}\p{N}\p{Mn}\p{Mc}]+/u)) {
      for (const part of run.replace(/^\p{M}+/u, "").split(dense)) {
        const isDense = dense.test(part), letters = isDense ? part.match(/\P{M}\p{M}*/gu) : [...part];
        if (isDense) {
          for (let n = 0; n < letters.length; n++) if (n || letters.length === 1) found.add(letters.slice(Math.max(0, n - 1), n + 1).join(""));
        } else if (letters.length && !stop.includes(part)) found.add(letters.slice(0, 24).join(""));
      }
    }
    return [...found];
  };
  const shardOf = (word) => /^[a-z0-9]{2}/.test(word) ? word.slice(0, 2) : "_" + (word.codePointAt(0) >> 4).toString(16);
  // One letter alone begins words of many shards.
  const shardsFor = (word, index) => /^[a-z0-9]$/.test(word) ? index.shards.filter((s) => s[0] === word) : [shardOf(word)].filter((s) => index.shards.includes(s));
  // numbers gives the incidents with a word that begins so, and 2 for the title.
  const numbers = async (word, index) => {
    const found = new Map();
    for (const shard of index.block ? await Promise.all(shardsFor(word, index).map((s) => load("words/" + s + ".json"))) : [index.words]) {
      for (const key in shard) {
        if (!key.startsWith(word)) continue;
        let n = 0;
        for (const step of shard[key]) {
          n += step;
          found.set(n >> 1, Math.max(found.get(n >> 1) || 1, n & 1 ? 2 : 1));
        }
      }
    }
    return found;
  };
  const date = new Intl.DateTimeFormat(language, { dateStyle: "medium", numberingSystem: "latn", timeZone: form.dataset.zone });
  // Names of months, in the page's language and in English, alone and with a day: "März", "Mär", "marzo".
  const fold = (text) => text.normalize("NFKD").replace(removed, "").toLowerCase();
  const monthNames = new Map();
  for (const locale of [language, "en"]) for (const month of ["long", "short"]) for (const more of [{}, { day: "numeric" }]) {
    const format = new Intl.DateTimeFormat(locale, { month, timeZone: "UTC", ...more });
    for (let m = 0; m < 12; m++) {
      const name = format.formatToParts(Date.UTC(2024, m, 15)).find((part) => part.type === "month").value;
      if (!/\d/.test(name)) monthNames.set(fold(name).replace(/[.]/g, ""), m + 1);
    }
  }
  // A date in a query, as [year, month, day] with zeros for what it does not say, and the rest of the query.
  const readDate = (query) => {
    const iso = query.match(/(?:^|\s)((?:19|20)\d\d)(?:[-/.]|\s?[年년]\s?)(\d{1,2})(?:(?:[-/.]|\s?[月월]\s?)(\d{1,2}))?\s?[月월日일]?(?=\s|$)/);
    if (iso && iso[2] >= 1 && iso[2] <= 12) return [[+iso[1], +iso[2], +(iso[3] || 0)], query.replace(iso[0], " ")];
    const parts = query.split(/[\s,]+/).filter(Boolean);
    const at = parts.findIndex((p) => monthNames.has(fold(p).replace(/[.]/g, "")));
    const year = parts.findIndex((p) => /^(19|20)\d\d$/.test(p));
    // A month alone may be any word: "may", "mar".
    if (at < 0 || year < 0) return year >= 0 && parts.length === 1 ? [[+parts[0], 0, 0], ""] : [null, query];
    const day = parts.findIndex((p, n) => Math.abs(n - at) === 1 && /^\d{1,2}(st|nd|rd|th|er|[.º])?$/.test(p) && parseInt(p) >= 1 && parseInt(p) <= 31);
    const rest = parts.filter((p, n) => n !== at && n !== year && n !== day && !/^(de|del|di|of|in|im|en)$/i.test(p));
    return [[+parts[year], monthNames.get(fold(parts[at]).replace(/[.]/g, "")), day < 0 ? 0 : parseInt(parts[day])], rest.join(" ")];
  };
  const numeric = new Intl.DateTimeFormat("en-u-ca-gregory", { year: "numeric", month: "numeric", day: "numeric", timeZone: form.dataset.zone });
  const onDate = (start, [year, month, day]) => {
    const [m, d, y] = numeric.format(start * 1000).split("/").map(Number);
    return y === year && (!month || m === month) && (!day || d === day);
  };
  // Two words are near if one letter is wrong, missing, too many, or two are exchanged.
  const near = (a, b) => {
    if (a === b) return true;
    let n = 0;
    while (n < a.length && n < b.length && a[n] === b[n]) n++;
    const [x, y] = [a.slice(n), b.slice(n)];
    return x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1) || (x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2));
  };
  const similar = async (word, index) => {
    const close = new Set();
    if ([...word].length < 4) return close;
    for (const shard of index.block ? await Promise.all(shardsFor(word, index).map((s) => load("words/" + s + ".json"))) : [index.words]) {
      for (const key in shard) if ([-1, 0, 1].some((d) => near(word, key.slice(0, word.length + d)))) close.add(key);
    }
    return close;
  };
  // marked returns a text with the words of the query marked, at the beginnings of words.
  const marked = (text, words) => {
    const out = document.createDocumentFragment();
    let last = 0;
    for (const found of text.matchAll(/[\p{L}\p{N}]+/gu)) {
      const word = fold(found[0]), hit = words.find((w) => word.startsWith(w) || (dense.test(w) && word.includes(w)));
      if (!hit) continue;
      const from = word.startsWith(hit) ? 0 : word.indexOf(hit), length = word.length === found[0].length ? hit.length : found[0].length;
      out.append(text.slice(last, found.index + from), element("mark", { textContent: found[0].slice(from, from + length) }));
      last = found.index + from + length;
    }
    out.append(text.slice(last));
    return out;
  };
  const row = ([title, path, start, kind, status, parts], index, words) => {
    const badge = $("#_look-" + kind).content.cloneNode(true);
    const link = element("a", { href: new URL(path, home), dir: "auto" }, marked(title, words));
    const summary = element("p", { className: "summary" }, element("b", { textContent: (form.dataset[status.replace("_", "")] || status) + form.dataset.stop }));
    const meta = element("p", { className: "meta" }, date.format(start * 1000));
    parts.forEach((p, n) => meta.append(n ? comma : " · ", element("bdi", {}, marked(index.components[p], words))));
    return element("li", { className: "row" }, element("p", { className: "row-title" }, link), summary, meta, badge);
  };
  // A snippet is read from the page of the incident, for the first results.
  const texts = new Map();
  const textOf = (address) => {
    if (!texts.has(address)) {
      texts.set(address, fetch(address).then((r) => r.ok ? r.text() : "").then((html) => {
        const doc = new DOMParser().parseFromString(html, "text/html");
        return $$(".prose, .timeline .text, .timeline li > p", doc).map((e) => e.textContent.replace(/\s+/g, " ").trim());
      }).catch(() => []));
    }
    return texts.get(address);
  };
  const snippets = async (rows, words, turn) => {
    for (const r of rows.slice(0, 10)) {
      const list = await textOf($("a", r).href);
      if (turn !== latest) return;
      let best = "", most = 0;
      for (const text of list) {
        const folded = fold(text), hits = words.filter((w) => folded.includes(w)).length;
        if (hits > most) [best, most] = [text, hits];
      }
      if (!most) best = list[0] || "";
      const folded = fold(best), first = Math.min(...words.map((w) => folded.indexOf(w)).filter((n) => n >= 0), Infinity);
      const from = first === Infinity || first < 80 ? 0 : best.indexOf(" ", first - 60) + 1;
      const part = best.slice(from, from + 180).replace(/\s\S*$/, (end) => from + 180 < best.length ? "…" : end);
      if (part) $(".summary", r).append(" " + (from ? "…" : ""), marked(part, words));
    }
  };
  const page = 50;
  let shown = page, latest = 0;
  const run = async () => {
    const turn = ++latest;
    const data = new FormData(form);
    const query = data.get("q").trim(), kind = data.get("kind"), impact = data.get("impact"), part = data.get("component"), tag = data.get("tag");
    const idle = !query && !kind && !impact && !part && !tag;
    const address = new URL(location.href);
    for (const [key, value] of data) value ? address.searchParams.set(key, value) : address.searchParams.delete(key);
    history.replaceState(history.state, "", address);
    $("#_months").hidden = !idle;
    results.hidden = idle;
    if (idle) { output.textContent = ""; return; }
    try {
      const index = await load("index.json");
      const [day, rest] = readDate(query);
      const terms = [];
      const sets = await Promise.all(cut(rest, index.stop).map(async (w) => {
        let found = await numbers(w, index);
        terms.push(w);
        if (!found.size) {
          for (const key of await similar(w, index)) {
            terms.push(key);
            for (const [n, weight] of await numbers(key, index)) found.set(n, Math.max(found.get(n) || 0, weight));
          }
        }
        return found;
      }));
      let hits = sets.length ? [...sets[0].keys()].filter((n) => sets.every((s) => s.has(n))) : Array.from({ length: index.total }, (_, n) => n);
      const weight = (n) => sets.filter((s) => s.get(n) === 2).length === sets.length ? 1 : 0;
      hits.sort((a, b) => weight(b) - weight(a) || b - a);
      const place = part ? index.components.indexOf(part) : -1;
      const fits = (r) => (!kind || (kind === "postmortem" ? r[6] : (kind === "incident" ? r[3] !== "maintenance" && r[3] !== "announcement" : r[3] === kind))) &&
        (!impact || r[3] === impact) && (!part || r[5].includes(place)) && (!tag || (r[7] || []).includes(tag)) &&
        (!day || onDate(r[2], day));
      const filtered = kind || impact || part || tag || day;
      const rows = [];
      let counted = 0;
      for (const n of hits) {
        if (rows.length >= shown && (!filtered || index.block)) break;
        const r = index.block ? (await load("records/" + Math.floor(n / index.block) + ".json"))[n % index.block] : index.records[n];
        if (turn !== latest) return;
        if (!r || !fits(r)) continue;
        counted++;
        if (rows.length < shown) rows.push(row(r, index, terms));
      }
      if (turn !== latest) return;
      const total = !filtered ? hits.length : counted;
      const open = filtered && index.block && rows.length >= shown;
      list.replaceChildren(...rows);
      snippets(rows, terms, turn);
      more.hidden = total <= rows.length && !open;
      output.textContent = total === 0 ? words.nothing : open ? fill(words.many, rows.length) : total === 1 ? words.single : fill(words.found, total);
    } catch {
      output.textContent = words.failed;
    }
  };
  const again = () => { shown = page; clearTimeout(again.timer); again.timer = setTimeout(run, 120); };
  form.addEventListener("input", again);
  form.addEventListener("submit", (e) => { e.preventDefault(); run(); });
  more.addEventListener("click", async () => {
    const next = list.children.length;
    shown += page;
    await run();
    $("a", list.children[next] || list)?.focus();
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "/" && !e.ctrlKey && !e.metaKey && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      e.preventDefault();
      form.elements.q.focus();
    }
    if (e.key === "Escape" && document.activeElement === form.elements.q) { form.reset(); form.elements.q.value = ""; run(); }
  });
  for (const [key, value] of new URL(location.href).searchParams) {
    const field = form.elements[key];
    if (field) field.value = value;
    if (field && key !== "q" && value) $(".filter", form).open = true;
  }
  form.classList.add("ready");
  run();
})();
