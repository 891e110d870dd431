// What a page gains from a script: how long ago things were, and a choice
// between light and dark. It is complete without.
(() => {
  "use strict";
  const root = document.documentElement;

  // "14:20 EST" gets ", 34 minutes ago" behind it, which stays true.
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const words = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "auto" });
  const stamps = [...document.querySelectorAll("[data-ago] time")].map((time) => {
    const ago = document.createElement("span");
    time.after(ago);
    return { at: Date.parse(time.dateTime), ago };
  });
  const tick = () => {
    for (const { at, ago } of stamps) {
      const seconds = (at - Date.now()) / 1000;
      const [unit, length] = units.find(([, l]) => Math.abs(seconds) >= l) || ["minute", 60];
      ago.textContent = ", " + words.format(Math.round(seconds / length), unit);
    }
  };
  if (stamps.length) {
    tick();
    setInterval(tick, 30000);
  }

  // The choice of a scheme is kept; without one, the system's counts.
  const dark = () => (root.dataset.scheme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const stored = (() => { try { return localStorage.getItem("scheme"); } catch { return null; } })();
  if (stored) root.dataset.scheme = stored;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "scheme";
  const label = () => { button.textContent = dark() ? "Light" : "Dark"; };
  button.addEventListener("click", () => {
    root.dataset.scheme = dark() ? "light" : "dark";
    try { localStorage.setItem("scheme", root.dataset.scheme); } catch { /* private mode */ }
    label();
  });
  label();
  document.querySelector(".bottom")?.append(button);
})();
