// Where the desks do not fit on a phone, they scroll; the one that is open comes into view.
const current = document.querySelector(".samenspel-nav--desk [aria-current]");
const list = current?.closest("ul");
if (list) list.scrollLeft = current.offsetLeft - list.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;
