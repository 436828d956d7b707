// What every page gains from JavaScript: shortcuts, menus that close, focus on errors, no double sending.
// Everything works without it. No words stand here: they come from the page, where they are translated.
(() => {
  "use strict";
  const KEYS_OFF = "bindeledd.keys.off";
  const BUSY_AT_MOST_MS = 10000;
  const root = document.documentElement;
  root.classList.add("has-js");

  // Other scripts add a question here that answers whether there is text the server does not have.
  const house = (window.bindeledd = { unsaved: [], announce, token });

  function token() {
    return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  }

  function announce(text) {
    const place = document.querySelector("[data-announcer]");
    if (place) place.textContent = text;
  }

  // -- Shortcuts. A single letter must never be taken from someone who is writing.
  function keysAreOff() {
    try { return localStorage.getItem(KEYS_OFF) === "1"; } catch { return false; }
  }

  function isWriting(element) {
    return element.closest?.("input, textarea, select, [contenteditable], dialog[open]") !== null;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return closeMenus(null, true);
    if (event.ctrlKey || event.metaKey || event.altKey || keysAreOff() || isWriting(event.target)) return;
    if (event.key === "/") {
      const search = [...document.querySelectorAll("[data-search], input[type=search]")].find((one) => one.offsetParent);
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "?") {
      document.getElementById("hurtigtaster")?.showModal();
    }
  });

  function prepareKeysToggle() {
    const toggle = document.querySelector("[data-keys-toggle]");
    const button = document.querySelector("[data-keys-button]");
    if (!toggle) return;
    if (button) button.hidden = false;
    const name = () => { toggle.textContent = keysAreOff() ? toggle.dataset.on : toggle.dataset.off; };
    toggle.addEventListener("click", () => {
      try { localStorage.setItem(KEYS_OFF, keysAreOff() ? "0" : "1"); } catch { /* Private windows may refuse. */ }
      name();
    });
    name();
  }

  // -- Menus are <details>; Escape and a press outside close them, and Escape gives focus back.
  function closeMenus(except, giveFocus = false) {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (menu === except) continue;
      const held = menu.contains(document.activeElement);
      menu.open = false;
      if (giveFocus && held) menu.querySelector("summary").focus();
    }
  }
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
  document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details[data-menu]")));

  // -- A section may have more tabs than a phone has room for; the row is moved so that the page's own tab is seen.
  function showCurrentTab() {
    const tab = document.querySelector(".tab-bar [aria-current]");
    const row = tab?.closest("nav");
    if (!row) return;
    const [inner, outer] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }

  // -- Dialogs, for browsers that do not know command and commandfor.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[command][commandfor]");
    if (!button || "commandForElement" in HTMLButtonElement.prototype) return;
    const dialog = document.getElementById(button.getAttribute("commandfor"));
    const command = button.getAttribute("command");
    if (command === "show-modal" && !dialog?.open) dialog?.showModal();
    if (command === "close") dialog?.close();
  });

  // -- A form is sent once. The button wakes again when the page is shown anew, or if nothing came of it.
  function rest(form, busy) {
    for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
      button.disabled = busy;
      if (busy) button.setAttribute("aria-busy", "true"); else button.removeAttribute("aria-busy");
    }
    if (busy) form.dataset.sent = "1"; else delete form.dataset.sent;
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form.matches("[data-once]") || form.method === "post")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    // The browser reads the pressed button's name after this event, so it may not be disabled before.
    setTimeout(() => rest(form, true));
    setTimeout(() => rest(form, false), BUSY_AT_MOST_MS);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) rest(form, false);
  });

  // -- Leaving. Changing kommune with unsaved text is asked about, since the text belongs to the old one.
  const hasUnsaved = () => house.unsaved.some((question) => question());
  let agreed = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-switch]");
    if (!link || !hasUnsaved()) return;
    if (window.confirm(document.body.dataset.unsavedText)) agreed = true; else event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!agreed && hasUnsaved()) event.preventDefault();
  });

  // -- A kept warning needs its reason; the server says so too.
  document.addEventListener("change", (event) => {
    const id = event.target.dataset?.keep;
    const reason = id && document.getElementById(id);
    if (!reason) return;
    reason.required = document.querySelector(`[data-keep="${CSS.escape(id)}"]:checked`) !== null;
  });

  // -- htmx posts carry the token in a header.
  document.addEventListener("htmx:config:request", (event) => {
    const request = event.detail?.ctx?.request;
    if (request && request.method?.toUpperCase() !== "GET") request.headers["X-CSRFToken"] = token();
  });

  document.addEventListener("DOMContentLoaded", () => {
    prepareKeysToggle();
    showCurrentTab();
    document.fonts?.ready.then(showCurrentTab);
    document.querySelector("[data-error-summary]")?.focus();
  });
})();
