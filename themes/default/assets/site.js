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
  const written = new Map($$("time[datetime]").map((t) => [t, t.textContent]));
  const moment = (t) => new Date(t.dateTime || t.dataset.at);
  const ago = (at) => {
    const seconds = (at - Date.now()) / 1000;
    const [unit, length] = units.find(([, l]) => Math.abs(seconds) >= l) || ["minute", 60];
    // Past times are rounded down, as lengths are. "Yesterday" is a day of the calendar, but 24 hours ago may be two.
    const number = Math[seconds < 0 ? "ceil" : "round"](seconds / length);
    return new Intl.RelativeTimeFormat(language, { numeric: number ? "always" : "auto", numberingSystem: "latn" }).format(number, unit);
  };
  const lengthSince = (at) => {
    const minutes = Math.max(1, Math.floor((Date.now() - at) / 60000)), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
    // Languages with plural forms have no phrase for all numbers.
    const length = (number, unit, phrase) => phrase && (phrase.slice(0, 3) !== "%d " || /^en/.test(language)) ? fill(phrase, number)
      : new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long", numberingSystem: "latn" }).format(number);
    const parts = [
      days && length(days, "day"), hours % 24 && length(hours % 24, "hour", words.hours), minutes % 60 && !days && length(minutes % 60, "minute", words.minutes),
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
  // A mark of a chart names the time of its update, as the update does.
  const marks = $$("svg a > title").map((title) => [title, title.textContent, $(title.parentNode.getAttribute("href") + " time")]).filter(([, , t]) => t);
  const showZone = (mine) => {
    times.forEach((t) => show(t, mine ? local(t) : written.get(t)));
    for (const [title, text, t] of marks) {
      title.textContent = text.replace(written.get(t), t.textContent);
      title.parentNode.setAttribute("aria-label", title.textContent);
    }
  };
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
  const days = new Map(), links = $$("a", $("#_incidents")?.content || card);
  const dayOf = (bar, day) => {
    if (!days.has(bar)) days.set(bar, new Map(JSON.parse(bar.dataset.days || "[]").map(([n, ...rest]) => [n, rest])));
    const [states, incidents] = days.get(bar).get(day) || [[], []];
    return [states, incidents.map((n) => links[n])];
  };
  const dateOf = (bar, day) => new Intl.DateTimeFormat(language, { weekday: "long", month: "long", day: "numeric", timeZone: "UTC", numberingSystem: "latn" })
    .format(Date.parse(bar.dataset.last) - (all - 1 - day) * 864e5);
  const pairs = (list) => list.flatMap((v, n) => n % 2 ? [] : [[v, list[n + 1]]]);
  const visible = (bar) => Math.round(all * bar.clientWidth / $("svg", bar).getBoundingClientRect().width);
  const hide = () => {
    const bar = current;
    if (!bar) return;
    current = null; // before the card loses the focus
    pinned = false;
    card.remove();
    $(".pick", bar)?.remove();
  };
  const say = (bar, day) => {
    const [states, incidents] = dayOf(bar, day);
    const parts = pairs(states).map(([s, length]) => look("component-" + s).textContent.trim() + " " + length).concat(incidents.map((a) => a.textContent));
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
    if (incidents.length) card.append(element("ul", { className: "links" }, ...incidents.map((a) => element("li", {}, a.cloneNode(true)))));
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
    box.addEventListener("focusout", (e) => { if (!box.contains(e.relatedTarget)) hide(); });
    box.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && current) { hide(); bar.focus({ focusVisible: false }); return; }
      if (e.target !== bar) return;
      const first = all - visible(bar), day = now(), troubled = [...days.get(bar).keys()].filter((d) => d >= first);
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

  // The permalinks of updates and headings copy their addresses.
  for (const place of navigator.clipboard ? $$("[data-copy]") : []) {
    const { copy: label, copied } = place.dataset;
    for (const link of $$(".stamp, .anchor", place)) {
      const word = element("span", { className: "copy", textContent: label });
      link.insertBefore(word, $("time", link));
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

  // For pages.js, which the page with addresses to copy loads as well.
  window.statuary = { $, $$, element, choice };
})();
