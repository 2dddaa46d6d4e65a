/** Calls back when the theme or any of its colours changed; returns the function that stops. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  // The theme's colours are custom properties in the root element's style attribute.
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  return () => observer.disconnect();
}

/** A theme colour by its name in VS Code's reference (`focusBorder`), or the first that is set. */
export function themeColour(...names: string[]): string {
  const style = getComputedStyle(document.body);
  for (const name of names) {
    const value = style.getPropertyValue(`--vscode-${name.replaceAll('.', '-')}`).trim();
    if (value) return value;
  }
  return style.color;
}
