// @ts-check
// The README as people read it in the Extensions view, which shows no file of a package and follows no link into one:
// Markdown that needs nothing but itself and the web.

/** A link or an image in Markdown: `[text](target)`; the text may be an image, which holds no brackets of its own. */
const links = /(!?)\[((?:!\[[^[\]]*\]\([^()\s]+\)|[^[\]])*)\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g;
const code = /(^```[\s\S]*?^```|`[^`\n]*`)/m;
const elsewhere = /^(https:|mailto:|data:|#)/i;

/**
 * Puts pictures into the text itself, and leaves of links to files only their words.
 * @param {string} markdown
 * @param {(path: string) => string} picture a relative path → the `data:` address of what lies there
 * @returns {string}
 */
export function selfContained(markdown, picture) {
  /** @type {(text: string) => string} */
  const rewritten = (text) =>
    text.replace(links, (whole, image, words, target) => {
      if (image) return elsewhere.test(target) ? whole : `![${words}](${picture(target)})`;
      return elsewhere.test(target) ? `[${rewritten(words)}](${target})` : rewritten(words);
    });
  // Every other part is code, which stays as it is.
  const parts = markdown.split(new RegExp(code, 'gm'));
  return parts.map((part, index) => (index % 2 ? part : rewritten(part))).join('');
}

/**
 * @param {string} markdown
 * @returns {string[]} targets of links and images, in Markdown or HTML, that are files
 */
export function linkedFiles(markdown) {
  const text = markdown.replace(new RegExp(code, 'gm'), '');
  const targets = [
    ...Array.from(text.matchAll(/\]\(\s*([^()\s]+)/g), ([, target]) => target),
    ...Array.from(text.matchAll(/^ {0,3}\[[^\]]+\]:\s*(\S+)/gm), ([, target]) => target),
    ...Array.from(text.matchAll(/\s(?:href|src)\s*=\s*["']?([^"'\s>]+)/gi), ([, target]) => target),
  ];
  return targets.filter((target) => !elsewhere.test(target));
}
