// The one button of /print.

document.getElementById("print-now").addEventListener("click", () => window.print());
