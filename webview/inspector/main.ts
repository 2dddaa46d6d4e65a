import { registerControls } from '../kit/controls';
import '../kit/heat-map';
import '../kit/legend';
import '../kit/menu';
import '../kit/token-strip';
import './inspector';

registerControls();

// VS Code pads a page's body; this page has a grid of its own.
const page = new CSSStyleSheet();
page.replaceSync('body { margin: 0; padding: 0; }');
document.adoptedStyleSheets.push(page);
