// Writing minutes: keys that turn the page, and no sending of another form before the sak's own text is safe.
(() => {
  "use strict";
  const KEYS = { PageDown: "next", PageUp: "previous" };

  document.addEventListener("keydown", (event) => {
    const button = event.altKey && KEYS[event.key] && document.querySelector(`[data-key="${KEYS[event.key]}"]`);
    if (!button) return;
    event.preventDefault();
    button.form.requestSubmit(button);
  });

  // An action is added by a form of its own; the notes beside it are saved first, so that nothing is asked or lost.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const unsaved = [...document.querySelectorAll("form[data-autosave]")].filter((one) => one !== form && one.autosave?.unsaved);
    if (!unsaved.length || form.dataset.savedFirst || form.hasAttribute("hx-post")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    for (const one of unsaved) {
      while (one.autosave.busy) await new Promise((again) => setTimeout(again, 100));
      await one.autosave.save();
    }
    form.dataset.savedFirst = "1";
    form.requestSubmit(button);
    delete form.dataset.savedFirst;
  }, true);
})();
