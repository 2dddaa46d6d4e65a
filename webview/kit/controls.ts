let loading: Promise<void> | undefined;
let isLoaded = false;
/** The window's `load` has passed. */
let isLate = document.readyState === 'complete';
window.addEventListener('load', () => (isLate = true));

/**
 * Loads the toolkit, which is larger than any page: a script of its own that all pages share, fetched by those that show
 * one of its controls. Its elements are defined before they are drawn, so none is seen or set as an unknown one.
 *
 * @returns undefined once they are there; what cannot be loaded is logged, and drawn as plain text
 */
export function loadControls(): Promise<void> | undefined {
  if (isLoaded) return undefined;
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  try {
    await import('./toolkit');
    // The toolkit takes the theme's colours with that event, and follows them from then on.
    if (isLate) window.dispatchEvent(new Event('load'));
  } catch (error) {
    console.error(error);
  }
  isLoaded = true;
}
