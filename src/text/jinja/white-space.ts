import { pythonSpace } from './strings';

const closings = { '{{': '}}', '{%': '%}', '{#': '#}' } as const;

/**
 * Takes away what Jinja's white space control does (`-`, `+`, `trim_blocks`, `lstrip_blocks`, the line end at the
 * template's end) and writes `{% raw %}` as the text it is, so that the text between tags is what is printed.
 *
 * @returns a template that says the same without any of it, and ends with one line end that its reader drops
 * @throws Error where a tag does not end
 */
export function resolveWhiteSpace(template: string): string {
  const source = template.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  let out = '';
  let at = 0;
  /** What follows is at the start of a line. */
  let lineStarts = true;
  /** The tag before ended with `-`. */
  let trimsStart = false;
  while (at < source.length) {
    const next = /\{[{%#]/.exec(source.slice(at));
    let text = next ? source.slice(at, at + next.index) : source.slice(at);
    if (trimsStart) {
      const kept = text.replace(leadingSpace, '');
      if (kept !== text) lineStarts = /\n$/.test(text.slice(0, text.length - kept.length));
      text = kept;
    }
    if (!next) return `${out}${text}\n`;
    const start = at + next.index;
    const tag = readTag(source, start);
    if (tag.before === '-') text = text.replace(trailingSpace, '');
    else if (tag.open !== '{{' && tag.before !== '+') {
      const line = text.lastIndexOf('\n') + 1;
      if ((line > 0 || lineStarts) && !text.slice(line).replace(leadingSpace, '')) text = text.slice(0, line);
    }
    at = tag.end;
    let body = tag.body;
    if (tag.open === '{%' && /^\s*raw\s*$/.test(body)) {
      const raw = rawText(source, tag);
      out += `${text}{{ ${quoted(raw.text)} }}`;
      ({ at, lineStarts, trimsStart } = raw);
      continue;
    }
    trimsStart = tag.after === '-';
    lineStarts = false;
    if (tag.open !== '{{' && tag.after === '' && source[at] === '\n') {
      at++;
      lineStarts = true;
    }
    if (tag.open === '{#') body = '';
    out += `${text}${tag.open}${body}${closings[tag.open]}`;
  }
  return `${out}\n`;
}

const leadingSpace = new RegExp(`^${pythonSpace}+`);
const trailingSpace = new RegExp(`(?<!${pythonSpace})${pythonSpace}+$`);

const lineOfSpace = new RegExp(`\\n(?:(?!\\n)${pythonSpace})+$`);

interface Tag {
  open: keyof typeof closings;
  /** `-`, `+` or nothing, inside the tag. */
  before: string;
  after: string;
  body: string;
  /** Where the text after it begins. */
  end: number;
}

function readTag(source: string, start: number): Tag {
  const open = source.slice(start, start + 2) as Tag['open'];
  const before = /^[-+]/.exec(source.slice(start + 2, start + 3))?.[0] ?? '';
  const from = start + 2 + before.length;
  const close = closings[open];
  const to = open === '{#' ? source.indexOf(close, from) : endOfTag(source, from, close);
  if (to < 0) throw new Error('it has a tag that does not end');
  const last = source[to - 1];
  const signed = to > from && (last === '-' || (last === '+' && open !== '{{'));
  return {
    open,
    before,
    after: signed ? last : '',
    body: source.slice(from, signed ? to - 1 : to),
    end: to + 2,
  };
}

/** Where a tag's closing begins: not within a text, nor `}}` within braces. */
function endOfTag(source: string, from: number, close: string): number {
  let braces = 0;
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (character === '"' || character === "'") {
      for (at++; at < source.length && source[at] !== character; at++) if (source[at] === '\\') at++;
    } else if (braces === 0 && source.startsWith(close, at)) return at;
    else if (character === '{') braces++;
    else if (character === '}') braces--;
  }
  return -1;
}

function rawText(source: string, tag: Tag) {
  const rest = source.slice(tag.end);
  const end = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/.exec(rest);
  if (!end) throw new Error('it has a “raw” that does not end');
  let text = rest.slice(0, end.index);
  if (tag.after === '-') text = text.replace(leadingSpace, '');
  if (end[1] === '-') text = text.replace(trailingSpace, '');
  else if (end[1] === '') text = text.replace(lineOfSpace, '\n');
  let at = tag.end + end.index + end[0].length;
  const drops = end[2] === '' && source[at] === '\n';
  if (drops) at++;
  return { text, at, lineStarts: drops, trimsStart: end[2] === '-' };
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
