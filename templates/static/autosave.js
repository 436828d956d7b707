// Saves [data-autosave] forms while they are written: 1.5 s after the last key, and at the latest 5 s after the first.
// The form's own address answers 200 {"version": n, "saved": "09.42"}, 409 with the conflict's html, 422 with the guard's.
// The text never leaves the page before the server has it, and the page says in words which it is.
(() => {
  "use strict";
  const PAUSE_MS = 1500;
  const LATEST_MS = 5000;
  const ANSWER_MS = 10000;
  const LONGEST_WAIT_MS = 60000;

  class Autosave {
    constructor(form) {
      this.form = form;
      this.place = form.querySelector("[data-saved-state]");
      this.edits = 0;         // Counted, so that what is written during a save is not taken for saved.
      this.savedEdits = 0;
      this.failures = 0;
      this.busy = false;
      this.stopped = false;   // A conflict is open: the person decides, not the clock.
      form.addEventListener("input", (event) => this.edited(event));
      form.addEventListener("change", (event) => this.edited(event));
      form.addEventListener("submit", (event) => this.submitted(event));
      window.addEventListener("online", () => { if (this.unsaved) this.save(); });
      document.addEventListener("visibilitychange", () => { if (document.hidden && this.unsaved) this.save(); });
    }

    get unsaved() { return this.edits !== this.savedEdits; }

    edited(event) {
      if (event.target.closest("[data-autosave-ignore]") || event.target.type === "file") return;
      this.edits += 1;
      if (this.stopped) return;
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.save(), PAUSE_MS);
      this.latest ??= setTimeout(() => this.save(), LATEST_MS);
    }

    // A save on its way changes the version; sending the form beside it would be in conflict with oneself.
    submitted(event) {
      if (this.busy) {
        event.preventDefault();
        this.waiting = event.submitter;
        return;
      }
      this.savedEdits = this.edits;
      this.quiet();
    }

    sendNow() {
      const button = this.waiting;
      this.waiting = null;
      if (!this.stopped) this.form.requestSubmit(button);
    }

    quiet() {
      clearTimeout(this.pause);
      clearTimeout(this.latest);
      clearTimeout(this.retry);
      this.latest = undefined;
    }

    say(state, text) {
      if (!this.place) return;
      this.place.dataset.state = state;
      if (this.place.textContent !== text) this.place.textContent = text;
    }

    async save() {
      if (this.busy || this.stopped || !this.form.isConnected) return;
      this.quiet();
      const upTo = this.edits;
      this.busy = true;
      this.say("saving", this.place?.dataset.saving);
      try {
        await this.answer(await this.post(), upTo);
      } catch {
        this.tryAgain("failed");   // No network, or the server went away in the middle.
      } finally {
        this.busy = false;
      }
      if (this.waiting) return this.sendNow();
      const more = this.unsaved && this.edits !== this.heldBack;
      if (more && !this.stopped && !this.failures) this.latest ??= setTimeout(() => this.save(), PAUSE_MS);
    }

    post() {
      const data = new FormData(this.form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      return fetch(this.form.getAttribute("action") || location.href, {
        method: "POST",
        body: data,
        headers: { "X-Requested-With": "autosave" },
        credentials: "same-origin",
        redirect: "manual",
        signal: AbortSignal.timeout(ANSWER_MS),
      });
    }

    async answer(response, upTo) {
      if (response.ok) return this.saved(await response.json(), upTo);
      if (response.status === 409) return this.conflict(await response.text());
      if (response.status === 422) return this.guarded(await response.text(), upTo);
      // A redirect means log-in: the session is over, but it may come back in another tab.
      if (response.type === "opaqueredirect" || response.status === 401) return this.tryAgain("loggedOut");
      if (response.status >= 500 || response.status === 429) return this.tryAgain("failed");
      this.failures += 1;
      this.say("failed", this.place?.dataset.refused);
    }

    saved({ version, saved }, upTo) {
      this.failures = 0;
      this.savedEdits = upTo;
      const field = this.form.elements.namedItem("version");
      if (field && version !== undefined) field.value = version;
      this.form.querySelector("[data-guard]")?.replaceChildren();
      this.say("saved", this.place?.dataset.saved.replace("{time}", saved));
    }

    conflict(html) {
      this.stopped = true;
      this.put("[data-conflict]", html);
      this.say("failed", this.place?.dataset.conflictText);
      this.form.querySelector("[data-conflict-open]")?.focus();
    }

    guarded(html, upTo) {
      // Nothing more is sent until the text is changed: asking again would give the same answer.
      this.failures = 0;
      this.heldBack = upTo;
      this.put("[data-guard]", html);
      this.say("failed", this.place?.dataset.guardText);
    }

    put(selector, html) {
      const area = this.form.querySelector(selector);
      if (!area) return;
      const kept = remember(area);
      area.innerHTML = html;   // Our own server's html, already escaped; the policy refuses scripts in it.
      kept(area);
      window.htmx?.process?.(area);
    }

    tryAgain(why) {
      this.failures += 1;
      this.say("failed", this.place?.dataset[why]);
      this.retry = setTimeout(() => this.save(), Math.min(LONGEST_WAIT_MS, 2000 * 2 ** (this.failures - 1)));
    }
  }

  // What someone has ticked and written in an area must outlive that the area is drawn anew.
  function remember(area) {
    const ticked = new Set([...area.querySelectorAll(":checked")].map((box) => box.name + "=" + box.value));
    const written = new Map([...area.querySelectorAll("input[type=text], textarea")].map((field) => [field.name, field.value]));
    const focused = area.contains(document.activeElement) ? document.activeElement.id : "";
    return (renewed) => {
      for (const box of renewed.querySelectorAll("[type=checkbox]")) box.checked ||= ticked.has(box.name + "=" + box.value);
      for (const field of renewed.querySelectorAll("input[type=text], textarea")) field.value = written.get(field.name) ?? field.value;
      if (focused) document.getElementById(focused)?.focus();
    };
  }

  function start(scope) {
    for (const form of scope.querySelectorAll("form[data-autosave]")) {
      if (form.autosave) continue;
      form.autosave = new Autosave(form);
      window.bindeledd.unsaved.push(() => form.isConnected && form.autosave.unsaved);
    }
  }
  document.addEventListener("DOMContentLoaded", () => start(document));
  document.addEventListener("htmx:after:swap", () => start(document));
})();
