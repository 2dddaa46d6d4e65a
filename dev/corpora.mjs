// @ts-check
// Makes the small sample of texts in ten languages that comes with the extension, media/corpora/, from two packages.
//   node dev/corpora.mjs      needs npm and pip
// The texts are translations that volunteers made of one original: what the Scratch website says to children, parents and
// teachers, and what Kolibri, a platform for learning offline, says to its users. A paragraph is a line, and stands on the
// same side of the split into `texts` and `held-out` as its translations.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveFiles } from './archive.mjs';
import { root } from './paths.mjs';
import { run } from './processes.mjs';

/** Under the BSD licence; later versions are under another one. */
const scratch = { name: 'scratch-l10n', version: '3.18.0' };
const kolibri = { name: 'kolibri', version: '0.19.5' };
/** BCP-47 tag → its names in the two packages; Kolibri is in no Japanese or Russian, and in little Chinese. */
const languages = {
  en: ['en', 'en'],
  zh: ['zh-cn', 'zh_Hans'],
  fr: ['fr', 'fr_FR'],
  es: ['es', 'es_ES'],
  vi: ['vi', 'vi'],
  id: ['id', 'id'],
  ja: ['ja', undefined],
  de: ['de', 'de'],
  ru: ['ru', undefined],
  ar: ['ar', 'ar'],
};
/** Characters; shorter texts are labels of buttons. Chinese and Japanese say more with fewer. */
const shortest = { zh: 12, ja: 16 };
/** Bytes of a language in both parts together, and how many of them Scratch gives where Kolibri has some too. */
const largest = 120_000;
const fromScratch = 70_000;
/** Of ten paragraphs, so many are held out. */
const heldOut = 2;
/** Pages of names and prices, and those that hardly anybody has translated. */
const unwanted = /credits|cookies|search|explore|conference|3faq|dmca|ethics/;

/** @typedef {{ text: string, original: string }} Paragraph */

const folder = await mkdtemp(join(tmpdir(), 'babelscope-corpora-'));
try {
  const options = { cwd: root };
  const npm = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit'];
  await run('npm', [...npm, `${scratch.name}@${scratch.version}`], options);
  const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:', '--dest', folder];
  await run('python3', [...pip, `${kolibri.name}==${kolibri.version}`], options);
  const website = join(folder, 'node_modules', scratch.name);
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl')) ?? '';
  const files = await archiveFiles(join(folder, wheel));
  const target = join(root, 'media/corpora');
  for (const [tag, [name, other]] of Object.entries(languages)) {
    const first = (await scratchTexts(website, name)).filter((one) => isUsable(one, tag));
    const second = other === undefined ? [] : kolibriTexts(files, other).filter((one) => isUsable(one, tag));
    const head = upTo(first, fromScratch);
    const chosen = upTo([...head, ...second, ...first.slice(head.length)], largest);
    for (const part of ['texts', 'held-out']) {
      const lines = chosen.filter(({ original }) => isHeldOut(original) === (part === 'held-out'));
      await mkdir(join(target, part), { recursive: true });
      await writeFile(join(target, part, `${tag}.txt`), lines.map(({ text }) => `${text}\n`).join(''));
      console.log(`${part}/${tag}.txt: ${lines.length} paragraphs, ${bytes(lines)} bytes`);
    }
  }
  const licence = files.find((file) => /^kolibri-[^/]+\.dist-info\/LICENSE$/.test(file.name));
  const licences = [
    `From ${scratch.name} ${scratch.version}:\n\n${await readFile(join(website, 'LICENSE'), 'utf8')}`,
    `From ${kolibri.name} ${kolibri.version}:\n\n${licence?.read().toString('utf8')}`,
  ];
  await writeFile(join(target, 'LICENSE.txt'), licences.map((text) => `${text.trim()}\n`).join('\n\n'));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** @param {string} website @param {string} language @returns {Promise<Paragraph[]>} */
async function scratchTexts(website, language) {
  const pages = (await readdir(join(website, 'www'))).filter((page) => !unwanted.test(page)).sort();
  /** @param {string} page @param {string} of @returns {Promise<Record<string, string>>} */
  const read = async (page, of) =>
    JSON.parse(await readFile(join(website, 'www', page, `${of}.json`), 'utf8'));
  const found = await Promise.all(
    pages.map(async (page) => paragraphs(await read(page, language), await read(page, 'en'), language)),
  );
  return found.flat();
}

/** @param {{ name: string, read: () => Buffer }[]} files @param {string} language @returns {Paragraph[]} */
function kolibriTexts(files, language) {
  /** @param {string} of */
  const folderOf = (of) => `kolibri/locale/${of}/LC_MESSAGES/`;
  const original = folderOf('en');
  return files
    .filter(({ name }) => name.startsWith(original) && name.endsWith('.json'))
    .flatMap((english) => {
      const same = folderOf(language) + english.name.slice(original.length);
      const translated = files.find(({ name }) => name === same);
      /** @param {{ read: () => Buffer }} file */
      const read = (file) => JSON.parse(file.read().toString('utf8'));
      return translated ? paragraphs(read(translated), read(english), language) : [];
    });
}

/**
 * @param {Record<string, string>} messages key → text
 * @param {Record<string, string>} originals the same in English; what was left in English is no translation
 * @param {string} language
 * @returns {Paragraph[]}
 */
function paragraphs(messages, originals, language) {
  return Object.entries(messages)
    .filter(([key, text]) => language === 'en' || text !== originals[key])
    .map(([key, text]) => ({ text: plain(text), original: plain(originals[key] ?? text) }));
}

/** On one line, without markup. @param {string} message */
function plain(message) {
  return message
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&[a-z]+;/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Sentences without gaps for values, which read as nothing. @param {Paragraph} paragraph @param {string} tag */
function isUsable({ text }, tag) {
  const least = /** @type {Record<string, number>} */ (shortest)[tag] ?? 40;
  return text.length >= least && !/[{}<>]|https?:|\.com|\.org/.test(text);
}

/** The first of all different ones that fit into so many bytes. @param {Paragraph[]} all @param {number} limit */
function upTo(all, limit) {
  const different = [...new Map(all.map((one) => [one.text, one])).values()];
  let size = 0;
  const end = different.findIndex(({ text }) => (size += Buffer.byteLength(text) + 1) > limit);
  return end < 0 ? different : different.slice(0, end);
}

/** By the English text: wherever it is repeated, in whatever language, it is on the same side. @param {string} original */
function isHeldOut(original) {
  return createHash('sha256').update(original).digest()[0] % 10 < heldOut;
}

/** @param {Paragraph[]} lines */
function bytes(lines) {
  return lines.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 1, 0);
}
