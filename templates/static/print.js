// "Print / PDF" opens the browser's own dialogue; without this file the same words tell how to get there.
"use strict";

document.addEventListener("click", (event) => {
  if (!event.target.closest?.(".print-way summary")) return;
  event.preventDefault();
  window.print();
});
