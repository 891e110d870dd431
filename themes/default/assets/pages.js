// The script of the page with addresses to copy.
(() => {
  "use strict";
  const { $, $$, element, choice } = window.statuary;

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
})();
