export type ThemeKind = 'dark' | 'light' | 'high-contrast' | 'high-contrast-light';

/** The kind of theme from the classes VS Code has put on the body. */
export function themeKind(classes: { contains(name: string): boolean }): ThemeKind {
  // High contrast light carries both high contrast classes.
  if (classes.contains('vscode-high-contrast-light')) return 'high-contrast-light';
  if (classes.contains('vscode-high-contrast')) return 'high-contrast';
  return classes.contains('vscode-light') ? 'light' : 'dark';
}

export function isHighContrast(kind: ThemeKind): boolean {
  return kind.startsWith('high-contrast');
}
