// What a page gains from a script: times that tick, and in the visitor's own
// zone; states that follow the clock; word of news; search; a choice of colours.
// It is complete without. Words are in the page: <template id="_words" data-…>.
(() => {
  "use strict";
  const root = document.documentElement;
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const words = $("#_words")?.dataset || {};
  const language = root.lang || "en", comma = words.comma || ", ";
  const store = (key, value) => {
    try { return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, value); } catch { return null; }
  };
  const element = (name, properties = {}, ...children) => {
    const e = Object.assign(document.createElement(name), properties);
    e.append(...children);
    return e;
  };
  // Templates hold what states look like.
  const look = (name) => $("#_look-" + name)?.content.cloneNode(true);
  const fill = (text, ...values) => values.reduce((t, v) => t.replace(/%d?/, v), text || "%");

  // "14:20 EST" gets ", 34 minutes ago" behind it, or becomes that with the full time in its title.
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", numberingSystem: "latn" });
  const written = new Map($$("time[datetime]").map((t) => [t, t.textContent]));
  const moment = (t) => new Date(t.dateTime || t.dataset.at);
  const ago = (at) => {
    const seconds = (at - Date.now()) / 1000;
    const [unit, length] = units.find(([, l]) => Math.abs(seconds) >= l) || ["minute", 60];
    return relative.format(Math.round(seconds / length), unit);
  };
  const lengthSince = (at) => {
    const minutes = Math.max(1, Math.floor((Date.now() - at) / 60000)), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
    const parts = [
      days && new Intl.NumberFormat(language, { style: "unit", unit: "day", unitDisplay: "long", numberingSystem: "latn" }).format(days),
      hours % 24 && fill(words.hours, hours % 24), minutes % 60 && !days && fill(words.minutes, minutes % 60),
    ];
    return parts.filter(Boolean).join(" ");
  };
  const stamps = $$("[data-ago]").map((place) => {
    const behind = element("span");
    place.append(behind);
    return { at: moment($("time", place)), behind };
  });
  for (const place of $$("[data-running]")) {
    $("dt", place).textContent = place.dataset.running;
    $("time", place).dataset.relative = "for";
  }
  // show writes the full time of an element: as its title where the element has a relative one.
  const show = (t, text) => { t[t.dataset.relative ? "title" : "textContent"] = text; };
  const relatives = $$("time[data-relative]");
  relatives.forEach((t) => show(t, written.get(t)));
  const tellAgo = () => {
    for (const { at, behind } of stamps) behind.textContent = comma + ago(at);
    for (const t of relatives) {
      const at = moment(t), kind = t.dataset.relative;
      t.textContent = kind === "for" ? lengthSince(at) : kind === "until" && at < Date.now() ? t.title : ago(at);
    }
    for (const place of $$("[data-due]:not(.overdue)")) {
      if (Date.parse(place.dataset.due) > Date.now()) continue;
      place.classList.add("overdue");
      $("dt", place).replaceChildren(look("icon-maintenance") || "", place.dataset.overdue);
    }
  };

  // A maintenance begins and ends by the clock, also between two builds.
  const states = ["scheduled", "in_progress", "completed"];
  const followClock = () => {
    const now = Date.now();
    const active = new Set(), over = new Set();
    let changed = false, any = false;
    for (const card of $$("[data-window-state]")) {
      const { windowFrom, windowUntil, windowState, windowComponents } = card.dataset;
      const until = windowUntil ? Date.parse(windowUntil) : Infinity;
      // Without a beginning it does not follow the clock.
      const state = !windowFrom ? windowState : now < Date.parse(windowFrom) ? "scheduled" : now < until ? "in_progress" : "completed";
      const begun = !["scheduled", "completed"].includes(state);
      any ||= begun;
      for (const id of windowComponents.split(" ")) (begun ? active : over).add(id);
      if (states.indexOf(state) <= states.indexOf(windowState)) continue;
      changed = true;
      card.dataset.windowState = state;
      if ($(".progress", card)) $(".progress", card).replaceWith(look(state));
      else $("h3", card).after(element("p", { className: "line" }, look(state)));
    }
    if (!changed) return;
    for (const row of $$("[data-component-id]")) {
      const { componentId: id, componentStatus: status } = row.dataset;
      const begun = status === "operational" && active.has(id);
      if (!begun && !(status === "under_maintenance" && over.has(id) && !active.has(id))) continue;
      row.dataset.componentStatus = begun ? "under_maintenance" : "operational";
      $(".state", row)?.replaceWith(look("component-" + row.dataset.componentStatus));
    }
    const maintained = "[data-component-status='under_maintenance']", worse = `[data-component-id]:not([data-component-status='operational'], ${maintained})`;
    for (const group of $$(".group")) {
      if (!$(worse, group)) $("summary .state", group)?.replaceWith(look("component-" + ($(maintained, group) ? "under_maintenance" : "operational")));
    }
    const verdict = $(".verdict[data-indicator]");
    if (!verdict) return;
    const label = look("component-under_maintenance").textContent.trim();
    $$(".details", verdict).forEach((d) => d.textContent.startsWith(label) && d.remove());
    any ||= $(maintained);
    const indicator = any ? "maintenance" : "none";
    if (["none", "maintenance"].includes(verdict.dataset.indicator) && verdict.dataset.indicator !== indicator) {
      verdict.dataset.indicator = indicator;
      const tone = " tone-" + (any ? "maintenance" : "operational");
      verdict.className = "verdict" + tone;
      verdict.parentElement.className = "stele" + tone;
      $(".calm", verdict)?.remove();
      $(".icon", verdict)?.replaceWith(look("icon-" + indicator));
      $("h1 > span", verdict).textContent = any ? words.maintenance : words.operational;
    }
  };

  const tick = () => { tellAgo(); followClock(); };
  tick();
  setInterval(tick, 20000);

  // Times in the visitor's own zone, for who wants them.
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const city = own?.split("/").pop().replaceAll("_", " ");
  const clockTime = /\d[:.h]\d\d/;
  $$("text[data-at]").forEach((t) => written.set(t, t.textContent));
  const times = [...written.keys()].filter((t) => t.dataset.at || clockTime.test(written.get(t)));
  // What was written stays: the year, the 24 hours. A tick of a chart has the
  // day only where it begins one, and no zone.
  const local = (t) => {
    const date = moment(t), text = written.get(t), tick = t.dataset.at;
    const day = { month: "short", day: "numeric" };
    const midnight = date.getHours() + date.getMinutes() === 0;
    return new Intl.DateTimeFormat(language, {
      numberingSystem: "latn",
      ...(/\d{4}/.test(text) ? { year: "numeric", ...day } : !tick || midnight || !/^\d+[:.h]\d\d$/.test(text) ? day : {}),
      ...(tick && midnight ? {} : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
      ...(tick ? {} : { timeZoneName: "short" }),
    }).format(date);
  };
  const zone = $("#_zone");
  const showZone = (mine) => times.forEach((t) => show(t, mine ? local(t) : written.get(t)));
  const button = (label, act) => {
    const b = element("button", { type: "button", className: "choice", textContent: label });
    b.addEventListener("click", act);
    return b;
  };
  const choice = (className, label, options, value, act) => {
    const select = element("select", {}, ...options.map(([value, text]) => element("option", { value, textContent: text })));
    select.value = value;
    select.addEventListener("change", () => act(select.value));
    return element("label", { className }, label + " ", select);
  };
  // Where the visitor's clock shows what is written, there is nothing to choose.
  const differ = times.some((t) => {
    const clock = written.get(t).match(/(\d+)[:.h](\d\d)/), date = moment(t);
    return clock && (+clock[1] !== date.getHours() || +clock[2] !== date.getMinutes());
  });
  if (differ && own && zone) {
    const mine = store("zone") === "own" ? "own" : "site";
    zone.replaceChildren(choice("zone", words.times, [["site", zone.dataset.zone], ["own", city]], mine, (value) => {
      store("zone", value);
      showZone(value === "own");
    }));
    if (mine === "own") showZone(true);
  }

  // The choice of a scheme is kept; without one, the system's counts.
  const setScheme = (name) => { if (name) root.dataset.scheme = name; else delete root.dataset.scheme; };
  const scheme = store("scheme") || "";
  setScheme(scheme);
  if (words.colours) {
    $(".tools")?.append(choice("scheme", words.colours, [["", words.system], ["light", words.light], ["dark", words.dark]], scheme, (name) => {
      store("scheme", name);
      setScheme(name);
    }));
  }

  // Components whose names, or the name of whose group, contain what is typed.
  const filter = $(".filter");
  if (filter) {
    const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const found = element("p", { className: "vh", role: "status" });
    filter.after(found);
    const groups = $$(".group").map((group) => ({
      group, open: group.open, name: plain($("h3", group)?.textContent || ""),
      rows: $$(".component", group).map((row) => [row, plain($(".component-name", row).textContent)]),
    }));
    filter.addEventListener("input", () => {
      const query = plain(filter.value.trim());
      let total = 0;
      for (const { group, open, name, rows } of groups) {
        let any = 0;
        for (const [row, text] of rows) any += !(row.hidden = !(name.includes(query) || text.includes(query)));
        group.hidden = !any;
        if ("open" in group) group.open = query ? any > 0 : open;
        total += any;
      }
      found.textContent = !query ? "" : total === 0 ? words.nothing : total === 1 ? words.single : fill(words.found, total);
    });
    filter.addEventListener("keydown", (e) => {
      if (e.key === "Escape") { filter.value = ""; filter.dispatchEvent(new Event("input")); }
    });
  }

  // The card of a day below the bars of a component: for pointers, touch and the arrow keys.
  const all = 90, card = element("div", { className: "day-card" });
  const rtl = root.dir === "rtl";
  let current = null, pinned = false, timer;
  const days = new Map();
  const dayOf = (bar, day) => {
    if (!days.has(bar)) days.set(bar, new Map(JSON.parse(bar.dataset.days || "[]").map(([n, ...rest]) => [n, rest])));
    return days.get(bar).get(day) || [[], []];
  };
  const dateOf = (bar, day) => new Intl.DateTimeFormat(language, { weekday: "long", month: "long", day: "numeric", timeZone: "UTC", numberingSystem: "latn" })
    .format(Date.parse(bar.dataset.last) - (all - 1 - day) * 864e5);
  const pairs = (list) => list.flatMap((v, n) => n % 2 ? [] : [[v, list[n + 1]]]);
  const visible = (bar) => Math.round(all * bar.clientWidth / $("svg", bar).getBoundingClientRect().width);
  const hide = () => {
    if (!current) return;
    card.remove();
    $(".pick", current)?.remove();
    current = null;
    pinned = false;
  };
  const say = (bar, day) => {
    const [states, incidents] = dayOf(bar, day);
    const parts = pairs(states).map(([s, length]) => look("component-" + s).textContent.trim() + " " + length).concat(pairs(incidents).map(([title]) => title));
    bar.setAttribute("aria-valuenow", day);
    bar.setAttribute("aria-valuetext", dateOf(bar, day) + ": " + (parts.join(comma) || words.quiet));
  };
  const open = (bar, day) => {
    clearTimeout(timer);
    if (current === bar && +bar.getAttribute("aria-valuenow") === day && card.isConnected) return;
    const keep = pinned;
    hide();
    pinned = keep;
    current = bar;
    say(bar, day);
    const [states, incidents] = dayOf(bar, day);
    const close = element("button", { type: "button" });
    close.setAttribute("aria-label", words.close);
    close.append($("#_look-close").content.cloneNode(true));
    close.addEventListener("click", () => { hide(); bar.focus(); });
    card.replaceChildren(element("header", {}, element("h4", { textContent: dateOf(bar, day) }), close));
    if (states.length) card.append(element("ul", { className: "states" }, ...pairs(states).map(([s, length]) => element("li", {}, look("component-" + s), element("span", { textContent: length })))));
    if (incidents.length) card.append(element("ul", { className: "links" }, ...pairs(incidents).map(([title, href]) => element("li", {}, element("a", { href, dir: "auto", textContent: title })))));
    else if (!states.length) card.append(element("p", { textContent: words.quiet }));
    bar.parentElement.append(card);
    const count = visible(bar), width = bar.clientWidth, x = (day - (all - count) + 0.5) / count * width;
    const start = Math.max(0, Math.min(x - card.offsetWidth / 2, width - card.offsetWidth));
    card.style.setProperty("--x", start + "px");
    card.style.setProperty("--notch", Math.max(18, Math.min(x - start, card.offsetWidth - 18)) + "px");
    const pick = document.createElementNS("http://www.w3.org/2000/svg", "path");
    pick.setAttribute("class", "pick");
    pick.setAttribute("d", "M" + 5 * day + " 38.5h5");
    $("svg", bar).append(pick);
  };
  for (const bar of $$(".bars[data-name]")) {
    const box = bar.parentElement, at = (e) => {
      const { left, width } = bar.getBoundingClientRect(), count = visible(bar), part = (e.clientX - left) / width;
      return all - count + Math.max(0, Math.min(count - 1, Math.floor((rtl ? 1 - part : part) * count)));
    };
    const summary = $("svg", bar).getAttribute("aria-label");
    $("svg", bar).removeAttribute("role");
    $("svg", bar).removeAttribute("aria-label");
    $("svg", bar).setAttribute("aria-hidden", "true");
    for (const [name, value] of Object.entries({ role: "slider", tabindex: 0, "aria-label": bar.dataset.name + comma + summary, "aria-valuemin": 0, "aria-valuemax": all - 1 })) bar.setAttribute(name, value);
    say(bar, all - 1);
    const now = () => +bar.getAttribute("aria-valuenow");
    box.addEventListener("pointermove", (e) => {
      if (e.pointerType !== "mouse" || pinned || card.contains(e.target)) return;
      clearTimeout(timer);
      const day = at(e);
      if (current === bar) open(bar, day); else timer = setTimeout(() => open(bar, day), 80);
    });
    box.addEventListener("pointerenter", () => clearTimeout(timer));
    box.addEventListener("pointerleave", (e) => {
      clearTimeout(timer);
      if (e.pointerType === "mouse" && !pinned) timer = setTimeout(hide, 150);
    });
    bar.addEventListener("click", (e) => {
      const day = at(e), again = pinned && current === bar && now() === day;
      if (again) return hide();
      pinned = true;
      open(bar, day);
    });
    bar.addEventListener("focus", () => { if (bar.matches(":focus-visible")) { pinned = true; open(bar, Math.max(now(), all - visible(bar))); } });
    box.addEventListener("focusout", (e) => { if (!box.contains(e.relatedTarget)) hide(); });
    box.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && current) { hide(); bar.focus({ focusVisible: false }); return; }
      if (e.target !== bar) return;
      const first = all - visible(bar), day = now(), troubled = [...(dayOf(bar, 0), days.get(bar).keys())].filter((d) => d >= first);
      const step = rtl ? -1 : 1;
      const to = {
        ArrowLeft: day - step, ArrowRight: day + step, ArrowUp: day + 1, ArrowDown: day - 1, Home: first, End: all - 1,
        PageUp: troubled.findLast((d) => d < day), PageDown: troubled.find((d) => d > day),
      }[e.key];
      if (e.key === "Enter") {
        e.preventDefault();
        pinned = true;
        open(bar, day);
        $("a", card)?.focus();
      } else if (to !== undefined) {
        e.preventDefault();
        pinned = true;
        open(bar, Math.max(first, Math.min(all - 1, to)));
      }
    });
  }
  document.addEventListener("pointerdown", (e) => { if (current && !current.parentElement.contains(e.target)) hide(); });

  // Buttons that copy an address, and addresses of one component.
  const copyButton = $("#_copy");
  const spoken = element("p", { className: "vh", role: "status" });
  if (copyButton && navigator.clipboard) {
    document.body.append(spoken);
    for (const field of $$(".copy-field")) {
      field.append(copyButton.content.cloneNode(true));
      const b = $("button", field), before = [...b.childNodes];
      let back;
      b.addEventListener("click", async () => {
        try { await navigator.clipboard.writeText($("code", field).textContent); } catch { return; }
        b.classList.add("copied");
        b.replaceChildren($("#_copied").content.cloneNode(true), spoken.textContent = copyButton.dataset.copied);
        clearTimeout(back);
        back = setTimeout(() => {
          b.classList.remove("copied");
          b.replaceChildren(...before);
          spoken.textContent = "";
        }, 2000);
      });
    }
  }
  const of = $(".of"), parts = $$(".component-feeds [data-name]");
  if (of && parts.length) {
    const fields = $$(".ways [data-kind]").map((e) => ({ e, kind: e.dataset.kind, before: e.tagName === "A" ? e.href : e.textContent }));
    of.append(choice("", of.dataset.label, [["", of.dataset.all], ...parts.map((p, n) => [n, p.dataset.name])], "", (n) => {
      for (const { e, kind, before } of fields) {
        const own = n !== "" && parts[n].dataset[kind === "webcal" || kind === "google" ? "calendar" : kind];
        const full = own && new URL(own, location.href).href, webcal = own && full.replace(/^https?:/, "webcal:");
        if (e.tagName === "A") e.href = !own ? before : kind === "webcal" ? webcal : kind === "google" ? before.replace(/cid=.*/, "cid=" + encodeURIComponent(webcal)) : full;
        else e.textContent = own ? before.replace(/\S+$/, full) : before;
      }
    }));
  }
  // Pictures with a variant for dark backgrounds follow the chosen scheme.
  const variants = $$("picture source[media]").map((source) => [source, source.media]);
  if (variants.length) {
    const follow = () => {
      const chosen = root.dataset.scheme;
      for (const [source, media] of variants) source.media = !chosen ? media : chosen === "dark" ? "all" : "not all";
    };
    new MutationObserver(follow).observe(root, { attributeFilter: ["data-scheme"] });
    follow();
  }

  // A permalink copies its address.
  const timeline = $(".timeline");
  if (timeline && navigator.clipboard) {
    const { copy: label, copied } = timeline.dataset;
    for (const link of $$(".stamp", timeline)) {
      const word = element("span", { className: "copy", textContent: label });
      $("time", link).before(word);
      link.addEventListener("click", async () => {
        try { await navigator.clipboard.writeText(link.href); } catch { return; }
        word.textContent = copied;
        word.setAttribute("role", "status");
        setTimeout(() => { word.textContent = label; word.removeAttribute("role"); }, 2000);
      });
    }
  }

  // Word of news, where it matters: nothing moves before the visitor says so.
  const live = $("[data-live]");
  if (live) {
    const address = live.dataset.live;
    let known = live.dataset.updated;
    const ask = async () => {
      if (document.hidden || $(".news")) return;
      try {
        const { page } = await (await fetch(address, { cache: "no-cache" })).json();
        if (known && Date.parse(known) < Date.parse(page.updated_at)) {
          document.body.append(element("p", { className: "news", role: "status" }, words.news + " ", button(words.reload, () => location.reload())));
        }
        known ||= page.updated_at;
      } catch { /* offline: the next time */ }
    };
    setTimeout(ask, 15000); // after all that the page needs
    setInterval(ask, 60000);
    document.addEventListener("visibilitychange", ask);
  }

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
      const fits = (r) => (!kind || (kind === "postmortem" ? r[6] : (r[3] === "maintenance") === (kind === "maintenance"))) &&
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
