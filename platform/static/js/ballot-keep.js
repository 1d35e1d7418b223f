// Whoever goes back from the summary with the browser's button finds the ballot as they left it. It is kept in this tab only,
// from going on until the vote is cast or the page is opened anew: nobody who uses the computer later finds it.

const NEVER = new Set(["csrfmiddlewaretoken", "do"]);

export const forget = (path) => sessionStorage.removeItem(`samenspel-ballot ${path}`);

// Keep what is filled in when the form is sent; send it to the page again when somebody comes back to it.
export const keep = (form) => {
  const name = `samenspel-ballot ${form.getAttribute("action")}`;
  const kept = sessionStorage.getItem(name);
  const [visit] = performance.getEntriesByType("navigation");
  sessionStorage.removeItem(name);
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.hasAttribute("formaction")) return;
    const fields = [...new FormData(form)].filter(([field]) => !NEVER.has(field));
    sessionStorage.setItem(name, new URLSearchParams(fields).toString());
  });
  if (kept === null || visit?.type !== "back_forward") return;
  form.querySelectorAll("[name]:not([name=do]):not([name=csrfmiddlewaretoken])").forEach((field) => field.removeAttribute("name"));
  for (const [field, value] of new URLSearchParams(kept)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: field, value }));
  }
  form.querySelector('button[value="update"]').click(); // the server shows it, as after any button
};
