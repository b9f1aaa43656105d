// Warns before somebody leaves words that are not saved, and swallows the second press on a button.
const snapshot = (form) => new URLSearchParams([...new FormData(form)].map(([k, v]) => [k, String(v.name ?? v)])).toString();

const guarded = [...document.querySelectorAll("form[data-guard]")].map((form) => ({ form, before: snapshot(form), sent: false }));
// A refused form comes back with the typed words in it: they are not saved either.
for (const one of guarded) {
  if (one.form.parentElement?.querySelector(":scope > .error-summary")) one.before = null;
}

addEventListener("beforeunload", (event) => {
  if (guarded.some((one) => !one.sent && snapshot(one.form) !== one.before)) event.preventDefault();
});

for (const form of document.querySelectorAll("form[data-guard], form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.busy) {
      event.preventDefault();
      return;
    }
    form.dataset.busy = "1";
    const one = guarded.find((other) => other.form === form);
    if (one) one.sent = true;
    // A download or a dropped network leaves the page standing: let them press again.
    setTimeout(() => delete form.dataset.busy, 4000);
  });
}

// Back from the next page the browser may show this one as it was when it was sent.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const one of guarded) one.sent = false;
  for (const form of document.querySelectorAll("form[data-busy]")) delete form.dataset.busy;
});
