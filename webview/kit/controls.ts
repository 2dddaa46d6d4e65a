import { provideVSCodeDesignSystem, vsCodeButton, vsCodeProgressRing } from '@vscode/webview-ui-toolkit';

/**
 * Registers the toolkit's elements that the pages use, and no others: `vscode-button`, `vscode-progress-ring`.
 * Of the ARIA attributes set on a `vscode-button` only `aria-label` reaches the button inside it; set the others as
 * properties (`.ariaPressed`, `.ariaExpanded`).
 */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeProgressRing());
}
