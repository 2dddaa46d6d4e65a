/**
 * Makes text from outside (files, models, the network) safe where some characters have a special meaning. It
 * looks the same to the user, but is no longer treated as markup.
 */

/**
 * For notifications and the messages of input boxes, where VS Code turns `[word](command:…)` into a link that
 * runs a command.
 */
export function withoutLinks(text: string): string {
  return text.replace(/\](?=\()/g, `]${invisible}`);
}

/** For lists and the status bar, where VS Code draws `$(name)` as an icon. */
export function withoutIcons(text: string): string {
  return text.replace(/\$(?=\()/g, `$${invisible}`);
}

/** For Markdown: nothing in it can be taken for Markdown, HTML, a bare link or VS Code's `$(icon)`. */
export function withoutMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '\ufffd')
    .replace(/[\\`*_{}[\]()#+\-.!|<>&~$:@/]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * For terminals: nothing moves the cursor, changes colours, the title or the clipboard, or reverses the
 * direction of the surrounding text. Line breaks and tabs stay, and so do joiners, which emoji, Persian and
 * Indic scripts need.
 */
export function withoutControls(text: string): string {
  return text.replace(/(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

/** A zero-width space: separates characters that would be markup side by side. */
const invisible = '\u200b';
