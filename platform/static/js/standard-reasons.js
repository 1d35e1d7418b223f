// Choosing a ground fills in the text to start from, unless the moderator wrote something of their own.
// <form data-standard-reasons> with radio buttons, one textarea, and <dd data-ground="…"> for every text.
for (const form of document.querySelectorAll("[data-standard-reasons]")) {
  const field = form.querySelector("textarea");
  const texts = new Map(
    [...form.querySelectorAll("[data-ground]")].map((text) => [text.dataset.ground, text.textContent.trim()]),
  );
  form.addEventListener("change", (event) => {
    if (event.target.type !== "radio") return;
    const untouched = field.value.trim() === "" || [...texts.values()].includes(field.value.trim());
    if (untouched && texts.has(event.target.value)) field.value = texts.get(event.target.value);
  });
}
