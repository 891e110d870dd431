// A bar for other sites that says what is wrong, and is there only while
// something is:
//   <script src="https://status.example.org/embed/script.js" async></script>
// data-position="top" puts it above; data-always shows it on fine days too.
(() => {
  "use strict";
  const script = document.currentScript;
  const home = new URL("../", script.src);
  const { position = "bottom", always } = script.dataset;
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const style = new CSSStyleSheet(); // allowed by a strict Content-Security-Policy
  style.replaceSync(`
    :host { all: initial; }
    aside { position: fixed; z-index: 2147483000; left: 0; right: 0; ${position === "top" ? "top" : "bottom"}: 0;
      display: flex; gap: .75rem; align-items: center; padding: .625rem 1rem; font: 1rem/1.4 system-ui, sans-serif;
      color: #fff; background: #b3261e; box-shadow: 0 0 .5rem #0006; }
    aside.minor { background: #8f6000; } aside.major { background: #ab4d17; } aside.maintenance { background: #2f5fa7; } aside.none { background: #2c7a4b; } aside.noimpact { background: #59636e; }
    a { color: inherit; flex: 1; min-width: 0; overflow-wrap: anywhere; }
    button { font: inherit; color: inherit; background: none; border: 1px solid currentColor; border-radius: .25rem; min-width: 2.75rem; min-height: 2.75rem; cursor: pointer; }
    :focus-visible { outline: 2px solid #fff; outline-offset: 2px; }`);
  root.adoptedStyleSheets = [style];

  const seen = "statuary-closed:" + home;
  const closed = () => { try { return sessionStorage.getItem(seen); } catch { return null; } };

  // The worst active incident comes first, then the newest, as on the status page.
  const impacts = ["none", "minor", "major", "critical"];
  const worst = (list) => [...list].sort((a, b) =>
    impacts.indexOf(b.impact) - impacts.indexOf(a.impact) || Date.parse(b.started_at) - Date.parse(a.started_at));
  // The status of the document counts components alone: it may be "none" while an
  // incident is active. The bar never is green then.
  const classOf = (first, indicator) => first && first.impact === "none" ? "noimpact" :
    first && (first.impact !== "maintenance" || indicator === "none") ? first.impact : indicator;
  const isolated = (text) => { const e = document.createElement("bdi"); e.textContent = text; return e; };

  const show = ({ page, status, incidents, scheduled_maintenances: planned }) => {
    const active = [...worst(incidents), ...planned.filter((m) => m.status !== "scheduled")];
    const first = active[0], more = active.length - 1;
    const state = [status.indicator, first && first.id, first && first.updated_at].join(" ");
    root.replaceChildren();
    if (status.indicator === "none" && !first && always === undefined || closed() === state) return;
    const bar = document.createElement("aside");
    bar.className = classOf(first, status.indicator);
    bar.setAttribute("role", "status");
    const link = document.createElement("a");
    link.href = first ? first.shortlink : home;
    link.target = "_blank";
    link.rel = "noopener";
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "\u00d7";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => {
      try { sessionStorage.setItem(seen, state); } catch { /* private mode */ }
      root.replaceChildren();
    });
    bar.append(link, close);
    root.append(bar);
    // A screen reader announces what comes into a region that is there already.
    setTimeout(() => link.append(isolated(page.name), ": ", isolated(first ? first.name : status.description), more > 0 ? ` (+${more})` : ""), 100);
  };

  // A status page that can't be reached is no reason to disturb the other site.
  const look = () => fetch(new URL("api/v2/summary.json", home)).then((r) => r.ok ? r.json() : null).then((d) => d && show(d)).catch(() => {});
  const start = () => {
    document.body.append(host);
    look();
    setInterval(() => document.hidden || look(), 120000);
  };
  if (document.body) start(); else addEventListener("DOMContentLoaded", start);
})();
