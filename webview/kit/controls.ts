import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextArea,
} from '@vscode/webview-ui-toolkit';

/**
 * Registers the toolkit's elements that every page uses, and no others: `vscode-button`, `vscode-progress-ring`.
 * Of the ARIA attributes set on a `vscode-button` only `aria-label` reaches the button inside it; set the others as
 * properties (`.ariaPressed`, `.ariaExpanded`).
 */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeProgressRing());
}

/** Registers those of a form too: `vscode-checkbox`, `vscode-dropdown`, `vscode-option`, `vscode-text-area`. */
export function registerFormControls(): void {
  provideVSCodeDesignSystem().register(vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption(), vsCodeTextArea());
}
