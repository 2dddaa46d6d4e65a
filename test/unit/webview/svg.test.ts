import assert from 'node:assert/strict';
import { languageColour } from '../../../src/view/colours';
import { leads } from '../../../src/view/runs';
import type { PictureContent } from '../../../webview/kit/svg';
import { svgPicture } from '../../../webview/kit/svg';
import { escapeXml } from '../../../webview/kit/svg-marks';

const languages = ['en', 'fr'];
const activity = Float32Array.of(0.9, 0, 0, 0.5, 0, 0);

function picture(change: Partial<PictureContent> = {}): string {
  const inspection = { id: 1, languages, activity, text: new Uint16Array(3), layers: 2 };
  const content = {
    inspection: inspection as unknown as PictureContent['inspection'],
    rows: [0, 1],
    neurons: [18, 1200],
    lead: leads({ languages, activity }, [true, true]),
    layout: {
      boxes: [{ token: 0, x: 14, y: 6, width: 40, height: 21 }],
      lines: [
        { text: 'A <b> & "c"', x: 14, baseline: 22, width: 90, rightToLeft: false },
        { text: 'مرحبا', x: 400, baseline: 54, width: 60, rightToLeft: true },
      ],
      fontFamily: 'system-ui, "Noto Sans"',
      fontSize: 15.6,
      height: 70,
    },
    title: 'Language neurons',
    caption: 'tiny-model',
    ...change,
  };
  return svgPicture(content, {
    width: 500,
    palette: {
      languages: languages.map((tag) => languageColour(tag, 'light')),
      tints: [0.5, 0.5],
      text: [59, 59, 59],
      background: [255, 255, 255],
      quiet: [90, 90, 90],
    },
  });
}
const count = (text: string, part: string | RegExp) => text.split(part).length - 1;

describe('the picture of an inspection', () => {
  it('is one document as wide as asked, with nothing from outside', () => {
    const svg = picture();
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="500" height="\d+" viewBox/);
    assert.match(svg, /<\/svg>$/);
    assert.doesNotMatch(svg, /href|url\(|<style|<script/);
  });

  it('names the languages with their neurons and the model', () => {
    const svg = picture();
    assert.ok(svg.includes('>English (en) 18<'));
    assert.ok(svg.includes('>French (fr) 1,200<'));
    assert.ok(svg.includes('>tiny-model<'));
  });

  it('draws a heat map cell for every activity that can be seen', () => {
    // The background, one token box, and .9 and .5 in the heat map.
    assert.equal(count(picture(), '<rect'), 4);
    assert.equal(count(picture({ rows: [0] }), '<rect'), 3);
  });

  it('keeps a line of text whole, in its direction, and escaped', () => {
    const svg = picture();
    assert.ok(svg.includes('>A &lt;b&gt; &amp; &quot;c&quot;</text>'));
    assert.match(svg, /<text x="460"[^>]* textLength="60"[^>]* direction="rtl">مرحبا</);
    assert.match(svg, /font-family="system-ui, &quot;Noto Sans&quot;"/);
  });

  it('replaces what XML cannot hold', () => {
    assert.equal(escapeXml('a\u0000\ud800b\ud83c\udf89'), 'a\ufffd\ufffdb🎉');
  });
});
