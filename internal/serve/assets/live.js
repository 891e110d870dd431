// Live reload: reloads the page when the site has changed, replaces style sheets without a reload,
// and shows errors on top of the page.
(() => {
  "use strict";
  const own = "/_statuary/";
  let site = document.currentScript.dataset.site;
  const alone = "alone" in document.currentScript.dataset; // this is the page of problems itself
  let overlay;

  const hide = () => {
    overlay?.remove();
    overlay = undefined;
  };

  const show = () => {
    hide();
    overlay = document.createElement("div");
    overlay.id = "_statuary-problems";
    overlay.style.cssText = "position:fixed;inset:0;z-index:2147483647;background:#161513";
    const frame = document.createElement("iframe");
    frame.src = own + "problems";
    frame.title = "Errors of the site";
    frame.style.cssText = "width:100%;height:100%;border:0";
    const button = document.createElement("button");
    button.textContent = "Show the last good site";
    button.style.cssText = "position:fixed;inset-block-start:1rem;inset-inline-end:1rem;font:1rem system-ui;padding:.5rem 1rem;cursor:pointer";
    button.addEventListener("click", hide);
    overlay.append(frame, button);
    document.body.append(overlay);
  };
  addEventListener("keydown", (e) => { if (e.key === "Escape") hide(); });

  // swap adds the new style sheets and removes the old ones once the new ones are loaded, so that the
  // page is never without styles.
  const swap = (styles) => {
    for (const link of document.querySelectorAll("link[rel=stylesheet]")) {
      for (const [from, to] of Object.entries(styles)) {
        if (!link.href.endsWith("/" + from)) continue;
        const next = link.cloneNode();
        next.href = link.href.slice(0, -from.length) + to;
        next.addEventListener("load", () => link.remove());
        link.after(next);
      }
    }
  };

  const page = alone ? "" : "?page=" + encodeURIComponent(location.pathname);
  new EventSource(own + "events" + page).addEventListener("message", (e) => {
    const state = JSON.parse(e.data);
    if (alone) {
      if (state.site !== site || state.version > 0) location.reload();
      return;
    }
    if (state.problems) show(); else hide();
    if (state.site === site) return;
    if (state.styles && state.previous === site) {
      swap(state.styles);
      site = state.site;
    } else {
      location.reload(); // which keeps the scroll position
    }
  });
})();
