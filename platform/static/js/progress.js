// Brings [data-running] up to date every two seconds, until the work is done; without JavaScript the page reloads itself.
const PAUSE = 2000;

async function look() {
  const place = document.querySelector("#progress[data-running]");
  if (!place) return;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (response.ok) {
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#progress");
      if (fresh) place.replaceWith(document.adoptNode(fresh));
    }
  } catch {
    // The connection is away for a moment: look again later.
  }
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
