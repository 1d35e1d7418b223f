// Put the focus on the summary of errors when a form comes back with some.
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();
