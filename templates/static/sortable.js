// Rows of a [data-sortable] list change places by buttons, arrow keys on the handle, or drag; the new order is posted.
// data-sortable is the address; it gets rekkefolge=<id> once for each row, in order. data-moved says «{n} av {total}».
(() => {
  "use strict";
  const rows = (list) => [...list.children].filter((row) => row.dataset.id);

  function move(row, step) {
    const list = row.parentElement;
    const all = rows(list);
    const other = all[all.indexOf(row) + step];
    if (!other) return;
    const before = order(list);
    const focused = document.activeElement;
    if (step < 0) other.before(row); else other.after(row);
    if (row.contains(focused)) focused.focus();
    finish(list, row, before);
  }

  function order(list) {
    return rows(list).map((row) => row.dataset.id);
  }

  function finish(list, row, before) {
    const now = order(list);
    if (now.join() === before.join()) return;
    const text = list.dataset.moved ?? "{n} / {total}";
    window.bindeledd.announce(text.replace("{n}", now.indexOf(row.dataset.id) + 1).replace("{total}", now.length));
    edges(list);
    post(list, now, before);
  }

  async function post(list, now, before) {
    const body = new URLSearchParams(now.map((id) => ["rekkefolge", id]));
    try {
      const response = await fetch(list.dataset.sortable, {
        method: "POST", body, credentials: "same-origin", redirect: "manual",
        headers: { "X-Requested-With": "sortable", "X-CSRFToken": window.bindeledd.token() },
      });
      if (!response.ok) throw new Error(String(response.status));
      list.dispatchEvent(new CustomEvent("bindeledd:sorted", { bubbles: true }));
    } catch {
      // What is on screen must be what is saved: put the rows back and say so.
      if (order(list).join() !== now.join()) return;
      for (const id of before) list.append(rows(list).find((row) => row.dataset.id === id));
      edges(list);
      window.bindeledd.announce(list.dataset.failed ?? "");
    }
  }

  // The first cannot go up and the last cannot go down. aria-disabled keeps the focus where it was.
  function edges(list) {
    const all = rows(list);
    all.forEach((row, place) => {
      row.querySelector('[data-move="-1"]')?.setAttribute("aria-disabled", String(place === 0));
      row.querySelector('[data-move="1"]')?.setAttribute("aria-disabled", String(place === all.length - 1));
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sortable] [data-move]");
    if (!button) return;
    event.preventDefault();
    move(button.closest("[data-id]"), Number(button.dataset.move));
  });

  document.addEventListener("keydown", (event) => {
    const handle = event.target.closest?.("[data-sortable] .drag");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!handle || !step) return;
    event.preventDefault();
    move(handle.closest("[data-id]"), step);
  });

  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-sortable] .drag");
    if (!handle || event.button !== 0) return;
    const row = handle.closest("[data-id]");
    const list = row.parentElement;
    const before = order(list);
    row.classList.add("is-dragged");
    const follow = ({ clientY }) => {
      const over = rows(list).find((one) => {
        const box = one.getBoundingClientRect();
        return one !== row && clientY > box.top && clientY < box.bottom;
      });
      if (!over) return;
      const box = over.getBoundingClientRect();
      if (clientY < box.top + box.height / 2) over.before(row); else over.after(row);
    };
    // On the document, not the handle: a row that is moved in the page loses its hold on the pointer.
    const listening = new AbortController();
    const drop = () => {
      listening.abort();
      row.classList.remove("is-dragged");
      finish(list, row, before);
    };
    document.addEventListener("pointermove", follow, { signal: listening.signal });
    document.addEventListener("pointerup", drop, { signal: listening.signal });
    document.addEventListener("pointercancel", drop, { signal: listening.signal });
  });

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-sortable]").forEach(edges));
})();
