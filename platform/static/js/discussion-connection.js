// The way events of a room come in: by websocket, by asking now and then when sockets are blocked, and always from the last one seen.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
const POLL_EVERY = 5_000;
const SOCKET_AGAIN_EVERY = 12; // polls between two tries to open a socket
const SOCKET_AGAIN_LATER = 24; // the same, where the server has no place for more sockets of this address
const CHECK_EVERY = 120_000; // an open socket that says nothing may be dead
const SAY_EVERY = 4_000;
const GONE = 4404;
const COME_AGAIN = 4408; // somebody signed in or out, or the socket was old
const TOO_SLOW = 4410;
const CROWDED = 4429;
const LONGEST_PAUSE = 600_000;
const LASTED = 5_000; // a socket that closes sooner never worked: something in between lets none through

const wait = (milliseconds) => milliseconds * (0.5 + Math.random());

export class Connection {
  constructor({ socket, events, after, language, onFrame, onState, onHere }) {
    Object.assign(this, { socketPath: socket, events, after, language, onFrame, onState, onHere });
    this.failures = 0;
    this.polls = 0;
  }

  start() {
    window.addEventListener("offline", () => this.cut());
    window.addEventListener("online", () => this.connect());
    window.addEventListener("pagehide", () => this.stop());
    window.addEventListener("pageshow", (event) => event.persisted && this.connect());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && !this.isOpen()) this.connect();
    });
    setInterval(() => this.check(), wait(CHECK_EVERY));
    this.connect();
  }

  isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    if (this.isGone || (this.socket && this.socket.readyState <= WebSocket.OPEN)) return;
    clearTimeout(this.timer);
    this.openedAt = Infinity;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(
      `${scheme}//${location.host}${this.socketPath}?after=${this.after}&language=${this.language}${this.onHere ? "&here=yes" : ""}`,
    );
    this.socket = socket;
    socket.addEventListener("open", () => {
      if (socket !== this.socket) return;
      this.openedAt = Date.now();
      this.onState("live");
    });
    socket.addEventListener("message", (event) => socket === this.socket && this.take(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => socket === this.socket && this.closed(event.code));
  }

  take(frame) {
    if (frame.kind === "here") {
      this.onHere?.(frame);
      return;
    }
    if (frame.sequence <= this.after) return;
    this.after = frame.sequence;
    this.onFrame(frame);
  }

  // Say that somebody types: only that, and not at every key.
  sayWriting() {
    if (!this.isOpen() || Date.now() - (this.saidAt ?? 0) < SAY_EVERY) return;
    this.saidAt = Date.now();
    this.socket.send("writing");
  }

  closed(code) {
    this.socket = null;
    this.onHere?.({ here: 0, writing: 0 });
    if (code === GONE) {
      this.leave();
      return;
    }
    if (!navigator.onLine) {
      this.onState("cut");
      return; // the `online` event starts again
    }
    if (Date.now() - this.openedAt > LASTED) this.failures = 0;
    this.failures += 1;
    if (code === TOO_SLOW || code === COME_AGAIN) this.failures = 0;
    this.isCrowded = code === CROWDED;
    if (this.failures > 2 || this.isCrowded) {
      this.poll();
    } else {
      if (code !== COME_AGAIN) this.onState("cut");
      this.timer = setTimeout(() => this.connect(), wait(Math.min(FIRST_WAIT * 2 ** this.failures, LONGEST_WAIT)));
    }
  }

  async poll() {
    clearTimeout(this.timer);
    let delay = POLL_EVERY;
    try {
      await this.ask();
      this.onState(this.isCrowded ? "crowded" : "polling");
      if (this.troubles) this.polls = SOCKET_AGAIN_EVERY - 1; // the server was away and is back: sockets may work again
      this.troubles = 0;
    } catch (problem) {
      if (this.isGone) return;
      this.onState(problem.pause ? "crowded" : "cut");
      this.troubles = (this.troubles ?? 0) + 1;
      delay = problem.pause ?? Math.min((POLL_EVERY / 2) * 2 ** this.troubles, LONGEST_WAIT);
    }
    if (this.socket || this.isGone) return;
    this.polls += 1;
    const again = this.isCrowded ? SOCKET_AGAIN_LATER : SOCKET_AGAIN_EVERY;
    this.timer = setTimeout(() => (this.polls % again === 0 ? this.connect() : this.poll()), wait(delay));
  }

  async ask() {
    let more = true;
    while (more) {
      const response = await fetch(`${this.events}?after=${this.after}&language=${this.language}`, {
        headers: { Accept: "application/json" },
        credentials: "omit", // the same for everybody: without a cookie, whoever passes it on may answer
      });
      if (!response.ok) throw this.refused(response);
      const here = response.headers.get("Readers-Here");
      if (here && !this.isOpen()) this.onHere?.({ here: Number(here), writing: 0 }); // an open socket says it itself
      const answer = await response.json();
      answer.events.forEach((frame) => this.take(frame));
      more = answer.more;
    }
  }

  // 429 says how long to leave the server alone; `wait` spreads that, so ask for a bit more.
  refused(response) {
    if (response.status === 404) this.leave();
    const problem = new Error(`events: ${response.status}`);
    const seconds = Number(response.headers.get("Retry-After"));
    if (response.status === 429) problem.pause = Math.min(Math.max(seconds, 1) * 2000, LONGEST_PAUSE);
    return problem;
  }

  // The talk can no longer be read here.
  leave() {
    this.isGone = true;
    this.stop();
    this.onState("gone");
  }

  async check() {
    if (!this.isOpen() || document.hidden) return;
    const before = this.after;
    try {
      await this.ask();
    } catch {
      return; // the socket will say so itself
    }
    if (this.after !== before && this.isOpen()) this.restart(); // it should have told us
  }

  restart() {
    this.stop();
    this.connect();
  }

  cut() {
    this.stop();
    this.onState("cut");
  }

  stop() {
    clearTimeout(this.timer);
    const socket = this.socket;
    this.onHere?.({ here: 0, writing: 0 });
    this.socket = null; // its events do not count any more
    socket?.close();
  }
}
