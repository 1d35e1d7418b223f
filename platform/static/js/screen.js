// The screen in the council hall: whatever happens in the room, it fetches what it shows again, at most every two seconds.

import { Connection } from "./discussion-connection.js";

const EVERY = 2_000;
const EVERY_MINUTE = 60_000;
const screen = document.querySelector("[data-screen]");
const parts = screen.querySelector("[data-screen-parts]");
const connection = screen.querySelector("[data-connection]");
let timer;
let last = 0;
let shown;

const refresh = async () => {
  timer = undefined;
  last = Date.now();
  const response = await fetch(screen.dataset.part).catch(() => null);
  if (!response?.ok) return again();
  const html = await response.text();
  if (shown !== html) parts.innerHTML = html;
  shown = html;
  fit();
  return undefined;
};

// Nothing stands half on the wall: older contributions that do not fit whole go, and the newest alone grows smaller.
const fit = () => {
  const list = parts.querySelector("[data-screen-list]");
  const items = [...list.children];
  const isFull = () => list.scrollHeight > list.clientHeight + 1;
  list.removeAttribute("data-tight");
  items.forEach((item) => item.removeAttribute("hidden"));
  while (isFull() && items.length > 1) items.pop().hidden = true;
  list.toggleAttribute("data-tight", isFull());
};

const again = () => {
  timer ??= setTimeout(refresh, Math.max(0, last + EVERY - Date.now()));
};

fit();
window.addEventListener("resize", fit);
setInterval(again, EVERY_MINUTE); // a pause or a day ends without an event

new Connection({
  socket: screen.dataset.socket,
  events: screen.dataset.events,
  after: Number(screen.dataset.after),
  language: screen.dataset.language,
  onFrame: again,
  onState: (name) => {
    const sentence = { cut: screen.dataset.cut, gone: screen.dataset.gone }[name] ?? "";
    if (connection.textContent !== sentence) connection.textContent = sentence;
  },
}).start();
