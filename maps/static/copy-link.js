// Copies this page's address. Where the browser refuses (no https, no permission), the address
// stands there to be copied by hand.

/** `short` is a page's short address, if it has one. `box` is the field for the address, `say` tells how it went, `what` names what the link shows. */
export async function copyLink(box, say, what, short) {
  const { href } = short ? new URL(short + location.search, location.origin) : location;
  box.value = href;
  try {
    await navigator.clipboard.writeText(href);
    box.hidden = true;
    say(`The link is copied${short ? `: ${href}` : ""}. It shows ${what} to whoever opens it.`);
  } catch {
    box.hidden = false;
    box.select();
    say(`Copy this link. It shows ${what} to whoever opens it.`);
  }
}

/** The button of a page, which is there only where a script can act on it. */
export function offerCopy(place, what) {
  if (!place) return;
  const [said, box] = place.querySelectorAll("[role=status], input");
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => copyLink(box, (words) => { said.textContent = words; }, what, place.dataset.address));
}
