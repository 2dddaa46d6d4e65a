// @ts-check
// The README as people read it in the Extensions view, which opens no file of a package, as link or as picture, nor
// pictures inside the text: Markdown that needs nothing but itself and the web.

/** A link or an image in Markdown: `[text](target)`; the text may be an image, which holds no brackets of its own. */
const links = /(!?)\[((?:!\[[^[\]]*\]\([^()\s]+\)|[^[\]])*)\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g;
const code = /(^```[\s\S]*?^```|`[^`\n]*`)/m;
const elsewhere = /^(https:|#)/i;

/**
 * What of the README is for whoever has the package, not the repository: without what stands between
 * `<!-- repository -->` and `<!-- /repository -->`, and with what `<!-- package … -->` holds.
 * @param {string} markdown
 * @returns {string}
 */
export function forPackage(markdown) {
  return markdown
    .replace(/<!-- repository -->[\s\S]*?<!-- \/repository -->\n?/g, '')
    .replace(/<!-- package\n([\s\S]*?)-->\n?/g, '$1')
    .replace(/\n{3,}/g, '\n\n');
}

/**
 * Leaves of links to files only their words, and of pictures in files nothing.
 * @param {string} markdown
 * @returns {string}
 */
export function selfContained(markdown) {
  /** @type {(text: string) => string} */
  const rewritten = (text) =>
    text.replace(links, (whole, image, words, target) => {
      if (image) return elsewhere.test(target) ? whole : '';
      return elsewhere.test(target) ? `[${rewritten(words) || target}](${target})` : rewritten(words);
    });
  // Every other part is code, which stays as it is.
  const parts = markdown.split(new RegExp(code, 'gm'));
  return parts.map((part, i) => (i % 2 ? part : rewritten(part).replace(/\n{3,}/g, '\n\n'))).join('');
}

/**
 * @param {string} markdown
 * @returns {string[]} targets of links and images, in Markdown or HTML, that lead neither to the web nor to a heading
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
