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
 * The toolkit's elements that pages use, and no others. Of the ARIA attributes set on a `vscode-button` only `aria-label`
 * reaches the button inside it; set the others as properties (`.ariaPressed`, `.ariaExpanded`).
 */
provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeProgressRing(),
  vsCodeTextArea(),
);
