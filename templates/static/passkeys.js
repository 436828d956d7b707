// Passkeys: asks the browser's keys on behalf of a form, and sends their answer as the form would have been sent.
// A form says data-passkey="get" or "create", and data-start for the question. Without this script the password way remains.
(() => {
  "use strict";

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const words = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  function question(kind, options) {
    const asked = { ...options, challenge: bytes(options.challenge) };
    if (kind === "get") return { ...asked, allowCredentials: named(options.allowCredentials) };
    return { ...asked, user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: named(options.excludeCredentials) };
  }

  function answer(key) {
    const from = key.response;
    const response = { clientDataJSON: words(from.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (from[part]) response[part] = words(from[part]);
    }
    if (from.getTransports) response.transports = from.getTransports();
    return JSON.stringify({ id: key.id, rawId: words(key.rawId), type: key.type, response, clientExtensionResults: {} });
  }

  async function ask(form) {
    const kind = form.dataset.passkey;
    const started = await fetch(form.dataset.start, {
      method: "POST", body: new FormData(form), credentials: "same-origin", headers: { Accept: "application/json" },
    });
    if (!started.ok || !(started.headers.get("Content-Type") || "").includes("json")) throw new Error("start");
    const publicKey = question(kind, await started.json());
    const key = kind === "get" ? await navigator.credentials.get({ publicKey }) : await navigator.credentials.create({ publicKey });
    form.elements.svar.value = answer(key);
    form.submit();
  }

  // What went wrong, in one of the sentences that the page has ready.
  const REASONS = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known", SecurityError: "place" };
  function tell(form, name) {
    const line = form.querySelector("[data-passkey-trouble]");
    line.textContent = line.dataset[REASONS[name] || "failed"];
    line.hidden = false;
  }

  function wake(form) {
    const button = form.querySelector("button[type=submit]");
    const can = Boolean(window.PublicKeyCredential && navigator.credentials);
    form.querySelector("[data-passkey-absent]").hidden = can;
    button.disabled = !can;
    let busy = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      form.querySelector("[data-passkey-trouble]").hidden = true;
      try {
        await ask(form);
      } catch (trouble) {
        tell(form, trouble.name);
      }
      busy = false;
    });
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) wake(form);
})();
