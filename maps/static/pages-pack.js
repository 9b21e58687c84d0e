// A meeting's pack on a wall: the arrow keys go from part to part. Without this the links do.

const parts = [...document.querySelectorAll(".pack-part")];

const here = () => {
  const middle = window.innerHeight / 2;
  const at = parts.findIndex((part) => part.getBoundingClientRect().bottom > middle);
  return at < 0 ? parts.length - 1 : at;
};

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // A table that is wider than the screen keeps its own arrows.
  if (event.target.closest(".pack-table")) return;
  const part = parts[here() + step];
  if (!part) return;
  event.preventDefault();
  part.scrollIntoView();
  part.focus({ preventScroll: true });
  history.replaceState(null, "", `#${part.id}`);
});
