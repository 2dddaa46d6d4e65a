export type ThemeKind = 'dark' | 'light' | 'high-contrast' | 'high-contrast-light';

/** The kind of theme VS Code has put on the body. */
export function themeKind(classes: Pick<DOMTokenList, 'contains'> = document.body.classList): ThemeKind {
  // High contrast light carries both high contrast classes.
  if (classes.contains('vscode-high-contrast-light')) return 'high-contrast-light';
  if (classes.contains('vscode-high-contrast')) return 'high-contrast';
  return classes.contains('vscode-light') ? 'light' : 'dark';
}

export function isHighContrast(kind: ThemeKind): boolean {
  return kind.startsWith('high-contrast');
}

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
