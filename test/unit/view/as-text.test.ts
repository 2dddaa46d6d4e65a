import assert from 'node:assert/strict';
import { withoutControls, withoutIcons, withoutLinks, withoutMarkdown } from '../../../src/view/as-text';

/** VS Code's own pattern of a link in a notification (`vs/base/common/linkedText`), and how it prepares a message. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
const prepared = (message: string) => message.replace(/(\r\n|\n|\r)/gm, ' ').trim();
/** VS Code's own pattern of an icon in a label (`vs/base/common/iconLabels`). */
const icon = /(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g;

describe('Text from outside', () => {
  it('has no link for a notification to run, and still reads as it did', () => {
    for (const text of [
      '[word](command:workbench.action.terminal.new)',
      '[a](command:b "title") and [c](https://example.org)',
      "[[x]](file:///etc/passwd 'y')",
      '[a]\n(command:b)',
      '[a](command:\n"b")',
      '][x](COMMAND:y)',
      '[a]](command:b)',
    ]) {
      assert.doesNotMatch(prepared(withoutLinks(text)), link, text);
      assert.equal(withoutLinks(text).replaceAll('\u200b', ''), text);
    }
    // The test can fail: as it is, the first is a link.
    assert.match('[word](command:workbench.action.terminal.new)', link);
    assert.equal(withoutLinks('Layers [3, 4] (of 8).'), 'Layers [3, 4] (of 8).');
  });

  it('has no icon for a list to draw', () => {
    for (const text of ['$(trash) all', '\\$(sync~spin)', '$$(a)$(b)'])
      assert.doesNotMatch(withoutIcons(text), icon, text);
    assert.equal(withoutIcons('$5 (net)'), '$5 (net)');
  });

  it('is nothing but letters to Markdown', () => {
    const nasty =
      '[a](command:b) <img src=x> **c** `d` $(trash) https://example.org www.example.org a@b.c | \n# e';
    assert.doesNotMatch(withoutMarkdown(nasty).replace(/&#\d+;/g, ''), /[[\]()<>|`*#$:@.\n]/);
  });

  it('cannot steer a terminal: not its cursor, colours, title, clipboard or direction', () => {
    for (const sequence of [
      '\u001b[2J',
      '\u001b]0;title\u0007',
      '\u001b]52;c;cm0gLXJm\u001b\\',
      '\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\',
      '\u009b31m',
      '\u009d0;title\u009c',
      '\r',
      '\b',
      '\u202e',
      '\u2028',
    ])
      assert.doesNotMatch(
        withoutControls(`a${sequence}b`),
        /[\p{Cc}\p{Cf}\p{Zl}]/u,
        JSON.stringify(sequence),
      );
    assert.equal(withoutControls('می\u200cخواهم\n\tx'), 'می\u200cخواهم\n\tx');
  });
});
