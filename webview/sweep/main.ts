import { registerControls, registerFormControls } from '../kit/controls';
import '../kit/matrix';
import '../kit/menu';
import './sweep';

registerControls();
registerFormControls();

// VS Code pads a page's body; this page has a grid of its own.
const page = new CSSStyleSheet();
page.replaceSync('body { margin: 0; padding: 0; }');
document.adoptedStyleSheets.push(page);
