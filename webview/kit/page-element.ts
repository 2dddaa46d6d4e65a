import { type CSSResultGroup, LitElement } from 'lit';
import { loadControls } from './controls';
import { shellStyles } from './shell.styles';
import { spokenStyles } from './spoken.styles';
import { onThemeChange } from './theme';

// VS Code pads a page's body; pages have a grid of their own.
const body = new CSSStyleSheet();
body.replaceSync('body { margin: 0; padding: 0; }');
document.adoptedStyleSheets.push(body);

/** What every page is, whatever it shows: it follows the theme, and has the toolkit before it draws a control of it. */
export abstract class PageElement extends LitElement {
  private stopTheme: (() => void) | undefined;

  static override styles: CSSResultGroup = [spokenStyles, shellStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopTheme = onThemeChange(() => {
      this.forgetColours();
      this.requestUpdate();
    });
    this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopTheme?.();
  }

  /** Tells the host that the page is there. */
  protected abstract start(): void;

  /** The theme's colours have changed: drops what was read from them. */
  protected forgetColours(): void {}

  /** Whether what is drawn next has a control of the toolkit in it. */
  protected get hasControls(): boolean {
    return true;
  }

  protected override scheduleUpdate(): Promise<unknown> | void {
    const loading = this.hasControls ? loadControls() : undefined;
    if (!loading) return super.scheduleUpdate();
    return loading.then(() => super.scheduleUpdate());
  }
}
