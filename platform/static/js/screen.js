// The screen in the council hall: whatever happens in the room, it fetches what it shows again, at most every two seconds.

import { Connection } from "./discussion-connection.js";

const EVERY = 2_000;
const EVERY_MINUTE = 60_000;
const screen = document.querySelector("[data-screen]");
const parts = screen.querySelector("[data-screen-parts]");
const connection = screen.querySelector("[data-connection]");
let timer;
let last = 0;

const refresh = async () => {
  timer = undefined;
  last = Date.now();
  const response = await fetch(screen.dataset.part).catch(() => null);
  if (!response?.ok) return again();
  const html = await response.text();
  if (parts.innerHTML !== html) parts.innerHTML = html;
  return undefined;
};

const again = () => {
  timer ??= setTimeout(refresh, Math.max(0, last + EVERY - Date.now()));
};

setInterval(again, EVERY_MINUTE); // a pause or a day ends without an event

new Connection({
  socket: screen.dataset.socket,
  events: screen.dataset.events,
  after: Number(screen.dataset.after),
  language: screen.dataset.language,
  onFrame: again,
  onState: (name) => {
    const sentence = name === "cut" ? screen.dataset.cut : "";
    if (connection.textContent !== sentence) connection.textContent = sentence;
  },
}).start();
