/**
 * Text from outside (files, models, the network) where a place reads more into text than letters. What a person sees
 * stays the same; what would be taken for markup no longer is.
 */

/** For notifications and the messages of input boxes, where VS Code makes `[word](command:…)` a link that runs. */
export function withoutLinks(text: string): string {
  return text.replace(/\](?=\()/g, `]${invisible}`);
}

/** For lists and the status bar, where VS Code draws `$(name)` as an icon. */
export function withoutIcons(text: string): string {
  return text.replace(/\$(?=\()/g, `$${invisible}`);
}

/** For Markdown: leaves nothing for it, HTML, a bare link or VS Code's `$(icon)` to be found in. */
export function withoutMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '\ufffd')
    .replace(/[\\`*_{}[\]()#+\-.!|<>&~$:@/]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * For terminals: nothing moves the cursor, changes colours, the title or the clipboard, or turns the direction of what
 * stands around it. Line breaks and tabs stay, and the joiners, which emoji, Persian and Indic scripts are written with.
 */
export function withoutControls(text: string): string {
  return text.replace(/(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

/** A space of no width: parts what must stand side by side to be markup. */
const invisible = '\u200b';
